"""Short ways to ask the validator: plain JSON in, codes and places out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, Issue, validate

DATA = Path(__file__).resolve().parents[2] / "data"
OFFICIAL = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"
HL7 = "http://hl7.org/fhir/StructureDefinition/"
URL = "http://example.org/fhir/StructureDefinition/"

Json = dict[str, Any]


def judged(resource: Json, *known: Json, profiles: tuple[str, ...] = ()) -> list[Issue]:
    """What the validator says of a resource, with other definitions at hand."""
    return validate(fhir_json.from_plain(resource), profiles=profiles, definitions=Definitions(known))


def errors(resource: Json, *known: Json, profiles: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The errors among them, as code and place."""
    found = judged(resource, *known, profiles=profiles)
    return [(each.code, each.path) for each in found if each.severity == "error"]


def codes(resource: Json, *known: Json) -> set[str]:
    """The codes of all issues, whatever their severity."""
    return {each.code for each in judged(resource, *known)}


def by(profile: Json, resource: Json, *known: Json) -> list[tuple[str, str]]:
    """The errors of a resource by one profile."""
    return errors(resource, profile, *known, profiles=(profile["url"],))


def profile(of: str, *elements: Json, name: str = "tested", base: str | None = None) -> Json:
    """A profile by differential; the paths of `elements` are written without the type."""
    said = [{**each, "path": f"{of}.{each['path']}"} for each in elements]
    return {
        "resourceType": "StructureDefinition",
        "url": URL + name,
        "name": name,
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": of,
        "baseDefinition": base or HL7 + of,
        "derivation": "constraint",
        "differential": {"element": [{"path": of}, *said]},
    }


def patient(**elements: Any) -> Json:
    return {"resourceType": "Patient", **elements}


def observation(**elements: Any) -> Json:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **elements}


def bundle(kind: str, *entries: Json, **elements: Any) -> Json:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **elements}


def ca_baseline() -> list[Json]:
    """Every definition of the Canadian baseline."""
    return [json.loads(file.read_bytes()) for file in sorted((DATA / "ca-baseline").glob("*/*.json"))]
