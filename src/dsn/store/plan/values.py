"""The sort values of a resource as columns of a SELECT."""

from __future__ import annotations

from dsn.store.plan.page import Order
from dsn.store.plan.sql import Sql, piece


def values(order: Order) -> Sql:
    """`, … AS s0, … AS s1`: nothing without an order."""
    out = Sql("")
    for number, column in enumerate(order.columns):
        out = piece(f"{{}}, {{}} AS s{number}", out, column.value)
    return out
