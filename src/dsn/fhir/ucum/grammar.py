"""The syntax of a unit, read to a factor and powers of base units (UCUM, section 2, "Grammar of Units and Terms")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from dsn.base.errors import Invalid
from dsn.fhir.ucum.special import SCALES
from dsn.fhir.ucum.table import Atom, table

_TOKEN = re.compile(r"[./()]|\{[^{}]*\}|(?:\[[^\[\]]*\]|[^./(){}\[\]\s])+", re.ASCII)
_SIMPLE = re.compile(r"(?P<symbol>.+?)(?P<exponent>[+-]?\d+)?", re.ASCII)
_DEEPEST = 20
_LONGEST = 200
_HIGHEST_POWER = 99

Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` of the base units to their powers. `scale` names the function of a special unit such as `Cel`,
    whose numbers are first multiplied by `prefix`."""

    factor: Fraction
    dimensions: Dimensions = ()
    scale: str | None = None
    prefix: Fraction = Fraction(1)


def read(unit: str) -> Unit:
    """The meaning of a unit. Raises `Invalid` (`unit-unknown`) for what is none."""
    if not 0 < len(unit) <= _LONGEST:
        raise _unknown(unit)
    reader = _Reader(unit)
    found = reader.term(0)
    if reader.tokens:
        raise _unknown(unit)
    return found


class _Reader:
    def __init__(self, unit: str) -> None:
        self.unit = unit
        found = _TOKEN.findall(unit)
        if "".join(found) != unit:
            raise _unknown(unit)
        self.tokens: list[str] = found[::-1]

    def sees(self, token: str) -> bool:
        return bool(self.tokens) and self.tokens[-1] == token

    def term(self, depth: int) -> Unit:
        if depth > _DEEPEST:
            raise _unknown(self.unit)
        total = Unit(Fraction(1))
        if not self.sees("/"):
            total = self.component(depth)
        while self.tokens and self.tokens[-1] in "./":
            power = 1 if self.tokens.pop() == "." else -1
            total = self.product(total, self.component(depth), power)
        return total

    def product(self, left: Unit, right: Unit, power: int) -> Unit:
        if left.scale or right.scale:
            raise _unknown(self.unit)  # a special unit takes part in no product
        return Unit(left.factor * right.factor**power, _product(left.dimensions, right.dimensions, power))

    def component(self, depth: int) -> Unit:
        if not self.tokens:
            raise _unknown(self.unit)
        token = self.tokens.pop()
        if token[0] == "{":
            return Unit(Fraction(1))
        found = self.bracketed(depth) if token[0] == "(" else self.simple(token)
        if self.tokens and self.tokens[-1][0] == "{":
            self.tokens.pop()  # a note, `mg{creat}`: it means nothing
        return found

    def bracketed(self, depth: int) -> Unit:
        inside = self.term(depth + 1)
        if not self.sees(")"):
            raise _unknown(self.unit)
        self.tokens.pop()
        return inside

    def simple(self, token: str) -> Unit:
        if token.isdecimal():
            if int(token) == 0:
                raise _unknown(self.unit)
            return Unit(Fraction(int(token)))
        match = _SIMPLE.fullmatch(token)
        if match is None or token[0] in "./)":
            raise _unknown(self.unit)
        atom, prefix = _symbol(match["symbol"], self.unit)
        power = int(match["exponent"] or 1)
        if abs(power) > _HIGHEST_POWER or (atom.scale and power != 1):
            raise _unknown(self.unit)
        if atom.scale is not None:
            return Unit(_meaning(atom.code).factor, _meaning(atom.code).dimensions, atom.scale, prefix)
        known = _meaning(atom.code)
        return Unit((prefix * known.factor) ** power, _product((), known.dimensions, power))


@cache
def _meaning(code: str) -> Unit:
    atom = table().atoms[code]
    if atom.unit is None:
        return Unit(atom.factor, ((code, 1),))
    inner = read(atom.unit)
    return Unit(atom.factor * inner.factor, inner.dimensions)


def _symbol(symbol: str, unit: str) -> tuple[Atom, Fraction]:
    atoms, prefixes = table().atoms, table().prefixes
    found = atoms.get(symbol)
    if found is not None:
        return _supported(found, unit), Fraction(1)
    for size in (1, 2):
        rest = atoms.get(symbol[size:])
        if symbol[:size] in prefixes and rest is not None and rest.metric:
            return _supported(rest, unit), prefixes[symbol[:size]]
    raise _unknown(unit)


def _supported(atom: Atom, unit: str) -> Atom:
    if atom.scale is not None and atom.scale not in SCALES:
        raise _unknown(unit)
    return atom


def _product(left: Dimensions, right: Dimensions, power: int) -> Dimensions:
    total = dict(left)
    for base, by in right:
        total[base] = total.get(base, 0) + by * power
    order = table().order
    return tuple(sorted(((base, by) for base, by in total.items() if by), key=lambda pair: order[pair[0]]))


def _unknown(unit: str) -> Invalid:
    return Invalid("unit-unknown", unit=unit[:_LONGEST])
