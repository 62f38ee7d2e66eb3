"""People who are one: groups from what Patients say by `link` (`replaces`, `replaced-by`), whichever of two says it.

Nothing is rewritten: a search that names one finds what hangs on all, and when the link goes they are two again.
Groups are kept whole (`alias`: a row for each of the group, all with the smallest key as `person`), so that no query
walks from link to link; they change in the commit that changes a link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store.schema import ALIAS, HOLDS, LINK
from dsn.store.writes import Writes

_LOCK = "aliases"
"""A setting: whoever changes groups holds its row, so that two commits that merge see each other's links."""


def touched(writes: Writes) -> frozenset[Key]:
    """The people whose links a commit changes."""
    begun = (key for row in writes.added.get(LINK.name, ()) for key in row[:2])
    ended = (key for row in writes.ended.get(LINK.name, ()) for key in row[1:3])
    return frozenset(int(str(key)) for keys in (begun, ended) for key in keys)


def regroup(connection: Connection, seeds: Collection[Key], instant: Instant) -> None:
    """Makes the groups of these people anew, once the links themselves are written."""
    _hold(connection)
    near = {*seeds, *(patient for patient, _ in _rows(connection, _persons(connection, seeds)))}
    groups = list(_components(connection, near))
    reached = near.union(*groups)
    wanted = {(patient, min(group)) for group in groups if len(group) > 1 for patient in group}
    there = _rows(connection, _persons(connection, reached))
    _end(connection, {row: since for row, since in there.items() if row not in wanted}, instant)
    fresh = [(*row, instant, None) for row in sorted(wanted - there.keys())]
    if fresh:
        connection.add(ALIAS, fresh)


def _hold(connection: Connection) -> None:
    connection.run("INSERT INTO setting (name, value) VALUES (?, '') ON CONFLICT DO NOTHING", (_LOCK,))
    connection.run("UPDATE setting SET value = '' WHERE name = ?", (_LOCK,))


def _components(connection: Connection, near: Iterable[Key]) -> Iterator[set[Key]]:
    left = set(near)
    while left:
        group, fresh = set[Key](), {left.pop()}
        while fresh:
            group |= fresh
            fresh = _neighbours(connection, fresh) - group
        left -= group
        yield group


def _neighbours(connection: Connection, keys: Collection[Key]) -> set[Key]:
    dialect = connection.dialect
    listed = dialect.listed(sorted(keys))
    sql = (
        f"SELECT other FROM link WHERE {dialect.among('key')} AND {HOLDS}"
        f" UNION SELECT key FROM link WHERE {dialect.among('other')} AND {HOLDS}"
    )
    return {int(str(row[0])) for row in connection.rows(sql, (listed, listed))}


def _persons(connection: Connection, patients: Collection[Key]) -> list[Key]:
    dialect = connection.dialect
    sql = f"SELECT DISTINCT person FROM alias WHERE {dialect.among('patient')} AND {HOLDS}"
    return [int(str(row[0])) for row in connection.rows(sql, (dialect.listed(sorted(patients)),))]


def _rows(connection: Connection, persons: Collection[Key]) -> dict[tuple[Key, Key], Instant]:
    if not persons:
        return {}
    dialect = connection.dialect
    sql = f"SELECT patient, person, since FROM alias WHERE {dialect.among('person')} AND {HOLDS}"
    rows = connection.rows(sql, (dialect.listed(sorted(persons)),))
    return {(int(str(patient)), int(str(person))): int(str(since)) for patient, person, since in rows}


def _end(connection: Connection, gone: dict[tuple[Key, Key], Instant], instant: Instant) -> None:
    """What began at this very instant, in a commit of the same group, never was."""
    never = [row for row, since in gone.items() if since == instant]
    ended = [(instant, *row) for row, since in gone.items() if since != instant]
    if never:
        connection.many(f"DELETE FROM alias WHERE patient = ? AND person = ? AND {HOLDS}", never)
    if ended:
        connection.change(ALIAS, ("until",), ("patient", "person"), ended, HOLDS)


def closed(connection: Connection, people: Collection[Key]) -> frozenset[Key]:
    """These people and whoever is one with them now."""
    if not people:
        return frozenset()
    dialect = connection.dialect
    where = dialect.among("a.patient")
    sql = (
        "SELECT b.patient FROM alias a CROSS JOIN alias b"
        f" WHERE {where} AND a.{HOLDS} AND b.person = a.person AND b.{HOLDS}"
    )
    rows = connection.rows(sql, (dialect.listed(sorted(people)),))
    return frozenset(people).union(int(str(row[0])) for row in rows)


def astray(connection: Connection) -> tuple[set[tuple[Key, Key]], set[tuple[Key, Key]]]:
    """Rows of groups, (patient, person), that the links make and that are not there; and those that are for no reason.

    Both tables are read whole, in one statement, so that they are of one instant: they are small.
    """
    sql = (
        f"SELECT 0, key, other FROM link WHERE {HOLDS}"
        f" UNION ALL SELECT 1, patient, person FROM alias WHERE {HOLDS}"
    )
    links: dict[Key, set[Key]] = {}
    there: set[tuple[Key, Key]] = set()
    for table, one, other in (tuple(int(str(value)) for value in row) for row in connection.rows(sql)):
        if table:
            there.add((one, other))
        else:
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
    wanted = {(key, min(group)) for group in _joined(links) if len(group) > 1 for key in group}
    return wanted - there, there - wanted


def _joined(links: dict[Key, set[Key]]) -> Iterator[set[Key]]:
    left = set(links)
    while left:
        group, fresh = set[Key](), {left.pop()}
        while fresh:
            group |= fresh
            fresh = {other for key in fresh for other in links[key]} - group
        left -= group
        yield group


def sweep(connection: Connection, before: Instant) -> None:
    """Removes groups that ended by then; the table is small."""
    connection.run("DELETE FROM alias WHERE until <= ?", (before,))
