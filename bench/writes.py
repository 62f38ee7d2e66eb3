"""Create, update and transaction bundles of whole lives through HTTP, at 10,000 and at 1,000,000 resources."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bench import client
from bench.asking import Run, ask, headers_of
from bench.engines import Stores
from bench.figures import Figure
from bench.place import Place, serving
from bench.province import LIVES, SIZES, people, say
from bench.reads import token_of

CONNECTIONS = 32
LIFE_CONNECTIONS = 4
COUNT = 4_000
BARS = {"Create": 1_500.0, "Update": 1_500.0}
RESOURCES = 3_000.0
_FIRST_LIFE = LIVES + 20_000
"""Numbers of people whom no store has."""


def measure(stores: Stores, small: Place) -> list[Figure]:
    """On copies: the stores of the cache stay as they are."""
    figures: list[Figure] = []
    rates: dict[str, list[float]] = {}
    for size in (SIZES[0], SIZES[-1]):
        with stores.copy(size) as url:
            place = Place(stores.cache, small.folder, url, small.seconds, stores.pids)
            stores.settle()
            for name, run, each in _runs(place):
                per_second = (each / run.cpu) if run.cpu else run.load.rate * each
                rates.setdefault(name, []).append(per_second)
                say(
                    f"{size}: {name}: {run.load.rate * each:.0f}/s; {per_second:.0f} resources/s by processor time"
                )
                bar = RESOURCES if name.startswith("Trans") else BARS[name] if size == SIZES[0] else None
                figures.append(run.rate(name, f"{size} resources", bar, unit="resources/s", each=each))
                figures.append(run.late(name, f"{size} resources", 0.99))
    return figures + [
        Figure(f"{name}, at {SIZES[-1]} beside {SIZES[0]}", 100 * found[-1] / found[0], "%", "", None, 33.0)
        for name, found in rates.items()
    ]


def _runs(place: Place) -> Iterator[tuple[str, Run, int]]:
    """Name, run, and resources that each request wrote."""
    with serving(place) as server:
        base, pids = server.base_url, (server.pid, *place.pids)
        headers = [*headers_of(token_of(place, "systeme")), ("Content-Type", "application/fhir+json")]
        known = people(place.data)
        creates = [
            client.request("POST", base, "/fhir/Observation", headers, observation(known, number))
            for number in range(COUNT)
        ]
        yield "Create", _once(base, creates, pids, CONNECTIONS), 1
        first = [_put(base, headers, known, n, 0) for n in range(COUNT // 2)]
        _once(base, first, pids, CONNECTIONS)
        again = [_put(base, headers, known, n, version) for version in (1, 2) for n in range(COUNT // 2)]
        yield "Update", _once(base, again, pids, CONNECTIONS), 1
        bundles = list(lives(60))
        size = sum(len(msgspec.json.decode(one)["entry"]) for one in bundles)
        sent = [client.request("POST", base, "/fhir", headers, one) for one in bundles]
        yield "Transactions of whole lives", _once(base, sent, pids, LIFE_CONNECTIONS), size // len(bundles)


def _once(base: str, requests: Sequence[bytes], pids: Sequence[int], connections: int) -> Run:
    return ask(base, requests, pids=pids, connections=connections, seconds=600.0, once=True)


def _put(base: str, headers: list[tuple[str, str]], known: Sequence[str], number: int, version: int) -> bytes:
    plain = observation(known, number, version, f"bench-{number}")
    return client.request("PUT", base, f"/fhir/Observation/bench-{number}", headers, plain)


def observation(known: Sequence[str], number: int, version: int = 0, id_: str = "") -> bytes:
    """A potassium of one of these people."""
    code: dict[str, Any] = {
        "coding": [
            {
                "system": "http://loinc.org",
                "code": "2823-3",
                "display": "Potassium [Moles/volume] in Serum or Plasma",
            }
        ],
        "text": "Potassium",
    }
    plain: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "laboratory",
                        "display": "Laboratory",
                    }
                ]
            }
        ],
        "code": code,
        "subject": {"reference": f"Patient/{known[number % len(known)]}"},
        "effectiveDateTime": f"2026-0{number % 9 + 1}-15T08:{number % 60:02}:00-05:00",
        "valueQuantity": {
            "value": 3 + (number + version) % 25 / 10,
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
    }
    return msgspec.json.encode(plain | ({"id": id_} if id_ else {}))


def lives(count: int) -> Iterator[bytes]:
    """Transactions of `dsn synth`, a whole life each, of people whom no store has."""
    words = ["people", "--bundles", "--first", str(_FIRST_LIFE), "--count", str(count)]
    command = [sys.executable, "-m", "dsn.cli", "synth", *words]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    yield from said.splitlines()
