"""The npm package `hl7.fhir.r4.examples`: where the official R4 definitions and expansions are read from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME = "hl7.fhir.r4.examples"
VERSION = "4.0.1"

Json = dict[str, Any]


class Package:
    """The unpacked package. Raises `SystemExit` when the folder is not version 4.0.1 of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        if (manifest["name"], manifest["version"]) != (NAME, VERSION):
            raise SystemExit(f"{folder} holds {manifest['name']} {manifest['version']}, not {NAME} {VERSION}")

    def bundle(self, name: str) -> Iterator[Json]:
        """Every resource of `Bundle-<name>.json`, in the order of the file."""
        text = (self.folder / f"Bundle-{name}.json").read_text(encoding="utf-8")
        for entry in json.loads(text)["entry"]:
            yield entry["resource"]

    def structures(self) -> dict[str, Json]:
        """StructureDefinitions of the types of R4 (not profiles, not logical models), by id, in order."""
        found = {}
        for name in ("types", "resources"):
            for resource in self.bundle(name):
                if resource["resourceType"] == "StructureDefinition" and _is_type(resource):
                    found[resource["id"]] = resource
        return found

    def expansions(self) -> dict[str, Json]:
        """Expanded ValueSets by url, without version."""
        return {vs["url"]: vs for vs in self.bundle("valueset-expansions") if "expansion" in vs}


def _is_type(structure: Json) -> bool:
    return structure["kind"] != "logical" and structure.get("derivation") != "constraint"
