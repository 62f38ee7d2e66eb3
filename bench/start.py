"""From the command to the first answer, on a store of more than 100,000 resources."""

from __future__ import annotations

from bench.figures import Figure
from bench.place import Place, dsn, serving
from bench.reads import fetch_total, token_of

PEOPLE = 400
"""Synthetic people, some 250 resources each, filed beside what the store has."""


def measure(place: Place) -> list[Figure]:
    """Start of the server, median of three."""
    dsn(place, "synth", "people", "--count", str(PEOPLE), "--into-store")
    token = token_of(place, "systeme")
    times, total = [], 0
    for _ in range(3):
        with serving(place) as server:
            times.append(server.started)
            total = total or fetch_total(server.base_url + "/fhir", token)
    data = f"{total} resources"
    return [Figure("Start of the server", sorted(times)[1], "s", data, None, 2.0, at_least=False)]
