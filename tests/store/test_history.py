"""History: every version, the last recorded first, in pages."""

from __future__ import annotations

import pytest
from tests.store.shelf import BEGIN, Shelf, observation, on_shelf, patient

from dsn.base.errors import Invalid
from dsn.store.changes import Change, Delete, Update, Version


def _told(versions: list[Version]) -> list[tuple[str, int, bool]]:
    return [(one.id, one.version, one.deleted) for one in versions]


async def _filled(shelf: Shelf) -> None:
    """Roy in three versions and gone, a second apart, with a result in between."""
    changes: tuple[Change, ...] = (
        Update(patient("roy")),
        Update(observation("o")),
        Update(patient("roy", "Côté")),
        Delete("Patient", "roy"),
        Update(patient("roy", "Lavoie")),
    )
    for second, change in enumerate(changes):
        shelf.clock.now = BEGIN + second * 1000
        await shelf.commit(change)


def test_the_history_of_one_resource_has_all_its_versions(engine: str) -> None:
    """Deletions included; of an id nobody wrote, nothing."""

    async def work(shelf: Shelf) -> None:
        await _filled(shelf)
        versions, more = await shelf.store.history("Patient", "roy")
        assert _told(versions) == [("roy", 4, False), ("roy", 3, True), ("roy", 2, False), ("roy", 1, False)]
        assert more is None
        assert await shelf.store.history("Patient", "nobody") == ([], None)
        assert await shelf.store.history("Observation", "roy") == ([], None)

    on_shelf(engine, work)


def test_the_history_of_a_type_and_of_everything(engine: str) -> None:
    """In the order of recording, whatever the resource."""

    async def work(shelf: Shelf) -> None:
        await _filled(shelf)
        of_type, _ = await shelf.store.history("Patient", None)
        assert [one.version for one in of_type] == [4, 3, 2, 1]
        everything, _ = await shelf.store.history(None, None)
        assert _told(everything)[3] == ("o", 1, False)
        assert len(everything) == 5

    on_shelf(engine, work)


@pytest.mark.parametrize("place", [("Patient", "roy"), ("Patient", None), (None, None)])
def test_pages_together_are_the_whole(engine: str, place: tuple[str | None, str | None]) -> None:
    """Page by page, each version once; a cursor of nobody's is refused."""

    async def work(shelf: Shelf) -> None:
        await _filled(shelf)
        whole, _ = await shelf.store.history(*place)
        for count in (1, 2, 3):
            found: list[Version] = []
            cursor = None
            while True:
                page, cursor = await shelf.store.history(*place, count=count, cursor=cursor)
                assert len(page) <= count
                found += page
                if cursor is None:
                    break
            assert found == whole
        with pytest.raises(Invalid, match="cursor-invalid"):
            await shelf.store.history(*place, cursor=b"nonsense")

    on_shelf(engine, work)


def test_since_and_at(engine: str) -> None:
    """`since`: recorded then or later. `at`: in force then or later, so with the one that stood at that moment."""

    async def work(shelf: Shelf) -> None:
        await _filled(shelf)
        since, _ = await shelf.store.history("Patient", "roy", since=BEGIN + 2000)
        assert [one.version for one in since] == [4, 3, 2]
        for place in (("Patient", "roy"), ("Patient", None)):
            at, _ = await shelf.store.history(*place, at=BEGIN + 2500)
            assert [one.version for one in at] == [4, 3, 2]
        everything, _ = await shelf.store.history(None, None, at=BEGIN + 2500)
        assert ("o", 1, False) in _told(everything)

    on_shelf(engine, work)
