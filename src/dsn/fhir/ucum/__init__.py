"""Units of measure (UCUM): what a unit is made of, and the same quantity in another unit.

    >>> convert(Decimal("2.5"), "g/dL", "g/L")
    Decimal('25')
    >>> canonical(Decimal("120"), "mm[Hg]")
    (Decimal('15998640'), 'm-1.s-2.g')

The table is the unmodified `ucum-essence.xml` inside the package `ucumvert` (see `table`). Units that people
made arbitrary, such as `[iU]`, compare with themselves alone.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from dsn.base.errors import Invalid
from dsn.fhir.ucum.grammar import Unit, read
from dsn.fhir.ucum.special import SCALES

_EXACT = Context(prec=50)
_SHOWN = Context(prec=34)


def canonical(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The quantity in UCUM's base units, and those units (`1` when there are none).

    Two quantities are equal exactly when their canonical forms are, to 34 digits. Raises `Invalid`
    (`unit-unknown`) for what is no UCUM unit."""
    known = _unit(unit)
    return _SHOWN.plus(_to_base(value, known)), _spelled(known)


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """`value` of one unit as a number of the other, to 34 digits.

    Raises `Invalid`: `unit-unknown`, or `units-not-comparable` when they measure different things."""
    if from_unit == to_unit:
        return value
    start, end = _unit(from_unit), _unit(to_unit)
    if start.dimensions != end.dimensions:
        raise Invalid("units-not-comparable", unit=from_unit, other=to_unit)
    if start.scale is None and end.scale is None:
        return _SHOWN.plus(_times(value, start.factor / end.factor))
    return _SHOWN.plus(_from_base(_to_base(value, start), end))


def dimension(unit: str) -> str:
    """The base units a unit is made of, such as `m-3.g`. Raises `Invalid` (`unit-unknown`)."""
    return _spelled(_unit(unit))


def is_unit(unit: str) -> bool:
    """Whether a text is a valid UCUM unit (case-sensitive codes)."""
    try:
        _unit(unit)
    except Invalid:
        return False
    return True


@lru_cache(maxsize=4096)
def _unit(unit: str) -> Unit:
    return read(unit)


@lru_cache(maxsize=4096)
def _spelled(unit: Unit) -> str:
    parts = [base if power == 1 else f"{base}{power}" for base, power in unit.dimensions]
    return ".".join(parts) or "1"


def _to_base(value: Decimal, unit: Unit) -> Decimal:
    if unit.scale is None:
        return _times(value, unit.factor)
    return _times(SCALES[unit.scale].to_ratio(_times(value, unit.prefix)), unit.factor)


def _from_base(value: Decimal, unit: Unit) -> Decimal:
    if unit.scale is None:
        return _times(value, 1 / unit.factor)
    return _times(SCALES[unit.scale].from_ratio(_times(value, 1 / unit.factor)), 1 / unit.prefix)


def _times(value: Decimal, factor: Fraction) -> Decimal:
    if factor == 1:
        return value
    product = _EXACT.multiply(value, Decimal(factor.numerator))
    return product if factor.denominator == 1 else _EXACT.divide(product, Decimal(factor.denominator))
