"""Parcels gathered into batches, each one transaction, and what became of them into the report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsn.base.errors import DsnError
from dsn.base.sentences import say
from dsn.sql.connection import Connection
from dsn.sql.turn import SLICE_MS
from dsn.store.apply import stamped
from dsn.store.bulk import mark as marks
from dsn.store.bulk import sources, worker
from dsn.store.bulk.load import Batch, Outcome
from dsn.store.bulk.mark import Mark, Refusals
from dsn.store.bulk.parcel import Item, Parcel
from dsn.store.bulk.report import SHOWN, Progress, Refusal, Refused, Report, Way
from dsn.store.side_tables import OUTBOX
from dsn.store.store import Store

LARGE = 10_000
"""Resources in one transaction while nobody is served."""
LARGEST_SLICE = 500
"""Resources in one transaction while somebody is, however quick the last one was."""


@dataclass(frozen=True, slots=True)
class _Going:
    """A batch that the writer has: how many resources, and when it was handed over and came back (monotonic)."""

    done: asyncio.Future[tuple[Outcome, list[Refused], Mark]]
    size: int
    began: float
    ended: list[float] = field(default_factory=list)


class Loading:
    """Gathers parcels into batches, and what became of them into the report."""

    def __init__(
        self,
        store: Store,
        way: Way,
        found: Sequence[Path],
        name: str,
        mark: Mark,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.report = Report(len(found), mark.new, mark.changed, mark.unchanged, mark.kept)
        self.report.refusals = mark.refused
        self.report.resumed = self.report.resources
        self._store = store
        self._way = way
        self._stamp = stamped(way.stamp)
        self._found = found
        self._name = name
        self._mark = mark
        self._told = Refusals(way.refusals, mark.told)
        self._progress = progress or (lambda told: None)
        self._items: list[tuple[int, Item]] = []
        self._ids: set[tuple[str, str]] = set()
        self._refused: list[Refused] = []
        self._largest = LARGE if store.database.is_alone() else 64
        self._going: _Going | None = None

    async def close(self) -> None:
        """Once nothing is being written any more."""
        if self._going is not None:
            await asyncio.wait([self._going.done])
        self._told.close()

    async def take(self, piece: sources.Piece, parcel: Parcel) -> None:
        """The next parcel, in order; writes what is full."""
        number, passed = piece.file, self._mark.passed
        self._refused += [(number, *one) for one in parcel.refused if not passed(number, one[0])]
        for item in parcel.items:
            if passed(number, item.line):
                continue
            name = (item.type, item.id)
            if name in self._ids or len(self._items) >= self._largest:
                await self._write()
            self._ids.add(name)
            self._items.append((number, item))
        if len(self._refused) >= LARGE:
            await self._write(end=True)
        self._progress(Progress(number + 1, len(self._found), self.report.resources))

    async def finish(self) -> None:
        """The last batch; then nothing is left to go on with."""
        await self._write(end=True)
        await self._store.setting_set(self._name, None)
        self._progress(Progress(len(self._found), len(self._found), self.report.resources))

    async def _write(self, *, end: bool = False) -> None:
        """One transaction, in the writer's thread: meanwhile the next batch is gathered.

        `end`: what was refused after its last resource belongs to it too, and it is waited for.
        """
        await self._settle()
        if self._items or (end and self._refused):
            self._going = self._begun(self._place(end))
            self._items, self._ids = [], set()
        if end:
            await self._settle()

    async def _settle(self) -> None:
        """What was begun is on disk. The next one's size follows how long it took, when somebody else is served."""
        if self._going is None:
            return
        going = self._going
        outcome, refused, mark = await asyncio.shield(
            going.done
        )  # who is stopped here has `close` wait for it
        self._going = None
        self._store.relations_epoch += outcome.related
        self._store.tell()
        ended = going.ended or [time.monotonic()]  # done a moment ago: its callback is not yet called
        taken = ended[0] - going.began
        self._resize(going.size, taken * 1000)
        self._add(outcome, refused)
        self._mark = mark
        self._refused = [one for one in self._refused if not mark.passed(*one[:2])]
        await self._store.database.give_way(taken)

    def _place(self, end: bool) -> tuple[int, int]:
        """How far the import is once what is gathered is written."""
        places = [(number, item.line) for number, item in self._items[-1:]]
        return max(places + [one[:2] for one in self._refused]) if end else places[0]

    def _resize(self, written: int, taken: float) -> None:
        if self._store.database.is_alone():
            self._largest = LARGE
        else:
            room = int(written * min(2.0, SLICE_MS / max(taken, 1.0)))
            self._largest = max(8, min(LARGEST_SLICE, room))

    def _begun(self, place: tuple[int, int]) -> _Going:
        store = self._store
        store.check_open()
        items = [item for _, item in self._items]
        files = {id(item): number for number, item in self._items}
        batch = Batch(items, store.ledger, store.preparer, self._stamp, store.committer.find_text)
        before = [one for one in self._refused if one[:2] <= place]

        def work(connection: Connection) -> tuple[Outcome, list[Refused], Mark]:
            outcome = batch.write(connection)
            refused = before + [_refused(files[id(item)], item, error) for item, error in outcome.refused]
            return outcome, refused, self._keep(connection, place, outcome, refused)

        going = _Going(store.database.writer.submit(work), len(items), time.monotonic())
        going.done.add_done_callback(lambda _: going.ended.append(time.monotonic()))
        return going

    def _keep(
        self, connection: Connection, place: tuple[int, int], outcome: Outcome, refused: list[Refused]
    ) -> Mark:
        """In the transaction: what the log is told, what the file of refusals says, and how far it is."""
        if self._way.witness is not None and (outcome.new or outcome.changed):
            told = self._way.witness(outcome.people, outcome)
            connection.add(OUTBOX, [(self._store.ledger.minter.serial(), told)])
        was = self._mark
        mark = Mark(
            *place,
            was.new + outcome.new,
            was.changed + outcome.changed,
            was.unchanged + outcome.unchanged,
            was.kept + outcome.kept,
            was.refused + len(refused),
            self._told.put(was.told, [self._line(one) for one in refused]),
        )
        marks.keep(connection, self._name, mark)
        return mark

    def _line(self, refused: Refused) -> dict[str, Any]:
        """A line of the file of refusals: where, which code, and the sentence in both languages."""
        number, line, (_, code, path, values) = refused
        sentences = {language: say(code, values, language) for language in ("fr", "en")}
        return {"file": str(self._found[number]), "line": line, "path": path, "code": code, **sentences}

    def _add(self, outcome: Outcome, refused: list[Refused]) -> None:
        self.report.new += outcome.new
        self.report.changed += outcome.changed
        self.report.unchanged += outcome.unchanged
        self.report.kept += outcome.kept
        self.report.refusals += len(refused)
        for number, line, error in refused[: SHOWN - len(self.report.refused)]:
            self.report.refused.append(Refusal(str(self._found[number]), line, error))


def _refused(number: int, item: Item, error: Exception) -> Refused:
    if not isinstance(error, DsnError):
        raise error
    return number, item.line, worker.failure(error)
