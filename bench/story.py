"""The story page of the person with the richest record, as a clinician opens it."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path

from bench import client
from bench.figures import Figure
from bench.place import Place, dsn, memory_of, serving


def measure(place: Place) -> list[Figure]:
    """Whole page and first byte, one reader, then four at once."""
    patient, entries = richest(place.data)
    figures = []
    with serving(place) as server:
        headers = [("Cookie", session(place, "systeme"))]
        page = client.get(server.base_url, f"/personnes/{patient}", headers)
        target = lambda _: page  # noqa: E731
        asyncio.run(client.run(server.base_url, target, connections=1, seconds=1))
        data = f"{entries} resources"
        for readers, bars in ((1, (100.0, 50.0)), (4, (None, None))):
            load = asyncio.run(
                client.run(server.base_url, target, connections=readers, seconds=place.seconds)
            )
            if set(load.statuses) != {200}:
                raise RuntimeError(f"the story page was refused: {load.statuses}")
            where = f"{data}, {readers} at once"
            figures.append(
                Figure("Story page, p95", load.percentile(0.95) * 1000, "ms", where, None, bars[0], False)
            )
            first = load.first_bytes[int(len(load.first_bytes) * 0.95)] * 1000
            figures.append(Figure("Story page, first byte p95", first, "ms", where, None, bars[1], False))
        figures.append(
            Figure("Memory of the serving process", memory_of(server.pid), "MB", data, None, 300, False)
        )
    return figures


def richest(data: Path) -> tuple[str, int]:
    """Id of the person whose Bundle holds most, and how much."""
    lives = []
    for file in data.glob("*.json.gz"):
        bundle = json.loads(gzip.decompress(file.read_bytes()))
        people = [
            entry["resource"]["id"]
            for entry in bundle["entry"]
            if entry["resource"]["resourceType"] == "Patient"
        ]
        if people:
            lives.append((len(bundle["entry"]), people[0]))
    entries, patient = max(lives)
    return patient, entries


def session(place: Place, account: str) -> str:
    """A browser session's cookie for `account`."""
    return dsn(place, "token", account, "--cookie").strip().splitlines()[-1]
