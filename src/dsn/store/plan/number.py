"""Number parameters: exact comparison of order-preserving bytes."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.ordering import encode
from dsn.fhir.search.tree import NumberValue, Test
from dsn.store.plan.frame import Frame
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, piece
from dsn.store.schema import HIGH, LOW


def rows(test: Test, frame: Frame) -> Rows:
    """What a number test asks."""
    alternatives = []
    for value in test.values:
        if not isinstance(value, NumberValue):
            raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
        alternatives.append(compared(value))
    return Rows("ix_number", test.parameter.number, tuple(alternatives), keyed=True, reach=Reach.RANGED)


def compared(value: NumberValue, low: str = LOW, high: str = HIGH) -> Sql:
    """A condition on a stored range [low, high], both ends included, equal for a plain number.

    `eq`, `ne` and `ap` look at the range that the written digits stand for, the others at the number itself.
    """
    start, end, exact = encode(value.low), encode(value.high), encode(value.exact)
    match value.prefix:
        case "eq":
            return piece(f"({low} >= {{}} AND {high} < {{}})", start, end)
        case "ne":
            return piece(f"({low} < {{}} OR {high} >= {{}})", start, end)
        case "gt":
            return piece(f"{high} > {{}}", exact)
        case "lt":
            return piece(f"{low} < {{}}", exact)
        case "ge":
            return piece(f"{high} >= {{}}", exact)
        case "le":
            return piece(f"{low} <= {{}}", exact)
        case "sa":
            return piece(f"{low} > {{}}", exact)
        case "eb":
            return piece(f"{high} < {{}}", exact)
        case "ap":
            return piece(f"({high} >= {{}} AND {low} <= {{}})", start, end)
