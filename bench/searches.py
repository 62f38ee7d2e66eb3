"""Ten shapes of search, mixed, as a nurse with 40 people in relation and as a desk that sees everyone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bench import client
from bench.asking import Run, ask, fetch, headers_of
from bench.engines import Stores
from bench.figures import Figure
from bench.place import Place, serving
from bench.province import NURSE_SEES, SIZES, richest, say
from bench.reads import CLINICIAN, give_care, token_of

SHAPES = (
    "MedicationRequest?patient={patient}&status=active",
    "Observation?patient={patient}&code={code}&date=ge2020-01-01&_sort=-date&_count=50",
    "Observation?subject:Patient.identifier={identifier}&category=vital-signs&date=ge2025-01-01&_count=50",
    "Condition?patient.family={family}&clinical-status=active&_count=50",
    "Patient?_has:Condition:patient:code={problem}&_count=50",
    "Patient?name={family}&birthdate=lt2020-01-01&_count=50",
    "DiagnosticReport?patient={patient}&date=ge2024-01-01&_include=DiagnosticReport:result&_count=5",
    "Encounter?patient={patient}&date=ge2023-01-01&date=lt2026-01-01&_revinclude=Procedure:encounter&_count=50",
    "MedicationDispense?patient={patient}&_sort=-whenhandedover&_include=MedicationDispense:prescription&_count=3",
    "ServiceRequest?patient.birthdate=lt1990-01-01&patient={patient}&status=completed&authored=ge2025-01-01&_count=50",
)
"""Some 15 entries a page."""

FULL = (
    "Observation?patient={patient}&_sort=-date&_count=50",
    "Observation?patient={patient}&category=laboratory&date=ge2000-01-01&_count=50",
    "DiagnosticReport?patient={patient}&_sort=-date&_count=50",
    "Observation?subject:Patient.identifier={identifier}&status=final&_count=50",
)
"""Pages of 50 entries, wherever there are as many."""
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Person:
    """What shapes ask for by name."""

    patient: str
    family: str
    identifier: str
    code: str
    problem: str


def measure(stores: Stores, small: Place) -> list[Figure]:
    """On the store of a million resources."""
    place = stores.place(SIZES[-1], small.folder, small.seconds)
    stores.settle()
    with serving(place) as server:
        base = server.base_url + "/fhir"
        system, nurse = token_of(place, "systeme"), token_of(place, CLINICIAN)
        chosen = richest(place.data)
        give_care(base, system, chosen)
        known = [person(base, system, one) for one in chosen]
        pids = (server.pid, *place.pids)
        return [
            *_compared(base, known, SHAPES, {"nurse": nurse, "system": system}, place.seconds, pids, 1000.0),
            *_compared(base, known, FULL, {"nurse": nurse, "system": system}, place.seconds, pids, 500.0),
        ]


def elsewhere(base_url: str, token: str, seconds: float) -> list[Figure]:
    """The same shapes on any FHIR server, for the first people it tells of."""
    found = fetch(f"{base_url}/Patient?_count={NURSE_SEES}", token).get("entry", [])
    known = [person(base_url, token, entry["resource"]["id"]) for entry in found]
    return [
        *_compared(base_url, known, SHAPES, {"token": token}, seconds, (), None),
        *_compared(base_url, known, FULL, {"token": token}, seconds, (), None),
    ]


def _compared(
    base: str,
    known: Sequence[Person],
    shapes: Sequence[str],
    tokens: dict[str, str],
    seconds: float,
    pids: Sequence[int],
    bar: float | None,
) -> list[Figure]:
    """The mix for each reader, p99, and the first reader's rate as a share of the last's."""
    figures: list[Figure] = []
    runs: list[Run] = []
    for who, token in tokens.items():
        entries = _entries(base, known, shapes, token, who)
        data = f"{len(shapes)} shapes, {who}, {entries:.1f} entries a page, {CONNECTIONS} connections"
        run = ask(
            base, requests(base, known, shapes, token), pids=pids, connections=CONNECTIONS, seconds=seconds
        )
        say(f"{data}: {run.load.rate:.0f}/s; {run.note}")
        runs.append(run)
        first = len(runs) == 1
        figures.append(run.rate("Searches", data, bar if first else None))
        figures.append(run.late("Searches", data, 0.5))
        figures.append(run.late("Searches", data, 0.99, 50.0 if first and bar else None))
    if len(runs) > 1:
        share = 100 * (runs[-1].cpu / runs[0].cpu if runs[0].cpu else runs[0].load.rate / runs[-1].load.rate)
        figures.append(
            Figure("Searches, scoped beside unscoped", share, "%", f"{len(shapes)} shapes", None, 60.0)
        )
    return figures


def requests(base: str, known: Sequence[Person], shapes: Sequence[str], token: str) -> list[bytes]:
    """Each shape for each person."""
    path = urlsplit(base).path
    return [client.get(base, f"{path}/{asked}", headers_of(token)) for _, asked in _asked(known, shapes)]


def _asked(known: Sequence[Person], shapes: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one in known:
        words = {name: quote(getattr(one, name), safe="|:/") for name in Person.__slots__}
        for shape in shapes:
            yield shape, shape.format(**words)


def _entries(base: str, known: Sequence[Person], shapes: Sequence[str], token: str, who: str) -> float:
    """Entries on a page, matches and includes, on average over the mix; told by shape."""
    counts: dict[str, list[int]] = {shape: [] for shape in shapes}
    for shape, asked in _asked(known[:12], shapes):
        counts[shape].append(len(fetch(f"{base}/{asked}", token).get("entry", [])))
    for shape, found in counts.items():
        say(f"{who}: {sum(found) / len(found):5.1f} entries: {shape}")
    every = [count for found in counts.values() for count in found]
    return sum(every) / len(every)


def person(base: str, token: str, patient: str) -> Person:
    """What is known of somebody; of what is not, something that finds nothing."""
    whole = fetch(f"{base}/Patient/{patient}", token)
    names = [name["family"] for name in whole.get("name", []) if name.get("family")]
    numbers = [
        f"{one.get('system', '')}|{one['value']}" for one in whole.get("identifier", []) if one.get("value")
    ]
    return Person(
        patient,
        names[0] if names else "Tremblay",
        numbers[0] if numbers else "none",
        _often(fetch(f"{base}/Observation?patient={patient}&_count=100", token)),
        _often(fetch(f"{base}/Condition?patient={patient}&_count=100", token)),
    )


def _often(found: dict[str, list[dict[str, dict[str, dict[str, list[dict[str, str]]]]]]]) -> str:
    """The code that comes most often, with its system."""
    codes = [
        f"{coding.get('system', '')}|{coding['code']}"
        for entry in found.get("entry", [])
        for coding in entry["resource"].get("code", {}).get("coding", [])[:1]
    ]
    return max(codes, key=codes.count) if codes else "none"
