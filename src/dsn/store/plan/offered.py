"""What the tree can say and no index answers yet: refused where the query is planned, never left out."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.parameters import by_canonical
from dsn.fhir.search.tree import Any, Chain, Clause, Every, Has, Not, Parameter, Query, Test


def check(query: Query) -> None:
    """Raises Unsupported for contained resources (they have no rows) and for links by canonical address."""
    if query.contained != "false":
        source = f"_contained={query.contained}"
        raise Unsupported("search.contained-unsupported", value=query.contained, source=source)
    for include in query.includes:
        if include.parameter is not None:
            _link(include.parameter, include.source)
    _clause(query.where)


def _clause(clause: Clause) -> None:
    match clause:
        case Chain() | Has():
            _link(clause.parameter, clause.source)
            _clause(clause.clause)
        case Every() | Any():
            for each in clause.clauses:
                _clause(each)
        case Not():
            _clause(clause.clause)
        case Test():
            pass


def _link(parameter: Parameter, source: str) -> None:
    if by_canonical(parameter):
        raise Unsupported("search.canonical-not-followed", name=parameter.code, source=source)
