"""A whole system on an empty store, asked over HTTP without a socket; a nurse with one person in relation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpx

from dsn import assembly
from dsn.assembly import System
from dsn.base.settings import Settings

Plain = dict[str, Any]

PATIENT: Plain = {
    "resourceType": "Patient",
    "name": [{"family": "Tremblay", "given": ["Zoé"]}],
    "birthDate": "1950-02-03",
}


def observation(patient: str, value: str = "7.20", **more: Any) -> bytes:
    """An Observation as text, for its digits."""
    plain = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "15074-8"}]},
        "subject": {"reference": f"Patient/{patient}"},
        **more,
    }
    return (
        json.dumps(plain)[:-1].encode()
        + f', "valueQuantity": {{"value": {value}, "unit": "mmol/L"}}}}'.encode()
    )


class Service:
    """What a test asks of. `system` is signed in as the system account unless another is named."""

    def __init__(self, system: System, http: httpx.AsyncClient) -> None:
        self.system = system
        self._http = http

    async def ask(
        self, method: str, path: str, body: object = None, *, account: str | None = "systeme", **headers: str
    ) -> httpx.Response:
        """One request below /fhir; `body` is bytes, or plain JSON. Header names have _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if account:
            sent.setdefault("authorization", f"Bearer {self.system.accounts.issue_token(account)}")
        content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if content is not None:
            sent.setdefault("content-type", "application/fhir+json")
        return await self._http.request(method, f"/fhir{path}", content=content, headers=sent)

    async def make(self, plain: Plain | bytes, type_: str | None = None) -> str:
        """Creates a resource; its id."""
        name = type_ or (json.loads(plain) if isinstance(plain, bytes) else plain)["resourceType"]
        answer = await self.ask("POST", f"/{name}", plain)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def put(self, *resources: Plain) -> None:
        """Creates resources under the ids they have."""
        for plain in resources:
            answer = await self.ask("PUT", f"/{plain['resourceType']}/{plain['id']}", plain)
            assert answer.status_code in (200, 201), answer.text


def with_service(url: str, test: Callable[[Service], Awaitable[None]], **settings: Any) -> None:
    """Runs `test` against a system on the store at `url`."""

    async def run() -> None:
        async with assembly.build(Settings(store=url, **settings)) as system:
            transport = httpx.ASGITransport(system.app, client=("127.0.0.1", 50000))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as http:
                await test(Service(system, http))

    asyncio.run(run())


def codes(answer: httpx.Response) -> list[str]:
    """The stable codes of an OperationOutcome."""
    return [issue["details"]["coding"][0]["code"] for issue in answer.json()["issue"]]


def ids(answer: httpx.Response, mode: str = "match") -> list[str]:
    """`Type/id` of the entries of a searchset, in order."""
    return [
        f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        for entry in answer.json().get("entry", ())
        if entry["search"]["mode"] == mode
    ]


def next_path(answer: httpx.Response) -> str | None:
    """Path and query of the next page, below /fhir."""
    links: Iterable[dict[str, str]] = answer.json().get("link", ())
    urls = [link["url"] for link in links if link["relation"] == "next"]
    return urls[0].partition("/fhir")[2] if urls else None
