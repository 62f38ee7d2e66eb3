"""Vital signs: R4's own profiles apply to every Observation that is one (observation-vitalsigns.html)."""

from __future__ import annotations

from functools import cache

from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.validate.definitions import STRUCTURES, r4
from dsn.fhir.validate.frame import text

_LOINC = "http://loinc.org"
_NAMES = "bmi bodyheight bodytemp bodyweight bp headcircum heartrate oxygensat resprate vitalspanel".split()
_CATEGORY = ("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")
# Units in which one vital sign alone is measured, for those without any LOINC code, which the profiles ask for.
_UNITS = {"Cel": "bodytemp", "[degF]": "bodytemp", "kg/m2": "bmi"}


def profiles(item: Item) -> tuple[str, ...]:
    """The vital-sign profiles that a resource has to meet by what it measures."""
    if type_name(item) != "Observation":
        return ()
    codings = [each for code in child(item, "code") for each in child(code, "coding")]
    found = {_by_code().get(text(each, "code") or "") for each in codings if text(each, "system") == _LOINC}
    if not found and _is_vital(item):
        found |= {
            _UNITS.get(text(each, "code") or "")
            for each in child(item, "value")
            if type_name(each) == "Quantity"
        }
    return tuple(STRUCTURES + name for name in sorted(each for each in found if each))


def _is_vital(item: Item) -> bool:
    codings = [each for category in child(item, "category") for each in child(category, "coding")]
    return any((text(each, "system"), text(each, "code")) == _CATEGORY for each in codings)


@cache
def _by_code() -> dict[str, str]:
    """LOINC code to profile, as the profiles themselves fix it."""
    found: dict[str, str] = {}
    for name in _NAMES:
        structure = r4().structure(name) or {}
        for element in structure.get("snapshot", {}).get("element", ()):
            if element["path"] == "Observation.code.coding.code" and "fixedCode" in element:
                found[element["fixedCode"]] = name
    return found
