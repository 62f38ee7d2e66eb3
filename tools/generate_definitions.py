"""Write `src/dsn/fhir/validate/data` from the official R4 definitions: what validation needs of them, and no more.

Usage: python -m tools.generate_definitions [FOLDER]    (default: node_modules/hl7.fhir.r4.examples)
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.r4 import terminology
from tools.r4.package import NAME, Json, Package

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "dsn" / "fhir" / "validate" / "data"

_STRUCTURE = ("url", "version", "type", "kind", "abstract", "derivation", "baseDefinition")
_CONTEXT = ("context", "contextInvariant")
_ELEMENT = ("id", "path", "sliceName", "min", "max", "slicing", "contentReference", "maxLength")
# R4's vital signs profiles bind the values of every component, flow rates of oxygen and the like included, to the
# units of the vital signs themselves; see docs/clarifications/validation-slips-of-r4.md.
_UNBOUND = ("Observation.component.value[x]",)
# R4's own definitions carry these where their contexts do not let them stand.
_STANDS_ALSO = {
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type": ("ElementDefinition.type",),
    "http://hl7.org/fhir/StructureDefinition/regex": ("ElementDefinition.type",),
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-normative-version": (
        "Resource",
        "ElementDefinition",
    ),
}
# que-7 as published asks for System.Boolean, which no element is; its words are "the value must be a boolean". que-13
# ("Can only have multiple initial values for repeating items") and vsd-9 ("Must have a code if not abstract") come
# out empty of what says nothing of repeating, of being abstract, which is then neither.
_MEANT = {
    "operator = 'exists' implies (answer is Boolean)": "operator = 'exists' implies (answer is boolean)",
    "repeats=true or initial.count() <= 1": "repeats.where($this).exists() or initial.count() <= 1",
    "code.exists() or abstract = true": "code.exists() or abstract.where($this).exists()",
}
_ONCE = ("ele-1", "ext-1")  # held by every decoding
_VALUES = ("fixed", "pattern", "minValue", "maxValue")


def outputs(folder: Path) -> dict[str, bytes]:
    """The generated files by name. Reads only `folder`."""
    package = Package(folder)
    structures = list(_structures(package))
    tables: dict[str, Iterable[Json]] = {
        "structures.json.gz": structures,
        "expressions.json.gz": _expressions(structures),
        "codesystems.json.gz": terminology.code_systems(package),
        "valuesets.json.gz": terminology.value_sets(package),
    }
    return {name: _packed(rows) for name, rows in tables.items()}


def _expressions(structures: list[Json]) -> Iterator[Json]:
    """R4's own invariants, by their text: a row is `{url: expression}`."""
    for structure in structures:
        for element in structure["snapshot"]["element"]:
            yield from ({"url": each["expression"]} for each in element.get("constraint", ()))


def _packed(rows: Iterable[Json]) -> bytes:
    """One row a line, its url first, so that a reader finds rows without decoding all of them."""
    lines = {row["url"]: json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows}
    text = "".join(f"{url}\t{line}\n" for url, line in sorted(lines.items()))
    return gzip.compress(text.encode(), 9, mtime=0)


def _structures(package: Package) -> Iterator[Json]:
    for name in ("profiles-others", "extensions", "types", "resources"):
        for resource in package.bundle(name):
            if resource["resourceType"] == "StructureDefinition" and resource["kind"] != "logical":
                yield _structure(resource)


def _structure(resource: Json) -> Json:
    row = {key: resource[key] for key in (*_STRUCTURE, *_CONTEXT) if key in resource}
    for place in _STANDS_ALSO.get(row["url"], ()):
        row["context"] = [*row["context"], {"type": "element", "expression": place}]
    return row | {"snapshot": {"element": [_element(each) for each in resource["snapshot"]["element"]]}}


def _element(element: Json) -> Json:
    row = {key: element[key] for key in _ELEMENT if key in element}
    row |= {key: value for key, value in element.items() if key.startswith(_VALUES)}
    if element.get("isModifier") and "." not in element["path"]:
        row["isModifier"] = True
    if "slicing" in row:
        row["slicing"] = {key: value for key, value in row["slicing"].items() if key != "description"}
    if types := [_type(each) for each in element.get("type", ())]:
        row["type"] = types
    if "valueSet" in element.get("binding", {}) and element["id"] not in _UNBOUND:
        row["binding"] = _binding(element["binding"])
    if constraints := [_constraint(each) for each in element.get("constraint", ()) if _is_own(each)]:
        row["constraint"] = constraints
    return row


def _binding(binding: Json) -> Json:
    most = [each for each in binding.get("extension", ()) if each["url"].endswith("-maxValueSet")]
    kept = {key: binding[key] for key in ("strength", "valueSet")}
    return kept | ({"extension": most} if most else {})


def _type(row: Json) -> Json:
    """FHIRPath's own types (`http://hl7.org/fhirpath/System.String`) are named by the FHIR type beside them."""
    kept = {key: value for key, value in row.items() if key != "extension"}
    for extension in row.get("extension", ()):
        if extension["url"].endswith("structuredefinition-fhir-type"):
            kept["code"] = extension["valueUrl"]
    return kept


def _is_own(constraint: Json) -> bool:
    return "expression" in constraint and constraint["key"] not in _ONCE


def _constraint(row: Json) -> Json:
    kept = {key: row[key] for key in ("key", "severity", "human", "expression")}
    kept["expression"] = _MEANT.get(kept["expression"], kept["expression"])
    if any(each["url"].endswith("elementdefinition-bestpractice") for each in row.get("extension", ())):
        kept["best"] = True
    return kept


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else ROOT / "node_modules" / NAME
    TARGET.mkdir(exist_ok=True)
    for name, content in outputs(folder).items():
        (TARGET / name).write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1:])
