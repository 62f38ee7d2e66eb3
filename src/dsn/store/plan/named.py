"""A resource named by type and id, as a key."""

from __future__ import annotations

from dsn.base import ids
from dsn.store import kinds, names
from dsn.store.plan.sql import Sql, joined, piece


def named(column: str, type_: str | None, id_: str, targets: tuple[str, ...] = ()) -> Sql:
    """The column is the key of that resource; nothing equals the key of an unknown one.

    Without a type a client's id may be of any of `targets` (empty = any type).
    """
    if type_ is not None or ids.to_key(id_) is not None:
        return piece(f"{column} = coalesce({{}}, 0)", key_of(type_ or "", id_))
    numbers = joined(", ", [Sql(str(kinds.number(name))) for name in targets or kinds.TYPES])
    return piece(
        f"{column} IN (SELECT key FROM directory WHERE type IN ({{}}) AND name = {{}})",
        numbers,
        names.pack(id_),
    )


def key_of(type_: str, id_: str) -> Sql:
    """The key of a resource: in an id of ours, else in the directory; NULL when nobody ever spoke of it."""
    own = ids.to_key(id_)
    if own is not None:
        return piece("CAST({} AS bigint)", own)
    return piece(
        "(SELECT key FROM directory WHERE type = {} AND name = {})", kinds.number(type_), names.pack(id_)
    )
