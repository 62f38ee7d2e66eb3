"""Is the log whole? Every row of every month is computed anew, and what waits in the record's outbox too.

What it finds: a row changed, missing, added or out of its place (the chain breaks there); a tail cut off (the head's
signature counts the rows); a column or a subject row that differs from what the chained bytes say; a head that
is not ours; an outbox row changed; and, by the anchors in the record's settings, a month or writer put back whole to an
older state, or away; a seal broken or gone. Who can write both stores and has the key can still lie: copy anchors and
seals elsewhere.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

from dsn.base.errors import Fault
from dsn.base.sentences import say
from dsn.log import anchors, outbox, rows, seal
from dsn.log.anchors import Anchor
from dsn.log.chain import Hash, Month, genesis, link, signed
from dsn.log.log import Log, Record, month_of
from dsn.log.pages import Pages, Row, subject_digest
from dsn.sql.connection import Connection

Kind = Literal[
    "changed",
    "missing",
    "unreadable",
    "column",
    "subject",
    "head",
    "no-head",
    "wrong-month",
    "anchor",
    "seal",
    "outbox",
]

_MODULUS = 1 << 128

SAID: dict[Kind, str] = {
    "changed": "log-flaw-changed",
    "missing": "log-flaw-missing",
    "unreadable": "log-flaw-unreadable",
    "column": "log-flaw-column",
    "subject": "log-flaw-subject",
    "head": "log-flaw-head",
    "no-head": "log-flaw-no-head",
    "wrong-month": "log-flaw-wrong-month",
    "anchor": "log-flaw-anchor",
    "seal": "log-flaw-seal",
    "outbox": "log-flaw-outbox",
}
"""Of each kind of flaw, the code of its sentence; filled with month, writer and seq."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong where. `seq` is the row's number in its writer's chain (0 = the chain as a whole)."""

    kind: Kind
    month: Month
    writer: int
    seq: int

    def said(self, language: str) -> str:
        """The flaw in words."""
        values = {"month": self.month, "writer": f"{self.writer:016x}", "seq": self.seq}
        return say(SAID[self.kind], values, language)


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what was found. The log is whole when `flaws` is empty."""

    months: int
    writers: int
    events: int
    waiting: int
    flaws: tuple[Flaw, ...]


class Found(NamedTuple):
    """What one month shows."""

    writers: int
    events: int
    flaws: list[Flaw]


class Known(NamedTuple):
    """What the record remembers of the log: anchors of chains, digests of sealed months."""

    anchors: list[Anchor]
    seals: Mapping[Month, str]


def known_of(settings: Mapping[str, str]) -> Known:
    """From the record's settings."""
    of = {
        prefix: {name: value for name, value in settings.items() if name.startswith(prefix)}
        for prefix in (anchors.PREFIX, seal.PREFIX)
    }
    seals = {name.removeprefix(seal.PREFIX): value for name, value in of[seal.PREFIX].items()}
    return Known(anchors.parsed(of[anchors.PREFIX]), seals)


async def verify(log: Log, store: Record, *, whole: bool = False) -> Report:
    """Reads everything; changes nothing. A log that is being written meanwhile is judged month by month, each as of
    one moment on SQLite. Sealed months by their digest; row by row when that differs, or `whole` is asked for."""
    known = known_of(await store.settings("log."))
    waiting, flaws = await _outbox(store, log.key)
    months = await log.shelf.months()
    found = [
        await log.shelf.read(month, partial(check_month, month, log.key, known, whole=whole))
        for month in months
    ]
    for one in found:
        flaws += one.flaws
    flaws += [Flaw("anchor", one.month, one.writer, 0) for one in known.anchors if one.month not in months]
    flaws += [Flaw("seal", month, 0, 0) for month in known.seals if month not in months]
    writers, events = sum(one.writers for one in found), sum(one.events for one in found)
    return Report(len(months), writers, events, waiting, tuple(flaws))


async def _outbox(store: Record, key: bytes) -> tuple[int, list[Flaw]]:
    flaws: list[Flaw] = []
    waiting = await store.outbox_take(2**31 - 1)
    for number, packed in waiting:
        try:
            outbox.unpack(packed, key)
        except Fault:
            flaws.append(Flaw("outbox", "", 0, number))
    return len(waiting), flaws


def check_month(
    month: Month, key: bytes, known: Known, connection: Connection, *, whole: bool = True
) -> Found:
    """One month: by its seal when it has one that the record remembers, unless `whole`; else every row."""
    put, kept = seal.read(month, connection), known.seals.get(month)
    broken = kept is not None and (put is None or put.digest.hex() != kept)
    if put is not None and not seal.is_signed(key, month, put):
        broken = True
    if put is not None and not broken:
        writers, events, digest = seal.digest_of(month, connection)
        if (writers, events, digest) != (put.writers, put.events, put.digest):
            broken = True
        elif kept is not None and not whole:
            return Found(writers, events, [])
    found = _rows(month, key, known, connection)
    return found._replace(flaws=[Flaw("seal", month, 0, 0), *found.flaws]) if broken else found


def _rows(month: Month, key: bytes, known: Known, connection: Connection) -> Found:
    book = Pages(month, connection)
    heads = book.heads()
    of_writer: dict[int, dict[int, Hash]] = {}
    for anchor in known.anchors:
        if anchor.month == month:
            of_writer.setdefault(anchor.writer, {})[anchor.count] = anchor.head
    writers = book.writers() | heads.keys()
    flaws: list[Flaw] = []
    events, subjects = 0, 0
    for writer in sorted(writers | of_writer.keys()):
        chain = _Chain(month, writer, of_writer.get(writer, {}), known.seals)
        for some in book.slices(writer):
            chain.check(some)
        flaws += chain.flaws + chain.check_head(heads.get(writer), key)
        events += chain.rows
        subjects += chain.subjects
    if subjects % _MODULUS != book.subjects() % _MODULUS:
        flaws += [Flaw("subject", month, *place) for place in book.flawed_subjects()]
    return Found(len(writers), events, flaws)


class _Chain:
    """One writer's chain, walked from its genesis."""

    def __init__(
        self, month: Month, writer: int, anchors: Mapping[int, Hash], sealed: Container[Month]
    ) -> None:
        self.flaws: list[Flaw] = []
        self.rows = 0
        self.subjects = 0
        self._month, self._writer = month, writer
        self._anchors = dict(anchors)
        self._sealed = sealed
        self._expected = 1
        self._head = genesis(month, writer)

    def check(self, some: list[Row]) -> None:
        for row in some:
            if row.seq != self._expected:
                self._flaw("missing", self._expected)
            if link(self._head, row.body) != row.hash:
                self._flaw("changed", row.seq)
            if self._anchors.pop(row.seq, row.hash) != row.hash:
                self._flaw("anchor", row.seq)
            self._check_columns(row)
            self._head = row.hash  # go on from what is there: each later change is told for itself
            self._expected = row.seq + 1
            self.rows += 1

    def _check_columns(self, row: Row) -> None:
        try:
            event = rows.decode(row.body)
        except Fault:
            self._flaw("unreadable", row.seq)
            return
        if (event.at, event.who) != (row.at, row.who):
            self._flaw("column", row.seq)
        month = month_of(event.at)
        if month != self._month and not (month < self._month and month in self._sealed):  # else it came late
            self._flaw("wrong-month", row.seq)
        for person in set(event.subjects):
            self.subjects += subject_digest(person, event.at, self._writer, row.seq)

    def check_head(self, head: tuple[int, bytes, bytes] | None, key: bytes) -> list[Flaw]:
        """The flaws of the chain's end: cut off, unsigned, or shorter than what is known from outside."""
        flaws = [Flaw("anchor", self._month, self._writer, count) for count in self._anchors]
        if head is None:
            return [*flaws, Flaw("no-head", self._month, self._writer, 0)] if self.rows else flaws
        count, last, signature = head
        if not signed(signature, key, self._month, self._writer, count, last):
            return [*flaws, Flaw("head", self._month, self._writer, count)]
        if (count, last) != (self._expected - 1, self._head):
            flaws.append(Flaw("missing", self._month, self._writer, count))
        return flaws

    def _flaw(self, kind: Kind, seq: int) -> None:
        self.flaws.append(Flaw(kind, self._month, self._writer, seq))
