"""A store that release 1 wrote: every release opens it, finds in it what was found then, and writes on."""

from __future__ import annotations

import asyncio
import json
import lzma
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support.postgres import Postgres
from tools import make_release_store as made

from dsn.assembly import RELATIONS
from dsn.base.errors import Conflict
from dsn.sql.database import open_database
from dsn.store import Store
from dsn.store.changes import Commit, Guard, Update
from dsn.store.keeping import turns
from dsn.store.reindex import slices

DATA = Path("tests/data/store-of-release-1")


@pytest.fixture(params=["sqlite", "postgres"])
def release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of that store."""
    if request.param == "sqlite":
        file = tmp_path / "dsn.db"
        file.write_bytes(lzma.decompress((DATA / "dsn.db.xz").read_bytes()))
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    _load(server.url(name), lzma.decompress((DATA / "postgres.sql.xz").read_bytes()).decode())
    database = open_database(server.url(name))
    database.writer.call(
        turns.go_on
    )  # as `dsn restore` does: the numbers of transactions begin again elsewhere
    database.close()
    yield server.url(name)
    server.drop(name)


def _load(url: str, dump: str) -> None:
    """Runs plain SQL, the rows of each COPY after it."""
    lines = iter(dump.splitlines(keepends=True))
    with psycopg.connect(url) as raw:
        for line in lines:
            if not line.startswith("COPY "):
                raw.execute(line.encode())
                continue
            with raw.cursor().copy(line.rstrip().rstrip(";").encode()) as copy:
                for row in iter(lambda: next(lines), "\\.\n"):
                    copy.write(row)


def test_what_was_found_then_is_found_now(release: str) -> None:
    """After whatever this release makes anew: each query's answers, the counts, the feed, and a content check."""

    async def work() -> None:
        store = await Store.open(release, relate=RELATIONS)
        await slices.reindex(store)
        await store.close()
        assert await made.found(release) == json.loads((DATA / "expected.json").read_text())

    asyncio.run(work())


def test_it_is_read_whole_and_written_on(release: str) -> None:
    """The large content, the versions, the guard that is held, the commit that is known; then a new version."""

    async def work() -> None:
        store = await Store.open(release, relate=RELATIONS)
        try:
            image = await store.read("Binary", "release-image")
            assert image is not None
            assert b64encode(made.CONTENT) in image.body
            versions, _ = await store.history("Patient", "release-a")
            assert [version.version for version in versions] == [2, 1]
            gone = await store.read("Observation", "release-2")
            assert gone is not None
            assert gone.deleted
            with pytest.raises(Conflict, match="guard-taken"):
                await store.commit(Commit((Guard("lit/1", "autre"),), made.STAMP))
            with pytest.raises(Conflict, match="idempotency-reused"):
                await store.commit(Commit((), made.STAMP, idempotency="release-0"))
            assert await store.setting_get("release") == "1"
            person = made.resource("Patient", "release-a", name=[{"family": "Nouveau"}])
            receipt = await store.commit(Commit((Update(person),), made.STAMP))
            assert receipt.done[0].version == 3
            await store.words.keep()
            assert (await store.check()).sound
        finally:
            await store.close()

    asyncio.run(work())


def test_a_release_is_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The tool does not write over what a release has left."""
    assert made.main() == 1
    assert "once" in capsys.readouterr().out
