"""A query string's pairs as a `Query`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.clauses import ALL, Clauses, check_type
from dsn.fhir.search.filtering import read_filter
from dsn.fhir.search.kinds.shape import Reading
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.references import ID
from dsn.fhir.search.results import Results
from dsn.fhir.search.tree import Clause, Every, Has, Query, Test, TokenValue

_MOST_VALUES = 10_000
"""In one search. SQLite binds 32,766 values in a statement, and a token takes up to three."""


def parse(
    type_name: str | None,
    pairs: Sequence[tuple[str, str]],
    *,
    lenient: bool = False,
    base_urls: Sequence[str] = (),
    now: Callable[[], int] | None = None,
) -> Query:
    """The search that `pairs` (decoded, in the order sent) ask of a type, or of all types when it is None.

    Whatever is not understood is refused: Unsupported for an unknown type, parameter, modifier or feature, Invalid
    for one that is badly written; both name the pair (`source`). When `lenient`, what would be Unsupported is left out
    and listed in `Query.ignored`. References beginning with one of `base_urls` are our own. `now` (microseconds)
    is the time from which `ap` measures dates.
    """
    if sum(value.count(",") + 1 for _, value in pairs) > _MOST_VALUES:
        raise Invalid("search.too-long", most=_MOST_VALUES)
    types = _types(type_name, pairs)
    results, where, ignored = Results(types, type_name is not None), list[Clause](), list[str]()
    blank = Reading(base_urls=tuple(base_urls)) if now is None else Reading("", tuple(base_urls), now)
    for name, value in pairs:
        source = f"{name}={value}"
        try:
            clause = _pair(types, name, value, replace(blank, source=source), results)
        except Unsupported:
            if not lenient:
                raise
            ignored.append(source)
            continue
        if clause is not None:
            where.append(clause)
    several = types if type_name is None and types != (ALL,) else ()
    fields = results.fields()
    return Query(type_name, Every(tuple(where)), types=several, ignored=tuple(ignored), **fields)


def _types(type_name: str | None, pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The types searched; `Resource` for all. `_type` belongs to a search over all types."""
    if type_name is not None:
        check_type(type_name, type_name)
        return (type_name,)
    named = [value for name, value in pairs if name == "_type"]
    if len(named) > 1:
        raise Invalid("search.repeated", name="_type", source=f"_type={named[1]}")
    types = tuple(dict.fromkeys(named[0].split(","))) if named else (ALL,)
    for each in types if named else ():
        check_type(each, f"_type={named[0]}")
    return types


def _pair(types: tuple[str, ...], name: str, value: str, reading: Reading, results: Results) -> Clause | None:
    if not value:
        raise Invalid("search.value-missing", name=name, source=reading.source)
    if results.take(name, value, reading.source):
        return None
    if name == "_type" and not results.typed:
        return None
    clauses = Clauses(types, reading)
    if name == "_filter":
        return read_filter(value, clauses)
    if name == "_list":
        return _list(value, reading)
    return clauses.clause(name, value)


def _list(value: str, reading: Reading) -> Clause:
    """`_list=42`: what List 42 refers to, said as `_has:List:item:_id=42`."""
    if not all(ID.fullmatch(part) for part in value.split(",")):
        raise Unsupported("search.list-unsupported", value=value, source=reading.source)
    own = of_type("List")
    ids = tuple(TokenValue(None, part) for part in value.split(","))
    return Has(own["item"], Test(own["_id"], None, ids, reading.source), reading.source)
