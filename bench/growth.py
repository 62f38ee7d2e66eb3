"""The same questions to 10,000, 100,000 and 1,000,000 resources: what they cost, and what the store weighs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench import client, weighing
from bench.asking import Run, ask, fetch, headers_of
from bench.engines import Stores
from bench.figures import Figure
from bench.place import Place, memory_of, serving
from bench.province import NURSE_SEES, SIZES, people, say
from bench.reads import CLINICIAN, give_care, token_of
from bench.searches import Person, person
from bench.story import session

BARS = {"sqlite": (10_000.0, 6_000.0, 1.5), "postgres": (5_000.0, 3_000.0, 3.0)}
"""Import of the first and of the last 100,000 a second, and kB a resource."""
READS = {"sqlite": 5_000.0, "postgres": 3_000.0}
CODE_AND_PATIENT = "Observation?patient={patient}&code={code}"
MOST = 1.5
"""How much dearer a question may be at a million resources than at ten thousand."""


def measure(stores: Stores, small: Place) -> list[Figure]:
    """All sizes. `small` says where to work and for how long."""
    figures = _imports(stores)
    costs: dict[str, list[float]] = {}
    for size in SIZES:
        place = stores.place(size, small.folder, small.seconds)
        figures += weighing.measure(place, size, BARS[stores.engine][2] if size == SIZES[-1] else None)
        figures += _asked(place, stores, size, costs)
    return figures + [_growth(name, found) for name, found in costs.items()]


def _imports(stores: Stores) -> list[Figure]:
    first, last, _ = BARS[stores.engine]
    return [
        _import("Import, first 100,000", stores, "first", first),
        _import("Import, last 100,000 of 1,000,000", stores, "last", last),
        _import("Words, behind the import", stores, "words", None),
    ]


def _import(name: str, stores: Stores, which: str, bar: float | None) -> Figure:
    """Wall clock of the whole command; what its processes used, of two cores, is the note."""
    one = stores.fills[which]
    each = one.cpu / one.resources * 1e6
    note = f"{each:.0f} µs of processor each, of both cores" + " (without the database's)" * bool(stores.pids)
    return Figure(
        name, one.resources / one.seconds, "resources/s", f"{one.resources} resources", None, bar, note=note
    )


def _asked(place: Place, stores: Stores, size: int, costs: dict[str, list[float]]) -> list[Figure]:
    """Reads bare, logged and scoped, the story page, code and patient; memory afterwards."""
    figures: list[Figure] = []
    stores.settle()
    with serving(place) as server:
        base = server.base_url + "/fhir"
        pids = (server.pid, *place.pids)
        system, nurse = token_of(place, "systeme"), token_of(place, CLINICIAN)
        chosen = people(place.data, NURSE_SEES)
        give_care(base, system, chosen)
        known = [person(base, system, one) for one in chosen]
        places = _places(base, system, known)
        runs = {
            "Read by id, logged": _reads(server.base_url, places, system, pids, place.seconds),
            "Read by id, logged and scoped": _reads(server.base_url, places, nurse, pids, place.seconds),
            "Code and patient": _code_and_patient(server.base_url, known, nurse, pids, place.seconds),
            "Story page": _story(server.base_url, place, known, pids),
        }
        memory = memory_of(server.pid)
    for name, run in runs.items():
        costs.setdefault(name, []).append(run.cpu)
        bar = READS[stores.engine] if name.startswith("Read") and size == SIZES[-1] else None
        say(f"{size}: {name}: {run.load.rate:.0f}/s; {run.note}")
        figures.append(run.rate(name, f"{size} resources", bar))
        figures.append(run.late(name, f"{size} resources", 0.99, 20.0 if bar else None))
    figures.append(
        Figure("Memory of the serving process", memory, "MB", f"{size} resources", None, 300.0, False)
    )
    return figures + _bare(place, places, size, runs)


def _bare(place: Place, places: Sequence[str], size: int, runs: dict[str, Run]) -> list[Figure]:
    """The same bytes from the same store by the same server, without account, scope or log: what those cost."""
    command = [sys.executable, "-m", "bench.bare", place.store_url]
    with serving(place, command, ready="/healthz") as server:
        pids = (server.pid, *place.pids)
        run = _reads(server.base_url, places, "", pids, place.seconds, prefix="")
    ours = runs["Read by id, logged and scoped"].cpu - run.cpu
    data = f"{size} resources"
    return [
        run.rate("Read by id, bare", data),
        Figure("Log and access, a read", ours * 1e6, "µs", data, None, 100.0, at_least=False),
    ]


def _places(base: str, token: str, known: Sequence[Person]) -> list[str]:
    """`Type/id` of what the nurse may see."""
    found: list[str] = []
    for one in known:
        for asked in (
            f"Observation?patient={one.patient}&_count=30",
            f"Encounter?patient={one.patient}&_count=10",
        ):
            bundle = fetch(f"{base}/{asked}", token)
            found += [
                f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in bundle.get("entry", [])
            ]
    return found


def _reads(
    base: str, places: Sequence[str], token: str, pids: Sequence[int], seconds: float, prefix: str = "/fhir"
) -> Run:
    wanted = [client.get(base, f"{prefix}/{one}", headers_of(token)) for one in places]
    return ask(base, wanted, pids=pids, connections=32, seconds=seconds)


def _code_and_patient(
    base: str, known: Sequence[Person], token: str, pids: Sequence[int], seconds: float
) -> Run:
    wanted = [
        client.get(
            base, "/fhir/" + CODE_AND_PATIENT.format(patient=one.patient, code=one.code), headers_of(token)
        )
        for one in known
    ]
    return ask(base, wanted, pids=pids, seconds=seconds)


def _story(base: str, place: Place, known: Sequence[Person], pids: Sequence[int]) -> Run:
    headers = [("Cookie", session(place, "systeme"))]
    wanted = [client.get(base, f"/personnes/{one.patient}", headers) for one in known]
    return ask(base, wanted, pids=pids, connections=4, seconds=place.seconds)


def _growth(name: str, costs: Sequence[float]) -> Figure:
    """Processor time at the largest size by that at the smallest."""
    data = " → ".join(f"{cost * 1e6:.0f} µs" for cost in costs)
    return Figure(f"Growth of: {name}", costs[-1] / costs[0], "x", data, None, MOST, at_least=False)
