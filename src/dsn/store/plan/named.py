"""A resource named by type and id, as a key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dsn.base import ids
from dsn.base.ids import Key
from dsn.store import kinds, names
from dsn.store.plan.frame import Frame
from dsn.store.plan.sql import Sql, joined, piece


def named(column: str, type_: str | None, id_: str, targets: tuple[str, ...] = ()) -> Sql:
    """The column is the key of that resource; nothing equals the key of an unknown one.

    Without a type a client's id may be of any of `targets` (empty = any type).
    """
    if type_ is not None or ids.to_key(id_) is not None:
        return piece(f"{column} = coalesce({{}}, 0)", key_of(type_ or "", id_))
    return piece(
        f"{column} IN (SELECT key FROM directory WHERE type IN ({{}}) AND name = {{}})",
        _numbers(targets or kinds.TYPES),
        names.pack(id_),
    )


def among(column: str, types: Sequence[str], ids_: Collection[str], frame: Frame) -> Sql:
    """The column is the key of one of these resources, of one of these types, however many they are."""
    if len(ids_) == 1:
        return named(column, types[0] if len(types) == 1 else None, next(iter(ids_)), tuple(types))
    return piece(f"{column} IN ({{}})", keys_of(types, ids_, frame))


def keys_of(types: Sequence[str], ids_: Collection[str], frame: Frame) -> Sql:
    """The keys of these resources, as a SELECT of `key`."""
    own = [key for key in map(ids.to_key, ids_) if key is not None]
    ways = [listed(own, frame)] if own else []
    theirs = [names.pack(each) for each in ids_ if ids.to_key(each) is None]
    if theirs:
        marks = joined(", ", [piece("{}", name) for name in theirs])
        ways.append(
            piece("SELECT key FROM directory WHERE type IN ({}) AND name IN ({})", _numbers(types), marks)
        )
    return joined(" UNION ", ways)


def listed(keys: Collection[Key], frame: Frame) -> Sql:
    """Keys that are known, as a SELECT of `key`."""
    alias = frame.alias("k")
    unnested = frame.dialect.unnest(alias, "key").replace("?", "{}")
    return piece(f"SELECT {alias}.key AS key FROM {unnested}", frame.dialect.listed(sorted(keys)))


def _numbers(types: Sequence[str]) -> Sql:
    return Sql(", ".join(str(kinds.number(name)) for name in types))


def key_of(type_: str, id_: str) -> Sql:
    """The key of a resource: in an id of ours, else in the directory; NULL when nobody ever spoke of it."""
    own = ids.to_key(id_)
    if own is not None:
        return piece("CAST({} AS bigint)", own)
    return piece(
        "(SELECT key FROM directory WHERE type = {} AND name = {})", kinds.number(type_), names.pack(id_)
    )
