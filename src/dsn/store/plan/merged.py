"""Merged people in a plan: whoever is named by a search stands for the whole group (`dsn.store.aliases`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dsn.base.ids import Key
from dsn.fhir.search.tree import Chain, ReferenceValue, Test
from dsn.sql.connection import Connection
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.named import keys_of
from dsn.store.plan.sql import Sql, piece


class Merged:
    """Asks the record, while a plan is made, who else somebody is. Made only where anybody was ever merged."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, ...], frozenset[Key]] = {}

    def others(self, ids_: Collection[str], frame: Frame) -> frozenset[Key]:
        """The keys of those who are one with the Patients of these ids, at the instant; themselves too, if so."""
        names = tuple(sorted(ids_))
        if names not in self._known:
            self._known[names] = self._others(names, frame)
        return self._known[names]

    def _others(self, ids_: Collection[str], frame: Frame) -> frozenset[Key]:
        named = keys_of(("Patient",), ids_, frame)
        asked = piece(
            "SELECT b.patient FROM alias a CROSS JOIN alias b WHERE a.patient IN ({}) AND {}",
            named,
            _same(frame),
        )
        return frozenset(int(str(row[0])) for row in self._connection.rows(asked.text, asked.values))

    def closed(self, keys: Sequence[Key], frame: Frame) -> list[Key]:
        """The keys of a page, and of those who are one with its Patients."""
        asked = piece(
            "SELECT b.patient FROM alias a CROSS JOIN alias b WHERE {} AND {}",
            frame.among("a.patient", keys),
            _same(frame),
        )
        rows = self._connection.rows(asked.text, asked.values)
        return [*dict.fromkeys([*keys, *(int(str(row[0])) for row in rows)])]


def _same(frame: Frame) -> Sql:
    return piece("{} AND b.person = a.person AND {}", frame.live("a"), frame.live("b"))


def within(answers: Test | Chain, frame: Frame) -> bool:
    """Are all whom a clause reaches by way of a merge people of the scope too?

    The scope is closed as things stand now; a page of a while ago may reach somebody who is no longer one with them.
    """
    if frame.merged is None:
        return True
    if isinstance(answers, Chain) or frame.scope.people is None:
        return False
    ids_ = [
        value.id for value in answers.values if isinstance(value, ReferenceValue) and value.id is not None
    ]
    return frame.merged.others(ids_, frame) <= frame.scope.people


def concerns(type_: str | None, frame: Frame) -> bool:
    """Is anybody merged, and may a resource of this type (None: of any) be a person?"""
    return frame.merged is not None and type_ in (None, "Patient")


def others_of(spot: Spot, frame: Frame) -> Sql:
    """SELECT of the keys of those who are one with the resource at `spot`, without itself."""
    one, two = frame.alias("p"), frame.alias("q")
    return piece(
        f"SELECT {two}.patient FROM alias {one} CROSS JOIN alias {two} WHERE {one}.patient = {spot.key} AND {{}}"
        f" AND {two}.person = {one}.person AND {two}.patient <> {one}.patient AND {{}}",
        frame.live(one),
        frame.live(two),
    )


def widened(found: Sql, frame: Frame) -> Sql:
    """A SELECT of `key` with the keys of those who are one with them."""
    one, two, of = frame.alias("p"), frame.alias("q"), frame.alias("f")
    more = piece(
        f"SELECT {two}.patient AS key FROM ({{}}) {of} CROSS JOIN alias {one} CROSS JOIN alias {two}"
        f" WHERE {one}.patient = {of}.key AND {{}} AND {two}.person = {one}.person AND {{}}",
        found,
        frame.live(one),
        frame.live(two),
    )
    return piece("{} UNION {}", found, more)
