"""Questionnaires, and responses against them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.validate.judging import HL7, Json, codes, errors

FORM = "http://example.org/Questionnaire/f"


def form(*items: Json) -> Json:
    return {"resourceType": "Questionnaire", "url": FORM, "status": "active", "item": list(items)}


def response(*items: Json, status: str = "completed") -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": FORM,
        "status": status,
        "item": list(items),
    }


def item(link: str, *answers: Any, **more: Any) -> Json:
    """An item of a response: answers are `{"valueString": …}`."""
    return {"linkId": link, **({"answer": list(answers)} if answers else {}), **more}


def question(kind: str, link: str = "q", **more: Any) -> Json:
    return {"linkId": link, "type": kind, **more}


def told(url: str, **value: Any) -> Json:
    return {"extension": [{"url": HL7 + url, **value}]}


YES, NO = {"valueBoolean": True}, {"valueBoolean": False}
TEXT = {"valueString": "abc"}
RED = {"system": "http://example.org/s", "code": "red"}
UCUM = "http://unitsofmeasure.org"
GENDER = "http://hl7.org/fhir/administrative-gender"


@pytest.mark.parametrize(
    ("asked", "right", "wrong", "code"),
    [
        (question("boolean"), YES, TEXT, "fhir-answer-type"),
        (question("decimal"), {"valueDecimal": 1.5}, TEXT, "fhir-answer-type"),
        (question("integer"), {"valueInteger": 1}, {"valueDecimal": 1.5}, "fhir-answer-type"),
        (question("date"), {"valueDate": "2024"}, TEXT, "fhir-answer-type"),
        (question("text"), TEXT, {"valueInteger": 1}, "fhir-answer-type"),
        (question("choice"), {"valueCoding": RED}, TEXT, "fhir-answer-type"),
        (question("open-choice"), TEXT, YES, "fhir-answer-type"),
        (
            question("url"),
            {"valueUri": "https://example.org/a"},
            {"valueUri": "Patient/1"},
            "fhir-answer-url",
        ),
        (question("string", maxLength=3), TEXT, {"valueString": "abcd"}, "fhir-longer-than"),
        (
            question("string", **told("minLength", valueInteger=3)),
            TEXT,
            {"valueString": "a"},
            "fhir-shorter-than",
        ),
        (
            question("string", **told("regex", valueString="[a-c]+")),
            TEXT,
            {"valueString": "d"},
            "fhir-answer-pattern",
        ),
        (
            question("integer", **told("minValue", valueInteger=2)),
            {"valueInteger": 2},
            {"valueInteger": 1},
            "fhir-below-least",
        ),
        (
            question("integer", **told("maxValue", valueInteger=2)),
            {"valueInteger": 2},
            {"valueInteger": 3},
            "fhir-above-most",
        ),
        (
            question("decimal", **told("maxDecimalPlaces", valueInteger=1)),
            {"valueDecimal": 1.5},
            {"valueDecimal": 1.25},
            "fhir-answer-decimals",
        ),
        (
            question("choice", answerOption=[{"valueCoding": RED}]),
            {"valueCoding": RED},
            {"valueCoding": {**RED, "code": "blue"}},
            "fhir-answer-not-option",
        ),
        (
            question("integer", answerOption=[{"valueInteger": 1}]),
            {"valueInteger": 1},
            {"valueInteger": 2},
            "fhir-answer-not-option",
        ),
        (
            question("choice", answerValueSet="http://hl7.org/fhir/ValueSet/administrative-gender"),
            {"valueCoding": {"system": GENDER, "code": "male", "display": "Male"}},
            {"valueCoding": {"system": GENDER, "code": "man"}},
            "fhir-answer-not-in-value-set",
        ),
        (
            question("choice", answerValueSet="http://hl7.org/fhir/ValueSet/administrative-gender"),
            {"valueCoding": {"system": GENDER, "code": "male"}},
            {"valueCoding": {"system": GENDER, "code": "male", "display": "Female"}},
            "fhir-display-wrong",
        ),
        (
            question("reference", **told("questionnaire-referenceResource", valueCode="Patient")),
            {"valueReference": {"reference": "Patient/1"}},
            {"valueReference": {"reference": "Group/1"}},
            "fhir-target-type",
        ),
        (
            question(
                "quantity", **told("questionnaire-unitOption", valueCoding={"system": UCUM, "code": "kg"})
            ),
            {"valueQuantity": {"value": 1, "system": UCUM, "code": "kg"}},
            {"valueQuantity": {"value": 1, "system": UCUM, "code": "g"}},
            "fhir-answer-unit",
        ),
        (
            question("attachment", **told("mimeType", valueCode="application/pdf")),
            {"valueAttachment": {"contentType": "application/pdf"}},
            {"valueAttachment": {"contentType": "image/png"}},
            "fhir-answer-media",
        ),
        (
            question("attachment", **told("maxSize", valueDecimal=2)),
            {"valueAttachment": {"contentType": "text/plain", "data": "AAA="}},
            {"valueAttachment": {"contentType": "text/plain", "data": "AAAA"}},
            "fhir-answer-size",
        ),
    ],
)
def test_an_answer_suits_its_question(asked: Json, right: Json, wrong: Json, code: str) -> None:
    """By type, options, value set and each limit."""
    assert errors(response(item("q", right)), form(asked)) == []
    assert code in [each for each, _ in errors(response(item("q", wrong)), form(asked))]


TWO = (question("string", "a"), question("string", "b"))
GROUP = question("group", "g", item=[question("string", "a")])


@pytest.mark.parametrize(
    ("asked", "given", "code"),
    [
        (TWO, (item("a", TEXT), item("b", TEXT)), None),
        (TWO, (item("b", TEXT), item("a", TEXT)), "fhir-answer-order"),
        (TWO, (item("c", TEXT),), "fhir-answer-unknown"),
        (TWO, (item("a", TEXT), item("a", TEXT)), "fhir-answer-item-twice"),
        (TWO, (item("a", TEXT, TEXT),), "fhir-answer-several"),
        ((question("string", "a", repeats=True),), (item("a", TEXT, TEXT),), None),
        ((GROUP,), (item("g", item=[item("a", TEXT)]),), None),
        ((GROUP,), (item("a", TEXT),), "fhir-answer-misplaced"),
        ((GROUP,), (item("g", TEXT),), "fhir-answer-to-group"),
        (({**GROUP, "repeats": True},), (item("g", item=[item("a", TEXT)]),) * 2, None),
        ((question("display", "d", text="x"),), (item("d", TEXT),), "fhir-answer-to-group"),
        ((question("string", "a", required=True),), (item("a"),), "fhir-answer-missing"),
        (
            (question("boolean", "a", item=[question("string", "b")]),),
            (item("a", {**YES, "item": [item("b", TEXT)]}),),
            None,
        ),
    ],
)
def test_items_stand_as_in_the_form(
    asked: tuple[Json, ...], given: tuple[Json, ...], code: str | None
) -> None:
    """Each at its level, in order, as often as may be."""
    found = [each for each, _ in errors(response(*given), form(*asked))]
    assert found == ([code] if code else [])


def test_what_is_missing_matters_when_the_response_is_done() -> None:
    """An unfinished response gets a warning."""
    asked = form(question("string", "a", required=True), question("string", "b"))
    assert errors(response(item("b", TEXT)), asked) == [("fhir-answer-missing", "QuestionnaireResponse")]
    unfinished = response(item("b", TEXT), status="in-progress")
    assert errors(unfinished, asked) == []
    assert "fhir-answer-missing" in codes(unfinished, asked)


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "enabled"),
    [
        ("=", {"answerBoolean": True}, (YES,), True),
        ("=", {"answerBoolean": True}, (NO,), False),
        ("=", {"answerBoolean": True}, (), False),
        ("!=", {"answerBoolean": True}, (NO,), True),
        ("exists", {"answerBoolean": True}, (NO,), True),
        ("exists", {"answerBoolean": False}, (NO,), False),
        ("exists", {"answerBoolean": False}, (), True),
        (">", {"answerInteger": 2}, ({"valueInteger": 3},), True),
        (">=", {"answerInteger": 4}, ({"valueInteger": 3},), False),
        ("=", {"answerCoding": RED}, ({"valueCoding": RED},), True),
        ("=", {"answerCoding": RED}, ({"valueCoding": {**RED, "code": "blue"}},), False),
    ],
)
def test_a_question_is_asked_when_its_condition_holds(
    operator: str, wanted: Json, given: tuple[Json, ...], enabled: bool
) -> None:
    """Enabled, it must be answered; not enabled, it must not."""
    kind = {"valueInteger": "integer", "valueCoding": "choice"}.get(
        next(iter(given[0])) if given else "", "boolean"
    )
    condition = {"question": "a", "operator": operator, **wanted}
    asked = form(question(kind, "a"), question("string", "b", required=True, enableWhen=[condition]))
    first = [item("a", *given)] if given else []
    answered = [each for each, _ in errors(response(*first, item("b", TEXT)), asked)]
    silent = [
        each for each, _ in errors(response(*first, item("a") if not first else item("a", *given)), asked)
    ]
    assert ("fhir-answer-not-enabled" in answered) is not enabled
    if given:
        without = [each for each, _ in errors(response(*first), asked)]
        assert without == (["fhir-answer-missing"] if enabled else [])
    assert "fhir-answer-unknown" not in silent


@pytest.mark.parametrize(("behavior", "enabled"), [("all", False), ("any", True)])
def test_several_conditions(behavior: str, enabled: bool) -> None:
    """All of them, or any."""
    conditions = [{"question": "a", "operator": "=", "answerBoolean": each} for each in (True, False)]
    asked = form(
        question("boolean", "a"), question("string", "b", enableWhen=conditions, enableBehavior=behavior)
    )
    found = errors(response(item("a", YES), item("b", TEXT)), asked)
    assert [each for each, _ in found] == ([] if enabled else ["fhir-answer-not-enabled"])


def test_a_condition_may_be_an_expression() -> None:
    """FHIRPath on the response; what cannot be evaluated leaves the question neither asked nor not."""
    url = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"

    def asked(expression: str, language: str = "text/fhirpath") -> Json:
        told = {"url": url, "valueExpression": {"language": language, "expression": expression}}
        return form(question("boolean", "a"), {**question("string", "b", required=True), "extension": [told]})

    holds = "%resource.item.where(linkId = 'a').answer.value.first()"
    for first, expected in ((YES, []), (NO, ["fhir-answer-not-enabled"])):
        answered = response(item("a", first), item("b", TEXT))
        assert [code for code, _ in errors(answered, asked(holds))] == expected
        for unclear in (asked("%resource.("), asked(holds, "text/cql")):
            assert errors(answered, unclear) == []


def test_a_form_may_contain_its_value_sets() -> None:
    """`#v` in a question is the value set inside the form."""
    inside: Json = {"resourceType": "ValueSet", "id": "v", "status": "draft"}
    inside["compose"] = {"include": [{"system": GENDER, "concept": [{"code": "male"}]}]}
    asked = {**form(question("choice", answerValueSet="#v")), "contained": [inside]}
    for code, expected in (("male", []), ("female", ["fhir-answer-not-in-value-set"])):
        given = response(item("q", {"valueCoding": {"system": GENDER, "code": code}}))
        assert [each for each, _ in errors(given, asked)] == expected


def test_a_form_that_is_not_known_is_said() -> None:
    """Neither an unknown form nor the lack of one is an error."""
    assert "fhir-unjudged-form" in codes(response(item("q", TEXT)))
    bare = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    assert "fhir-unjudged-no-form" in codes(bare)
    assert errors(bare) == errors(response(item("q", TEXT))) == []


def test_a_form_may_be_contained() -> None:
    """`#f` names a Questionnaire inside the response."""
    inside = {**form(question("boolean")), "id": "f"}
    given = {**response(item("q", TEXT)), "contained": [inside], "questionnaire": "#f"}
    assert [each for each, _ in errors(given)] == ["fhir-answer-type"]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ([{"question": "a", "operator": "exists", "answerBoolean": True}], None),
        ([{"question": "z", "operator": "exists", "answerBoolean": True}], "fhir-form-question-unknown"),
        ([{"question": "c", "operator": "exists", "answerBoolean": True}], "fhir-form-question-within"),
        ([{"question": "a", "operator": "=", "answerBoolean": True}] * 2, "fhir-form-no-behavior"),
    ],
)
def test_conditions_of_a_form_make_sense(condition: list[Json], code: str | None) -> None:
    """They are about a question that exists, is not within what they decide, and say how they go together."""
    group = question("group", "g", enableWhen=condition, item=[question("boolean", "c")])
    found = [each for each, _ in errors(form(question("boolean", "a"), group))]
    assert found == ([code] if code else [])


def test_a_number_is_given_once() -> None:
    """Two questions with one linkId cannot be told apart."""
    twice = form(question("group", "g", item=[question("boolean", "a")]), question("boolean", "a"))
    assert ("fhir-form-link-twice", "Questionnaire") in errors(twice)
