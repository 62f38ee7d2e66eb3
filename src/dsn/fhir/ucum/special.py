"""Special units: scales that are no ratio (UCUM, section "Special Units on non-ratio scales").

Each turns a number on the scale into a number of the ratio unit behind it, and back. The homeopathic
scales and the slope of a prism are left out: nothing clinical converts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal

_EXACT = Context(prec=50)
_TWO = Decimal(2)


@dataclass(frozen=True, slots=True)
class Scale:
    to_ratio: Callable[[Decimal], Decimal]
    from_ratio: Callable[[Decimal], Decimal]


def _shifted(by: str) -> Scale:
    step = Decimal(by)
    return Scale(lambda number: _EXACT.add(number, step), lambda number: _EXACT.subtract(number, step))


def _power(base: Decimal, times: Decimal = Decimal(1)) -> Scale:
    """A logarithm to `base`, `times` over."""
    return Scale(
        lambda number: _EXACT.power(base, _EXACT.divide(number, times)),
        lambda ratio: _EXACT.multiply(_EXACT.divide(_EXACT.ln(ratio), _EXACT.ln(base)), times),
    )


SCALES: dict[str, Scale] = {
    "Cel": _shifted("273.15"),
    "degF": _shifted("459.67"),
    "degRe": _shifted("218.52"),
    "pH": _power(Decimal(10), Decimal(-1)),
    "ln": _power(_EXACT.exp(Decimal(1))),
    "lg": _power(Decimal(10)),
    "lgTimes2": _power(Decimal(10), _TWO),
    "ld": _power(_TWO),
}
