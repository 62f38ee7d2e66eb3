"""The numbers of texts and ids for a reader: what has none yet stays without."""

from __future__ import annotations

from dsn.base import ids
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.names import pack

UNKNOWN = -1


class Lookup:
    """`dsn.store.index.Names` over one connection, remembering what it asked; UNKNOWN where there is nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[object, ...], int] = {}

    def symbol(self, text: str) -> int:
        return self._ask("SELECT number FROM symbol WHERE text = ?", (text,)) if text else 0

    def unit(self, system: str, code: str, unit: str, canonical: str) -> int:
        where = "system = ? AND code = ? AND unit = ? AND canonical = ?"
        return self._ask(f"SELECT number FROM unit WHERE {where}", (system, code, unit, canonical))

    def key(self, type_: str, id_: str) -> Key:
        own = ids.to_key(id_)
        if own is not None:
            return own
        where = "type = ? AND name = ?"
        return self._ask(f"SELECT key FROM directory WHERE {where}", (kinds.number(type_), pack(id_)))

    def _ask(self, sql: str, values: tuple[int | str | bytes, ...]) -> int:
        place = (sql, *values)
        number = self._known.get(place)
        if number is None:
            found = self._connection.rows(sql, values)
            number = self._known[place] = int(str(found[0][0])) if found else UNKNOWN
        return number
