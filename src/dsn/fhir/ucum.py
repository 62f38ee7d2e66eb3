"""Units (UCUM)."""

from __future__ import annotations

from decimal import Decimal

from dsn.base.errors import Invalid


def canonical(value: Decimal, unit: str) -> tuple[Decimal, str]:
    return value, unit


def convert(value: Decimal, frm: str, to: str) -> Decimal:
    if frm == to:
        return value
    raise Invalid("ucum")


def dimension(unit: str) -> str:
    return unit


def simplify(unit: str) -> str:
    return unit
