"""The words that resources say, for `_text` and `_content`: built behind the commit, from the feed.

A commit writes no words: they would be two thirds of all its rows. A setting says up to where of the feed they are; a
search that asks for words first waits until that is its end (`Store.search`), so it is never silently short. Rows
hold from the version that says the word until the one that no longer does, as those of every index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir.json import reopen
from dsn.fhir.search.links import inside
from dsn.fhir.search.tree import Any, Chain, Clause, Every, Has, Not, Query, Test
from dsn.fhir.search.wording import WORDING, content_words, narrative_words
from dsn.fhir.types import Resource
from dsn.sql.connection import Connection
from dsn.store import codec, feed
from dsn.store.beside import part_key
from dsn.store.current import COLUMNS, Current
from dsn.store.schema import HOLDS, IX_WORD
from dsn.store.side import setting

SETTING = "words.position"
VERSIONS = 100
"""Versions whose words are written in one go: some ten milliseconds."""

Row = tuple[str, Key, int]
"""Word, key, said: 1 = in the narrative."""


@dataclass(slots=True)
class Slice:
    """The words of some versions: from `before` in the feed to `after`. `ended` are of earlier slices: row → when.

    `open`: since when a row of this slice holds; `closed`: those that came and went within it.
    """

    before: str
    after: str
    count: int = 0
    ended: dict[Row, Instant] = field(default_factory=dict)
    open: dict[Row, Instant] = field(default_factory=dict)
    closed: list[tuple[str, Key, int, Instant, Instant]] = field(default_factory=list)

    def turn(self, instant: Instant, gone: set[Row], come: set[Row]) -> None:
        """At that instant some words are no longer said, others from now on."""
        for row in gone:
            since = self.open.pop(row, None)
            if since is None:
                self.ended[row] = instant
            else:
                self.closed.append((*row, since, instant))
        self.open.update(dict.fromkeys(come, instant))

    def rows(self) -> list[tuple[str, Key, int, Instant, Instant | None]]:
        """What is to be added, in the order of the table."""
        still = [(*row, since, None) for row, since in self.open.items()]
        return sorted([*still, *self.closed], key=lambda row: row[:4])


def asked(query: Query) -> bool:
    """Does the query ask for words, anywhere?"""
    return any(_asked(clause) for clause in query.where.clauses)


def _asked(clause: Clause) -> bool:
    match clause:
        case Test():
            return clause.parameter.code in WORDING
        case Chain() | Has() | Not():
            return _asked(clause.clause)
        case Every() | Any():
            return any(map(_asked, clause.clauses))


def behind(connection: Connection) -> bool:
    """Was anything committed, as this reader sees it, whose words are not there yet?

    On PostgreSQL also what the feed holds back while a transaction before it is still running.
    """
    turn, seq, key = feed.place(bytes.fromhex(_position(connection)))
    later = "SELECT 1 FROM feed WHERE (turn, seq, key) > (?, ?, ?) LIMIT 1"
    return bool(connection.rows(later, (turn, seq, key)))


def _position(connection: Connection) -> str:
    return setting(connection, SETTING) or feed.START.hex()


def left(connection: Connection) -> int:
    """Of how many versions the words are not there yet. Counts them: a second for ten million."""
    sql = "SELECT count(*) FROM feed WHERE (turn, seq, key) > (?, ?, ?)"
    return int(str(connection.rows(sql, feed.place(bytes.fromhex(_position(connection))))[0][0]))


def find(connection: Connection, most: int = VERSIONS) -> Slice | None:
    """The next slice, of `most` versions at most; None when there is nothing more. Reads only."""
    before = _position(connection)
    news = feed.feed(connection, bytes.fromhex(before), most)
    if not news:
        return None
    found = Slice(before, news[-1].cursor.hex(), len(news))
    for one in news:
        old = _said_by(connection, one.key, one.version - 1)
        new = _said_by(connection, one.key, one.version)
        found.turn(one.instant, old - new, new - old)
    return found


def write(connection: Connection, found: Slice) -> bool:
    """Writes a slice; False when another process was faster."""
    held = " FOR UPDATE" if connection.dialect.is_postgres else ""
    there = connection.rows(f"SELECT value FROM setting WHERE name = ?{held}", (SETTING,))
    if (str(there[0][0]) if there else feed.START.hex()) != found.before:
        return False
    if found.ended:
        ended = [(instant, *row) for row, instant in found.ended.items()]
        connection.change(IX_WORD, ("until",), ("word", "key", "said"), ended, HOLDS)
    if rows := found.rows():
        connection.add(IX_WORD, rows)
    if there:
        connection.run("UPDATE setting SET value = ? WHERE name = ?", (found.after, SETTING))
    else:
        connection.run("INSERT INTO setting (name, value) VALUES (?, ?)", (SETTING, found.after))
    return True


def _said_by(connection: Connection, key: Key, version: int) -> set[Row]:
    """The rows of one version; none of a deleted one, nor of what was never there."""
    where = "WHERE bucket = ? AND key = ? AND version = ?"
    for table in ("resource", "past") if version else ():
        for row in connection.rows(
            f"SELECT {COLUMNS} FROM {table} {where}", (ids.bucket_of_key(key), key, version)
        ):
            return rows_of(Current(*row))  # type: ignore[arg-type]  # the columns are of these types
    return set()


def rows_of(was: Current) -> set[Row]:
    """The rows that a version stands for."""
    if was.deleted:
        return set()
    return set(_rows(reopen(codec.unpack(was.format, was.body)), was.key))


def _rows(resource: Resource, key: Key) -> Iterator[Row]:
    yield from _own(resource, key)
    if getattr(resource, "contained", ()):
        for place, each in enumerate(inside(resource)):
            yield from _own(each.resource, part_key(key, place))


def _own(resource: Resource, key: Key) -> Iterator[Row]:
    told = set(narrative_words(resource))
    for word in told.union(content_words(resource)):
        yield word, key, int(word in told)


def forget(connection: Connection, key: Key, version: int) -> None:
    """Takes away the words that a version stands for. Before the version itself goes for good."""
    rows = [(word, of, said) for word, of, said in _said_by(connection, key, version)]
    connection.many("DELETE FROM ix_word WHERE word = ? AND key = ? AND said = ?", rows)
