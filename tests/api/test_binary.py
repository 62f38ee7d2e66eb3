"""Binary over HTTP: any content type in and out, streamed; FHIR forms when asked for; seen by whom it concerns."""

from __future__ import annotations

import json
import secrets
import tracemalloc
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator

import pytest
from tests.api.service import PATIENT, Service, codes, with_service

from dsn.store.blobs import weight
from dsn.store.blobs.marks import LARGE

PDF = b"%PDF-1.7\n" + secrets.token_bytes(3 * LARGE)
SMALL = b"%PDF-1.7\nsmall"


async def made(service: Service, content: bytes, type_: str = "application/pdf", **headers: str) -> str:
    """POSTs a content; the id of its Binary."""
    answer = await service.ask("POST", "/Binary", content, content_type=type_, **headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].split("/Binary/")[1].split("/")[0]


@pytest.mark.parametrize("content", [PDF, SMALL, b""], ids=["large", "small", "empty"])
def test_a_content_comes_out_as_it_went_in(engine: str, content: bytes) -> None:
    """By id and version, with its type, its size and no chance to run in a browser."""

    async def work(service: Service) -> None:
        id_ = await made(service, content)
        for path in (f"/Binary/{id_}", f"/Binary/{id_}/_history/1"):
            answer = await service.ask("GET", path, accept="*/*")
            assert (answer.status_code, answer.content) == (200, content)
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["content-length"] == str(len(content))
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]
            assert answer.headers["etag"] == 'W/"1"'
        head = await service.ask("HEAD", f"/Binary/{id_}", accept="application/pdf")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(content))

    with_service(engine, work)


@pytest.mark.parametrize(
    ("query", "accept", "is_fhir"),
    [
        ("", "application/pdf", False),
        ("", "image/png", False),
        ("", "text/html,application/xml;q=0.9,*/*;q=0.8", False),
        ("", "application/fhir+json", True),
        ("", "application/fhir+xml", True),
        ("?_format=json", "*/*", True),
        ("?_format=application/fhir%2Bxml", "application/pdf", True),
    ],
)
def test_fhirs_own_forms_are_sent_when_they_are_asked_for(
    engine: str, query: str, accept: str, is_fhir: bool
) -> None:
    """And in no other case; `_format` is stronger than Accept. The resource holds the whole content."""

    async def work(service: Service) -> None:
        id_ = await made(service, PDF)
        answer = await service.ask("GET", f"/Binary/{id_}{query}", accept=accept)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/fhir") is is_fhir
        if not is_fhir:
            assert answer.content == PDF
        elif "json" in answer.headers["content-type"]:
            assert b64decode(answer.json()["data"]) == PDF
        else:
            assert b64encode(PDF) in answer.content

    with_service(engine, work)


def test_a_binary_in_a_bundle_is_a_resource(engine: str) -> None:
    """Whatever the Bundle's own request accepts; found by search as well."""

    async def work(service: Service) -> None:
        id_ = await made(service, PDF)
        batch = {
            "resourceType": "Bundle",
            "type": "batch",
            "entry": [{"request": {"method": "GET", "url": f"Binary/{id_}"}}],
        }
        answer = await service.ask("POST", "", batch, accept="*/*")
        assert b64decode(answer.json()["entry"][0]["resource"]["data"]) == PDF
        found = await service.ask("GET", f"/Binary?_id={id_}")
        assert b64decode(found.json()["entry"][0]["resource"]["data"]) == PDF

    with_service(engine, work)


def test_a_page_of_large_contents_ends_early_and_says_where_it_goes_on(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its next link gives the rest: each once, with its content; the total counts all of them."""
    monkeypatch.setattr(weight, "MOST", 200_000)

    async def work(service: Service) -> None:
        contents = [b"%PDF-" + bytes([n]) * 90_000 for n in range(5)]
        made_ = {await made(service, content): content for content in contents}
        answer = (await service.ask("GET", f"/Binary?_id={','.join(made_)}&_total=accurate")).json()
        pages = [answer]
        while after := [one["url"] for one in answer["link"] if one["relation"] == "next"]:
            answer = (await service.ask("GET", "/" + after[0].split("/fhir/")[-1])).json()
            pages.append(answer)
        assert [(len(page["entry"]), page["total"]) for page in pages] == [(2, 5), (2, 5), (1, 5)]
        entries = [entry["resource"] for page in pages for entry in page["entry"]]
        assert {each["id"]: b64decode(each["data"]) for each in entries} == made_

    with_service(engine, work)


def test_resources_and_contents_are_told_apart(engine: str) -> None:
    """A Binary as JSON is that Binary; a Patient as JSON sent to Binary is a content; a broken Binary is refused."""

    async def work(service: Service) -> None:
        plain = {
            "resourceType": "Binary",
            "contentType": "text/plain",
            "data": b64encode(b"bonjour").decode(),
        }
        id_ = await service.make(plain)
        assert (await service.ask("GET", f"/Binary/{id_}")).content == b"bonjour"
        body = json.dumps(PATIENT).encode()
        other = await made(service, body, "application/fhir+json")
        answer = await service.ask("GET", f"/Binary/{other}", accept="*/*")
        assert (answer.content, answer.headers["content-type"]) == (body, "application/fhir+json")
        broken = await service.ask("POST", "/Binary", {"resourceType": "Binary", "contenttype": "x"})
        assert broken.status_code == 400
        bad = await service.ask("POST", "/Binary", b"x", content_type="pas un type")
        assert (bad.status_code, codes(bad)) == (400, ["content-type-malformed"])

    with_service(engine, work)


def test_an_update_brings_another_content(engine: str) -> None:
    """PUT makes the next version; the old one is still there; the same content is no new version."""

    async def work(service: Service) -> None:
        for version, content in ((1, PDF), (2, PDF[1:]), (2, PDF[1:]), (3, SMALL)):
            answer = await service.ask("PUT", "/Binary/doc", content, content_type="application/pdf")
            assert answer.status_code == (201 if content == PDF else 200)
            assert answer.headers["etag"] == f'W/"{version}"'
        assert (await service.ask("GET", "/Binary/doc")).content == SMALL
        assert (await service.ask("GET", "/Binary/doc/_history/1")).content == PDF
        assert (await service.ask("DELETE", "/Binary/doc")).status_code == 204
        assert (await service.ask("GET", "/Binary/doc")).status_code == 410

    with_service(engine, work)


def test_who_may_see_a_binary_is_who_may_see_what_it_is_about(engine: str) -> None:
    """By the header or the element: a person, or a document of one; without either, or about what is not there, only
    who sees everyone."""

    async def work(service: Service) -> None:
        seen = await service.make(PATIENT)
        other = await service.make(PATIENT)
        visit = {
            "resourceType": "Encounter",
            "status": "in-progress",
            "class": {"code": "IMP"},
            "subject": {"reference": f"Patient/{seen}"},
            "participant": [{"individual": {"reference": "Practitioner/demo-inf-gagnon"}}],
        }
        await service.make(visit)
        for person, status in ((seen, 200), (other, 404)):
            document = await service.make(
                {
                    "resourceType": "DocumentReference",
                    "status": "current",
                    "subject": {"reference": f"Patient/{person}"},
                    "content": [{"attachment": {"url": "Binary/x"}}],
                }
            )
            for context in (f"Patient/{person}", f"DocumentReference/{document}"):
                id_ = await made(service, PDF, x_security_context=context)
                answer = await service.ask("GET", f"/Binary/{id_}", account="inf-gagnon")
                assert answer.status_code == status, context
                if status == 200:
                    assert answer.headers["x-security-context"] == context
                resource = await service.ask(
                    "GET", f"/Binary/{id_}", account="inf-gagnon", accept="application/fhir+json"
                )
                assert resource.status_code == status
        for nobodys in (
            await made(service, PDF),
            await made(service, PDF, x_security_context="Patient/absent"),
        ):
            assert (await service.ask("GET", f"/Binary/{nobodys}", account="inf-gagnon")).status_code == 404
            assert (await service.ask("GET", f"/Binary/{nobodys}")).status_code == 200

    with_service(engine, work)


def test_who_writes_in_a_record_may_bring_contents_about_it_and_nothing_else(engine: str) -> None:
    """A nurse for a person in relation; not for another one, nor about nobody."""

    async def work(service: Service) -> None:
        seen = await service.make(PATIENT)
        other = await service.make(PATIENT)
        await service.make(
            {
                "resourceType": "Encounter",
                "status": "in-progress",
                "class": {"code": "IMP"},
                "subject": {"reference": f"Patient/{seen}"},
                "participant": [{"individual": {"reference": "Practitioner/demo-inf-gagnon"}}],
            }
        )
        for context, statuses in (
            (f"Patient/{seen}", (201,)),
            (f"Patient/{other}", (403, 404)),
            ("", (403,)),
        ):
            headers = {"x_security_context": context} if context else {}
            answer = await service.ask(
                "POST", "/Binary", PDF, account="inf-gagnon", content_type="application/pdf", **headers
            )
            assert answer.status_code in statuses, (context, answer.text)

    with_service(engine, work)


def test_a_content_beyond_the_limit_is_refused_as_it_comes(engine: str) -> None:
    """Said or not in the header; 413."""

    async def work(service: Service) -> None:
        answer = await service.ask("POST", "/Binary", PDF, content_type="application/pdf")
        assert (answer.status_code, codes(answer)) == (413, ["body-too-large"])

        async def unsaid() -> AsyncIterator[bytes]:
            for at in range(0, len(PDF), 10_000):
                yield PDF[at : at + 10_000]

        token = service.system.accounts.issue_token("systeme")
        headers = {"content-type": "application/pdf", "authorization": f"Bearer {token}"}
        answer = await service._http.post("/fhir/Binary", content=unsaid(), headers=headers)
        assert (answer.status_code, codes(answer)) == (413, ["body-too-large"])

    with_service(engine, work, body_limit=2 * LARGE)


def test_memory_does_not_grow_with_the_content(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Sixteen megabytes go in and out through the store in pieces; what is held at once is a few of them."""
    url = f"sqlite:///{tmp_path_factory.mktemp('memory') / 'dsn.db'}"

    async def work(service: Service) -> None:
        blobs = service.system.store.blobs

        async def much() -> AsyncIterator[bytes]:
            for _ in range(256):
                yield bytes(LARGE)

        tracemalloc.start()
        blob = await blobs.put(much())
        size = 0
        async for piece in blobs.stream(blob):
            size += len(piece)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size == 256 * LARGE
        assert peak < 4 * 1024 * 1024

    with_service(url, work)
