"""What a store weighs on disk: the record and its index, a resource; log and words apart."""

from __future__ import annotations

from pathlib import Path

import apsw
import psycopg

from bench.figures import Figure
from bench.place import Place
from dsn.cli.loop import run_async
from dsn.store.store import Store

LOG, WORDS = "log", "words"


def measure(place: Place, size: int, bar: float | None) -> list[Figure]:
    """kB a resource by kind, and index rows a resource: as imports leave it, then as `dsn tidy` does."""
    loose, _, _ = _weighed(place)
    run_async(_tidied(place.store_url))
    each, resources, data = _weighed(place)
    note = f"{loose['']:.2f} before dsn tidy"
    return [
        Figure("Disk, record and index", each[""], "kB/resource", data, None, bar, at_least=False, note=note),
        Figure("Disk, words", each[WORDS], "kB/resource", f"{size} resources", at_least=False),
        Figure("Disk, log", each[LOG] * resources / 1000, "MB", f"{size} resources", at_least=False),
    ]


async def _tidied(url: str) -> None:
    store = await Store.open(url)
    try:
        await store.tidy()
    finally:
        await store.close()


def _weighed(place: Place) -> tuple[dict[str, float], int, str]:
    """kB a resource by kind, how many resources, and what they are."""
    postgres = place.store_url.startswith("postgresql")
    sizes, resources, rows = _postgres(place) if postgres else _sqlite(place)
    kinds = {LOG: 0, WORDS: 0, "": 0}
    for table, size_of in sizes.items():
        kinds[_kind(table)] += size_of
    each = {kind: weight / resources / 1000 for kind, weight in kinds.items()}
    return each, resources, f"{resources} resources, {rows / resources:.1f} index rows each"


def _kind(table: str) -> str:
    if table.startswith("log_"):
        return LOG
    return WORDS if "word" in table else ""


def _sqlite(place: Place) -> tuple[dict[str, int], int, int]:
    """Whole pages, also where they are half empty. The log is files of its own."""
    file = Path(place.store_url.removeprefix("sqlite:///"))
    connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        sizes = {
            str(name): int(size)
            for name, size in connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
        }
        tables = [name for name in sizes if _is_index(name)]
        known = {
            str(row[0]) for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        rows = sum(_count(connection, name) for name in tables if name in known)
        resources = _count(connection, "resource")
    finally:
        connection.close()
    folder = file.with_name(file.name + ".log")
    sizes["log_"] = sum(path.stat().st_size for path in folder.glob("*")) if folder.exists() else 0
    return sizes, resources, rows


def _count(connection: apsw.Connection, table: str) -> int:
    return int(next(iter(connection.execute(f"SELECT count(*) FROM {table}")))[0])


def _is_index(name: str) -> bool:
    return name.startswith("ix_") and "word" not in name


def _postgres(place: Place) -> tuple[dict[str, int], int, int]:
    """Tables with their indexes and what is stored apart."""
    with psycopg.connect(place.store_url) as connection:
        found = connection.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace"
        ).fetchall()
        sizes = {str(name): int(size) for name, size in found}
        counts = {
            name: int(connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchall()[0][0])
            for name in sizes
            if _is_index(name) or name == "resource"
        }
    return sizes, counts.pop("resource"), sum(counts.values())
