"""The store's own tables for the registry of `dsn.assembly`."""

from __future__ import annotations

from dsn.sql.owned import Owned
from dsn.store import schema
from dsn.store.side_tables import RELATION

_REINDEX = frozenset(table.name for table in schema.INDEX_TABLES)
_WORDS_AND_MORE = frozenset(
    table.name for table in (schema.LIFE, schema.MEMBER, schema.ALIAS, *schema.BESIDE_TABLES)
)


def _owned() -> tuple[Owned, ...]:
    found = []
    for table in schema.TABLES:
        if table.name in _REINDEX:
            found.append(Owned("store", table, "derived", "dsn reindex"))
        elif table in (RELATION, schema.IX_WORD):
            name = "relation" if table is RELATION else "words"
            found.append(Owned("store", table, "derived", f"dsn rebuild {name}"))
        else:
            found.append(Owned("store", table, "derived" if table.name in _WORDS_AND_MORE else "record"))
    return tuple(found)


OWNED = _owned()
