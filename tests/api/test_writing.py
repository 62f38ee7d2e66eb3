"""create, update and delete over HTTP, with their conditions."""

import asyncio

from tests.api.service import PATIENT, Service, codes, observation, with_service

CARD = {"system": "urn:test:card", "value": "77"}


def test_create_says_where_it_put_it(engine: str) -> None:
    """201, Location with the version, an id of ours whatever id was sent; `return=minimal` sends no body."""

    async def test(service: Service) -> None:
        answer = await service.ask("POST", "/Patient", {**PATIENT, "id": "mine"})
        made = answer.json()["id"]
        assert (answer.status_code, made != "mine") == (201, True)
        assert answer.headers["location"] == f"http://127.0.0.1:8400/fhir/Patient/{made}/_history/1"
        brief = await service.ask("POST", "/Patient", PATIENT, prefer="return=minimal")
        assert (brief.status_code, brief.content) == (201, b"")
        told = await service.ask("POST", "/Patient", PATIENT, prefer="return=OperationOutcome")
        assert told.json()["resourceType"] == "OperationOutcome"

    with_service(engine, test)


def test_update_makes_versions_and_the_same_body_makes_none(engine: str) -> None:
    """201 for a new id, 200 for the next version, 200 and the same version when nothing changed."""

    async def test(service: Service) -> None:
        first = await service.ask("PUT", "/Patient/abc", {**PATIENT, "id": "abc"})
        again = await service.ask("PUT", "/Patient/abc", {**PATIENT, "id": "abc"})
        changed = await service.ask("PUT", "/Patient/abc", {**PATIENT, "id": "abc", "gender": "female"})
        assert [answer.status_code for answer in (first, again, changed)] == [201, 200, 200]
        assert [answer.headers["etag"] for answer in (first, again, changed)] == ['W/"1"', 'W/"1"', 'W/"2"']

    with_service(engine, test)


def test_two_writers_who_saw_the_same_version_do_not_both_win(engine: str) -> None:
    """If-Match of an older version is refused, whoever sends it; what was stored stays."""

    async def test(service: Service) -> None:
        made = await service.make(PATIENT)
        bodies = [{**PATIENT, "id": made, "gender": sex} for sex in ("female", "male")]
        answers = await asyncio.gather(
            *(service.ask("PUT", f"/Patient/{made}", body, if_match='W/"1"') for body in bodies)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        refused = await service.ask("DELETE", f"/Patient/{made}", if_match='W/"1"')
        assert (refused.status_code, codes(refused)) == (412, ["version-differs"])
        assert (await service.ask("GET", f"/Patient/{made}")).headers["etag"] == 'W/"2"'
        assert (await service.ask("PUT", f"/Patient/{made}", bodies[0], if_match="x")).status_code == 400

    with_service(engine, test)


def test_the_id_of_url_and_body_must_be_one(engine: str) -> None:
    """Another id, none, or another type in the body: refused, with its path."""

    async def test(service: Service) -> None:
        for body, code in (
            ({**PATIENT, "id": "b"}, "id-differs"),
            (PATIENT, "id-missing-in-body"),
            ({"resourceType": "Basic", "id": "a", "code": {"text": "x"}}, "type-differs"),
        ):
            answer = await service.ask("PUT", "/Patient/a", body)
            assert (answer.status_code, codes(answer)) == (400, [code])

    with_service(engine, test)


def test_conditional_create_and_update_and_delete(engine: str) -> None:
    """None matches, one matches, several match: each has its answer; empty criteria are refused."""

    async def test(service: Service) -> None:
        person = {**PATIENT, "identifier": [CARD]}
        where = "identifier=urn:test:card|77"
        first = await service.ask("POST", "/Patient", person, if_none_exist=where)
        again = await service.ask("POST", "/Patient", person, if_none_exist=where)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        moved = await service.ask("PUT", f"/Patient?{where}", {**person, "gender": "female"})
        assert (moved.status_code, moved.json()["id"], moved.headers["etag"]) == (
            200,
            first.json()["id"],
            'W/"2"',
        )
        await service.make(person)
        for method, body in (("PUT", person), ("DELETE", None)):
            assert (await service.ask(method, f"/Patient?{where}", body)).status_code == 412
        assert (await service.ask("POST", "/Patient", person, if_none_exist=where)).status_code == 412
        assert (await service.ask("DELETE", "/Patient?birthdate=1800")).status_code == 204
        assert (await service.ask("DELETE", "/Patient?")).status_code == 412

    with_service(engine, test)


def test_the_same_idempotency_key_writes_once(engine: str) -> None:
    """A writer who did not hear the answer asks again and gets the same one; another body under the key is refused."""

    async def test(service: Service) -> None:
        first = await service.ask("POST", "/Patient", PATIENT, idempotency_key="k1")
        again = await service.ask("POST", "/Patient", PATIENT, idempotency_key="k1")
        assert first.json()["id"] == again.json()["id"]
        other = await service.ask("POST", "/Patient", {**PATIENT, "gender": "male"}, idempotency_key="k1")
        assert (other.status_code, codes(other)) == (409, ["idempotency-reused"])

    with_service(engine, test)


def test_every_fault_of_a_body_is_told_with_its_path(engine: str) -> None:
    """Two faults, two issues, in the language asked for; nothing is stored."""

    async def test(service: Service) -> None:
        body = observation("x", "7.2").replace(b'"final"', b'"finished"').replace(b'"unit"', b'"units"')
        answer = await service.ask("POST", "/Observation", body, accept_language="en")
        assert answer.status_code == 400
        paths = {issue["expression"][0] for issue in answer.json()["issue"]}
        assert paths == {"Observation.status", "Observation.valueQuantity"}
        french = await service.ask("POST", "/Observation", body)
        texts = [[issue["details"]["text"] for issue in each.json()["issue"]] for each in (answer, french)]
        assert texts[0] != texts[1]
        assert (await service.ask("GET", "/Observation?_summary=count")).json()["total"] == 0

    with_service(engine, test)
