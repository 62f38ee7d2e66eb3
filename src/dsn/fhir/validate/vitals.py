"""Vital signs: R4's own profiles apply to every Observation that is one, whatever it claims.

"When a FHIR implementation supports any of the vital signs listed below, the implementation SHALL conform to this
profile for the vital sign observation" (https://hl7.org/fhir/R4/observation-vitalsigns.html). What an Observation
measures is told by its code, never by its unit.
"""

from __future__ import annotations

from functools import cache

from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.validate.definitions import STRUCTURES, r4
from dsn.fhir.validate.frame import text

_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
_NAMES = "bmi bodyheight bodytemp bodyweight bp headcircum heartrate oxygensat resprate vitalspanel".split()
# Concepts that name a vital sign itself. The profiles take other codes "in addition" to the one they fix ("e.g. more
# specific LOINC Codes, SNOMED CT concepts, system specific codes": their summaries), so a value that has such a
# concept alone is the vital sign and lacks its code. These are HL7's own validator's (org.hl7.fhir.core,
# BasePolicyAdvisorForFullValidation), less the narrower ones: whether an oral temperature is a body temperature,
# a terminology would tell, and none is at hand.
_CONCEPTS = {
    "bodytemp": ("386725007", "276885007"),
    "bodyheight": ("1153637007", "50373000"),
    "headcircum": ("363812007", "363811000"),
    "bmi": ("60621009",),
    "oxygensat": ("103228002", "431314004"),
}


def profiles(item: Item) -> tuple[str, ...]:
    """The vital-sign profiles that a resource has to meet by what it measures."""
    if type_name(item) != "Observation":
        return ()
    codings = [each for code in child(item, "code") for each in child(code, "coding")]
    known = _by_code()
    found = {known.get((text(each, "system"), text(each, "code"))) for each in codings}
    return tuple(STRUCTURES + name for name in sorted(each for each in found if each))


@cache
def _by_code() -> dict[tuple[str | None, str | None], str]:
    """System and code to profile: as the profiles themselves fix it, and those that mean the same."""
    found: dict[tuple[str | None, str | None], str] = {
        (_SNOMED, code): name for name, codes in _CONCEPTS.items() for code in codes
    }
    for name in _NAMES:
        structure = r4().structure(name) or {}
        for element in structure.get("snapshot", {}).get("element", ()):
            if element["path"] == "Observation.code.coding.code" and "fixedCode" in element:
                found[(_LOINC, element["fixedCode"])] = name
    return found
