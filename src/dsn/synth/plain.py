"""Small pieces of FHIR as plain dicts, shared by all that is made here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

Plain = dict[str, Any]

LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
CVX: Final = "http://hl7.org/fhir/sid/cvx"
DIN: Final = "http://hl7.org/fhir/NamingSystem/ca-hc-din"
UCUM: Final = "http://unitsofmeasure.org"
ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
TYPES: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
THO: Final = "http://terminology.hl7.org/CodeSystem/"
FICTION: Final = "urn:dsn:synth"
ROOT: Final = "https://province.invalid/fhir/"
"""Where resources of a Bundle stand: a name nobody can have (RFC 2606), where what is relative resolves."""
TAG: Final = {"tag": [{"system": FICTION, "code": "fictif", "display": "Fictif"}]}
"""Put on everything made here: nothing of it concerns anybody."""


def coding(system: str, code: str, display: str = "") -> Plain:
    return (
        {"system": system, "code": code, "display": display} if display else {"system": system, "code": code}
    )


def concept(system: str, code: str, text: str) -> Plain:
    return {"coding": [{"system": system, "code": code}], "text": text}


def status(system: str, code: str) -> Plain:
    """A required status of HL7 terminology, such as `condition-clinical`."""
    return {"coding": [{"system": THO + system, "code": code}]}


def reference(type_: str, id_: str, display: str = "") -> Plain:
    plain = {"reference": f"{type_}/{id_}"}
    if display:
        plain["display"] = display
    return plain


def quantity(value: float, unit: str, code: str) -> Plain:
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def transaction(plains: Iterable[Plain]) -> Plain:
    """A Bundle that puts each resource where its id says.

    « If the reference is not an absolute reference … extract the URL root, and append the reference … try to resolve
    within the Bundle » (R4, bundle.html#references): each fullUrl is a RESTful URL below one root."""
    return {"resourceType": "Bundle", "type": "transaction", "entry": [_entry(one) for one in plains]}


def _entry(plain: Plain) -> Plain:
    url = f"{plain['resourceType']}/{plain['id']}"
    return {"fullUrl": ROOT + url, "resource": plain, "request": {"method": "PUT", "url": url}}
