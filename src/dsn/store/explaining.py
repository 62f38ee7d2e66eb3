"""Why a search is slow, or what it touches: its plan, what the engine makes of it, how much the start really finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsn.fhir.search.tree import Chain, Clause, Every, Has, Query, Test
from dsn.sql.connection import Connection
from dsn.store.plan.plan import Plan
from dsn.store.plan.sql import Sql

COUNTED = 10_000
"""How far the rows of the start are counted: beyond, it is a large start, however large."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of the query as it was sent; `started` when every row of the start fulfils it already."""

    source: str
    hops: bool
    started: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """What one statement is for (`page`, `then`, `count`), and what the engine says it will do, line by line."""

    name: str
    sql: Sql
    engine: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """`found`: rows the start finds, at most `COUNTED` + 1."""

    plan: Plan
    found: int
    conditions: tuple[Condition, ...]
    statements: tuple[Statement, ...]


def explained(connection: Connection, plan: Plan) -> Explained:
    """Asks the engine; reads as many rows of the start as are counted, and nothing else."""
    statements = (("page", plan.rows), ("then", plan.then), ("count", plan.count))
    return Explained(
        plan,
        _found(connection, plan),
        tuple(conditions(plan.query, plan.drive.answers)),
        tuple(Statement(name, sql, tuple(_engine(connection, sql))) for name, sql in statements if sql),
    )


def conditions(query: Query, answered: Clause | None) -> list[Condition]:
    """The parts of a query, in the order sent."""
    return [
        Condition(source, isinstance(clause, Chain | Has), clause is answered)
        for clause in _parts(query.where.clauses)
        if (source := said(clause))
    ]


def _parts(clauses: Sequence[Clause]) -> list[Clause]:
    found: list[Clause] = []
    for clause in clauses:
        found += _parts(clause.clauses) if isinstance(clause, Every) else [clause]
    return found


def said(clause: Clause) -> str:
    """The clause as it was sent."""
    match clause:
        case Test() | Chain() | Has():
            return clause.source
        case Every():
            return " & ".join(dict.fromkeys(map(said, clause.clauses)))
        case _:
            inner = clause.clauses if hasattr(clause, "clauses") else (clause.clause,)
            return " | ".join(dict.fromkeys(map(said, inner)))


def _found(connection: Connection, plan: Plan) -> int:
    text = f"SELECT count(*) FROM (SELECT 1 AS one FROM {plan.drive.source.text} LIMIT {COUNTED + 1}) start"
    return int(str(connection.rows(text, plan.drive.source.values)[0][0]))


def _engine(connection: Connection, sql: Sql) -> list[str]:
    if connection.dialect.is_postgres:
        return [str(row[0]) for row in connection.rows(f"EXPLAIN {sql.text}", sql.values)]
    depth: dict[object, int] = {0: 0}
    lines = []
    for number, parent, _, detail in connection.rows(f"EXPLAIN QUERY PLAN {sql.text}", sql.values):
        depth[number] = depth.get(parent, 0) + 1
        lines.append("  " * (depth[number] - 1) + str(detail))
    return lines
