"""Parameters the store answers from its own columns (`_id`, `_lastUpdated`), and those of a kind of their own."""

from __future__ import annotations

import math

from dsn.base.errors import Unsupported
from dsn.fhir.search.kinds.special import EARTH_METRES
from dsn.fhir.search.tree import NearValue, Test, TokenValue, Value
from dsn.store import kinds
from dsn.store.plan.date import compared, date_value
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.named import among
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, any_of, piece

WORDS = frozenset({"_text", "_content", "_query"})
"""No index of running text stands yet."""
NEVER_MISSING = frozenset({"_id", "_lastUpdated"})
_BEGAN = "(@.since * 1000)"  # `life` counts milliseconds, dates microseconds; an instant lasts one of them
_BEGUN = "(@.since * 1000 + 1)"


def by_id(test: Test, frame: Frame, spot: Spot) -> Sql:
    """`_id`: the resource's key is that of one of the ids."""
    return among(spot.key, kinds.TYPES if spot.type is None else (spot.type,), ids_of(test), frame)


def ids_of(test: Test) -> list[str]:
    """The ids asked for, each once."""
    return list(dict.fromkeys(id_of(value, test) for value in test.values))


def id_of(value: Value, test: Test) -> str:
    """The id asked for. Raises Unsupported for any other value."""
    if not isinstance(value, TokenValue) or value.code is None or value.system:
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return value.code


def last_updated(test: Test, frame: Frame, spot: Spot) -> Sql:
    """`_lastUpdated`: when the version that holds at the instant began."""
    values = [date_value(value, test) for value in test.values]
    return any_of(spot.alive(frame, compared(value, _BEGAN, _BEGUN)) for value in values)


def near(test: Test, frame: Frame) -> Rows:
    """`near`: some position of the resource is no further than that, along a great circle."""
    alternatives = tuple(_within(value, test) for value in test.values)
    return Rows("ix_position", test.parameter.number, alternatives, keyed=True, reach=Reach.RANGED)


def _within(value: Value, test: Test) -> Sql:
    if not isinstance(value, NearValue):
        raise Unsupported("search.not-indexed", name=test.parameter.code, source=test.source)
    metres, latitude = float(value.metres), float(value.latitude)
    reach = math.degrees(metres / EARTH_METRES) * 1.000001 + 1e-9  # never tighter than the distance itself
    return piece(
        "@.latitude BETWEEN {} AND {} AND {} <= {}",
        latitude - reach,
        latitude + reach,
        _distance(latitude, float(value.longitude)),
        metres,
    )


def _distance(latitude: float, longitude: float) -> Sql:
    """The haversine of `dsn.fhir.search.kinds.special.metres_between`, as SQL."""
    north = piece("power(sin((radians(@.latitude) - {}) / 2), 2)", math.radians(latitude))
    east = piece("power(sin(radians(@.longitude - {}) / 2), 2)", longitude)
    chord = piece("({} + {} * cos(radians(@.latitude)) * {})", north, math.cos(math.radians(latitude)), east)
    clipped = piece("CASE WHEN {} > 1 THEN 1 ELSE {} END", chord, chord)
    return piece("{} * asin(sqrt({}))", 2 * EARTH_METRES, clipped)
