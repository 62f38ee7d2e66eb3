"""The compiled extraction reaches what the official expressions find, by the FHIRPath engine, on every example."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dsn.base.errors import Refused
from dsn.fhir import path
from dsn.fhir.json import decode
from dsn.fhir.path.nodes import Prim
from dsn.fhir.search.kinds.reference import only
from dsn.fhir.search.kinds.shape import Convert, ParameterType
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.parameters import Entry, Fold, LeafExtra, entries
from dsn.fhir.search.rows import TokenRow
from dsn.fhir.search.straight import Writer
from dsn.fhir.search.tree import ParamKind

PACKAGE = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"
PARTS = 8
_DECIMAL = re.compile(r"Decimal\('([^']*)'\)")


class Found(NamedTuple):
    """What the walk found: a value with its FHIR type, as the engine tells it."""

    param: int
    group: int
    value: str


def shown(value: Any, type_name: str) -> str:
    """As text; 1.0 and 1.00 alike, which a union of FHIRPath counts once."""
    return f"{type_name}:{_DECIMAL.sub(lambda found: str(Decimal(found[1]).normalize()), repr(value))}"


def identity(type_name: str) -> Any:
    def tails(extra: LeafExtra, _code: str, _fold: Fold) -> Convert:
        def convert(value: Any, _resource: Any) -> tuple[tuple[str]]:
            return ((shown(value, type_name),),)

        return only(extra.kept, convert) if extra.kept else convert

    return tails


def deceased(_extra: LeafExtra, _code: str, _fold: Fold) -> Convert:
    """The one computed answer, taken from the real conversion."""
    real = PARAMETER_TYPES["token"].tails["deceased"](LeafExtra(), "deceased", "")
    return lambda value, resource: [(shown(code == "true", "bool"),) for _, code, _ in real(value, resource)]


def looking(kind: ParameterType) -> ParameterType:
    """The kind with conversions that only show what they were given."""
    tails = {name: deceased if name == "deceased" else identity(name) for name in kind.tails}
    return ParameterType(kind.modifiers, Found, tails, kind.parse, kind.matches)


LOOKING: dict[ParamKind, ParameterType] = {name: looking(kind) for name, kind in PARAMETER_TYPES.items()}


def walked(resource: Any, memory: dict[str, Any] = {}) -> list[Found]:  # noqa: B006 (compiled once a type)
    name = type(resource).__name__
    if name not in memory:
        memory[name] = Writer(name, LOOKING).compiled()
    return [row for row in memory[name](resource) if not isinstance(row, TokenRow)]


def by_engine(expression: str, resource: Any, kind: ParamKind, focus: Any = None) -> set[str]:
    """What the engine finds, of the types that the kind indexes."""
    compiled = path.compile(expression, as_filters=True)
    items = compiled.items(resource if focus is None else focus, resource=resource, root=resource)
    return {text for item in items if (text := of_item(item, kind))}


def of_item(item: Any, kind: ParamKind) -> str:
    wanted = PARAMETER_TYPES[kind].tails
    if isinstance(item, bool):
        return shown(item, "bool")
    name = item.type if isinstance(item, Prim) else type(item).__name__
    if isinstance(item, Prim):
        return shown(item.value, name) if item.value is not None and name in wanted else ""
    if name == "LocationPosition":
        return shown(item, "Location.position")
    if hasattr(item, "resourceType"):
        name = "Resource"
    return shown(item, name) if name in wanted else ""


def examples(part: int) -> Iterator[Any]:
    files = sorted(PACKAGE.glob("*.json"))
    for index, file in enumerate(files):
        if index % PARTS != part or file.stat().st_size > 3_000_000:
            continue
        try:
            yield decode(file.read_bytes())
        except Refused:  # what breaks R4 itself is told in tests/conformance
            continue


@pytest.mark.parametrize("part", range(PARTS))
def test_the_walk_finds_what_the_engine_finds(part: int) -> None:
    """On every official example, each parameter has the values its official expression gives, no more and no less."""
    count = 0
    for resource in examples(part):
        found: dict[int, set[str]] = {}
        for row in walked(resource):
            found.setdefault(row.param, set()).add(row.value)
        for entry in entries(type(resource).__name__):
            if entry.leaves:
                expected = by_engine(entry.expression, resource, entry.kind)
                assert found.get(entry.number, set()) == expected, (resource.id, entry.type, entry.code)
                count += len(expected)
    assert count > 1000


COMPONENTS: dict[str, list[str]] = {}


def component_expressions(entry: Entry) -> list[str]:
    """The official expressions of a composite's parts, in their order."""
    if not COMPONENTS:
        bundle = json.loads((PACKAGE / "Bundle-searchParams.json").read_text())
        for parameter in (each["resource"] for each in bundle["entry"]):
            for base in parameter["base"]:
                parts = [part["expression"] for part in parameter.get("component", ())]
                COMPONENTS[f"{base}.{parameter['code']}"] = parts
    return COMPONENTS[f"{entry.type}.{entry.code}"]


def composites_by_engine(entry: Entry, resource: Any) -> set[tuple[frozenset[str], ...]]:
    """For each element, what each part finds there; only where every part finds something."""
    elements = path.compile(entry.expression).items(resource)
    expected = set()
    for element in elements:
        parts = zip(entry.components, component_expressions(entry), strict=True)
        sets = tuple(
            frozenset(by_engine(text.replace("DateTime", "dateTime"), resource, part.kind, element))
            for part, text in parts
        )
        if all(sets):
            expected.add(sets)
    return expected


@pytest.mark.parametrize("part", range(PARTS))
def test_the_parts_of_a_composite_stay_with_their_element(part: int) -> None:
    """On every official example, each composite has one group for each element that has all its parts."""
    for resource in examples(part):
        rows = walked(resource)
        for entry in entries(type(resource).__name__):
            if entry.components:
                groups = grouped(rows, entry)
                assert groups == composites_by_engine(entry, resource), (resource.id, entry.code)


def grouped(rows: list[Found], entry: Entry) -> set[tuple[frozenset[str], ...]]:
    numbers = [component.number for component in entry.components]
    own = [row for row in rows if row.param in numbers]
    return {
        tuple(
            frozenset(row.value for row in own if row.param == number and row.group == group)
            for number in numbers
        )
        for group in {row.group for row in own}
    }
