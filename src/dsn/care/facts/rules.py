"""What counts as active, what comes first, what was entered in error. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from dsn.care.reading.shown import first_code
from dsn.fhir.types import AllergyIntolerance, Condition, Immunization

ACTIVE = frozenset({"active", "recurrence", "relapse"})
"""Of condition-clinical; R4 (valueset-condition-clinical.html) makes the last two kinds of active."""

SNOMED = "http://snomed.info/sct"
NONE_KNOWN = frozenset({"716186003", "409137002", "716184000"})
"""None known at all, to drugs, to latex: the codes of R4's own examples (AllergyIntolerance-nka, nkda, nkla)."""

IN_ERROR = "entered-in-error"
_CRITICALITY = {"high": 0, "unable-to-assess": 1, "": 1, "low": 2}


def is_active(fact: Condition | AllergyIntolerance) -> bool:
    """Active, or of unknown state: what nobody has closed is still to be reckoned with."""
    status = first_code(fact.clinicalStatus)
    return not status or status in ACTIVE


def in_error(fact: Condition | AllergyIntolerance) -> bool:
    """Someone said that it should never have been written."""
    return first_code(fact.verificationStatus) == IN_ERROR


def is_refuted(fact: Condition | AllergyIntolerance) -> bool:
    """It was looked into and is not so."""
    return first_code(fact.verificationStatus) == "refuted"


def since(problem: Condition) -> str:
    """When it began, else when it was written; "" when neither is known."""
    period = problem.onsetPeriod
    return problem.onsetDateTime or (period.start if period else "") or problem.recordedDate or ""


def ended(problem: Condition) -> str:
    """When it ended; "" when not known."""
    period = problem.abatementPeriod
    return problem.abatementDateTime or (period.end if period else "") or ""


def order_problems(problems: Iterable[Condition]) -> list[Condition]:
    """Active first, the newest of each first; what was entered in error is left out."""
    kept = sorted((problem for problem in problems if not in_error(problem)), key=since, reverse=True)
    return sorted(kept, key=lambda problem: not is_active(problem))


def order_allergies(allergies: Iterable[AllergyIntolerance]) -> list[AllergyIntolerance]:
    """Active first, the most dangerous first; what was entered in error is left out."""
    kept = [allergy for allergy in allergies if not in_error(allergy)]
    return sorted(
        kept, key=lambda allergy: (not holds(allergy), _CRITICALITY.get(allergy.criticality or "", 1))
    )


def holds(allergy: AllergyIntolerance) -> bool:
    """Active and not refuted: it belongs in the banner."""
    return is_active(allergy) and not is_refuted(allergy)


def excludes(allergy: AllergyIntolerance) -> bool:
    """It says that none is known, of any kind or of one: reassurance, not a warning."""
    codings = allergy.code.coding if allergy.code else ()
    return any(coding.system == SNOMED and coding.code in NONE_KNOWN for coding in codings)


def given_on(immunization: Immunization) -> str:
    """The day it was given as recorded; "" when only words say so."""
    return immunization.occurrenceDateTime or ""
