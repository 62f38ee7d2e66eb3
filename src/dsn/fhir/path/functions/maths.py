"""FHIRPath N1, section "Math", and the sums of the later editions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Context, Decimal
from functools import reduce

from dsn.base.errors import Invalid
from dsn.fhir.path.functions.collections import whole_number
from dsn.fhir.path.functions.table import Function, Table, eager
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.operators import OPERATORS, boxed, value_of
from dsn.fhir.path.quantity import EXACT, Quantity, rounded
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.walk import type_name

Number = int | Decimal
_LARGEST = Decimal(10) ** 28


def number_of(items: Items) -> Number | None:
    """The one number, None when empty. Raises `Invalid` for anything else."""
    value = value_of(items)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, Decimal))):
        raise Invalid("fhirpath-wrong-type", found=type_name(value))
    return value


def _on_number(act: Callable[[Number], Number | None]) -> Function:
    def run(scope: Scope, focus: Items) -> Items:
        number = number_of(focus)
        return [] if number is None else boxed(act(number))

    return eager(run)


def _fits(number: Number) -> bool:
    """ "In the range (-10^28+1)/10^8 to (10^28-1)/10^8": whole digits beyond make numbers that cost gigabytes."""
    return -_LARGEST < number < _LARGEST


def _on_value(act: Callable[[Number], Number]) -> Callable[[Items], Items]:
    """The same act on a number, or on the number of a quantity; nothing past the largest Decimal there is."""

    def run(focus: Items) -> Items:
        value = value_of(focus)
        if isinstance(value, Quantity):
            return (
                [Quantity(Decimal(act(value.value)), value.unit, value.calendar)]
                if _fits(value.value)
                else []
            )
        number = number_of(focus)
        return [] if number is None or not _fits(number) else [act(number)]

    return run


def _magnitude(number: Number) -> Number:
    return -number if number < 0 else number


def _whole(rounding: str) -> Function:
    run = _on_value(lambda number: int(Decimal(number).to_integral_value(rounding=rounding)))
    return eager(lambda scope, focus: run(focus))


def _log(scope: Scope, focus: Items, base: Items) -> Items:
    number, by = number_of(focus), number_of(base)
    if number is None or by is None or number <= 0 or by <= 0 or by == 1:
        return []
    wide = Context(prec=EXACT.prec + 6)
    return [EXACT.plus(wide.divide(wide.ln(Decimal(number)), wide.ln(Decimal(by))))]


def _power(scope: Scope, focus: Items, exponent: Items) -> Items:
    number, by = number_of(focus), number_of(exponent)
    if number is None or by is None or (number < 0 and by != int(by)) or (number == 0 and by < 0):
        return []
    if number == 0 == by:
        return [1]
    result = EXACT.power(Decimal(number), Decimal(by))
    if isinstance(number, int) and isinstance(by, int) and by >= 0 and abs(result) < 2**31:
        return [int(result)]
    return [result]


def _round(scope: Scope, focus: Items, places: Items | None = None) -> Items:
    digits = 0 if places is None else whole_number(places)
    if digits is None:
        return []
    if digits < 0:
        raise Invalid("fhirpath-negative-precision", precision=digits)
    return _on_value(lambda number: number if isinstance(number, int) else rounded(number, digits))(focus)


def _fold(operator: str) -> Callable[[Scope, Items], Items]:
    def run(scope: Scope, focus: Items) -> Items:
        return reduce(lambda total, item: OPERATORS[operator](total, [item]), focus[1:], focus[:1])

    return run


def _extreme(operator: str) -> Callable[[Scope, Items], Items]:
    def run(scope: Scope, focus: Items) -> Items:
        return reduce(
            lambda best, item: [item] if OPERATORS[operator]([item], best) == [True] else best,
            focus,
            focus[:1],
        )

    return run


def _average(scope: Scope, focus: Items) -> Items:
    return OPERATORS["/"](_fold("+")(scope, focus), [len(focus)]) if focus else []


TABLE: Table = {
    "abs": eager(lambda scope, focus: _on_value(_magnitude)(focus)),
    "ceiling": _whole(ROUND_CEILING),
    "floor": _whole(ROUND_FLOOR),
    "truncate": _whole(ROUND_DOWN),
    "exp": _on_number(lambda number: EXACT.exp(Decimal(number))),
    "ln": _on_number(lambda number: EXACT.ln(Decimal(number)) if number > 0 else None),
    "log": eager(_log, 1),
    "power": eager(_power, 1),
    "round": eager(_round, 0, 1),
    "sqrt": _on_number(lambda number: EXACT.sqrt(Decimal(number)) if number >= 0 else None),
    "sum": eager(_fold("+")),
    "min": eager(_extreme("<")),
    "max": eager(_extreme(">")),
    "avg": eager(_average),
}
