"""A full disk: the log of readings goes on from its reserve, the record is not written, and both return to normal."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import apsw
import pytest
from tests.jobs.place import Place, opened
from tests.log.ward import NOVEMBER, looked
from tests.records.ward import observation

from dsn.base.errors import Busy
from dsn.log import reserve
from dsn.log.log import Log
from dsn.log.shelf import Shelf
from dsn.store.bulk import import_paths

SIZE = 4 * reserve.PIECE


class FullDisk(apsw.VFS):
    """Takes no byte more than what the reserve has given back; other files do not matter."""

    def __init__(self, name: str, folder: Path, kept: int = 0) -> None:
        """`kept`: bytes of what is given back that somebody else takes at once."""
        self.folder = folder
        self.kept = kept
        self.full = False
        self.written = 0
        self.beneath = apsw.vfs_names()[0]
        super().__init__(name, self.beneath)

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _FullFile(self, name, flags)

    def check(self, count: int) -> None:
        left = [file.stat().st_size for file in self.folder.glob("reserve*")]
        if (
            self.full and self.written + count > (SIZE - sum(left) - self.kept) // 100
        ):  # a small disk: the test is quick
            raise apsw.FullError
        self.written += count * self.full


class _FullFile(apsw.VFSFile):
    def __init__(self, disk: FullDisk, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__(disk.beneath, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.check(len(data))
        super().xWrite(data, offset)


def test_reading_goes_on_from_the_reserve_until_it_is_used(tmp_path: Path) -> None:
    """Without room each event takes from the reserve, however many wait together; at its end it is refused, and what
    was acknowledged is all there."""
    log_folder = tmp_path / "dsn.db.log"

    async def run() -> None:
        log = Log(Shelf(f"sqlite:///{tmp_path / 'dsn.db'}", "full-disk"), b"k" * 32)
        assert log.reserve.keep(SIZE)
        await log.write(looked(0))
        disk.full = True
        done = 1
        while True:
            written = await asyncio.gather(
                *(log.write(looked(done + n)) for n in range(3)), return_exceptions=True
            )
            done += sum(one is None for one in written)
            refused = [one for one in written if one is not None]
            if refused:
                break
        assert {str(one) for one in refused} == {"storage-full"}
        assert done > 4
        assert (log_folder / "reserve.used").stat().st_size == 0
        assert len(await log.by_who("inf-gagnon", NOVEMBER, NOVEMBER + 10**9)) == done
        disk.full = False
        await log.write(looked(10**6))
        await log.close()

    disk = FullDisk("full-disk", log_folder)
    try:
        asyncio.run(run())
    finally:
        disk.unregister()


def test_those_who_wait_together_take_one_piece(tmp_path: Path) -> None:
    """Twenty events that find no room, again and again, share what is given back for one of them."""

    async def run() -> None:
        log = Log(Shelf(f"sqlite:///{tmp_path / 'dsn.db'}", "full-disk-2"), b"k" * 32)
        assert log.reserve.keep(SIZE)
        await log.write(looked(0))
        disk.full = True
        await asyncio.gather(*(log.write(looked(n)) for n in range(1, 21)))
        assert (tmp_path / "dsn.db.log" / "reserve.used").stat().st_size >= SIZE - 3 * reserve.PIECE
        await log.close()

    disk = FullDisk("full-disk-2", tmp_path / "dsn.db.log", reserve.PIECE)
    try:
        asyncio.run(run())
    finally:
        disk.unregister()


def test_the_record_is_not_written_while_the_reserve_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By no process, imports included; what one reads is read; once there is room the reserve is whole and writing
    goes on."""
    monkeypatch.setattr(reserve, "_LOOK", 0.0)
    url = f"sqlite:///{tmp_path / 'dsn.db'}"
    (tmp_path / "one.json").write_text('{"resourceType":"Patient","id":"x"}')

    async def refused(place: Place) -> None:
        with pytest.raises(Busy, match="storage-reserve"):
            await place.put(observation("x", "roy"))
        with pytest.raises(Busy, match="storage-reserve"):
            await import_paths(place.store, [tmp_path / "one.json"])

    async def run() -> None:
        async with opened(url) as place, opened(url) as other:
            for one in (place, other):
                one.store.stopped = one.log.reserve.stopped
            assert place.log.reserve.keep(SIZE)
            await place.put(observation("before", "roy"))
            assert place.log.reserve.release()
            await refused(place)
            await refused(other)
            assert (await (await place.desk()).read("Observation", "before")).version == 1
            assert not other.log.reserve.refill()  # not its own to keep
            assert place.log.reserve.refill()
            await place.put(observation("after", "roy"))
            await import_paths(other.store, [tmp_path / "one.json"])
            assert (tmp_path / "dsn.db.log" / "reserve").stat().st_size == SIZE

    asyncio.run(run())


def test_no_reserve_is_taken_from_a_disk_that_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Less than twice as much free: none is kept, and nothing is stopped for that."""
    free = shutil.disk_usage(tmp_path)._replace(free=2 * SIZE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: free)
    kept = reserve.Reserve(tmp_path)
    assert not kept.keep(SIZE)
    assert not kept.release()
    assert kept.stopped() is None
    assert list(tmp_path.iterdir()) == []


def test_where_the_log_is_in_a_database_there_is_no_reserve() -> None:
    """PostgreSQL keeps its own disks."""
    none = reserve.Reserve(None)
    assert (none.keep(SIZE), none.release(), none.stopped()) == (False, False, None)
