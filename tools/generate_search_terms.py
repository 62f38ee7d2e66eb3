"""Writes what searches may know of terminology: `python -m tools.generate_search_terms FOLDER`.

FOLDER holds the official package `hl7.fhir.r4.examples` 4.0.1. Kept are the expansions that are whole, and the trees
of the code systems that are whole; value sets that draw on a system whose content is not HL7's own to give (SNOMED CT,
LOINC and the like) are left to a terminology that has its licence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
TABLE = Path(__file__).parent.parent / "src/dsn/fhir/search/shipped.jsonl"
OURS = ("http://hl7.org/", "http://terminology.hl7.org/", "urn:iso:std:iso:4217", "urn:ietf:bcp:")
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_PARTIAL = (_EXTENSION + "valueset-unclosed", _EXTENSION + "valueset-toocostly")
_NOT_OURS = ("http://hl7.org/fhir/sid/",)


def _resources(folder: Path, name: str, kind: str) -> Iterator[Json]:
    for entry in json.loads((folder / name).read_text())["entry"]:
        if entry["resource"]["resourceType"] == kind:
            yield entry["resource"]


def _is_whole(expansion: Json) -> bool:
    limited = any(each["name"] == "limitedExpansion" for each in expansion.get("parameter", ()))
    partial = any(each["url"] in _PARTIAL for each in expansion.get("extension", ()))
    return not limited and not partial


def _members(contains: list[Json]) -> Iterator[tuple[str, str]]:
    for each in contains:
        if "code" in each and not each.get("abstract"):
            yield each.get("system", "").split("|")[0], each["code"]
        yield from _members(each.get("contains", []))


def _may_be_given(system: str) -> bool:
    return system.startswith(OURS) and not system.startswith(_NOT_OURS)


def value_sets(folder: Path) -> Iterator[Json]:
    """The whole expansions by url."""
    for value_set in _resources(folder, "Bundle-valueset-expansions.json", "ValueSet"):
        expansion = value_set.get("expansion", {})
        codes: dict[str, list[str]] = {}
        for system, code in _members(expansion.get("contains", [])):
            codes.setdefault(system, []).append(code)
        if codes and _is_whole(expansion) and all(map(_may_be_given, codes)):
            members = {system: sorted(set(found)) for system, found in sorted(codes.items())}
            yield {"value_set": value_set["url"], "codes": members}


def code_systems(folder: Path) -> Iterator[Json]:
    """The whole code systems by url, each code that has others below it with those next below it.

    A hierarchy that does not say that it means `is-a` (condition-clinical) is not taken for one of subsumption.
    """
    for name in ("Bundle-valuesets.json", "Bundle-v3-valuesets.json", "Bundle-v2-valuesets.json"):
        for system in _resources(folder, name, "CodeSystem"):
            if system["content"] == "complete" and _may_be_given(system["url"]):
                below: dict[str, set[str]] = {}
                _nested(system.get("concept", []), None, below)
                children = {parent: sorted(found) for parent, found in sorted(below.items())}
                if not children or system.get("hierarchyMeaning") == "is-a":
                    yield {"code_system": system["url"], "children": children}


def _nested(concepts: list[Json], parent: str | None, below: dict[str, set[str]]) -> None:
    for concept in concepts:
        if parent is not None:
            below.setdefault(parent, set()).add(concept["code"])
        for each in concept.get("property", ()):
            if each["code"] == "subsumedBy":
                below.setdefault(each["valueCode"], set()).add(concept["code"])
        _nested(concept.get("concept", []), concept["code"], below)


def text(folder: Path) -> str:
    """The whole table: where it comes from, then one JSON object a line."""
    about: Json = {"from": "hl7.fhir.r4.examples 4.0.1 (CC0)", "by": "tools/generate_search_terms"}
    sets = sorted(value_sets(folder), key=lambda each: str(each["value_set"]))
    systems = {each["code_system"]: each for each in code_systems(folder)}
    lines = [about, *sets, *(systems[url] for url in sorted(systems))]
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def main() -> None:
    """Write the table."""
    TABLE.write_text(text(Path(sys.argv[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
