"""transaction and batch."""

from typing import Any

from tests.api.service import PATIENT, Service, codes, ids, with_service


def entry(
    method: str, url: str, resource: dict[str, Any] | None = None, full_url: str = "", **request: str
) -> dict[str, Any]:
    plain: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    if resource:
        plain["resource"] = resource
    if full_url:
        plain["fullUrl"] = full_url
    return plain


def bundle(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


LOCAL = "urn:uuid:11f2a4d0-59e9-48ca-9495-6d0da2498d66"
CONDITION = {"resourceType": "Condition", "subject": {"reference": LOCAL}, "code": {"text": "toux"}}


def test_a_transaction_ties_its_entries_together(engine: str) -> None:
    """References by urn:uuid become ids, whatever the order; the answers stand in the order of the request."""

    async def test(service: Service) -> None:
        sent = bundle(
            "transaction", entry("POST", "Condition", CONDITION), entry("POST", "Patient", PATIENT, LOCAL)
        )
        answer = await service.ask("POST", "", sent)
        assert answer.status_code == 200
        assert answer.json()["type"] == "transaction-response"
        places = [
            one["response"]["location"].split("/fhir/")[1].split("/")[0] for one in answer.json()["entry"]
        ]
        assert places == ["Condition", "Patient"]
        patient = answer.json()["entry"][1]["response"]["location"].split("/")[-3]
        assert len(ids(await service.ask("GET", f"/Condition?patient={patient}"))) == 1

    with_service(engine, test)


def test_one_bad_entry_undoes_a_transaction_and_not_a_batch(engine: str) -> None:
    """The same entries: all or nothing, then each for itself with its own outcome."""

    async def test(service: Service) -> None:
        entries = (entry("POST", "Patient", PATIENT), entry("DELETE", "Patient/nobody", ifMatch='W/"7"'),
                   entry("GET", "Patient/nobody"))  # fmt: skip
        refused = await service.ask("POST", "", bundle("transaction", *entries))
        assert refused.status_code in (404, 409, 412)
        assert (await service.ask("GET", "/Patient?_summary=count")).json()["total"] == 0
        batch = await service.ask("POST", "", bundle("batch", *entries))
        statuses = [one["response"]["status"][:3] for one in batch.json()["entry"]]
        assert statuses[0] == "201"
        assert statuses[2] == "404"
        assert batch.json()["entry"][2]["response"]["outcome"]["resourceType"] == "OperationOutcome"
        assert (await service.ask("GET", "/Patient?_summary=count")).json()["total"] == 1

    with_service(engine, test)


def test_reads_of_a_transaction_see_its_writes(engine: str) -> None:
    """A GET in the same Bundle finds what the Bundle wrote."""

    async def test(service: Service) -> None:
        sent = bundle(
            "transaction",
            entry("GET", "Patient?family=Tremblay"),
            entry("PUT", "Patient/p1", {**PATIENT, "id": "p1"}),
        )
        answer = (await service.ask("POST", "", sent)).json()
        found = answer["entry"][0]["resource"]
        assert [one["resource"]["id"] for one in found["entry"]] == ["p1"]

    with_service(engine, test)


def test_a_fault_in_an_entry_names_its_place(engine: str) -> None:
    """Unknown type, missing request, another Bundle type: refused with the entry's path."""

    async def test(service: Service) -> None:
        for sent, code in (
            (bundle("transaction", entry("POST", "Nothing", PATIENT)), "type-unknown"),
            (bundle("transaction", {"resource": PATIENT}), "entry-without-request"),
            (bundle("transaction", entry("POST", "Patient")), "entry-without-resource"),
            (bundle("transaction", entry("POST", "Basic", PATIENT)), "type-differs"),
            (bundle("collection"), "bundle-type-not-processed"),
            (PATIENT, "bundle-expected"),
        ):
            if not sent.get("entry"):
                sent.pop("entry", None)
            answer = await service.ask("POST", "", sent)
            assert (answer.status_code, codes(answer)) == (400, [code])
            if "entry" in sent:
                assert answer.json()["issue"][0]["expression"][0].startswith("Bundle.entry[0]")

    with_service(engine, test)


ROOT = "https://elsewhere.invalid/fhir/"


def test_what_is_put_where_its_full_url_says_keeps_its_place(engine: str) -> None:
    """References relative to that root, or naming it whole, mean the entry; nothing of the root is stored."""

    async def test(service: Service) -> None:
        person = PATIENT | {"id": "p1"}
        near = {**CONDITION, "id": "c1", "subject": {"reference": "Patient/p1"}}
        whole = {**CONDITION, "id": "c2", "subject": {"reference": f"{ROOT}Patient/p1"}}
        entries = [
            entry(
                "PUT", f"{one['resourceType']}/{one['id']}", one, f"{ROOT}{one['resourceType']}/{one['id']}"
            )
            for one in (near, whole, person)
        ]
        answer = await service.ask("POST", "", bundle("transaction", *entries))
        assert answer.status_code == 200, answer.text
        found = ids(await service.ask("GET", "/Condition?patient=p1"))
        assert sorted(found) == ["Condition/c1", "Condition/c2"]
        for id_ in ("c1", "c2"):
            stored = (await service.ask("GET", f"/Condition/{id_}")).json()
            assert stored["subject"]["reference"] == "Patient/p1"

    with_service(engine, test)


def test_what_is_posted_under_a_full_url_is_found_by_what_is_put(engine: str) -> None:
    """The id that the server gives takes the place of the one the sender had."""

    async def test(service: Service) -> None:
        put = {**CONDITION, "id": "c1", "subject": {"reference": "Patient/theirs"}}
        entries = (
            entry("POST", "Patient", PATIENT, f"{ROOT}Patient/theirs"),
            entry("PUT", "Condition/c1", put, f"{ROOT}Condition/c1"),
        )
        answer = await service.ask("POST", "", bundle("transaction", *entries))
        assert answer.status_code == 200, answer.text
        given = answer.json()["entry"][0]["response"]["location"].split("/fhir/")[1].split("/")[1]
        stored = (await service.ask("GET", "/Condition/c1")).json()
        assert stored["subject"]["reference"] == f"Patient/{given}"

    with_service(engine, test)
