"""Makes `tests/data/store-of-release-1`: a small store as this release writes it, on both engines.

`python -m tools.make_release_store`, once for each release and never again: every later release opens it. It holds a
few people of the demonstration, versions, deletions, a large content, merged people, guards and settings;
`expected.json` says what must be found in it.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import lzma
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg

from dsn.access.scope import Scope
from dsn.assembly import RELATIONS
from dsn.base import clock
from dsn.fhir.json import from_plain
from dsn.fhir.search import parse
from dsn.store import Store
from dsn.store.changes import Commit, Delete, Guard, Stamp, Update
from dsn.synth.demo import resources

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "store-of-release-1"
STAMP = Stamp("Practitioner/demo-dre-tremblay", screen="release")
TODAY = date(2026, 11, 21)
GROUPS = 4
"""Staff and places, then so many people less one."""
CONTENT = bytes(n * n // 7 % 251 for n in range(300_000))
QUERIES = (
    "Patient?",
    "Patient?name=release",
    "Observation?_sort=-date",
    "Observation?code=http://loinc.org|718-7",
    "Observation?patient=release-a",
    "Observation?subject:Patient.family=release",
    "Observation?value-quantity=gt120",
    "Patient?_has:Observation:patient:code=718-7",
    "Encounter?date=ge2020",
    "MedicationRequest?status=active",
    "Condition?_content=genou",
    "Practitioner?_id=demo-dre-tremblay",
)


async def filled(url: str) -> None:
    """Writes everything, at one instant after the other."""
    at = clock.from_datetime(datetime(2026, 11, 21, 15, tzinfo=UTC))

    def now() -> clock.Instant:
        nonlocal at
        at += 60_000
        return at

    store = await Store.open(url, clock=now, relate=RELATIONS)
    try:
        for group, _ in zip(resources(TODAY), range(GROUPS), strict=False):
            await store.commit(Commit(tuple(Update(one) for one in group), STAMP))
        for number, changes in enumerate(_changes()):
            await store.commit(Commit(tuple(changes), STAMP, idempotency=f"release-{number}"))
        await store.setting_set("release", "1")
        await store.words.keep()
    finally:
        await store.close()


def _changes() -> Iterator[list[Any]]:
    for family in ("Release", "Release-Roy"):
        yield [Update(resource("Patient", "release-a", name=[{"family": family}])), *_results(family)]
    merged = {"link": [{"other": {"reference": "Patient/release-a"}, "type": "replaced-by"}]}
    yield [
        Update(resource("Patient", "release-b", name=[{"family": "Release"}], **merged)),
        Guard("lit/1", "release-a"),
    ]
    data = b64encode(CONTENT).decode()
    context = {"reference": "Patient/release-a"}
    yield [
        Update(
            resource("Binary", "release-image", contentType="image/png", data=data, securityContext=context)
        ),
        Delete("Observation", "release-2"),
        Update(resource("Observation", "release-3", **_result(3, 131, "720-7"))),
    ]


def _results(family: str) -> list[Update]:
    return [
        Update(resource("Observation", f"release-{n}", **_result(n, 100 + n * 10 + len(family), "718-7")))
        for n in range(4)
    ]


def _result(n: int, value: int, code: str) -> dict[str, Any]:
    return {
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": "Patient/release-a"},
        "effectiveDateTime": f"2026-0{n + 1}-05T10:00:00-05:00",
        "valueQuantity": {
            "value": value,
            "unit": "g/L",
            "system": "http://unitsofmeasure.org",
            "code": "g/L",
        },
    }


def resource(type_: str, id_: str, **more: Any) -> Any:
    return from_plain({"resourceType": type_, "id": id_, **more})


async def found(url: str) -> dict[str, Any]:
    """What a program finds in a store: ids of each query in order, counts, and whether the check is content."""
    store = await Store.open(url, relate=RELATIONS)
    scope = Scope("release", None, "release")
    try:
        report = await store.check()
        told: dict[str, Any] = {"counts": await store.counts(), "sound": report.sound}
        for asked in QUERIES:
            type_, _, pairs = asked.partition("?")
            parts = [tuple(pair.split("=", 1)) for pair in pairs.split("&") if pair]
            query = parse(type_, [(name, value) for name, value in parts])
            page = await store.search(query, scope, count=500)
            told[asked] = sorted(version.id for version in page.matches)
        lines = await store.database.read(lambda connection: connection.rows("SELECT count(*) FROM feed"))
        told["feed"] = lines[0][0]
        return told
    finally:
        await store.close()


def dumped(url: str) -> str:
    """The database as plain SQL: what makes each table and index, and its rows."""
    lines: list[str] = []
    with psycopg.connect(url) as raw:
        names = [name for (name,) in raw.execute(_TABLES)]
        for name in names:
            columns = raw.execute(_COLUMNS, (name,)).fetchall()
            said = ", ".join(f"{column} {kind}{collation}{null}" for column, kind, collation, null in columns)
            lines.append(f"CREATE TABLE {name} ({said});")
            lines += [f"{statement};" for (statement,) in raw.execute(_INDEXES, (name,))]
            lines.append(f"COPY {name} ({', '.join(column for column, *_ in columns)}) FROM stdin;")
            with raw.cursor().copy(f"COPY {name} TO STDOUT") as copy:
                lines += b"".join(bytes(part) for part in copy).decode().splitlines()
            lines.append("\\.")
    return "\n".join(lines) + "\n"


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_COLUMNS = """SELECT attname, format_type(atttypid, atttypmod),
CASE WHEN attcollation = 950 THEN ' COLLATE "C"' ELSE '' END, CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s ORDER BY indexname"


def main() -> int:
    if FOLDER.exists():
        sys.stdout.write(f"{FOLDER} is there: a release is made once\n")
        return 1
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dsn.db"
        asyncio.run(filled(f"sqlite:///{file}"))
        expected = asyncio.run(found(f"sqlite:///{file}"))
        (FOLDER / "dsn.db.xz").write_bytes(lzma.compress(file.read_bytes(), preset=9))
    run = importlib.import_module("tests.support.run")
    run.begin_run()
    try:
        server = importlib.import_module("tests.support.postgres").Postgres()
        url = server.url(server.create())
        asyncio.run(filled(url))
        (FOLDER / "postgres.sql.xz").write_bytes(lzma.compress(dumped(url).encode(), preset=9))
        if asyncio.run(found(url)) != expected:
            raise AssertionError("the engines disagree")
        server.close()
    finally:
        run.end_run()
    text = json.dumps(expected, indent=1, ensure_ascii=False)
    (FOLDER / "expected.json").write_text(text + "\n", encoding="utf-8")
    (FOLDER / "SOURCE.txt").write_text(
        f"Made by tools/make_release_store.py of release 1. {_SOURCE}\n", encoding="utf-8"
    )
    return 0


_SOURCE = "Invented people only; CC0."


if __name__ == "__main__":
    sys.exit(main())
