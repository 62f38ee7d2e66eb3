"""What R4's http.html asks of a server, as programs of other authors ask it."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from tests.api.service import PATIENT, Service, codes, ids, next_path, observation, with_service

from dsn.fhir import json as fhir_json
from dsn.fhir import xml as fhir_xml

JSON_PATCH = "application/json-patch+json"
CARD = {"system": "urn:test:card", "value": "1"}


def entry(method: str, url: str, resource: Any = None, full_url: str = "", **request: str) -> dict[str, Any]:
    made: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    return made | ({"resource": resource} if resource else {}) | ({"fullUrl": full_url} if full_url else {})


def bundle(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def path_patch(kind: str, path: str, **value: Any) -> dict[str, Any]:
    parts = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    parts += [{"name": "value", name: each} for name, each in value.items()]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}


def test_entity_tags_are_read_as_http_has_them(engine: str) -> None:
    """`*`, weak, strong, bare and foreign tags, on reads and on writes; a date that is none is ignored."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"})
        body = {**PATIENT, "id": "p", "gender": "female"}
        asked = (
            ("GET", {"if_none_match": 'W/"1"'}, 304), ("GET", {"if_none_match": '"1"'}, 304),
            ("GET", {"if_none_match": "*"}, 304), ("GET", {"if_none_match": '"abc", W/"1"'}, 304),
            ("GET", {"if_none_match": '"abc"'}, 200), ("GET", {"if_modified_since": "rubbish"}, 200),
            ("GET", {"if_modified_since": "Sat, 21 Nov 2099 00:00:00 GMT"}, 304),
            ("PUT", {"if_none_match": "*"}, 412), ("PUT", {"if_none_match": 'W/"1"'}, 400),
            ("PUT", {"if_match": 'W/"7"'}, 412), ("PUT", {"if_match": "x"}, 400), ("PUT", {"if_match": "*"}, 200),
            ("PUT", {"if_match": '"2"'}, 200),
        )  # fmt: skip
        for method, headers, expected in asked:
            answer = await service.ask(method, "/Patient/p", body if method == "PUT" else None, **headers)
            assert (answer.status_code, method, headers) == (expected, method, headers)
        new = {**PATIENT, "id": "new"}
        assert (await service.ask("PUT", "/Patient/new", new, if_match="*")).status_code == 412
        assert (await service.ask("PUT", "/Patient/new", new, if_none_match="*")).status_code == 201

    with_service(engine, test)


def test_what_comes_back_from_deletion_is_created(engine: str) -> None:
    """201 and the version after the deletion; the history says how each version came to be."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"})
        gone = await service.ask("DELETE", "/Patient/p")
        assert (gone.status_code, gone.headers["etag"]) == (204, 'W/"2"')
        back = await service.ask("PUT", "/Patient/p", {**PATIENT, "id": "p"})
        assert (back.status_code, back.headers["etag"]) == (201, 'W/"3"')
        history = (await service.ask("GET", "/Patient/p/_history")).json()
        assert history["total"] == 3
        assert [each["request"]["method"] for each in history["entry"]] == ["PUT", "DELETE", "PUT"]
        made = await service.make(PATIENT)
        first = (await service.ask("GET", f"/Patient/{made}/_history")).json()["entry"][0]["request"]
        assert first == {"method": "POST", "url": "Patient"}
        assert codes(await service.ask("GET", "/Patient/p/_history?_count=0")) == ["history-count-zero"]

    with_service(engine, test)


def test_a_patch_changes_what_it_names(engine: str) -> None:
    """JSON Patch and FHIRPath Patch, in JSON and XML, under If-Match, by criteria; digits are kept."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p", "identifier": [CARD]})
        operations = [{"op": "add", "path": "/gender", "value": "female"}]
        first = await service.ask(
            "PATCH", "/Patient/p", operations, content_type=JSON_PATCH, if_match='W/"1"'
        )
        assert (first.status_code, first.json()["gender"], first.headers["etag"]) == (200, "female", 'W/"2"')
        said = path_patch("replace", "Patient.gender", valueCode="male")
        by_path = await service.ask("PATCH", "/Patient?identifier=urn:test:card|1", said)
        assert (by_path.status_code, by_path.json()["gender"]) == (200, "male")
        xml = fhir_xml.encode(fhir_json.from_plain(path_patch("delete", "Patient.gender")))
        in_xml = await service.ask("PATCH", "/Patient/p", xml, content_type="application/fhir+xml")
        assert (in_xml.status_code, "gender" in in_xml.json()) == (200, False)
        made = await service.make(observation("p"), "Observation")
        unit = [{"op": "replace", "path": "/valueQuantity/unit", "value": "mol/L"}]
        kept = await service.ask("PATCH", f"/Observation/{made}", unit, content_type=JSON_PATCH)
        assert '"value":7.20' in kept.text

    with_service(engine, test)


def test_a_patch_that_cannot_be_done_changes_nothing(engine: str) -> None:
    """Another version, no such place, a failed test, an invalid result, another id, no resource, no patch at all."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"})
        tries: tuple[tuple[int, str, object, dict[str, str]], ...] = (
            (412, "p", [], {"if_match": 'W/"7"'}),
            (422, "p", [{"op": "remove", "path": "/gender"}], {}),
            (422, "p", [{"op": "test", "path": "/birthDate", "value": "1900"}], {}),
            (400, "p", [{"op": "add", "path": "/gender", "value": "zzz"}], {}),
            (422, "p", [{"op": "replace", "path": "/id", "value": "q"}], {}),
            (422, "p", [{"op": "copy", "from": "", "path": f"/x{n}"} for n in range(60)], {}),
            (400, "p", [{"op": "fly"}], {}),
            (400, "p", b"[", {}),
            (404, "q", [], {}),
            (415, "p", PATIENT, {"content_type": "application/fhir+json"}),
            (415, "p", [], {"content_type": "application/xml-patch+xml"}),
        )
        for expected, id_, body, headers in tries:
            answer = await service.ask(
                "PATCH", f"/Patient/{id_}", body, **{"content_type": JSON_PATCH, **headers}
            )
            assert (answer.status_code, body) == (expected, body)
        assert (
            await service.ask("PATCH", "/Patient?name=nobody", [], content_type=JSON_PATCH)
        ).status_code == 404
        assert (await service.ask("GET", "/Patient/p")).headers["etag"] == 'W/"1"'

    with_service(engine, test)


def test_patches_and_conditional_deletes_stand_in_transactions(engine: str) -> None:
    """A Binary with a JSON Patch, Parameters with a FHIRPath Patch, a DELETE by criteria: all of it, or nothing."""

    async def test(service: Service) -> None:
        await service.put(
            {**PATIENT, "id": "p"}, {**PATIENT, "id": "q"}, {**PATIENT, "id": "r", "identifier": [CARD]}
        )
        data = b64encode(json.dumps([{"op": "add", "path": "/gender", "value": "male"}]).encode()).decode()
        binary = {"resourceType": "Binary", "contentType": JSON_PATCH, "data": data}
        sent = (
            entry("PATCH", "Patient/p", binary),
            entry("PATCH", "Patient/q", path_patch("replace", "Patient.birthDate", valueDate="1960-01-01")),
            entry("DELETE", "Patient?identifier=urn:test:card|1"),
            entry("DELETE", "Patient?identifier=urn:test:card|none"),
        )
        refused = await service.ask(
            "POST", "", bundle("transaction", *sent, entry("PATCH", "Patient/none", binary))
        )
        assert refused.status_code == 404
        assert (await service.ask("GET", "/Patient/r")).status_code == 200
        done = await service.ask("POST", "", bundle("transaction", *sent))
        statuses = [each["response"]["status"][:3] for each in done.json()["entry"]]
        assert statuses == ["200", "200", "204", "204"]
        assert (await service.ask("GET", "/Patient/p")).json()["gender"] == "male"
        assert (await service.ask("GET", "/Patient/q")).json()["birthDate"] == "1960-01-01"
        assert (await service.ask("GET", "/Patient/r")).status_code == 410

    with_service(engine, test)


@pytest.mark.parametrize("root", ["http://elsewhere.example/fhir/", "http://127.0.0.1:8400/fhir/"])
def test_references_by_full_url_are_tied_together(engine: str, root: str) -> None:
    """Absolute, and relative to the fullUrl of their own entry (R4, bundle.html#references); others stay."""

    async def test(service: Service) -> None:
        told = [
            {"resourceType": "Basic", "code": {"text": "x"}, "subject": {"reference": said}}
            for said in ("Patient/77", f"{root}Patient/77", "Patient/78")
        ]
        entries = [entry("POST", "Basic", each, f"{root}Basic/{n}") for n, each in enumerate(told)]
        sent = bundle("transaction", entry("POST", "Patient", PATIENT, f"{root}Patient/77"), *entries)
        answer = await service.ask("POST", "", sent, prefer="return=representation")
        made = [each["resource"] for each in answer.json()["entry"]]
        subjects = [each["subject"]["reference"] for each in made[1:]]
        assert subjects == [f"Patient/{made[0]['id']}"] * 2 + ["Patient/78"]
        twice = bundle("transaction", *[entry("POST", "Patient", PATIENT, f"{root}Patient/1")] * 2)
        assert codes(await service.ask("POST", "", twice)) == ["full-url-twice"]

    with_service(engine, test)


def test_a_batch_goes_on_past_what_cannot_be_read(engine: str) -> None:
    """Wrong resources and methods are answered in their places, the others are done; a transaction does nothing."""

    async def test(service: Service) -> None:
        wrong = {"resourceType": "Patient", "gender": "zzz"}
        entries = (
            entry("POST", "Patient", wrong), entry("POST", "Patient", PATIENT), entry("FLY", "Patient"),
            entry("GET", "Patient/none"), entry("GET", "metadata"), entry("POST", "Patient/x", PATIENT),
            entry("POST", "Patient", {**wrong, "name": 5}), entry("POST", "Patient", PATIENT),
        )  # fmt: skip
        answer = (await service.ask("POST", "", bundle("batch", *entries))).json()["entry"]
        assert [
            each["response"]["status"][:3] for each in answer
        ] == "400 201 400 404 200 400 400 201".split()
        issue = answer[0]["response"]["outcome"]["issue"][0]
        assert (issue["expression"], issue["code"]) == (["Bundle.entry[0].resource.gender"], "code-invalid")
        assert issue["diagnostics"] == issue["details"]["text"]
        refused = await service.ask("POST", "", bundle("transaction", *entries))
        assert refused.status_code == 400
        assert (await service.ask("GET", "/Patient?_summary=count")).json()["total"] == 2

    with_service(engine, test)


def test_reads_in_a_bundle_have_their_own_conditions(engine: str) -> None:
    """ifNoneMatch of the entry, not the header of the whole; a whole address of ours; a failing read undoes writes."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"})
        reads = (
            entry("GET", "Patient/p", ifNoneMatch='W/"1"'), entry("GET", "/Patient/p"),
            entry("GET", "http://127.0.0.1:8400/fhir/Patient/p"), entry("GET", "Patient/p/_history/1"),
            entry("HEAD", "Patient/p"),
        )  # fmt: skip
        answer = await service.ask("POST", "", bundle("transaction", *reads), if_none_match='W/"1"')
        found = answer.json()["entry"]
        assert [each["response"]["status"][:3] for each in found] == "304 200 200 200 200".split()
        assert ["resource" in each for each in found] == [False, True, True, True, False]
        assert found[1]["response"]["etag"] == 'W/"1"'
        for asked in ("Patient/none", "Patient?unknown=1"):
            sent = bundle("transaction", entry("POST", "Patient", PATIENT), entry("GET", asked))
            assert (await service.ask("POST", "", sent)).status_code in (400, 404)
        sent = bundle("transaction", entry("DELETE", "Patient/p"), entry("GET", "Patient/p"))
        assert (await service.ask("POST", "", sent)).status_code == 410
        assert (await service.ask("GET", "/Patient?_summary=count")).json()["total"] == 1

    with_service(engine, test)


def test_a_compartment_is_walked_by_its_own_links(engine: str) -> None:
    """`Patient/[id]/[type]`, `/*` and POST `_search` say their address in `self` and `next`; of others, nothing."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"}, {**PATIENT, "id": "q"})
        await service.put({"resourceType": "Organization", "id": "o", "name": "x"})
        made = {f"Observation/{await service.make(observation('p'), 'Observation')}" for _ in range(3)}
        await service.make(observation("q"), "Observation")
        for place, expected in (("Observation", made), ("*", made | {"Patient/p"})):
            path: str | None = f"/Patient/p/{place}?_count=1"
            found: list[str] = []
            while path:
                answer = await service.ask("GET", path)
                found += ids(answer)
                path = next_path(answer)
            assert (sorted(found), place) == (sorted(expected), place)
        form = "application/x-www-form-urlencoded"
        posted = await service.ask(
            "POST", "/Patient/p/Observation/_search", b"status=final", content_type=form
        )
        assert (posted.json()["total"], len(ids(posted))) == (3, 3)
        assert codes(await service.ask("GET", "/Patient/p/Organization")) == ["type-not-in-compartment"]
        assert codes(await service.ask("GET", "/Patient/p/*?_type=Organization")) == [
            "type-not-in-compartment"
        ]

    with_service(engine, test)


def test_a_version_of_fhir_and_a_charset_are_agreed_on(engine: str) -> None:
    """4.0 in UTF-8 is spoken; another is 406 in Accept, 415 on a body. Refusals come in the form asked for."""

    async def test(service: Service) -> None:
        media = "application/fhir+json; fhirVersion={}; charset={}"
        assert (
            await service.ask("POST", "/Patient", PATIENT, content_type=media.format("4.0", "utf-8"))
        ).is_success
        for refused in (media.format("3.0", "utf-8"), media.format("4.0", "latin-1"), "*/*"):
            assert (await service.ask("POST", "/Patient", PATIENT, content_type=refused)).status_code == 415
        assert (
            await service.ask("GET", "/Patient", accept="application/fhir+json; fhirVersion=4.0")
        ).is_success
        assert (await service.ask("GET", "/Patient", accept=media.format("3.0", "utf-8"))).status_code == 406
        in_xml = await service.ask("GET", "/Patient/none", accept="application/fhir+xml")
        assert (in_xml.status_code, in_xml.headers["content-type"][:20]) == (404, "application/fhir+xml")
        assert fhir_json.to_plain(fhir_xml.decode(in_xml.content))["resourceType"] == "OperationOutcome"

    with_service(engine, test)


def test_parameters_that_are_no_text_are_refused(engine: str) -> None:
    """Bad UTF-8, NUL, too many, too many sort keys, ids that nothing can have; the same well written is answered."""

    async def test(service: Service) -> None:
        for path, code in (
            ("/Patient?name=%FF", "parameters-not-utf8"), ("/Patient?name=%00", "parameters-with-nul"),
            ("/Patient?" + "name=a&" * 1001, "parameters-too-many"),
            ("/Patient?_sort=" + "name," * 10 + "name", "search.sort-too-long"),
            ("/Patient?_id=" + "a," * 10_000 + "a", "search.too-long"), ("/Patient/a_b", "resource-not-found"),
        ):  # fmt: skip
            assert codes(await service.ask("GET", path)) == [code]
        assert codes(await service.ask("PUT", "/Patient/a_b", {**PATIENT, "id": "a_b"})) == ["id-malformed"]
        assert (await service.ask("GET", "/Patient?name=%C3%A9&_sort=name,-birthdate")).status_code == 200

    with_service(engine, test)
