"""Everything that can be asked is answered by SQL: every parameter of every type, with every modifier and prefix."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator

import pytest

from dsn.access.scope import Scope
from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.parsing import parse
from dsn.fhir.search.tree import Parameter, Query
from dsn.fhir.types import RESOURCE_TYPES
from dsn.sql.connection import Connection
from dsn.sql.dialect import POSTGRES, SQLITE
from dsn.store.plan import plan, run
from dsn.store.plan.bodies import load
from dsn.store.store import Store

Pair = tuple[str, str]
FEW = Scope("a", frozenset({1 << 52, 1 << 53}), "relation", 3, frozenset({5}), frozenset({"Organization"}))
ALL = Scope("b", None, "everybody")
PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
VALUES: dict[str, tuple[str, ...]] = {
    "token": ("a", "http://s.example|a", "|a", "http://s.example|"),
    "string": ("tremblay",),
    "reference": ("x", "http://other.example/x", "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", "#x"),
    "uri": ("http://u.example/a",),
    "date": tuple(f"{prefix}2020-02" for prefix in PREFIXES),
    "number": tuple(f"{prefix}5.4" for prefix in PREFIXES),
    "quantity": tuple(
        f"{prefix}5.4{unit}" for prefix in PREFIXES for unit in ("", "|http://unitsofmeasure.org|g", "||g")
    ),
    "special": ("46.8|-71.2|5|km",),
}
BY_MODIFIER = {"missing": ("true", "false"), "of-type": ("http://s.example|a|b",), "text": ("tremblay",)}
OPERATORS = (
    "eq",
    "ne",
    "gt",
    "lt",
    "ge",
    "le",
    "sa",
    "eb",
    "ap",
    "co",
    "sw",
    "ew",
    "in",
    "ni",
    "ss",
    "sb",
    "re",
    "po",
    "pr",
)
REFUSED: frozenset[tuple[str, str]] = frozenset()
"""(type, name=value) of what the parser reads and no SQL answers: nothing."""


class Terms:
    """Knows every value set and every hierarchy."""

    def expand(self, value_set: str) -> Collection[Pair]:
        return [("http://s.example", "a"), ("", "b")]

    def subsumed_by(self, system: str | None, code: str) -> Collection[Pair]:
        return [(system or "", code)]

    subsuming = subsumed_by


def values(parameter: Parameter, modifier: str) -> Iterator[str]:
    """What may be asked of it."""
    if parameter.code in ("_text", "_content"):
        yield "douleur"
    elif modifier in BY_MODIFIER:
        yield from BY_MODIFIER[modifier]
    elif parameter.kind == "composite":
        yield "$".join(VALUES[part.kind][0] for part in parameter.components)
    elif parameter.kind == "reference" and parameter.targets and not modifier:
        yield from (*VALUES["reference"], f"{parameter.targets[0]}/x", f"{parameter.targets[0]}/x/_history/2")
    else:
        yield from VALUES[parameter.kind]


def asked(type_: str) -> Iterator[Pair]:
    """Tests, orders, links: everything the parser may read of one type."""
    for code, parameter in of_type(type_).items():
        for modifier in ("", *sorted(PARAMETER_TYPES[parameter.kind].modifiers), *parameter.targets[:2]):
            for value in values(parameter, modifier):
                yield f"{code}:{modifier}" if modifier else code, value
        for value in next(iter(values(parameter, ""))), "true":
            yield from (("_filter", f'{code} {operator} "{value}"') for operator in OPERATORS)
        yield from (("_sort", code), ("_sort", f"-{code}"))
        if parameter.kind == "reference":
            yield from _links(type_, parameter)
    yield from (
        ("_include", "*"),
        ("_revinclude", "*"),
        ("_list", "x"),
        ("_contained", "true"),
        ("_contained", "both"),
    )


def _links(type_: str, parameter: Parameter) -> Iterator[Pair]:
    code = parameter.code
    yield from (("_include", f"{type_}:{code}"), ("_include:iterate", f"{type_}:{code}"))
    for target in parameter.targets or ("Patient",):
        yield f"{code}:{target}._id", "x"
        yield f"{code}:{target}._has:{type_}:{code}:_tag", "a"
        yield f"_has:{type_}:{code}:_id", "x"
        yield "_revinclude", f"{type_}:{code}"


def read(type_: str | None, pair: Pair) -> Query | None:
    """The query; None for what the parser itself does not know."""
    try:
        return parse(type_, [pair], now=lambda: 1_600_000_000_000_000)
    except (Unsupported, Invalid):
        return None


def answered(connection: Connection, types: Collection[str]) -> tuple[int, set[tuple[str, str]]]:
    """How many queries ran, and those that no SQL answers."""
    count, refused = 0, set()
    for type_ in types:
        for pair in dict.fromkeys(asked(type_)):
            query = read(type_, pair)
            if query is None:
                continue
            try:
                for scope in (ALL, FEW):
                    made = plan(query, scope, instant=1, count=5, dialect=connection.dialect, terms=Terms())
                    assert run(connection, made, load).matches == ()
            except Unsupported:
                refused.add((type_, "=".join(pair)))
            count += 1
    return count, refused


def in_store(engine: str, types: Collection[str]) -> tuple[int, set[tuple[str, str]]]:
    async def work() -> tuple[int, set[tuple[str, str]]]:
        store = await Store.open(engine)
        try:
            return await store.database.read(lambda connection: answered(connection, types))
        finally:
            await store.close()

    return asyncio.run(work())


SOME = ("CapabilityStatement", "Encounter", "Location", "QuestionnaireResponse")


def test_whatever_is_read_is_answered(engine: str) -> None:
    """Of four types between them every kind of parameter: no statement is refused, none is badly made."""
    count, refused = in_store(engine, SOME)
    assert count > 900
    assert refused == REFUSED


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_whatever_is_read_of_any_type_is_answered(part: int, engine: str) -> None:
    """Of all types of R4."""
    types = sorted(RESOURCE_TYPES)[part::8]
    count, refused = in_store(engine, types)
    assert count > 100 * len(types)
    assert refused == REFUSED


def test_over_all_types_too() -> None:
    """What may be asked of several types at once is planned."""
    for code in of_type("Resource"):
        for value in ("a", "2020", "http://u.example/a"):
            query = read(None, (code, value))
            if query is not None:
                for dialect in (SQLITE, POSTGRES):
                    assert (
                        plan(query, ALL, instant=1, count=5, dialect=dialect, terms=Terms()).rows is not None
                    )
