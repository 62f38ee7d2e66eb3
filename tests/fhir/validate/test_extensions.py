"""Extensions: known or not, where they may stand, what they hold."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import HL7, URL, Json, codes, errors, observation, patient, profile


def extension(context: list[Json], *elements: Json, **root: object) -> Json:
    """A definition of an extension with a string."""
    made = profile("Extension", {"path": "url", "fixedUri": URL + "e"}, *elements, name="e")
    made["context"] = context
    made["differential"]["element"][0].update(root)
    return made


GIVEN = {"url": URL + "e", "valueString": "x"}


@pytest.mark.parametrize(
    ("context", "person", "allowed"),
    [
        ({"type": "element", "expression": "Patient"}, patient(extension=[GIVEN]), True),
        ({"type": "element", "expression": "Patient"}, patient(name=[{"extension": [GIVEN]}]), False),
        ({"type": "element", "expression": "Patient.name"}, patient(name=[{"extension": [GIVEN]}]), True),
        ({"type": "element", "expression": "HumanName"}, patient(name=[{"extension": [GIVEN]}]), True),
        (
            {"type": "element", "expression": "HumanName.family"},
            patient(name=[{"extension": [GIVEN]}]),
            False,
        ),
        (
            {"type": "element", "expression": "HumanName.family"},
            patient(name=[{"_family": {"extension": [GIVEN]}}]),
            True,
        ),
        ({"type": "element", "expression": "Element"}, patient(name=[{"extension": [GIVEN]}]), True),
        ({"type": "element", "expression": "Resource"}, patient(extension=[GIVEN]), True),
        ({"type": "element", "expression": "Observation"}, patient(extension=[GIVEN]), False),
        (
            {"type": "fhirpath", "expression": "Patient.name.where(use='usual')"},
            patient(extension=[GIVEN]),
            False,
        ),
        (
            {"type": "fhirpath", "expression": "Patient.name.where(use='usual')"},
            patient(name=[{"use": "usual", "extension": [GIVEN]}]),
            True,
        ),
        ({"type": "extension", "expression": URL + "outer"}, patient(extension=[GIVEN]), False),
        (
            {"type": "extension", "expression": "http://example.org/outer"},
            patient(extension=[{"url": "http://example.org/outer", "extension": [GIVEN]}]),
            True,
        ),
    ],
)
def test_an_extension_stands_where_its_definition_allows(context: Json, person: Json, allowed: bool) -> None:
    """By element, by type, by FHIRPath, by the extension around it."""
    found = {code for code, _ in errors(person, extension([context]))}
    assert found == (set() if allowed else {"fhir-extension-context"})


def test_an_extension_may_ask_something_of_where_it_stands() -> None:
    """`contextInvariant` is true of the element around, with the extension at hand."""
    asking = extension([{"type": "element", "expression": "Patient"}])
    asking["contextInvariant"] = ["active and %extension.value = 'x'"]
    assert errors(patient(active=True, extension=[GIVEN]), asking) == []
    assert errors(patient(active=False, extension=[GIVEN]), asking) == [
        ("fhir-extension-invariant", "Patient.extension[0]")
    ]


def test_the_value_of_an_extension_meets_its_definition() -> None:
    """A string where the definition has a code, and a value too many."""
    anywhere = [{"type": "element", "expression": "Element"}, {"type": "element", "expression": "Resource"}]
    coded = extension(anywhere, {"path": "value[x]", "min": 1, "type": [{"code": "code"}]})
    assert errors(patient(extension=[{"url": URL + "e", "valueCode": "x"}]), coded) == []
    assert errors(patient(extension=[{"url": URL + "e", "valueBoolean": True}]), coded) == [
        ("fhir-type-not-allowed", "Patient.extension[0].value")
    ]


def test_the_parts_of_an_extension_are_those_of_its_definition() -> None:
    """patient-animal, shipped, has `species` and no `colour`."""
    part = {"url": "species", "valueCodeableConcept": {"text": "chien"}}
    animal: Json = {"url": HL7 + "patient-animal", "extension": [part]}
    assert errors(patient(extension=[animal])) == []
    animal["extension"].append({"url": "colour", "valueString": "x"})
    assert ("fhir-extension-part-unknown", "Patient.extension[0]") in errors(patient(extension=[animal]))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("species", "fhir-extension-relative"),
        (HL7 + "patient-animal|4.0.1", "fhir-extension-versioned"),
        (HL7 + "bodytemp", "fhir-extension-no-extension"),
    ],
)
def test_the_url_of_an_extension(url: str, code: str) -> None:
    """Complete, without version, of an extension."""
    assert errors(patient(extension=[{"url": url, "valueString": "x"}])) == [(code, "Patient.extension[0]")]


def test_unknown_extensions_are_said() -> None:
    """As information; a modifier that nobody knows as a warning; neither is an error."""
    unknown = {"url": "http://example.org/new", "valueString": "x"}
    assert "fhir-unjudged-extension" in codes(patient(extension=[unknown]))
    assert "fhir-modifier-unknown" in codes(observation(modifierExtension=[unknown]))
    assert errors(observation(extension=[unknown], modifierExtension=[unknown])) == []


def test_modifiers_stand_among_modifiers() -> None:
    """What changes the meaning is a modifierExtension, what does not is none."""
    anywhere = [{"type": "element", "expression": "Observation"}]
    modifier = extension(anywhere, isModifier=True, isModifierReason="…")
    assert errors(observation(modifierExtension=[GIVEN]), modifier) == []
    assert errors(observation(extension=[GIVEN]), modifier) == [
        ("fhir-modifier-place", "Observation.extension[0]")
    ]
    assert errors(observation(modifierExtension=[GIVEN]), extension(anywhere)) == [
        ("fhir-not-modifier", "Observation.modifierExtension[0]")
    ]


def test_extensions_of_primitives_are_looked_at() -> None:
    """In a list of given names, at the right place."""
    person = patient(name=[{"given": ["Ève", "Anne"], "_given": [None, {"extension": [GIVEN]}]}])
    observed = extension([{"type": "element", "expression": "Observation"}])
    assert errors(person, observed) == [("fhir-extension-context", "Patient.name[0].given[1].extension[0]")]
