"""A full disk as the people who run it see it: on pages, in the answer to whoever asks for health, in the log."""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from dsn.jobs.room import RoomWatch, health
from dsn.log import reserve
from dsn.log.reserve import Reserve
from dsn.web.live import Hub
from dsn.web.state import State
from dsn.web.words import words

SIZE = 2 * reserve.PIECE
PLENTY = SimpleNamespace(free=10**12)
NOTHING = SimpleNamespace(free=0)


def test_a_full_disk_is_told_until_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In both languages, before whatever else there is to tell, with what is left; once each way in the log."""
    told: list[str] = []
    handler, logger = logging.Handler(), logging.getLogger("dsn")
    monkeypatch.setattr(handler, "emit", lambda record: told.append(record.getMessage()))
    monkeypatch.setattr(logger, "handlers", [handler])
    monkeypatch.setattr(logger, "propagate", False)
    monkeypatch.setattr(logger, "level", logging.INFO)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: PLENTY)
    kept = Reserve(tmp_path)
    assert kept.keep(SIZE)

    async def run() -> None:
        state = State(Hub())
        watch = RoomWatch(kept, state)
        state.show(lambda _: "travaux")
        await watch.look()
        assert (state.line(words("fr")), health(kept, "fr")) == ("travaux", "ok\n")
        monkeypatch.setattr(shutil, "disk_usage", lambda _: NOTHING)
        assert kept.release()
        await watch.look()
        await watch.look()
        assert state.line(words("fr")).startswith("Le disque est plein")
        assert state.line(words("en")).startswith("The disk is full")
        lines = health(kept, "en").splitlines()
        assert lines[:2] == ["ok", f"storage-reserve left_megabytes={reserve.PIECE >> 20}"]
        assert lines[2] == state.line(words("en"))
        monkeypatch.setattr(shutil, "disk_usage", lambda _: PLENTY)
        await watch.look()
        assert (state.line(words("fr")), health(kept, "fr")) == ("travaux", "ok\n")
        await watch.look()

    asyncio.run(run())
    assert told == ["log-reserve-in-use", "log-reserve-whole"]


def test_a_disk_too_full_for_the_reserve_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reserve that was asked for and never was: on pages, to whoever asks for health, until there is room."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2 * SIZE - 1))
    kept = Reserve(tmp_path)
    assert not kept.keep(SIZE)

    async def run() -> None:
        state = State(Hub())
        watch = RoomWatch(kept, state)
        await watch.look()
        assert state.line(words("fr")).startswith("Il reste très peu de place")
        lines = health(kept, "en").splitlines()
        assert lines[:2] == ["ok", f"storage-low free_megabytes={(2 * SIZE - 1) >> 20}"]
        assert lines[2] == state.line(words("en"))
        monkeypatch.setattr(shutil, "disk_usage", lambda _: PLENTY)
        await watch.look()
        assert (state.line(words("fr")), health(kept, "fr")) == ("", "ok\n")

    asyncio.run(run())


def test_where_there_is_no_reserve_nothing_is_told() -> None:
    """On PostgreSQL, and where it is set to nothing."""
    none = Reserve(None)
    state = State(Hub())
    asyncio.run(RoomWatch(none, state).look())
    assert (state.line(words("fr")), health(none, "fr")) == ("", "ok\n")
