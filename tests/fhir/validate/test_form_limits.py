"""Forms: how many answers, which exclude others, of which types initial values, options and conditions are."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import HL7, Json, errors
from tests.fhir.validate.test_forms import form, item, question, response

NONE, ONE, TWO = (
    {"valueCoding": {"system": "http://example.org/s", "code": code}} for code in ("none", "one", "two")
)


def found(*given: Json, asked: Json, **more: object) -> list[str]:
    return [code for code, _ in errors({**response(*given), **more}, asked)]


def test_the_number_of_answers() -> None:
    """R4's minOccurs and maxOccurs, of answers to a question; too few matter when the response is done."""
    limits = [
        {"url": HL7 + "questionnaire-minOccurs", "valueInteger": 2},
        {"url": HL7 + "questionnaire-maxOccurs", "valueInteger": 3},
    ]
    asked = form({**question("string", "a", repeats=True), "extension": limits})

    def of(count: int) -> Json:
        return item("a", *({"valueString": str(at)} for at in range(count)))

    assert found(of(2), asked=asked) == found(of(3), asked=asked) == []
    assert found(of(1), asked=asked) == ["fhir-answer-too-few"]
    assert found(of(4), asked=asked) == ["fhir-answer-too-many"]
    assert found(of(1), asked=asked, status="in-progress") == []


def test_the_number_of_groups() -> None:
    """The same of a group's repetitions; a required group holds something."""
    most = {"url": HL7 + "questionnaire-maxOccurs", "valueInteger": 2}
    group = question("group", "g", repeats=True, required=True, item=[question("string", "a")])
    asked = form({**group, "extension": [most]})
    one = {"linkId": "g", "item": [item("a", {"valueString": "x"})]}
    assert found(one, one, asked=asked) == []
    assert found(one, one, one, asked=asked) == ["fhir-answer-too-many"]
    assert found({"linkId": "g"}, asked=asked) == ["fhir-answer-missing"]


def test_an_answer_that_excludes_others() -> None:
    """« Aucun » stands alone."""
    alone = {**NONE, "extension": [{"url": HL7 + "questionnaire-optionExclusive", "valueBoolean": True}]}
    asked = form(question("choice", "a", repeats=True, answerOption=[alone, ONE, TWO]))
    assert found(item("a", NONE), asked=asked) == found(item("a", ONE, TWO), asked=asked) == []
    assert found(item("a", ONE, NONE), asked=asked) == ["fhir-answer-exclusive"]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"reference": "Patient/1"}, []),
        ({"reference": "Group/1"}, ["fhir-target-type"]),
        ({"type": "Group", "identifier": {"value": "1"}}, ["fhir-target-type"]),
        ({"display": "?"}, []),
    ],
)
def test_the_subject_of_a_response(subject: Json, expected: list[str]) -> None:
    """One of the types that the form is about."""
    asked = {**form(question("string", "a")), "subjectType": ["Patient", "Practitioner"]}
    assert found(item("a", {"valueString": "x"}), asked=asked, subject=subject) == expected


@pytest.mark.parametrize(
    ("items", "right"),
    [
        ([question("integer", "a", initial=[{"valueInteger": 1}])], True),
        ([question("integer", "a", initial=[{"valueString": "1"}])], False),
        ([question("decimal", "a", initial=[{"valueInteger": 1}])], True),
        ([question("choice", "a", answerOption=[{"valueString": "x"}])], True),
        ([question("integer", "a", answerOption=[{"valueString": "x"}])], False),
        ([question("url", "a", initial=[{"valueUri": "https://example.org"}])], True),
    ],
)
def test_values_of_a_form_are_of_the_type_of_their_question(items: list[Json], right: bool) -> None:
    """Initial values and options."""
    assert [code for code, _ in errors(form(*items))] == ([] if right else ["fhir-form-type"])


@pytest.mark.parametrize(
    ("condition", "right"),
    [
        ({"operator": "=", "answerInteger": 1}, True),
        ({"operator": "=", "answerString": "1"}, False),
        ({"operator": "exists", "answerBoolean": True}, True),
    ],
)
def test_a_condition_compares_with_the_type_of_the_answers(condition: Json, right: bool) -> None:
    """Only `exists` takes a boolean of any question."""
    second = question("string", "b", enableWhen=[{"question": "a", **condition}])
    assert [code for code, _ in errors(form(question("integer", "a"), second))] == (
        [] if right else ["fhir-form-type"]
    )
