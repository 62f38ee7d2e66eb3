"""Where a key becomes a resource: the row of `life` that holds at the instant."""

from __future__ import annotations

from dsn.store import kinds
from dsn.store.plan.frame import Frame
from dsn.store.plan.sql import Sql, piece


def exists(frame: Frame, life: str, type_: str, key: str) -> Sql:
    """`life` is the row, at the instant, of the resource of that type and key."""
    return piece(
        f"{life}.bucket = {key} >> 51 AND {life}.type = {{}} AND {life}.key = {key} AND {{}}"
        if frame.dialect.is_postgres
        else f"{life}.type = {{}} AND {life}.key = {key} AND {{}}",
        kinds.number(type_),
        frame.live(life),
    )
