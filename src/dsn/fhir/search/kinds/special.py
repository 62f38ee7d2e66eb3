"""special: `near` of Location, distances on the sphere (R4 Location, search)."""

from __future__ import annotations

import math
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from dsn.base.errors import DsnError
from dsn.fhir import ucum
from dsn.fhir.search.escapes import plain, split
from dsn.fhir.search.kinds.number import WRITTEN
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import PositionRow
from dsn.fhir.search.tree import NearValue, Parameter

EARTH_METRES = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""
DEFAULT_KILOMETRES = Decimal(10)
"""Where no distance is given "the server should use its own discretion"."""


def _position(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        if value.latitude is None or value.longitude is None:
            return ()
        return ((value.latitude, value.longitude),)

    return convert


def parse(text: str, _parameter: Parameter, _modifier: str | None, reading: Reading) -> NearValue:
    """`latitude|longitude|distance|units`, any UCUM length; "if the units are omitted, then kms should be assumed"."""
    parts = [plain(part, reading) for part in split(text, "|")]
    if not 2 <= len(parts) <= 4:
        raise reading.refuse("search.near-invalid", text)
    parts += [""] * (4 - len(parts))
    written = [part for part in parts[:3] if part]
    unit = _metres(parts[3] or "km")
    if unit is None or not all(parts[:2]) or not all(map(WRITTEN.fullmatch, written)):
        raise reading.refuse("search.near-invalid", text)
    latitude, longitude = Decimal(parts[0]), Decimal(parts[1])
    metres = (Decimal(parts[2]) if parts[2] else DEFAULT_KILOMETRES) * unit
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= metres < 10**9):
        raise reading.refuse("search.near-invalid", text)
    return NearValue(latitude, longitude, metres)


def _metres(unit: str) -> Decimal | None:
    """How long a unit is; None for what is no length."""
    try:
        return ucum.convert(Decimal(1), unit, "m")
    except DsnError:
        return None


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great circle by the haversine, in metres; degrees in."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    north, east = there - here, math.radians(other_longitude - longitude)
    chord = math.sin(north / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, chord)))


def matches(row: PositionRow, value: NearValue, _modifier: str | None, _world: World) -> bool:
    """Within the distance, the end included."""
    here = (float(value.latitude), float(value.longitude))
    return metres_between(*here, float(row.latitude), float(row.longitude)) <= float(value.metres)


SPECIAL = ParameterType(
    modifiers=frozenset(("missing",)),
    row=PositionRow,
    tails={"Location.position": _position},
    parse=parse,
    matches=matches,
)
