"""A clause as a condition on one resource: the same tree that `matches()` judges, in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.tree import Any, Chain, Clause, Every, Has, MissingValue, Not, Test, Value
from dsn.store import kinds, present
from dsn.store.plan import (
    chains,
    composite,
    date,
    number,
    quantity,
    reference,
    special,
    string,
    token,
    uri,
    words,
)
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.rows import Rows
from dsn.store.plan.sql import FALSE, TRUE, Sql, all_of, any_of, none_of, piece

ROWS: dict[str, Callable[[Test, Frame], Rows]] = {
    "token": token.rows,
    "string": string.rows,
    "date": date.rows,
    "number": number.rows,
    "quantity": quantity.rows,
    "reference": reference.rows,
    "uri": uri.rows,
    "special": special.near,
}
"""Each parameter type that asks one index table. To add one: its file, and a line here."""


MOST = 250
"""Values of one parameter that are conditions of their own; codes, ids and references are lists, and have no limit."""


_LISTED = ("token", "reference")


def condition(clause: Clause, frame: Frame, spot: Spot) -> Sql:
    """The resource at `spot` fulfils the clause. Never unknown: true or false."""
    match clause:
        case Test():
            return of_type(clause.parameter.type, spot, lambda: tested(clause, frame, spot))
        case Chain():
            return of_type(
                clause.parameter.type, spot, lambda: chains.chained(clause, frame, spot, condition)
            )
        case Has():
            return chains.referred(clause, frame, spot, condition)
        case Every():
            return all_of(condition(part, frame, spot) for part in clause.clauses)
        case Any():
            return any_of(condition(part, frame, spot) for part in clause.clauses)
        case Not():
            return none_of(condition(clause.clause, frame, spot))


def of_type(type_: str, spot: Spot, build: Callable[[], Sql]) -> Sql:
    """A test on a parameter holds for no resource of another type than the parameter's."""
    if type_ in ("Resource", spot.type):
        return build()
    if spot.type is not None:
        return FALSE
    return all_of([Sql(f"{spot.type_number} = {kinds.number(type_)}"), build()])


def tested(test: Test, frame: Frame, spot: Spot) -> Sql:
    """One parameter. `:not` and `:not-in` hold where none of the rows answers, also where there are none."""
    if test.modifier == "missing":
        return any_of(_missing(test, frame, spot, value) for value in test.values)
    asked = _asked(test, frame, spot)
    return none_of(asked) if test.modifier in token.NEGATED else asked


def _asked(test: Test, frame: Frame, spot: Spot) -> Sql:
    check_number(test)
    match test.parameter.code, test.parameter.kind:
        case "_id", _:
            return special.by_id(test, frame, spot)
        case "_lastUpdated", _:
            return special.last_updated(test, frame, spot)
        case (("_text" | "_content"), _):
            return words.condition(test, frame, spot)
        case _, "composite":
            return composite.condition(test, frame, spot)
    return rows(test, frame).of(frame, spot)


def rows(test: Test, frame: Frame) -> Rows:
    """The index rows that answer a test of one index table."""
    check_number(test)
    if test.modifier == "unequal":
        return _unequal(test, frame)
    return ROWS[test.parameter.kind](test, frame)


def check_number(test: Test) -> None:
    """Raises Invalid for more values than can each be a condition."""
    if len(test.values) > MOST and test.parameter.kind not in _LISTED:
        raise Invalid("search.too-many-values", name=test.parameter.code, most=MOST)


def _unequal(test: Test, frame: Frame) -> Rows:
    """`ne` of `_filter`: some value of the resource is another than one of these."""
    base = "equals" if test.parameter.kind == "string" else None
    asked = ROWS[test.parameter.kind](replace(test, modifier=base), frame)
    others = tuple(none_of(alternative) for alternative in asked.alternatives)
    if asked.table == "ix_reference":
        others = tuple(all_of([reference.WRITTEN, other]) for other in others)
    return replace(asked, alternatives=others, keyed=True, reach=None, starts=())


def _missing(test: Test, frame: Frame, spot: Spot, value: Value) -> Sql:
    if not isinstance(value, MissingValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    sign = "=" if value.missing else "<>"
    said = spot.alive(frame, piece(f"(@.present & {{}}) {sign} 0", present.bit(test.parameter)))
    if test.parameter.code not in special.NEVER_MISSING:
        return said
    if not spot.inside:
        return FALSE if value.missing else TRUE
    alone = Sql(f"{spot.key} > 0")
    return all_of([none_of(alone), said]) if value.missing else any_of([alone, said])
