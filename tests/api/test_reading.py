"""read, vread and history over HTTP."""

from tests.api.service import PATIENT, Service, codes, next_path, observation, with_service


def test_what_was_written_is_read_letter_for_letter(engine: str) -> None:
    """Digits of decimals stay, and the version is in ETag, Last-Modified and meta."""

    async def test(service: Service) -> None:
        patient = await service.make(PATIENT)
        made = await service.make(observation(patient, "7.20"))
        answer = await service.ask("GET", f"/Observation/{made}")
        assert answer.status_code == 200
        assert b'"value":7.20,' in answer.content
        assert answer.headers["etag"] == 'W/"1"'
        assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
        assert answer.json()["meta"]["versionId"] == "1"
        assert answer.headers["last-modified"].endswith("GMT")

    with_service(engine, test)


def test_absent_deleted_and_unchanged_have_their_status(engine: str) -> None:
    """404, 410 after a delete, 304 for the version one has already."""

    async def test(service: Service) -> None:
        made = await service.make(PATIENT)
        assert (await service.ask("GET", "/Patient/nobody")).status_code == 404
        assert (await service.ask("GET", f"/Patient/{made}", if_none_match='W/"1"')).status_code == 304
        assert (await service.ask("GET", f"/Patient/{made}", if_none_match='W/"2"')).status_code == 200
        seen = (await service.ask("GET", f"/Patient/{made}")).headers["last-modified"]
        assert (await service.ask("GET", f"/Patient/{made}", if_modified_since=seen)).status_code == 304
        assert (await service.ask("DELETE", f"/Patient/{made}")).status_code == 204
        gone = await service.ask("GET", f"/Patient/{made}")
        assert (gone.status_code, codes(gone)) == (410, ["resource-deleted"])
        assert (await service.ask("GET", f"/Patient/{made}/_history/1")).status_code == 200
        assert (await service.ask("GET", f"/Patient/{made}/_history/2")).status_code == 410
        assert (await service.ask("GET", f"/Patient/{made}/_history/3")).status_code == 404
        assert (await service.ask("GET", f"/Patient/{made}/_history/x")).status_code == 404

    with_service(engine, test)


def test_history_is_newest_first_and_can_be_turned(engine: str) -> None:
    """Three versions and a deletion, two to a page; a type and the system have their history too."""

    async def test(service: Service) -> None:
        made = await service.make(PATIENT)
        for family in ("Roy", "Côté"):
            await service.put({**PATIENT, "id": made, "name": [{"family": family}]})
        await service.ask("DELETE", f"/Patient/{made}")
        first = await service.ask("GET", f"/Patient/{made}/_history?_count=2")
        told = [(entry["request"]["method"], entry["response"]["etag"]) for entry in first.json()["entry"]]
        assert told == [("DELETE", 'W/"4"'), ("PUT", 'W/"3"')]
        rest = next_path(first)
        assert rest is not None
        second = await service.ask("GET", rest)
        told = [(entry["request"]["method"], entry["response"]["etag"]) for entry in second.json()["entry"]]
        assert told == [("PUT", 'W/"2"'), ("POST", 'W/"1"')]
        assert next_path(second) is None
        for place in ("/Patient/_history", "/_history"):
            assert len((await service.ask("GET", place)).json()["entry"]) == 4
        assert (await service.ask("GET", f"/Patient/{made}/_history?foo=1")).status_code == 400

    with_service(engine, test)


def test_a_summary_says_that_it_is_one(engine: str) -> None:
    """_summary and _elements keep what they should and mark it SUBSETTED; another parameter is refused."""

    async def test(service: Service) -> None:
        patient = await service.make(PATIENT)
        made = await service.make(observation(patient, note=[{"text": "à jeun"}]))
        cut = (await service.ask("GET", f"/Observation/{made}?_summary=true")).json()
        assert "note" not in cut
        assert cut["valueQuantity"]["value"] == 7.2
        assert [tag["code"] for tag in cut["meta"]["tag"]] == ["SUBSETTED"]
        some = (await service.ask("GET", f"/Observation/{made}?_elements=value")).json()
        assert set(some) == {"resourceType", "id", "meta", "status", "code", "valueQuantity"}
        assert (await service.ask("GET", f"/Observation/{made}?code=x")).status_code == 400

    with_service(engine, test)


def test_head_is_a_read_without_its_body(engine: str) -> None:
    """Same status and headers, no bytes."""

    async def test(service: Service) -> None:
        made = await service.make(PATIENT)
        answer = await service.ask("HEAD", f"/Patient/{made}")
        assert (answer.status_code, answer.headers["etag"], answer.content) == (200, 'W/"1"', b"")

    with_service(engine, test)
