"""`enableWhen`: is a question asked at all, given the answers so far? (questionnaire.html#enableWhen)"""

from __future__ import annotations

from dsn.base.errors import DsnError
from dsn.fhir import path as fhirpath
from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.validate.frame import text
from dsn.fhir.validate.trail import Trail

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
_OPERATORS = {op: fhirpath.compile(f"%given {op} %wanted") for op in ("=", ">", "<", ">=", "<=")}


def is_enabled(question: Item, around: list[Trail]) -> bool | None:
    """None where an expression decides that cannot be evaluated here."""
    told = [each for each in child(question, "extension") if text(each, "url") == _SDC]
    if told:
        return _expressed(told[0], around)
    conditions = child(question, "enableWhen")
    if not conditions:
        return True
    answers = [_holds(each, around) for each in conditions]
    return any(answers) if text(question, "enableBehavior") == "any" else all(answers)


def _expressed(extension: Item, around: list[Trail]) -> bool | None:
    """By a FHIRPath expression (of HL7's guide for structured data capture), `%resource` being the response."""
    expression = next(iter(child(extension, "value")), None)
    if text(expression, "language") != "text/fhirpath":
        return None
    response = around[0].item
    try:
        found = fhirpath.compile(text(expression, "expression") or "")(
            around[-1].item, resource=response, variables={"context": around[-1].item}
        )
    except DsnError:
        return None
    return found[0] if len(found) == 1 and isinstance(found[0], bool) else None


def _holds(condition: Item, around: list[Trail]) -> bool:
    given = _answers(text(condition, "question"), around)
    wanted = child(condition, "answer")
    operator = text(condition, "operator") or "="
    if operator == "exists":
        asked = not wanted or getattr(wanted[0], "value", True) is True
        return bool(given) == asked
    if not wanted:
        return False
    if operator == "!=":
        return bool(given) and not any(_compares("=", each, wanted[0]) for each in given)
    return any(_compares(operator, each, wanted[0]) for each in given)


def _answers(link: str | None, around: list[Trail]) -> list[Item]:
    """The answers to a question, those nearest to where it is asked."""
    for here in reversed(around):
        found = [each for each in _within(here.item) if text(each, "linkId") == link]
        if text(here.item, "linkId") == link and not isinstance(here.item, Prim):
            found = [here.item]
        if found:
            return [
                value
                for each in found
                for answer in child(each, "answer")
                for value in child(answer, "value")
            ]
    return []


def _within(item: Item) -> list[Item]:
    inside = [
        *child(item, "item"),
        *(each for answer in child(item, "answer") for each in child(answer, "item")),
    ]
    return [found for each in inside for found in (each, *_within(each))]


def _compares(operator: str, given: Item, wanted: Item) -> bool:
    if type_name(wanted) == "Coding":
        same = type_name(given) == "Coding" and text(given, "code") == text(wanted, "code")
        return operator == "=" and same and text(given, "system") == text(wanted, "system")
    try:
        return _OPERATORS[operator](None, variables={"given": given, "wanted": wanted}) == [True]
    except (DsnError, KeyError):
        return False
