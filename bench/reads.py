"""Audited, scoped reads by id over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from collections.abc import Sequence
from urllib.parse import urlsplit

from bench import client, floor
from bench.figures import Figure
from bench.place import Place, dsn, serving

CONNECTIONS = 32
CLINICIAN = "inf-gagnon"


def measure(place: Place) -> list[Figure]:
    """Reads of random resources of the store, as the system account and as a clinician with relations."""
    figures = []
    base = floor.reads_per_second(place, CONNECTIONS)
    with serving(place) as server:
        give_care(server.base_url + "/fhir", token_of(place, "systeme"))
        for account, bar in (("systeme", 4000.0), (CLINICIAN, 4000.0)):
            token = token_of(place, account)
            load = reads(server.base_url + "/fhir", token, CONNECTIONS, place.seconds)
            _check(load)
            data = f"{account}, {CONNECTIONS} connections"
            figures.append(Figure("Read by id", load.rate, "/s", data, base, bar))
            p99 = load.percentile(0.99) * 1000
            figures.append(Figure("Read by id, p99", p99, "ms", data, None, 20.0, at_least=False))
    return figures + _slow_sync(place)


def _slow_sync(place: Place) -> list[Figure]:
    """The same on a disk whose every sync takes 5 ms longer (SQLite: the log's and the record's)."""
    if place.store_url.startswith("postgresql"):
        return []
    command = [sys.executable, "-m", "bench.slow", "5", "serve", "--store", place.store_url]
    with serving(place, command) as server:
        load = reads(server.base_url + "/fhir", token_of(place, "systeme"), 128, place.seconds)
    _check(load)
    return [
        Figure("Read by id, sync delayed by 5 ms", load.rate, "/s", "systeme, 128 connections", None, 2000.0)
    ]


def elsewhere(base_url: str, token: str, seconds: float) -> list[Figure]:
    """Any FHIR server."""
    load = reads(base_url, token, CONNECTIONS, seconds)
    data = f"{base_url}, {CONNECTIONS} connections, statuses {load.statuses}"
    return [
        Figure("Read by id", load.rate, "/s", data),
        Figure("Read by id, p99", load.percentile(0.99) * 1000, "ms", data, at_least=False),
    ]


def reads(base_url: str, token: str, connections: int, seconds: float) -> client.Load:
    """Random reads on any FHIR server: ids are taken from its own search first."""
    path = urlsplit(base_url).path
    headers = [("Authorization", f"Bearer {token}")] if token else []
    wanted = [client.get(base_url, f"{path}/{place}", headers) for place in some_ids(base_url, token)]
    target = lambda number: wanted[number * 7919 % len(wanted)]  # noqa: E731
    asyncio.run(client.run(base_url, target, connections=connections, seconds=1))
    return asyncio.run(client.run(base_url, target, connections=connections, seconds=seconds))


def some_ids(base_url: str, token: str, most: int = 2000) -> list[str]:
    """`Type/id` of up to `most` resources that the token may read."""
    found: list[str] = []
    for type_ in ("Observation", "Encounter", "Condition", "MedicationRequest", "Immunization"):
        bundle = fetch(f"{base_url}/{type_}?_count=400", token)
        found += [f"{type_}/{entry['resource']['id']}" for entry in bundle.get("entry", ())]
    return found[:most]


def fetch(url: str, token: str) -> dict[str, list[dict[str, dict[str, str]]]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return json.load(answer)  # type: ignore[no-any-return]


def fetch_total(base_url: str, token: str) -> int:
    """How many resources the token may see."""
    headers = {"Authorization": f"Bearer {token}"}
    asked = urllib.request.Request(f"{base_url}?_summary=count", headers=headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return int(json.load(answer)["total"])


def give_care(base_url: str, token: str, people: Sequence[str] = ()) -> None:
    """Puts the clinician into the care team of these people (the first 40, by default), as a ward would."""
    people = people or [
        entry["resource"]["id"] for entry in fetch(f"{base_url}/Patient?_count=40", token)["entry"]
    ]
    teams: list[dict[str, object]] = [
        {
            "resourceType": "CareTeam",
            "id": f"bench-{number}",
            "status": "active",
            "subject": {"reference": f"Patient/{patient}"},
            "participant": [{"member": {"reference": f"Practitioner/demo-{CLINICIAN}"}}],
        }
        for number, patient in enumerate(people)
    ]
    person: dict[str, object] = {"resourceType": "Practitioner", "id": f"demo-{CLINICIAN}"}
    entries = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in [person, *teams]
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
    sent = urllib.request.Request(base_url, json.dumps(bundle).encode(), headers)
    with urllib.request.urlopen(sent, timeout=60):
        pass


def token_of(place: Place, account: str) -> str:
    """A bearer token for a demonstration account."""
    return dsn(place, "token", account).strip().splitlines()[-1]


def _check(load: client.Load) -> None:
    if set(load.statuses) != {200}:
        raise RuntimeError(f"not all reads succeeded: {load.statuses}")
