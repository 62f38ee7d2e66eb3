"""Contents that nobody has go: a day after they were brought, so that a commit on its way finds them."""

from __future__ import annotations

from dsn.base.clock import Instant
from dsn.base.ids import Minter
from dsn.sql.connection import Connection

KEPT_MS = 24 * 3600 * 1000
_PIECES = 64
"""Pieces that go in one transaction: some milliseconds."""


def find(connection: Connection, now: Instant) -> list[int]:
    """Numbers whose pieces may go; reads only. Sixteen at most, for one round."""
    unused = "NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.digest = b.digest)"
    left = f"SELECT b.number FROM blob b WHERE b.instant < ? AND {unused} LIMIT 16"
    lost = (
        "SELECT DISTINCT p.number FROM piece p WHERE p.number < ?"
        " AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.number = p.number) LIMIT 16"
    )
    early = Minter(lambda: now - KEPT_MS).serial()
    rows = [*connection.rows(left, (now - KEPT_MS,)), *connection.rows(lost, (early,))]
    return [int(str(number)) for (number,) in rows]


def remove(connection: Connection, number: int, now: Instant) -> bool:
    """Some pieces of a number go, the row of the content first; are there more? Judged anew: it may be in use now."""
    unused = "NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.digest = blob.digest)"
    connection.run(f"DELETE FROM blob WHERE number = ? AND instant < ? AND {unused}", (number, now - KEPT_MS))
    if connection.rows("SELECT 1 FROM blob WHERE number = ?", (number,)):
        return False
    some = "SELECT place FROM piece WHERE number = ? ORDER BY place LIMIT ?"
    gone = connection.run(
        f"DELETE FROM piece WHERE number = ? AND place IN ({some})", (number, number, _PIECES)
    )
    return gone == _PIECES
