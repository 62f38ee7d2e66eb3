"""Writes the table of R4's search parameters: `python -m tools.generate_search_parameters FOLDER`.

FOLDER holds the official package `hl7.fhir.r4.examples` 4.0.1. Numbers are pinned: those of the committed table are
kept, new ones are added at the end, none is used twice. One line for each parameter, so that a change can be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tools.generate_search_paths import (
    Definitions,
    Json,
    Leaf,
    Place,
    branches,
    is_deceased,
    leaf,
    walk,
)

TABLE = Path(__file__).parent.parent / "src/dsn/fhir/search/parameters.jsonl"
FIRST = 64
KINDS: dict[str, frozenset[str]] = {
    "token": frozenset(
        "code Coding CodeableConcept Identifier ContactPoint boolean uri url string id".split()
    ),
    "string": frozenset("string markdown HumanName Address".split()),
    "date": frozenset("date dateTime instant Period Timing".split()),
    "number": frozenset("integer decimal positiveInt unsignedInt".split()),
    "quantity": frozenset(
        "Quantity Age Count Distance Duration Money MoneyQuantity SimpleQuantity Range SampledData".split()
    ),
    "reference": frozenset("Reference canonical uri url Resource".split()),
    "uri": frozenset("uri url canonical oid uuid".split()),
    "special": frozenset(["Location.position"]),
}
NO_ROWS = ("_id", "_lastUpdated", "_text", "_content", "_query")
MIME = "urn:ietf:bcp:13"


class Numbers:
    """The pinned numbers: what the committed table gave, and the next free ones."""

    def __init__(self, table: Path) -> None:
        self._known: dict[str, int] = {}
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            self._learn(json.loads(line))
        shared = [number for number in self._known.values() if number < FIRST]
        self._next_shared = max(shared, default=0) + 1
        self._next = max(self._known.values(), default=FIRST - 1) + 1

    def _learn(self, entry: Json) -> None:
        name = f"{entry['type']}.{entry['code']}"
        self._known[name] = entry["number"]
        for part in entry.get("components", ()):
            self._known[f"{name}${part['code']}"] = part["number"]
        for modifier, number in entry.get("also", {}).items():
            self._known[f"{name}:{modifier}"] = number

    def of(self, name: str) -> int:
        """The number of `Type.code`, `Type.code$component` or `Type.code:modifier`."""
        if name not in self._known:
            self._known[name] = self._take(shared=name.startswith("Resource."))
        return self._known[name]

    def _take(self, *, shared: bool) -> int:
        if shared:
            self._next_shared += 1
            return self._next_shared - 1
        self._next += 1
        return self._next - 1


def entries(folder: Path) -> list[Json]:
    """Every parameter of every type, by type and code."""
    definitions = Definitions(folder)
    official = [e["resource"] for e in json.loads((folder / "Bundle-searchParams.json").read_text())["entry"]]
    by_url = {parameter["url"]: parameter for parameter in official}
    numbers = Numbers(TABLE)
    found = [
        _entry(definitions, numbers, by_url, parameter, base)
        for parameter in sorted(official, key=lambda each: str(each["code"]))
        for base in sorted(_bases(parameter))
    ]
    found.sort(key=lambda entry: (entry["type"] != "Resource", entry["type"], entry["code"]))
    return found


def _bases(parameter: Json) -> list[str]:
    return ["Resource" if base == "DomainResource" else base for base in parameter["base"]]


def _entry(definitions: Definitions, numbers: Numbers, by_url: Json, parameter: Json, base: str) -> Json:
    name, kind = f"{base}.{parameter['code']}", parameter["type"]
    expression = _own(parameter.get("expression", ""), base)
    entry: Json = {"number": numbers.of(name), "type": base, "code": parameter["code"], "kind": kind}
    entry["expression"] = expression
    if parameter["code"] in NO_ROWS:
        return entry
    if kind == "composite":
        return entry | _composite(definitions, numbers, by_url, parameter, base, expression)
    leaves = _leaves(definitions, definitions.resource(base), expression, kind)
    return entry | _plain(numbers, name, kind, leaves, parameter)


def _own(expression: str, base: str) -> str:
    """The alternatives that begin at `base`, or at no type at all (`name | alias` of InsurancePlan)."""
    if not expression or is_deceased(expression):
        return expression
    roots = (base, "Resource", "DomainResource")
    wanted = [branch for branch in branches(expression) if _root(branch) in roots or _root(branch).islower()]
    return " | ".join(wanted)


def _root(branch: str) -> str:
    return branch.lstrip("(").split(".")[0].split(" ")[0]


def _leaves(definitions: Definitions, start: Place, expression: str, kind: str) -> list[Leaf]:
    if is_deceased(expression):
        return [Leaf("deceased", "deceased")]
    places = [place for branch in branches(expression) for place in walk(definitions, start, branch)]
    leaves = [leaf(definitions, place) for place in places if place.type in KINDS[kind]]
    if not leaves:
        raise ValueError(f"nothing to index: {start.owner} {expression}")
    return leaves


def _plain(numbers: Numbers, name: str, kind: str, leaves: list[Leaf], parameter: Json) -> Json:
    extra: Json = {"leaves": [each.packed() for each in leaves]}
    if kind == "reference":
        extra["targets"] = _targets(leaves, parameter.get("target", []))
    if kind == "token" and (fold := _fold(leaves)):
        extra["fold"] = fold
    also = {
        modifier: numbers.of(f"{name}:{modifier}")
        for modifier, type_name, of_kind in (
            ("of-type", "Identifier", "token"),
            ("identifier", "Reference", "reference"),
        )
        if kind == of_kind and any(each.type == type_name for each in leaves)
    }
    return extra | ({"also": also} if also else {})


def _targets(leaves: list[Leaf], declared: list[str]) -> list[str]:
    if any(each.type == "Resource" for each in leaves):
        return sorted(declared)
    if not all(each.targets for each in leaves):
        return []
    return sorted({target for each in leaves for target in each.targets})


def _fold(leaves: list[Leaf]) -> str:
    types = {each.type for each in leaves}
    if "ContactPoint" in types:
        return "contact"
    if "string" in types:
        return "case"
    return "mime" if any(each.system == MIME for each in leaves) else ""


def _composite(
    definitions: Definitions, numbers: Numbers, by_url: Json, parameter: Json, base: str, expression: str
) -> Json:
    start = definitions.resource(base)
    elements = [place for branch in branches(expression) for place in walk(definitions, start, branch)]
    components = [
        _component(definitions, numbers, by_url, f"{base}.{parameter['code']}", part, start, elements)
        for part in _uncrossed(parameter["component"])
    ]
    return {"on": [place.path for place in elements], "components": components}


def _uncrossed(parts: list[Json]) -> list[Json]:
    """R4 gives `DocumentReference.relationship` each component's definition with the other's expression."""
    if [part["expression"] for part in parts] == ["code", "target"] and "relatesto" in parts[0]["definition"]:
        first, second = parts
        return [first | {"definition": second["definition"]}, second | {"definition": first["definition"]}]
    return parts


def _component(
    definitions: Definitions,
    numbers: Numbers,
    by_url: Json,
    name: str,
    part: Json,
    start: Place,
    elements: list[Place],
) -> Json:
    of = by_url[part["definition"]]
    code, kind = of["code"], of["type"]
    per_element = []
    leaves: list[Leaf] = []
    for element in elements:
        found = _component_leaves(definitions, start, element, part["expression"], kind)
        per_element.append([each.packed() for each in found])
        leaves += found
    entry: Json = {"number": numbers.of(f"{name}${code}"), "code": code, "kind": kind, "leaves": per_element}
    if kind == "token" and (fold := _fold(leaves)):
        entry["fold"] = fold
    if kind == "reference":
        entry["targets"] = _targets(leaves, [])
    return entry


def _component_leaves(
    definitions: Definitions, start: Place, element: Place, expression: str, kind: str
) -> list[Leaf]:
    if expression.startswith("%resource"):
        places = walk(definitions, start, expression)
        places = [Place("%" + each.path, each.element, each.type, each.owner) for each in places]
    else:
        inner = Place("", element.element, element.type, element.owner)
        places = [place for branch in branches(expression) for place in walk(definitions, inner, branch)]
    return [leaf(definitions, place) for place in places if place.type in KINDS[kind]]


def text(folder: Path) -> str:
    """The whole table: a line that says where it comes from, then one JSON object a line."""
    about: Json = {
        "from": "hl7.fhir.r4.examples 4.0.1 Bundle-searchParams",
        "by": "tools/generate_search_parameters",
    }
    lines: list[Any] = [about, *entries(folder)]
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def main() -> None:
    """Write the table."""
    TABLE.write_text(text(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
