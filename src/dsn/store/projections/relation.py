"""Relations made anew from the record: commits keep them up, and this proves and mends what they kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dsn.access.relations import Relate
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.store import codec
from dsn.store.claims import claimed
from dsn.store.current import Current, currents
from dsn.store.ready import again
from dsn.store.side import set_setting, setting
from dsn.store.side_tables import RELATION
from dsn.store.store import Store
from dsn.store.vocabulary import Vocabulary

NAME = "relation"
SLICE = 100
_PLACE = "rebuild-relation"


async def rebuild(store: Store, told: Callable[[int], None] = lambda resources: None) -> int:
    """What each resource claims of relations, and nothing else; how many resources. One that was stopped goes on."""
    done = 0
    while True:
        keys = await store.database.read(_next)
        count = await store.database.writer.submit(partial(_mend, store, keys=keys))
        done += count
        if not keys:
            break
        told(done)
    store.relations_epoch += 1
    return done


def _next(connection: Connection) -> list[Key]:
    after = int(setting(connection, _PLACE) or -1)
    order = "bucket, key" if connection.dialect.is_postgres else "key"
    place = (after >> 51, after) if connection.dialect.is_postgres else (after,)
    marks = ", ".join("?" * len(place))
    sql = f"SELECT key FROM resource WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT {SLICE}"
    return [int(str(key)) for (key,) in connection.rows(sql, place)]


def _mend(store: Store, connection: Connection, keys: Sequence[Key]) -> int:
    """Makes the claims of some resources what they say; at the end, those of no resource go."""
    store.ledger.item()
    store.ledger.spill(connection)
    if not keys:
        connection.run(f"DELETE FROM relation WHERE NOT EXISTS ({_STANDS})")
        set_setting(connection, _PLACE, None)
        return 0
    for was in currents(connection, keys).values():
        _one(connection, was, store.relate, store.ledger.vocabulary)
    set_setting(connection, _PLACE, str(keys[-1]))
    return len(keys)


_STANDS = "SELECT 1 FROM resource r WHERE r.bucket = (relation.source >> 51) AND r.key = relation.source"


def _one(connection: Connection, was: Current, relate: Sequence[Relate], words: Vocabulary) -> None:
    wanted: set[Row] = set()
    if not was.deleted:
        ready = again(codec.unpack(was.format, was.body), was.id, relate)
        for (who, patient, kind, since), until in claimed(ready.claims, words).items():
            wanted.add((who, patient, kind, was.key, since, until))
    sql = f"SELECT {', '.join(RELATION.names)} FROM relation WHERE source = ?"
    there = set(connection.rows(sql, (was.key,)))
    for gone in there - wanted:
        of = "DELETE FROM relation WHERE who = ? AND patient = ? AND kind = ? AND source = ? AND since = ?"
        connection.run(of, gone[:-1])
    if come := list(wanted - there):
        connection.add(RELATION, come)
