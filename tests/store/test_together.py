"""Reads that arrive together are answered together, and each by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dsn.base.errors import Invalid
from dsn.fhir.json import from_plain
from dsn.store.changes import Commit, Create, Delete, Stamp, Update
from dsn.store.store import Store

_STAMP = Stamp("test")


def _person(**more: Any) -> Any:
    return from_plain({"resourceType": "Patient", **more})


def test_each_has_its_own_answer(engine: str) -> None:
    """Ids of ours and of clients, what was deleted, what never was, and what is of another type, all at once."""

    async def work() -> None:
        store = await Store.open(engine)
        try:
            made = (await store.commit(Commit((Create(_person(gender="male")),), _STAMP))).done[0].id
            await store.commit(
                Commit((Update(_person(id="b", gender="female")), Update(_person(id="c"))), _STAMP)
            )
            await store.commit(Commit((Delete("Patient", "c"),), _STAMP))
            asked = [
                ("Patient", made),
                ("Patient", "b"),
                ("Patient", "c"),
                ("Patient", "never"),
                ("Group", made),
            ]
            found = await asyncio.gather(*(store.read(type_, id_) for type_, id_ in asked * 40))
            assert [version and (version.id, version.deleted) for version in found] == [
                (made, False),
                ("b", False),
                ("c", True),
                None,
                None,
            ] * 40
        finally:
            await store.close()

    asyncio.run(work())


def test_a_read_sees_what_was_acknowledged_before_it(engine: str) -> None:
    """Also while other reads are on their way."""

    async def work() -> None:
        store = await Store.open(engine)
        try:
            await store.commit(Commit((Update(_person(id="a")),), _STAMP))
            for version in range(2, 12):
                before = [asyncio.ensure_future(store.read("Patient", "a")) for _ in range(20)]
                await asyncio.sleep(0)
                change = Update(_person(id="a", multipleBirthInteger=version))
                await store.commit(Commit((change,), _STAMP))
                after = await asyncio.gather(*(store.read("Patient", "a") for _ in range(20)))
                assert {one.version for one in after if one} == {version}
                assert {one.version for one in await asyncio.gather(*before) if one} <= {version - 1, version}
        finally:
            await store.close()

    asyncio.run(work())


def test_who_asks_for_nonsense_or_goes_away_disturbs_nobody(engine: str) -> None:
    """A type that is none is refused to who asked; a reader that is gone takes no answer from the others."""

    async def work() -> None:
        store = await Store.open(engine)
        try:
            await store.commit(Commit((Update(_person(id="a")),), _STAMP))
            reads = [asyncio.ensure_future(store.read("Patient", "a")) for _ in range(30)]
            wrong = asyncio.ensure_future(store.read("Nonsense", "x"))
            await asyncio.sleep(0)
            for read in reads[::2]:
                read.cancel()
            with pytest.raises(Invalid):
                await wrong
            assert [one and one.id for one in await asyncio.gather(*reads[1::2])] == ["a"] * 15
        finally:
            await store.close()

    asyncio.run(work())
