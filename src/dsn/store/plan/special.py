"""Parameters the store answers from its own columns (`_id`, `_lastUpdated`), and those of a kind of their own."""

from __future__ import annotations

import math
from collections.abc import Collection

from dsn.base.errors import Unsupported
from dsn.fhir.search.judging import ID, LAST_UPDATED
from dsn.fhir.search.kinds.special import EARTH_METRES
from dsn.fhir.search.tree import NearValue, Test, TokenValue, Value
from dsn.store import kinds
from dsn.store.plan.date import compared, date_value
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.named import among
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import FALSE, Sql, aliased, all_of, any_of, none_of, piece
from dsn.store.plan.token import coded, pairs

NEVER_MISSING = frozenset({"_id", "_lastUpdated"})
_BEGAN = "(@.since * 1000)"  # `life` counts milliseconds, dates microseconds; an instant lasts one of them
_BEGUN = "(@.since * 1000 + 1)"


def by_id(test: Test, frame: Frame, spot: Spot) -> Sql:
    """`_id`: the resource's key is that of one of the ids; what is contained has its id in a row."""
    ids_ = ids_of(test, frame)
    types = kinds.TYPES if spot.type is None else (spot.type,)
    named, said = (among(spot.key, types, ids_, frame), coded(ids_, frame)) if ids_ else (FALSE, FALSE)
    if test.modifier == "unequal":
        named, said = none_of(named), none_of(said)
    if not spot.inside:
        return named
    inner = Rows("ix_token", ID, (said,), keyed=False).of(frame, spot) if said != FALSE else FALSE
    return any_of([all_of([Sql(f"{spot.key} > 0"), named]), inner])


def ids_of(test: Test, frame: Frame) -> list[str]:
    """The ids asked for, each once: an id is a code without a system, and says nothing in words."""
    found: list[str] = []
    for value in test.values:
        if isinstance(value, TokenValue) and test.modifier not in ("above", "below"):
            found += [value.code] if value.code is not None and not value.system else []
        elif test.modifier != "text":
            found += [code for system, code in pairs(test, value, frame) if not system]
    return list(dict.fromkeys(found))


def inner_with_id(ids_: Collection[str], frame: Frame) -> Sql:
    """The keys of contained resources with one of these ids, as a SELECT of `key`."""
    alias = frame.alias("k")
    asked = aliased(coded(ids_, frame), alias)
    return piece(
        f"SELECT {alias}.key AS key FROM ix_token {alias} WHERE {alias}.param = {ID} AND {{}}"
        f" AND {alias}.key < 0 AND {{}}",
        asked,
        frame.live(alias),
    )


def last_updated(test: Test, frame: Frame, spot: Spot) -> Sql:
    """`_lastUpdated`: when the version that holds at the instant began; of what is contained, what it says itself."""
    values = [date_value(value, test) for value in test.values]
    began = any_of(spot.alive(frame, compared(value, _BEGAN, _BEGUN)) for value in values)
    if not spot.inside:
        return began
    said = Rows("ix_date", LAST_UPDATED, tuple(map(compared, values)), keyed=True).of(frame, spot)
    return any_of([all_of([Sql(f"{spot.key} > 0"), began]), said])


def near(test: Test, frame: Frame) -> Rows:
    """`near`: some position of the resource is no further than that, along a great circle."""
    alternatives = tuple(_within(value, test) for value in test.values)
    return Rows("ix_position", test.parameter.number, alternatives, keyed=True, reach=Reach.RANGED)


def _within(value: Value, test: Test) -> Sql:
    if not isinstance(value, NearValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
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
