"""The operators over collections (FHIRPath N1, "Operations"). Each takes two collections and gives one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dsn.base.errors import Invalid
from dsn.fhir.path import dates, quantity
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.equality import distinct, equal, equivalent, key, order
from dsn.fhir.path.nodes import Item, Items, Prim
from dsn.fhir.path.quantity import EXACT, Quantity
from dsn.fhir.path.values import System
from dsn.fhir.path.walk import system, type_name

Operator = Callable[[Items, Items], Items]
LONGEST = 2**24
"""Characters of the longest text an expression may make: doubling a text is easy, and so is filling a machine."""
_DATES = (FhirDate, FhirDateTime, FhirTime)


def only(items: Items) -> Item | None:
    """The one item, None when there is none. Raises `Invalid` when there are several."""
    if not items:
        return None
    if len(items) > 1:
        raise Invalid("fhirpath-not-single", count=len(items))
    return items[0]


def value_of(items: Items) -> System | None:
    """The System value of the one item, None when there is none. Raises `Invalid` for several, or for an element."""
    item = only(items)
    if item is None:
        return None
    value = system(item)
    if value is None and not (isinstance(item, Prim) and item.value is None):
        raise Invalid("fhirpath-wrong-type", found=type_name(item))
    return value


def truth(items: Items) -> bool | None:
    """A collection as a Boolean ("Singleton Evaluation of Collections"): any one item but `false` is true."""
    item = only(items)
    if item is None:
        return None
    value = item.value if isinstance(item, Prim) and item.type == "boolean" else item
    return value if isinstance(value, bool) else True


def boxed(value: System | None) -> Items:
    """A value as a collection; None is the empty one. Raises `Invalid` for a text longer than any here should be."""
    if isinstance(value, str) and len(value) > LONGEST:
        raise Invalid("fhirpath-too-large", size=LONGEST)
    return [] if value is None else [value]


def _equal(left: Items, right: Items) -> Items:
    return boxed(equal(left, right))


def _not_equal(left: Items, right: Items) -> Items:
    same = equal(left, right)
    return [] if same is None else [not same]


def _comparison(holds: Callable[[int], bool]) -> Operator:
    def compare(left: Items, right: Items) -> Items:
        one, other = only(left), only(right)
        if one is None or other is None:
            return []
        found = order(one, other)
        return [] if found is None else [holds(found)]

    return compare


def _in(left: Items, right: Items) -> Items:
    item = only(left)
    if item is None:
        return []
    wanted = key(item)
    return [any(key(other) == wanted for other in right)]


def _and(left: Items, right: Items) -> Items:
    one, other = truth(left), truth(right)
    if one is False or other is False:
        return [False]
    return [True] if one and other else []


def _or(left: Items, right: Items) -> Items:
    one, other = truth(left), truth(right)
    if one or other:
        return [True]
    return [False] if one is False and other is False else []


def _xor(left: Items, right: Items) -> Items:
    one, other = truth(left), truth(right)
    return [] if one is None or other is None else [one != other]


def _implies(left: Items, right: Items) -> Items:
    one, other = truth(left), truth(right)
    if one is False or other:
        return [True]
    return [False] if one and other is False else []


def union(left: Items, right: Items) -> Items:
    """`|`: both collections without repeats."""
    return distinct(left + right)


def _concatenate(left: Items, right: Items) -> Items:
    texts = [value_of(side) for side in (left, right)]
    for text in texts:
        if text is not None and not isinstance(text, str):
            raise Invalid("fhirpath-wrong-type", found=type_name(text))
    return boxed("".join(str(text) for text in texts if text is not None))


def _arithmetic(name: str, calculate: Callable[[System, System], System | None]) -> Operator:
    def run(left: Items, right: Items) -> Items:
        one, other = value_of(left), value_of(right)
        if one is None or other is None:
            return []
        try:
            return boxed(calculate(one, other))
        except TypeError as error:
            raise Invalid(
                "fhirpath-no-operation", operator=name, left=type_name(one), right=type_name(other)
            ) from error

    return run


def _numbers(left: System, right: System) -> bool:
    return _number(left) and _number(right)


def _number(value: System) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _add(left: System, right: System) -> System | None:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, _DATES) and isinstance(right, Quantity):
        return _moved(left, right, 1)
    pair = _two_quantities(left, right)
    if pair is not None:
        return quantity.add(*pair)
    return _exact(left, right, EXACT.add, int.__add__)


def _subtract(left: System, right: System) -> System | None:
    if isinstance(left, _DATES) and isinstance(right, Quantity):
        return _moved(left, right, -1)
    pair = _two_quantities(left, right)
    if pair is not None:
        return quantity.add(pair[0], Quantity(-pair[1].value, pair[1].unit, pair[1].calendar))
    return _exact(left, right, EXACT.subtract, int.__sub__)


def _multiply(left: System, right: System) -> System | None:
    pair = _two_quantities(left, right)
    if pair is not None:
        return quantity.multiply(*pair)
    return _exact(left, right, EXACT.multiply, int.__mul__)


def _divide(left: System, right: System) -> System | None:
    pair = _two_quantities(left, right)
    if pair is not None:
        return quantity.divide(*pair)
    if not _numbers(left, right):
        raise TypeError
    return None if right == 0 else EXACT.divide(_decimal(left), _decimal(right))


def _two_quantities(left: System, right: System) -> tuple[Quantity, Quantity] | None:
    if not (isinstance(left, Quantity) or isinstance(right, Quantity)):
        return None
    one = Quantity(_decimal(left)) if _number(left) else left
    other = Quantity(_decimal(right)) if _number(right) else right
    return (one, other) if isinstance(one, Quantity) and isinstance(other, Quantity) else None


def _div(left: System, right: System) -> System | None:
    if not _numbers(left, right):
        raise TypeError
    if right == 0:
        return None
    quotient = EXACT.divide_int(_decimal(left), _decimal(right))
    return int(quotient)


def _mod(left: System, right: System) -> System | None:
    if not _numbers(left, right):
        raise TypeError
    if right == 0:
        return None
    rest = EXACT.remainder(_decimal(left), _decimal(right))
    return int(rest) if isinstance(left, int) and isinstance(right, int) else rest


def _exact(
    left: System,
    right: System,
    decimals: Callable[[Decimal, Decimal], Decimal],
    integers: Callable[[int, int], int],
) -> System | None:
    if not _numbers(left, right):
        raise TypeError
    if isinstance(left, int) and isinstance(right, int):
        return _bounded(integers(left, right))
    return decimals(_decimal(left), _decimal(right))


def _bounded(number: int) -> int | None:
    """An Integer has 32 bits; what overflows is empty ("Math")."""
    return number if -(2**31) <= number < 2**31 else None


def _decimal(value: System) -> Decimal:
    assert isinstance(value, (int, Decimal))
    return Decimal(value)


def _moved(start: dates.Temporal, by: Quantity, sign: int) -> System:
    unit = by.calendar_unit
    if unit is None:
        raise Invalid("fhirpath-not-a-duration", unit=by.unit)
    day_unit = unit in ("year", "month", "week", "day")
    if isinstance(start, FhirTime) if day_unit else isinstance(start, FhirDate):
        raise Invalid("fhirpath-not-a-duration", unit=by.unit)
    return dates.shift(start, by.value * sign, unit)


def negative(items: Items) -> Items:
    """`-x` of a number or quantity. Raises `Invalid` for anything else."""
    value = value_of(items)
    if value is None:
        return []
    if isinstance(value, Quantity):
        return [Quantity(-value.value, value.unit, value.calendar)]
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return [value.copy_negate() if isinstance(value, Decimal) else -value]
    raise Invalid("fhirpath-wrong-type", found=type_name(value))


OPERATORS: dict[str, Operator] = {
    "=": _equal,
    "!=": _not_equal,
    "~": lambda left, right: [equivalent(left, right)],
    "!~": lambda left, right: [not equivalent(left, right)],
    "<": _comparison(lambda found: found < 0),
    "<=": _comparison(lambda found: found <= 0),
    ">": _comparison(lambda found: found > 0),
    ">=": _comparison(lambda found: found >= 0),
    "in": _in,
    "contains": lambda left, right: _in(right, left),
    "and": _and,
    "or": _or,
    "xor": _xor,
    "implies": _implies,
    "|": union,
    "&": _concatenate,
    "+": _arithmetic("+", _add),
    "-": _arithmetic("-", _subtract),
    "*": _arithmetic("*", _multiply),
    "/": _arithmetic("/", _divide),
    "div": _arithmetic("div", _div),
    "mod": _arithmetic("mod", _mod),
}
