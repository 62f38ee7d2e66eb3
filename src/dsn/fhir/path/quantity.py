"""Quantities: a number with a UCUM unit or a calendar word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from dsn.base.errors import Invalid
from dsn.fhir import ucum

EXACT = Context(prec=34)
"""Decimal arithmetic: 28 digits before or after the point are what the specification asks for."""

CALENDAR_WORDS = {
    word + plural: word
    for word in ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
    for plural in ("", "s")
}
# A calendar word and its UCUM unit are the same thing up to weeks; a calendar year is not 365.25 days.
_DEFINITE = {"week": "wk", "day": "d", "hour": "h", "minute": "min", "second": "s", "millisecond": "ms"}
_LOOSE = {**_DEFINITE, "year": "a", "month": "mo"}
TIME_UNITS = {unit: word for word, unit in _LOOSE.items()}
_POWER = re.compile(r"(?P<symbol>[A-Za-z]+|\[[a-z_]+\])(?P<power>-?[1-9])?", re.ASCII)
_TEXT = re.compile(r"(?P<value>[+-]?\d+(?:\.\d+)?)\s*(?:'(?P<unit>[^']+)'|(?P<word>[a-z]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit` is a UCUM code, or a calendar word in the singular when `calendar` is true."""

    value: Decimal
    unit: str = "1"
    calendar: bool = False

    @classmethod
    def parse(cls, text: str) -> Quantity | None:
        """The quantity a text says (`4 days`, `5.5 'mg'`, `3`), None when it says none."""
        match = _TEXT.fullmatch(text)
        if match is None:
            return None
        value, word = Decimal(match["value"]), match["word"]
        if word is not None:
            return cls(value, CALENDAR_WORDS[word], True) if word in CALENDAR_WORDS else None
        return cls(value, match["unit"] or "1")

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit}" if self.calendar else f"{self.value:f} '{self.unit}'"

    @property
    def ucum_unit(self) -> str:
        """The UCUM unit nearest to what was said: `a` for a calendar year."""
        return _LOOSE[self.unit] if self.calendar else self.unit

    @property
    def calendar_unit(self) -> str | None:
        """The calendar word that date arithmetic goes by, None for what is no time at all or not allowed there.

        `'a'` and `'mo'` are UCUM's means, not calendar steps, so they are refused ("Date/Time Arithmetic")."""
        if self.calendar:
            return self.unit
        word = TIME_UNITS.get(self.unit)
        return None if word in ("year", "month") else word


def compare(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1; None when the units do not compare, or when one is a calendar year or month and the other UCUM's.

    "For comparisons involving durations (where no anchor to a calendar is available), the duration of a year is 365
    days, and the duration of a month is 30 days" (FHIRPath N1, "Equals"); a year is twelve months all the same.
    """
    if left.unit == right.unit and left.calendar == right.calendar:
        return _sign(left.value - right.value)
    if left.calendar and right.calendar:
        months = _months(left), _months(right)
        if months[0] is not None and months[1] is not None:
            return _sign(months[0] - months[1])
        return _compare_ucum(_in_days(left), _in_days(right))
    if not (_is_definite(left) and _is_definite(right)):
        return None
    return _compare_ucum(left, right)


def equivalent(left: Quantity, right: Quantity) -> bool:
    """The `~` of quantities: a calendar year is a UCUM year; both are taken in the larger of the two units, so that
    converting adds no precision, and the less precise number decides ("Quantity Equivalence")."""
    if left.ucum_unit == right.ucum_unit:
        return near(left.value, right.value)
    try:
        if ucum.convert(Decimal(1), left.ucum_unit, right.ucum_unit) < 1:
            left, right = right, left
        return near(left.value, ucum.convert(right.value, right.ucum_unit, left.ucum_unit))
    except Invalid:
        return False


def comparable(left: Quantity, right: Quantity) -> bool:
    """Whether the two units measure the same thing."""
    try:
        return ucum.dimension(left.ucum_unit) == ucum.dimension(right.ucum_unit)
    except Invalid:
        return False


def converted(value: Quantity, unit: str) -> Quantity | None:
    """The same quantity in another unit (a UCUM code or a calendar word); None when they measure other things."""
    wanted = Quantity(value.value, CALENDAR_WORDS.get(unit, unit), unit in CALENDAR_WORDS)
    if compare(Quantity(Decimal(1), value.unit, value.calendar), wanted) is None:
        return None
    if value.calendar and wanted.calendar and (_months(value) is None) is not (_months(wanted) is None):
        value, each = _in_days(value), _in_days(Quantity(Decimal(1), wanted.unit, True))
        number = EXACT.divide(ucum.convert(value.value, value.ucum_unit, each.ucum_unit), each.value)
        return Quantity(number, wanted.unit, True)
    try:
        number = ucum.convert(value.value, value.ucum_unit, wanted.ucum_unit)
    except Invalid:
        return None
    return Quantity(number, wanted.unit, wanted.calendar)


def add(left: Quantity, right: Quantity) -> Quantity | None:
    """The sum in "the most granular unit of either input" (N1, "Math"); None when the units do not add up."""
    if left.unit == right.unit and left.calendar == right.calendar:
        return Quantity(left.value + right.value, left.unit, left.calendar)
    if left.calendar and right.calendar:
        months = _months(left), _months(right)
        if months[0] is not None and months[1] is not None:
            return Quantity(months[0] + months[1], "month", True)
    if not (_is_definite(left) and _is_definite(right)):
        return None
    try:
        if ucum.convert(Decimal(1), right.ucum_unit, left.ucum_unit) < 1:
            left, right = right, left
        other = ucum.convert(right.value, right.ucum_unit, left.ucum_unit)
    except Invalid:
        return None
    return Quantity(left.value + other, left.unit, left.calendar)


def multiply(left: Quantity, right: Quantity) -> Quantity | None:
    """The product, in base units unless one side has none; None where a calendar unit meets another unit."""
    return _combine(left, right, ".")


def divide(left: Quantity, right: Quantity) -> Quantity | None:
    """The quotient; None for a division by zero."""
    return None if right.value == 0 else _combine(left, right, "/")


def _combine(left: Quantity, right: Quantity, sign: str) -> Quantity | None:
    def meet(one: Decimal, other: Decimal) -> Decimal:
        return EXACT.multiply(one, other) if sign == "." else EXACT.divide(one, other)

    if right.ucum_unit == "1":
        return Quantity(meet(left.value, right.value), left.unit, left.calendar)
    if left.ucum_unit == "1" and sign == ".":
        return Quantity(meet(left.value, right.value), right.unit, right.calendar)
    if left.calendar or right.calendar:
        return None
    if (unit := _product(left.ucum_unit, right.ucum_unit, sign)) is not None:
        return Quantity(meet(left.value, right.value), unit)
    try:
        one, unit = ucum.canonical(left.value, left.ucum_unit)
        other, by = ucum.canonical(right.value, right.ucum_unit)
        return Quantity(meet(one, other), ucum.dimension(f"({unit}){sign}({by})"))
    except Invalid:
        return None


def _product(left: str, right: str, sign: str) -> str | None:
    """The unit of a product or quotient as it would be written: cm times cm2 is cm3.

    None where units of one dimension meet (cm and m), or where one is more than a power of a symbol.
    """
    one, other = _POWER.fullmatch(left), _POWER.fullmatch(right)
    if one is None or other is None or one["symbol"] != other["symbol"]:
        return None
    power = int(one["power"] or 1) + int(other["power"] or 1) * (1 if sign == "." else -1)
    return "1" if power == 0 else one["symbol"] + ("" if power == 1 else str(power))


def _compare_ucum(left: Quantity, right: Quantity) -> int | None:
    try:
        one, unit = ucum.canonical(left.value, left.ucum_unit)
        other, by = ucum.canonical(right.value, right.ucum_unit)
    except Invalid:
        return None
    return _sign(one - other) if unit == by else None


def _in_days(quantity: Quantity) -> Quantity:
    days = {"year": 365, "month": 30}.get(quantity.unit)
    return quantity if days is None else Quantity(quantity.value * days, "day", True)


def _is_definite(quantity: Quantity) -> bool:
    return not quantity.calendar or quantity.unit in _DEFINITE


def _months(quantity: Quantity) -> Decimal | None:
    return {"year": quantity.value * 12, "month": quantity.value}.get(quantity.unit)


def _sign(difference: Decimal) -> int:
    return (difference > 0) - (difference < 0)


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` with so many digits after the point, halves going up."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


def near(left: Decimal, right: Decimal) -> bool:
    """The `~` of decimals: equal when rounded to the precision of the less precise."""
    places = min(decimals(left), decimals(right))
    return rounded(left, places) == rounded(right, places)


def decimals(value: Decimal) -> int:
    """Digits after the point, trailing zeros left out (as the equivalence of decimals counts them)."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
