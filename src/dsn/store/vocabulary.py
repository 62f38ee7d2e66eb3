"""The numbers that stand for texts and ids in index rows: symbols, units, and the directory of client ids.

All three only grow, so what a commit has made durable may be remembered for ever. What the running transaction
adds is remembered once it has committed (`keep`), or forgotten (`forget`).
"""

from __future__ import annotations

from typing import Any

from dsn.base import ids
from dsn.base.ids import Key, Minter
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.names import pack

LARGEST = 500_000
"""Entries remembered of each sort before starting afresh."""
_FIND = "SELECT key FROM directory WHERE type = ? AND name = ?"


class Vocabulary:
    """One per writing connection. Use between `begin` and `commit`; not shared between threads."""

    def __init__(self, minter: Minter) -> None:
        self._minter = minter
        self._symbols: dict[str, int] = {"": 0}
        self._units: dict[tuple[str, str, str, str], int] = {}
        self._keys: dict[tuple[str, str], Key] = {}
        self._fresh: list[tuple[dict[Any, int], object]] = []
        self._connection: Connection | None = None

    def use(self, connection: Connection) -> Vocabulary:
        """Reads and writes through `connection` from now on."""
        self._connection = connection
        return self

    def keep(self) -> None:
        """The transaction committed."""
        self._fresh.clear()
        for known in (self._symbols, self._units, self._keys):
            if len(known) > LARGEST:
                known.clear()
        self._symbols[""] = 0

    def mark(self) -> int:
        """A place to go back to with `forget`."""
        return len(self._fresh)

    def forget(self, mark: int = 0) -> None:
        """What came after the mark was rolled back."""
        for known, name in self._fresh[mark:]:
            known.pop(name, None)
        del self._fresh[mark:]

    def symbol(self, text: str) -> int:
        """The number of a text; 0 for the empty one."""
        number = self._symbols.get(text)
        if number is None:
            number = self._number("symbol", ("text",), (text,))
            self._remember(self._symbols, text, number)
        return number

    def unit(self, system: str, code: str, unit: str, canonical: str) -> int:
        """The number of a unit."""
        name = (system, code, unit, canonical)
        number = self._units.get(name)
        if number is None:
            number = self._number("unit", ("system", "code", "unit", "canonical"), name)
            self._remember(self._units, name, number)
        return number

    def key(self, type_: str, id_: str, bucket: int | None = None) -> Key:
        """The key of `type_/id_`; a client's id without one is promised one in `bucket` (its own, by default)."""
        own = ids.to_key(id_)
        if own is not None:
            return own
        key = self._keys.get((type_, id_))
        if key is None:
            key = self._directory(type_, id_, bucket)
            self._remember(self._keys, (type_, id_), key)
        return key

    def find(self, type_: str, id_: str) -> Key | None:
        """The key of `type_/id_`, if it has one; none is promised."""
        key = ids.to_key(id_) or self._keys.get((type_, id_))
        if key is None:
            found = self._sql.rows(_FIND, (kinds.number(type_), pack(id_)))
            key = int(str(found[0][0])) if found else None
        return key

    def _remember(self, known: dict[Any, int], name: object, number: int) -> None:
        known[name] = number
        self._fresh.append((known, name))

    @property
    def _sql(self) -> Connection:
        assert self._connection is not None
        return self._connection

    def _directory(self, type_: str, id_: str, bucket: int | None) -> Key:
        place = (kinds.number(type_), pack(id_))
        found = self._sql.rows(_FIND, place)
        if not found:
            key = self._minter.mint(ids.bucket_of_text(id_) if bucket is None else bucket)
            self._sql.run(
                "INSERT INTO directory (type, name, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (*place, key),
            )
            found = self._sql.rows(_FIND, place)
        return int(str(found[0][0]))

    def _number(self, table: str, columns: tuple[str, ...], values: tuple[str, ...]) -> int:
        where = " AND ".join(f"{column} = ?" for column in columns)
        ask = f"SELECT number FROM {table} WHERE {where}"
        found = self._sql.rows(ask, values)
        while not found:  # another process may take the same number at the same time: then once more
            marks = ", ".join("?" * len(columns))
            self._sql.run(
                f"INSERT INTO {table} ({', '.join(columns)}, number) SELECT {marks}, coalesce(max(number), 0) + 1"
                f" FROM {table} WHERE true ON CONFLICT DO NOTHING",
                values,
            )
            found = self._sql.rows(ask, values)
        return int(str(found[0][0]))
