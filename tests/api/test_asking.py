"""Who may ask, in which form, and what is refused before anything is done."""

import asyncio
import json

import httpx
import pytest
from tests.api.service import PATIENT, Service, codes, ids, next_path, observation, with_service

from dsn import assembly
from dsn.base.settings import Settings


def test_without_a_token_nothing_but_the_capabilities(engine: str) -> None:
    """401 with WWW-Authenticate for everything else; a false token is no better than none."""

    async def test(service: Service) -> None:
        assert (await service.ask("GET", "/metadata", account=None)).status_code == 200
        for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic eA=="}):
            answer = await service.ask("GET", "/Patient", account=None, **headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")

    with_service(engine, test)


def test_the_door_answers_this_machine_only(engine: str) -> None:
    """Another peer, a proxy's header or another host name is refused, token or not."""

    async def run() -> None:
        async with assembly.build(Settings(store=engine)) as system:
            token = {"authorization": f"Bearer {system.accounts.issue_token('systeme')}"}
            for peer, host, more in (
                ("192.0.2.7", "127.0.0.1", {}),
                ("127.0.0.1", "dsn.example", {}),
                ("127.0.0.1", "127.0.0.1", {"x-forwarded-for": "192.0.2.7"}),
            ):
                transport = httpx.ASGITransport(system.app, client=(peer, 5))
                async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as http:
                    answer = await http.get("/fhir/Patient", headers={**token, **more})
                    assert answer.status_code == 403

    asyncio.run(run())


def test_a_nurse_sees_and_writes_who_she_cares_for(engine: str) -> None:
    """In relation: read, found, written for. Out of relation, the same requests: not found, not there, refused."""

    async def test(service: Service) -> None:
        await service.put(
            {"resourceType": "Practitioner", "id": "demo-inf-gagnon"},
            {**PATIENT, "id": "hers", "generalPractitioner": [{"reference": "Practitioner/demo-inf-gagnon"}]},
            {**PATIENT, "id": "other"},
        )
        for patient, read, write in (("hers", 200, 201), ("other", 404, 403)):
            answer = await service.ask("GET", f"/Patient/{patient}", account="inf-gagnon")
            assert answer.status_code == read
            answer = await service.ask("POST", "/Observation", observation(patient), account="inf-gagnon")
            assert answer.status_code == write
        assert ids(await service.ask("GET", "/Patient", account="inf-gagnon")) == ["Patient/hers"]
        assert len(ids(await service.ask("GET", "/Patient"))) == 2

    with_service(engine, test)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"accept": "application/fhir+xml"}, "application/fhir+xml"),
        (
            {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
            "application/fhir+xml",
        ),
        ({"accept": "application/json;q=0.1, text/xml;q=0"}, "application/fhir+json"),
        ({"accept": "*/*"}, "application/fhir+json"),
    ],
)
def test_the_form_is_the_one_accepted(engine: str, asked: dict[str, str], given: str) -> None:
    """By Accept; `_format` goes before it."""

    async def test(service: Service) -> None:
        made = await service.make(PATIENT)
        answer = await service.ask("GET", f"/Patient/{made}", **asked)
        assert answer.headers["content-type"].split(";")[0] == given
        answer = await service.ask("GET", f"/Patient/{made}?_format=json", **asked)
        assert answer.json()["id"] == made

    with_service(engine, test)


def test_other_forms_and_methods_and_paths_are_refused(engine: str) -> None:
    """406, 415, 405 with Allow, 404; each an OperationOutcome."""

    async def test(service: Service) -> None:
        for expected, method, path, headers in (
            (406, "GET", "/Patient", {"accept": "text/turtle"}),
            (415, "POST", "/Patient", {"content_type": "text/csv"}),
            (405, "POST", "/Patient/x", {}),
            (404, "GET", "/Nothing", {}),
            (404, "GET", "/Patient/x/y/z/a", {}),
            (400, "POST", "/Patient", {}),
        ):
            body = b"" if expected == 400 else b"{}" if method == "POST" else None
            answer = await service.ask(method, path, body, **headers)
            assert (answer.status_code, answer.json()["resourceType"]) == (expected, "OperationOutcome"), path
        refused = await service.ask("POST", "/Patient/x", b"{}")
        assert refused.headers["allow"] == "DELETE, GET, PATCH, PUT"
        assert "DELETE, GET, PATCH, PUT" in refused.json()["issue"][0]["diagnostics"]

    with_service(engine, test)


def test_a_search_is_turned_page_by_page_and_stands_alone(engine: str) -> None:
    """Every match once, in order; includes on each page that needs them; a changed token is refused."""

    async def test(service: Service) -> None:
        patient = await service.make(PATIENT)
        wanted = [await service.make(observation(patient, str(n))) for n in range(5)]
        path: str | None = "/Observation?_count=2&_sort=value-quantity&_include=Observation:patient"
        seen: list[str] = []
        while path:
            page = await service.ask("GET", path)
            assert ids(page, "include") == [f"Patient/{patient}"]
            seen += ids(page)
            last, path = path, next_path(page)
        assert seen == [f"Observation/{one}" for one in wanted]
        assert (await service.ask("GET", last[:-3] + "AAA")).status_code == 400
        assert (
            await service.ask("GET", last.replace("_count=2&_sort=value-quantity", "_count=2"))
        ).status_code == 400

    with_service(engine, test)


def test_what_is_unknown_is_refused_and_lenient_says_what_it_left_out(engine: str) -> None:
    """Never in silence: 400, or an outcome in the Bundle and a self link without it."""

    async def test(service: Service) -> None:
        await service.make(PATIENT)
        strict = await service.ask("GET", "/Patient?foo=1&family=trem")
        assert strict.status_code == 400
        assert "foo=1" in strict.text
        lenient = await service.ask("GET", "/Patient?foo=1&family=trem", prefer="handling=lenient")
        assert len(ids(lenient)) == 1
        outcomes = [one["resource"] for one in lenient.json()["entry"] if one["search"]["mode"] == "outcome"]
        assert "foo=1" in json.dumps(outcomes)
        assert "foo" not in lenient.json()["link"][0]["url"]

    with_service(engine, test)


def test_search_by_post_and_in_a_compartment(engine: str) -> None:
    """The form of `_search` is the same query; a compartment holds its own and no other's."""

    async def test(service: Service) -> None:
        one, two = [await service.make(PATIENT) for _ in range(2)]
        mine = await service.make(observation(one))
        await service.make(observation(two))
        posted = await service.ask(
            "POST",
            "/Observation/_search",
            f"patient={one}".encode(),
            content_type="application/x-www-form-urlencoded",
        )
        assert ids(posted) == [f"Observation/{mine}"]
        assert ids(await service.ask("GET", f"/Patient/{one}/Observation")) == [f"Observation/{mine}"]
        assert ids(await service.ask("GET", f"/Patient/{one}/Observation?code=nothing")) == []
        assert (await service.ask("GET", "/Patient/nobody/Observation")).status_code == 404

    with_service(engine, test)


def test_a_body_over_the_limit_is_refused_unread(engine: str) -> None:
    """413, with the limit."""

    async def test(service: Service) -> None:
        answer = await service.ask("POST", "/Patient", b'{"resourceType":"Patient"}' + b" " * 2000)
        assert (answer.status_code, codes(answer)) == (413, ["body-too-large"])

    with_service(engine, test, body_limit=1000)


def test_the_capabilities_name_what_is_done(engine: str) -> None:
    """Every R4 type, its search parameters, and the interactions of the system."""

    async def test(service: Service) -> None:
        stated = (await service.ask("GET", "/metadata", account=None)).json()["rest"][0]
        types = {one["type"]: one for one in stated["resource"]}
        assert len(types) == 146
        assert {"name": "value-quantity", "type": "quantity"} in types["Observation"]["searchParam"]
        assert {one["code"] for one in stated["interaction"]} >= {"transaction", "batch"}

    with_service(engine, test)


def test_our_own_address_in_a_reference_is_no_way_around_the_scope(engine: str) -> None:
    """A reference written absolute belongs to the person as a relative one does: found, and hidden from others."""

    async def test(service: Service) -> None:
        patient = await service.make(PATIENT)
        body = observation("x").replace(
            b"Patient/x", f"http://127.0.0.1:8400/fhir/Patient/{patient}".encode()
        )
        made = await service.make(body, "Observation")
        assert ids(await service.ask("GET", f"/Observation?patient={patient}")) == [f"Observation/{made}"]
        stored = (await service.ask("GET", f"/Observation/{made}")).json()
        assert stored["subject"]["reference"] == f"Patient/{patient}"
        assert (await service.ask("GET", f"/Observation/{made}", account="inf-gagnon")).status_code == 404

    with_service(engine, test)


def test_value_sets_that_r4_ships_answer_in_and_others_are_refused(engine: str) -> None:
    """`:in` by a shipped expansion finds; by one that is not at hand it is refused, never guessed."""

    async def test(service: Service) -> None:
        patient = await service.make({**PATIENT, "gender": "female"})
        shipped = "http://hl7.org/fhir/ValueSet/administrative-gender"
        assert ids(await service.ask("GET", f"/Patient?gender:in={shipped}")) == [f"Patient/{patient}"]
        refused = await service.ask("GET", "/Patient?gender:in=http://example.org/vs")
        assert (refused.status_code, codes(refused)) == (400, ["search.value-set-not-at-hand"])

    with_service(engine, test)
