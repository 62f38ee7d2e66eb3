"""The numbers that stand for texts and ids in index rows: symbols, units, and the directory of client ids.

All three only grow, so what a commit has made durable may be remembered for ever. What the running transaction
adds is remembered once it has committed (`keep`), or forgotten (`forget`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsn.base import ids
from dsn.base.ids import Key, Minter
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.names import pack
from dsn.store.side_tables import DIRECTORY

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
        self._new: set[Key] = set()
        self._fresh: list[tuple[dict[Any, int], object]] = []
        self._connection: Connection | None = None

    def use(self, connection: Connection) -> Vocabulary:
        """Reads and writes through `connection` from now on."""
        self._connection = connection
        self._new.clear()
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

    def learn(self, wanted: Iterable[tuple[str, str, int]]) -> None:
        """Makes sure that many (type, id, bucket) have keys, in a few statements. `key` then answers from memory."""
        unknown: dict[str, dict[bytes, tuple[str, int]]] = {}
        for type_, id_, bucket in wanted:
            if ids.to_key(id_) is None and (type_, id_) not in self._keys:
                unknown.setdefault(type_, {}).setdefault(pack(id_), (id_, bucket))
        for type_, names in unknown.items():
            self._learn(type_, names)

    def _learn(self, type_: str, names: dict[bytes, tuple[str, int]]) -> None:
        number = kinds.number(type_)
        found = self._listed(number, names)
        fresh = [
            (number, name, self._minter.mint(bucket))
            for name, (_, bucket) in names.items()
            if name not in found
        ]
        if fresh:
            self._sql.add(DIRECTORY, fresh, known="skip")
        if fresh and self._sql.dialect.is_postgres:  # somebody else may have been faster
            found = self._listed(number, names)
        else:
            found |= {name: key for _, name, key in fresh}
        self._new.update(key for _, name, key in fresh if found[name] == key)
        for name, (id_, _) in names.items():
            self._remember(self._keys, (type_, id_), found[name])

    def _listed(self, type_: int, names: Iterable[bytes]) -> dict[bytes, Key]:
        if not self._sql.dialect.is_postgres:
            return {name: int(str(row[0])) for name in names for row in self._sql.rows(_FIND, (type_, name))}
        rows = self._sql.rows(
            "SELECT name, key FROM directory WHERE type = ? AND name = ANY(?)", (type_, [*names])
        )
        return {name: int(str(key)) for name, key in rows if isinstance(name, bytes)}

    def is_fresh(self, key: Key) -> bool:
        """Was this key made by `learn` in this transaction? Then nothing stands under it."""
        return key in self._new

    def known(self, type_: str, id_: str) -> Key | None:
        """The key of `type_/id_`, if it is told without asking the database."""
        return ids.to_key(id_) or self._keys.get((type_, id_))

    def recall(self, wanted: Iterable[tuple[str, str]]) -> list[Key]:
        """The keys of those (type, id) that have one, each once; none is promised."""
        names = list(dict.fromkeys(wanted))
        unknown: dict[str, dict[bytes, str]] = {}
        for type_, id_ in names:
            if self.known(type_, id_) is None:
                unknown.setdefault(type_, {})[pack(id_)] = id_
        for type_, ids_ in unknown.items():
            for name, key in self._listed(kinds.number(type_), ids_).items():
                self._remember(self._keys, (type_, ids_[name]), key)
        found = (self.known(*name) for name in names)
        return [key for key in found if key is not None]

    def find(self, type_: str, id_: str) -> Key | None:
        """The key of `type_/id_`, if it has one; none is promised."""
        key = self.known(type_, id_)
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
