"""Quantity parameters: a number in a unit, or in any unit of UCUM that measures the same."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.tree import QuantityValue, Test, Value
from dsn.store.plan.frame import Frame
from dsn.store.plan.number import compared
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, any_of, piece
from dsn.store.schema import CANONICAL_HIGH, CANONICAL_LOW


def rows(test: Test, frame: Frame) -> Rows:
    """What a quantity test asks."""
    alternatives = tuple(alternative(value, test) for value in test.values)
    return Rows("ix_quantity", test.parameter.number, alternatives, keyed=True, reach=Reach.RANGED)


def alternative(value: Value, test: Test) -> Sql:
    """A condition on `@.`: in canonical units where both have the same, else as written, the unit being the same."""
    if not isinstance(value, QuantityValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    written = compared(value.number)
    if value.canonical is None:
        return written if value.code is None else piece("({} AND {})", _units(_unit(value)), written)
    same = _units(piece("canonical = {}", value.canonical_code))
    other = _units(piece("canonical <> {} AND {}", value.canonical_code, _unit(value)))
    converted = compared(value.canonical, CANONICAL_LOW, CANONICAL_HIGH)
    return any_of([piece("{} AND {}", same, converted), piece("{} AND {}", other, written)])


def _unit(value: QuantityValue) -> Sql:
    """The unit as asked for: a code of a system, or (without a system) "either the code or the stated human unit"."""
    if value.system is None:
        return piece("(code = {} OR unit = {})", value.code, value.code)
    return piece("system = {} AND code = {}", value.system, value.code)


def _units(condition: Sql) -> Sql:
    return piece("@.unit IN (SELECT number FROM unit WHERE {})", condition)
