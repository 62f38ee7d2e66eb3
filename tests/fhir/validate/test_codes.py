"""Codes: bindings by strength, value sets by definition, what code systems say themselves."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import HL7, Json, by, codes, errors, judged, observation, patient, profile

from dsn.fhir.validate import Definitions
from dsn.fhir.validate.terms import Terms

SYSTEM = "http://example.org/colours"
SET = "http://example.org/warm"
COLOURS: Json = {
    "resourceType": "CodeSystem",
    "url": SYSTEM,
    "content": "complete",
    "caseSensitive": True,
    "property": [{"code": "light", "type": "boolean"}],
    "concept": [
        {"code": "red", "display": "Rouge", "concept": [{"code": "pink", "display": "Rose"}]},
        {"code": "blue", "display": "Bleu", "property": [{"code": "light", "valueBoolean": True}]},
    ],
}


def value_set(*include: Json, url: str = SET, **compose: list[Json]) -> Json:
    return {"resourceType": "ValueSet", "url": url, "compose": {"include": list(include), **compose}}


def has(found: Json, code: str, system: str | None = SYSTEM, *known: Json) -> bool | None:
    return Terms(Definitions([COLOURS, found, *known])).has(str(found["url"]), system, code)


@pytest.mark.parametrize(
    ("strength", "severity"),
    [("required", "error"), ("extensible", "warning"), ("preferred", "information"), ("example", None)],
)
def test_the_strength_of_a_binding_is_the_severity(strength: str, severity: str | None) -> None:
    """A code outside the set is an error, a warning, information or nothing; one inside is never anything."""
    bound = profile("Patient", {"path": "maritalStatus", "binding": {"strength": strength, "valueSet": SET}})
    warm = value_set({"system": SYSTEM, "concept": [{"code": "red"}]})

    def said(code: str) -> list[str]:
        person = patient(maritalStatus={"coding": [{"system": SYSTEM, "code": code}]})
        issues = judged(person, bound, warm, COLOURS, profiles=(bound["url"],))
        return [each.severity for each in issues if each.values.get("expected") == SET]

    assert said("blue") == ([severity] if severity else [])
    assert said("red") == []


def test_one_coding_of_several_is_enough_and_words_alone_are_not() -> None:
    """A required binding wants a code of the set; an extensible one takes text instead; absence has its extension."""
    bound = profile(
        "Patient", {"path": "maritalStatus", "binding": {"strength": "required", "valueSet": SET}}
    )
    warm = value_set({"system": SYSTEM, "concept": [{"code": "red"}]})
    two = {"coding": [{"system": SYSTEM, "code": "blue"}, {"system": SYSTEM, "code": "red"}]}
    assert by(bound, patient(maritalStatus=two), warm, COLOURS) == []
    words = patient(maritalStatus={"text": "rouge"})
    assert by(bound, words, warm, COLOURS) == [("fhir-code-none", "Patient.maritalStatus")]
    free = {"strength": "extensible", "valueSet": SET}
    assert by(profile("Patient", {"path": "maritalStatus", "binding": free}), words, warm, COLOURS) == []
    absent = {"url": HL7 + "data-absent-reason", "valueCode": "unknown"}
    assert by(bound, patient(maritalStatus={"extension": [absent]}), warm, COLOURS) == []
    assert by(bound, patient(maritalStatus={"coding": two["coding"][:1]}), warm, COLOURS) == [
        ("fhir-code-not-in-value-set", "Patient.maritalStatus")
    ]


def test_what_nobody_here_can_tell_is_said_and_is_no_error() -> None:
    """SNOMED CT is not at hand: a required binding to it is not judged."""
    bound = profile(
        "Patient", {"path": "maritalStatus", "binding": {"strength": "required", "valueSet": SET}}
    )
    snomed = value_set({"system": "http://snomed.info/sct"})
    person = patient(maritalStatus={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]})
    assert by(bound, person, snomed) == []
    issues = judged(person, bound, snomed, profiles=(bound["url"],))
    assert "fhir-unjudged-code" in {each.code for each in issues}


@pytest.mark.parametrize(
    ("include", "inside", "outside"),
    [
        ({"system": SYSTEM}, "pink", "green"),
        ({"system": SYSTEM, "concept": [{"code": "red"}]}, "red", "blue"),
        (
            {"system": SYSTEM, "filter": [{"property": "concept", "op": "is-a", "value": "red"}]},
            "red",
            "blue",
        ),
        (
            {"system": SYSTEM, "filter": [{"property": "concept", "op": "descendent-of", "value": "red"}]},
            "pink",
            "red",
        ),
        (
            {"system": SYSTEM, "filter": [{"property": "concept", "op": "is-not-a", "value": "red"}]},
            "blue",
            "pink",
        ),
        (
            {"system": SYSTEM, "filter": [{"property": "concept", "op": "generalizes", "value": "pink"}]},
            "red",
            "blue",
        ),
        ({"system": SYSTEM, "filter": [{"property": "display", "op": "=", "value": "Bleu"}]}, "blue", "red"),
        ({"system": SYSTEM, "filter": [{"property": "code", "op": "regex", "value": "r.*"}]}, "red", "blue"),
        (
            {"system": SYSTEM, "filter": [{"property": "code", "op": "in", "value": "red,blue"}]},
            "blue",
            "pink",
        ),
        ({"system": SYSTEM, "filter": [{"property": "light", "op": "=", "value": "true"}]}, "blue", "red"),
        (
            {"system": SYSTEM, "filter": [{"property": "light", "op": "exists", "value": "true"}]},
            "blue",
            "red",
        ),
    ],
)
def test_value_sets_are_computed_from_their_definition(include: Json, inside: str, outside: str) -> None:
    """Whole systems, listed codes and each filter."""
    assert has(value_set(include), inside) is True
    assert has(value_set(include), outside) is False
    assert has(value_set(include), inside, "http://example.org/other") is False


def test_value_sets_include_and_exclude_one_another() -> None:
    """An import is as good as the set; what is excluded is out; a set within itself tells nothing."""
    warm = value_set({"system": SYSTEM, "concept": [{"code": "red"}, {"code": "pink"}]}, url="http://x.org/w")
    both = value_set(
        {"valueSet": ["http://x.org/w"]}, exclude=[{"system": SYSTEM, "concept": [{"code": "pink"}]}]
    )
    assert has(both, "red", SYSTEM, warm) is True
    assert has(both, "pink", SYSTEM, warm) is False
    assert has(value_set({"valueSet": [SET]}), "red") is None


def test_grammars_stand_for_systems_without_a_list() -> None:
    """UCUM units, languages and media types are checked by their grammar."""
    terms = Terms(Definitions())
    for system, right, wrong in (
        ("http://unitsofmeasure.org", "mm[Hg]", "mmHg!"),
        ("urn:ietf:bcp:47", "fr-CA", "français du Québec"),
        ("urn:ietf:bcp:13", "application/pdf", "pdf"),
    ):
        assert terms.exists(system, right) is True
        assert terms.exists(system, wrong) is False
    assert terms.exists("http://loinc.org", "8310-5") is None


def test_a_code_that_its_system_does_not_have() -> None:
    """Whole systems alone can tell; v3-MaritalStatus is shipped whole, LOINC is not at hand."""
    marital = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
    wrong = patient(maritalStatus={"coding": [{"system": marital, "code": "marié"}]})
    assert ("fhir-code-unknown-in-system", "Patient.maritalStatus.coding[0]") in errors(wrong)
    assert errors(patient(maritalStatus={"coding": [{"system": marital, "code": "M"}]})) == []
    assert errors(observation(category=[{"coding": [{"system": "http://loinc.org", "code": "0"}]}])) == []


def test_the_words_of_another_code_are_a_warning() -> None:
    """Displays are compared without case; another code's display beside a code is said."""
    marital = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"

    def shown(display: str) -> set[str]:
        return codes(
            patient(maritalStatus={"coding": [{"system": marital, "code": "M", "display": display}]})
        )

    assert "fhir-display-other" in shown("Divorced")
    assert "fhir-display-other" not in shown("married")


def test_the_display_of_a_code_that_is_asked_for() -> None:
    """Where a code of the set is required, so is one of its displays; elsewhere other words are a warning."""
    red = {"system": SYSTEM, "code": "red"}
    warm = value_set({"system": SYSTEM, "concept": [{"code": "red"}]})
    for strength, wrong in (("required", ["fhir-display-wrong"]), ("extensible", [])):
        bound = profile(
            "Patient", {"path": "maritalStatus", "binding": {"strength": strength, "valueSet": SET}}
        )
        for display, expected in (("rouge ", []), ("Rose", wrong)):
            person = patient(maritalStatus={"coding": [{**red, "display": display}]})
            assert [code for code, _ in by(bound, person, warm, COLOURS)] == expected
            french = {**COLOURS, "language": "fr"}
            assert [code for code, _ in by(bound, {**person, "language": "fr-CA"}, warm, french)] == expected
            assert by(bound, {**person, "language": "es"}, warm, french) == []


def test_an_extensible_binding_may_have_a_limit() -> None:
    """`maxValueSet`: what leaves the set stays in the wider one."""
    wide = value_set({"system": SYSTEM}, url="http://example.org/wide")
    warm = value_set({"system": SYSTEM, "concept": [{"code": "red"}]})
    most = {"url": HL7 + "elementdefinition-maxValueSet", "valueCanonical": wide["url"]}
    limited = {"strength": "extensible", "valueSet": SET, "extension": [most]}
    bound = profile("Patient", {"path": "maritalStatus", "binding": limited})
    for system, expected in ((SYSTEM, []), ("http://example.org/o", ["fhir-code-not-in-value-set"])):
        person = patient(maritalStatus={"coding": [{"system": system, "code": "blue"}]})
        assert [code for code, _ in by(bound, person, warm, wide, COLOURS)] == expected
    assert errors(patient(language="fr-CA")) == []
    assert errors(patient(language="français !")) == [("fhir-code-not-in-value-set", "Patient.language")]


def test_a_profile_may_contain_its_value_sets() -> None:
    """`#warm` is the one inside."""
    inside = {**value_set({"system": SYSTEM, "concept": [{"code": "red"}]}), "id": "warm"}
    binding = {"strength": "required", "valueSet": "#warm"}
    bound = {**profile("Patient", {"path": "maritalStatus", "binding": binding}), "contained": [inside]}
    for code, expected in (("red", []), ("blue", ["fhir-code-not-in-value-set"])):
        person = patient(maritalStatus={"coding": [{"system": SYSTEM, "code": code}]})
        assert [each for each, _ in by(bound, person, COLOURS)] == expected


def test_a_system_is_an_absolute_uri_and_no_value_set() -> None:
    """`colours` and the url of a value set are no code systems."""
    warm = value_set({"system": SYSTEM}, url="http://example.org/ValueSet/warm")
    person = patient(maritalStatus={"coding": [{"system": "colours", "code": "red"}]})
    assert errors(person) == [("fhir-system-relative", "Patient.maritalStatus.coding[0]")]
    person["maritalStatus"]["coding"][0]["system"] = warm["url"]
    assert errors(person, warm) == [("fhir-system-is-value-set", "Patient.maritalStatus.coding[0]")]
    person["maritalStatus"]["coding"][0]["system"] = SYSTEM
    assert errors(person, warm, COLOURS) == []


def test_units_of_quantities_are_ucum() -> None:
    """A Quantity that says UCUM has a UCUM code."""
    ucum = "http://unitsofmeasure.org"
    assert errors(observation(valueQuantity={"value": 1, "system": ucum, "code": "mg"})) == []
    assert errors(observation(valueQuantity={"value": 1, "system": ucum, "code": "comprimé"})) == [
        ("fhir-code-unknown-in-system", "Observation.value")
    ]


def test_a_supplement_defines_no_codes() -> None:
    """It adds words to those of another system, which a coding names."""
    more: Json = {"resourceType": "CodeSystem", "url": "http://example.org/more", "content": "supplement"}
    more |= {"supplements": SYSTEM, "concept": [{"code": "red", "designation": [{"value": "red"}]}]}
    for system, expected in ((SYSTEM, []), (more["url"], ["fhir-system-is-supplement"])):
        person = patient(maritalStatus={"coding": [{"system": system, "code": "red"}]})
        assert [code for code, _ in errors(person, COLOURS, more)] == expected
