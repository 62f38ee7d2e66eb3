"""Composite parameters: the components' rows of one element, met by their group."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.tree import CompositeValue, Parameter, Test, Value
from dsn.store.plan import date, number, quantity, reference, string, token, uri
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.rows import Rows, of_parameter
from dsn.store.plan.sql import Sql, aliased, all_of, any_of, piece

_KINDS = {
    "token": token.rows,
    "string": string.rows,
    "date": date.rows,
    "number": number.rows,
    "quantity": quantity.rows,
    "reference": reference.rows,
    "uri": uri.rows,
}


def condition(test: Test, frame: Frame, spot: Spot) -> Sql:
    """Some element of the resource fulfils every part of one of the values."""
    return any_of(_exists(test, value, frame, spot) for value in test.values)


def _exists(test: Test, value: Value, frame: Frame, spot: Spot) -> Sql:
    parts = _parts(test, value, frame)
    aliases = [frame.alias("c") for _ in parts]
    conditions = [
        _row(part, alias, frame, piece(f"{alias}.key = {spot.key} AND {{}}", frame.bucket(alias, spot)))
        for part, alias in zip(parts, aliases, strict=True)
    ]
    tables = " CROSS JOIN ".join(f"{part.table} {alias}" for part, alias in zip(parts, aliases, strict=True))
    return piece(
        f"EXISTS (SELECT 1 FROM {tables} WHERE {{}} AND {{}}{frame.fence})",
        all_of(conditions),
        _one_element(aliases),
    )


def sources(test: Test, frame: Frame) -> tuple[tuple[Sql, str], ...]:
    """FROM and WHERE that start at the first component's rows, one for each value."""
    found = []
    for value in test.values:
        parts = _parts(test, value, frame)
        aliases = [frame.alias("d") for _ in parts]
        first = aliases[0]
        conditions = [_row(parts[0], first, frame, Sql("1 = 1"))]
        conditions += [
            _row(part, alias, frame, Sql(f"{alias}.key = {first}.key AND {alias}.bucket = {first}.bucket"))
            for part, alias in zip(parts[1:], aliases[1:], strict=True)
        ]
        tables = " CROSS JOIN ".join(f"{p.table} {a}" for p, a in zip(parts, aliases, strict=True))
        found.append(
            (piece(f"{tables} WHERE {{}} AND {{}}", all_of(conditions), _one_element(aliases)), first)
        )
    return tuple(found)


def _parts(test: Test, value: Value, frame: Frame) -> list[Rows]:
    if not isinstance(value, CompositeValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return [
        _KINDS[component.kind](_alone(component, part, test), frame)
        for component, part in zip(test.parameter.components, value.parts, strict=True)
    ]


def _alone(component: Parameter, part: Value, test: Test) -> Test:
    if component.kind not in _KINDS:
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return Test(component, None, (part,), test.source)


def _row(part: Rows, alias: str, frame: Frame, where: Sql) -> Sql:
    alternatives = any_of(aliased(alternative, alias) for alternative in part.alternatives)
    return piece(
        "{} AND {} AND {} AND {}", of_parameter(alias, part.param), where, alternatives, frame.live(alias)
    )


def _one_element(aliases: list[str]) -> Sql:
    return Sql(" AND ".join(f"{alias}.grp = {aliases[0]}.grp" for alias in aliases[1:]) or "1 = 1")
