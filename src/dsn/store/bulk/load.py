"""The writing end: parcels into rows, in batches of one transaction each. Runs in the store's writer thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir.json import decode
from dsn.fhir.search.tree import Query
from dsn.sql.connection import Connection
from dsn.store import aliases, beside, codec, kinds
from dsn.store.bulk.parcel import Item
from dsn.store.changes import Update
from dsn.store.current import Current, currents, others_of
from dsn.store.index import Entries
from dsn.store.ledger import Ledger
from dsn.store.names import pack
from dsn.store.prepare import Preparer
from dsn.store.ready import again
from dsn.store.schema import RESOURCE
from dsn.store.versions import Step
from dsn.store.vocabulary import Vocabulary
from dsn.store.writes import Writes

Find = Callable[[Connection, str, str], Sequence[str]]


@dataclass(slots=True)
class Outcome:
    """What became of some resources. `kept`: other content stood there already, and the bundle only creates (POST).

    `people`: whom the versions written belong to, or belonged to.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    related: bool = False
    people: frozenset[Key] = frozenset()
    refused: list[tuple[Item, Exception]] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """Some items of different resources, written in one transaction with one stamp."""

    items: Sequence[Item]
    ledger: Ledger
    preparer: Preparer
    stamp: tuple[int, bytes]
    find: Find
    outcome: Outcome = field(default_factory=Outcome)
    _found: dict[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    def write(self, connection: Connection) -> Outcome:
        """Does it. May run twice when the group it is in is done again."""
        self.outcome, self._found = Outcome(), {}
        self.ledger.item()
        self.ledger.spill(connection)
        vocabulary = self.ledger.vocabulary
        vocabulary.learn(_named(self.items))
        keys = [vocabulary.key(item.type, item.id) for item in self.items]
        was = currents(connection, [key for key in keys if not vocabulary.is_fresh(key)])
        instant = self.ledger.follow(current.instant for current in was.values())
        step = Step(self.ledger, instant, self.stamp[0])
        writing = _Rows(step, vocabulary)
        asking = []
        for item, key in zip(self.items, keys, strict=True):
            current = was.get(key)
            if item.asks:
                asking.append((item, key, current))
            elif current is None:
                writing.first(item, key)
                self.outcome.new += 1
            else:
                self._next(step, item, key, current)
        self._flush(connection, step)
        for item, key, current in asking:  # what they ask for may have come with them
            self._ask(connection, step, item, key, current)
        self._flush(connection, step)
        self.outcome.people = frozenset(step.people)
        return self.outcome

    def _flush(self, connection: Connection, step: Step) -> None:
        if step.writes:
            step.writes.stamps[self.stamp[0]] = self.stamp[1]
            self.outcome.related |= bool(step.writes.unrelated or "relation" in step.writes.added)
            step.writes.flush(connection, many=True)
            merged = aliases.touched(step.writes)
            if merged:
                aliases.regroup(connection, merged, step.instant)
                self.outcome.related = True
            step.writes = Writes()

    def _next(self, step: Step, item: Item, key: Key, was: Current) -> None:
        """Something stands there: the same, or another content."""
        same = not was.deleted and (was.format, was.body) == (item.format, item.body)
        if same or not (item.replaces or was.deleted):
            self.outcome.unchanged += same
            self.outcome.kept += not same
            return
        new = again(codec.unpack(item.format, item.body), item.id, self.ledger.relate)
        done = step.put(new, key, was)
        self.outcome.unchanged += done.outcome == "unchanged"
        self.outcome.changed += done.outcome != "unchanged"

    def _ask(self, connection: Connection, step: Step, item: Item, key: Key, was: Current | None) -> None:
        """It refers to what a query finds."""
        resource = decode(codec.unpack(item.format, item.body))

        def find_text(type_: str, query: str) -> Sequence[str]:
            if (type_, query) not in self._found:
                self._found[type_, query] = self.find(connection, type_, query)
            return self._found[type_, query]

        def never(query: Query) -> Sequence[str]:
            raise AssertionError("an import has no conditional changes")

        try:
            made = self.preparer.within([Update(replace(resource, id=item.id))], never, find_text)
        except Exception as error:  # told in the report, beside its line
            self.outcome.refused.append((item, error))
            return
        new = made[0].ready
        assert new is not None
        done = step.put(new, key, was)
        self.outcome.new += done.outcome == "created"
        self.outcome.changed += done.outcome == "updated"
        self.outcome.unchanged += done.outcome == "unchanged"


def _named(items: Sequence[Item]) -> list[tuple[str, str, int]]:
    """Every id the items say, with the bucket for a key of it: their own first, since those know their person."""
    own = [(item.type, item.id, ids.bucket_of_text(_person(item))) for item in items]
    said = {
        target
        for item in items
        for row in item.entries.get("ix_reference", ())
        if isinstance(target := row[1], tuple)
    }
    return own + [(type_, id_, ids.bucket_of_text(id_)) for type_, id_ in said]


def _person(item: Item) -> str:
    return item.patients[0] if item.patients else item.id


class _Rows:
    """Rows of resources that are new, by the shortest way."""

    def __init__(self, step: Step, vocabulary: Vocabulary) -> None:
        self._step = step
        self._words = vocabulary
        self._times = (step.instant, None)

    def first(self, item: Item, key: Key) -> None:
        step = self._step
        type_ = kinds.number(item.type)
        patients = self._patients(item, key)
        for table, rows in item.entries.items():
            self._put(table, *_FINISH[table](rows, key, self._words, self._times))
        self._put("life", (type_, key, 1, item.labels, item.present, *self._times))
        for patient in patients or (0,):
            self._put("member", (patient, type_, key, item.labels, *self._times))
        if item.beside is not None:
            found: Entries = {}
            beside.add(found, item.beside, type_, key, item.labels, patients, self._words)
            for table, more in found.items():
                self._put(table, *((*row, *self._times) for row in more))
        step.relate(key, (), item.claims)
        step.writes.add(RESOURCE, self._row(item, key, type_, patients))
        step.tell(key, 1, type_, patients, None)

    def _put(self, table: str, *rows: tuple[Any, ...]) -> None:
        self._step.writes.added.setdefault(table, []).extend(rows)

    def _patients(self, item: Item, key: Key) -> tuple[Key, ...]:
        if item.type == "Patient":
            return (key,)
        return tuple(self._words.key("Patient", id_) for id_ in item.patients)

    def _row(self, item: Item, key: Key, type_: int, patients: tuple[Key, ...]) -> tuple[Any, ...]:
        name = None if ids.to_key(item.id) == key else pack(item.id)
        first = patients[0] if patients else 0
        head = (key, type_, name, 1, self._step.instant, 0, item.format, item.labels, first)
        return (*head, others_of(patients), self._step.stamp, item.body)


Times = tuple[Instant, None]
_Finish = Callable[[list[tuple[Any, ...]], Key, Vocabulary, Times], list[tuple[Any, ...]]]


def _token(rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times) -> list[tuple[Any, ...]]:
    symbol = words.symbol
    return [(param, code, symbol(system), key, group, *times) for param, code, system, _, group in rows]


def _display(rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times) -> list[tuple[Any, ...]]:
    symbol = words.symbol
    return [(param, symbol(text), key, *times) for param, text, _ in rows]


def _quantity(
    rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times
) -> list[tuple[Any, ...]]:
    return [(row[0], key, row[2], words.unit(*row[3]), *row[4:], *times) for row in rows]


def _reference(
    rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times
) -> list[tuple[Any, ...]]:
    return [
        (row[0], words.key(*row[1]) if isinstance(row[1], tuple) else row[1], key, *row[3:], *times)
        for row in rows
    ]


def _third(rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times) -> list[tuple[Any, ...]]:
    """Tables whose own key is the third column."""
    return [(*row[:2], key, *row[3:], *times) for row in rows]


def _second(rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times) -> list[tuple[Any, ...]]:
    return [(row[0], key, *row[2:], *times) for row in rows]


def _last(rows: list[tuple[Any, ...]], key: Key, words: Vocabulary, times: Times) -> list[tuple[Any, ...]]:
    return [(*row[:-1], key, *times) for row in rows]


_FINISH: dict[str, _Finish] = {
    "ix_token": _token,
    "ix_display": _display,
    "ix_string": _third,
    "ix_date": _second,
    "ix_number": _second,
    "ix_quantity": _quantity,
    "ix_reference": _reference,
    "ix_uri": _display,
    "ix_position": _last,
}
