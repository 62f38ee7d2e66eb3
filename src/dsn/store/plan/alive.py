"""Where a key becomes a resource: the row of `life` that holds at the instant."""

from __future__ import annotations

from dsn.store import kinds
from dsn.store.plan.frame import Frame
from dsn.store.plan.sql import TRUE, Sql, piece


def exists(frame: Frame, life: str, type_: str, key: str, bucket: str | None = None) -> Sql:
    """`life` is the row, at the instant, of the resource of that type and key.

    `bucket`: the column that holds the key's partition, where there is one; else it is computed.
    """
    where = bucket or f"({key} >> 51)"
    same = Sql(f"{life}.bucket = {where}") if frame.dialect.is_postgres else TRUE
    text = f"{{}} AND {life}.type = {{}} AND {life}.key = {key} AND {{}}"
    return piece(text, same, kinds.number(type_), frame.live(life))
