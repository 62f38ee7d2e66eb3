"""The public suite of the reference validator: its verdict and ours."""

from __future__ import annotations

from functools import cache

from tests.conformance.validator_report import (
    FOLDER,
    MODULES,
    Case,
    cases,
    differing,
    judge,
    profile_verdicts,
)

from dsn.fhir import validate, xml

LEAST = 236  # of 261; what differs and why stands in docs/decisions/what-validation-does-not-judge.md
LEAST_BY_PROFILE = 36  # of 52; the same page


@cache
def wrong() -> list[Case]:
    return [each for each in cases() if validate.has_errors(judge(each)) != each.has_error]


def test_where_two_validators_agree_so_do_we() -> None:
    """All 78 cases for which a second validator gives the reference validator's verdict."""
    asked = [each.name for each in cases() if each.agreed]
    assert len(asked) >= 74
    assert [each.name for each in wrong() if each.agreed] == []


def test_nine_in_ten_have_the_verdict_of_the_reference_validator() -> None:
    """Over the modules that R4 validation is about."""
    asked = [each for each in cases() if each.module in MODULES]
    assert len(asked) == 261
    assert len(asked) - len([each for each in wrong() if each.module in MODULES]) >= LEAST


def test_by_the_profiles_of_the_cases() -> None:
    """No right file is refused by its profile; the wrong ones that pass want what is not R4's or not at hand."""
    known = profile_verdicts()
    asked = [(each, known[each.name]) for each in cases() if each.name in known]
    assert len(asked) == 52
    others = [case.name for case, _ in differing(asked, with_profile=True)]
    assert [name for name in others if not known[name]] == []
    assert len(asked) - len(others) >= LEAST_BY_PROFILE


def test_the_contexts_of_an_extension_that_the_suite_leaves_out() -> None:
    """The cases do not bring its definition; its contexts are those that the reference validator's messages name."""
    home = "Patient.address.where(use = 'home')"
    interpreter = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
    kinds = {"Patient": "element", "Patient.name": "element", interpreter: "extension", home: "fhirpath"}
    definition = {
        "resourceType": "StructureDefinition",
        "url": "http://hl7.org/fhir/test/StructureDefinition/ext-ctxt-defn",
        "kind": "complex-type",
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "context": [{"type": kind, "expression": expression} for expression, kind in kinds.items()],
    }
    known = validate.Definitions([definition])
    asked = [each for each in cases() if each.name.startswith("ext-ctxt-")]
    assert len(asked) == 6
    for each in asked:
        found = validate.validate(xml.decode((FOLDER / each.file).read_bytes()), definitions=known)
        assert validate.has_errors(found) == each.has_error, each.name
