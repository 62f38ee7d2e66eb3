"""One answer against its question: type, options, value set, and the limits that extensions set."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from dsn.base.errors import DsnError
from dsn.fhir import path as fhirpath
from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, plain, type_name
from dsn.fhir.validate.bindings import check_display, is_member
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import text
from dsn.fhir.validate.match import is_pattern
from dsn.fhir.validate.references import named_type
from dsn.fhir.validate.trail import Trail
from dsn.fhir.validate.values import matches

HL7 = "http://hl7.org/fhir/StructureDefinition/"
TYPES: dict[str, tuple[str, ...]] = {
    "boolean": ("boolean",),
    "decimal": ("decimal", "integer"),
    "integer": ("integer",),
    "date": ("date",),
    "dateTime": ("dateTime",),
    "time": ("time",),
    "string": ("string",),
    "text": ("string",),
    "url": ("uri",),
    "choice": ("Coding",),
    "open-choice": ("Coding", "string"),
    "attachment": ("Attachment",),
    "reference": ("Reference",),
    "quantity": ("Quantity",),
}
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s\\]+")
_IS_MORE = fhirpath.compile("%given > %bound")
_IS_LESS = fhirpath.compile("%given < %bound")


def check_answer(walk: Walk, question: Item, kind: str | None, form: str, trail: Trail) -> None:
    """`form` is the canonical of the Questionnaire, in which `#…` names a contained value set."""
    link = text(question, "linkId") or ""
    for value in child(trail.item, "value"):
        here = Trail(trail, "value", 0, value)
        options = [each for option in child(question, "answerOption") for each in child(option, "value")]
        given = type_name(value)
        allowed = (*TYPES.get(kind or "", ()), *({type_name(each) for each in options} if options else ()))
        if given not in allowed:
            walk.say(
                "error", "fhir-answer-type", here, value=given, expected=allowed or (str(kind),), link=link
            )
            continue
        if options:
            _check_options(walk, options, kind, value, here)
        if value_set := text(question, "answerValueSet"):
            _check_value_set(
                walk, form + value_set if value_set.startswith("#") else value_set, kind, value, here
            )
        _check_text(walk, question, kind, value, here)
        _check_limits(walk, question, value, here)
        _check_rest(walk, question, value, here)


def _check_options(walk: Walk, options: list[Item], kind: str | None, value: Item, here: Trail) -> None:
    if any(_is_option(value, each) for each in options):
        return
    if kind == "open-choice":
        if type_name(value) != "string":
            walk.say("warning", "fhir-answer-not-option", here)
        return
    walk.say("error", "fhir-answer-not-option", here)


def check_exclusive(walk: Walk, question: Item, answers: list[Trail]) -> None:
    """R4's extension optionExclusive: "no other possible answers may be selected" beside that option."""
    alone = [
        each
        for option in child(question, "answerOption")
        if any(plain(value) is True for value in told(option, HL7 + "questionnaire-optionExclusive"))
        for each in child(option, "value")
    ]
    for answer in answers if len(answers) > 1 else ():
        if any(_is_option(value, each) for value in child(answer.item, "value") for each in alone):
            walk.say("error", "fhir-answer-exclusive", answer)


def _is_option(value: Item, option: Item) -> bool:
    if type_name(option) == "Coding" and type_name(value) == "Coding":
        return all(text(value, name) == text(option, name) for name in ("system", "code"))
    return type_name(option) == type_name(value) and is_pattern(value, option)


def _check_value_set(walk: Walk, value_set: str, kind: str | None, value: Item, here: Trail) -> None:
    if type_name(value) != "Coding":
        if kind != "open-choice":
            walk.say("error", "fhir-answer-not-coded", here, expected=value_set)
        return
    answer = is_member(walk.terms, value_set, value)
    if answer is None:
        walk.say("information", "fhir-unjudged-code", here, value=text(value, "code"), expected=value_set)
    elif not answer:
        walk.say(
            "error" if kind == "choice" else "warning",
            "fhir-answer-not-in-value-set",
            here,
            expected=value_set,
        )
    elif kind == "choice":
        check_display(walk, value_set, here)


def _check_text(walk: Walk, question: Item, kind: str | None, value: Item, here: Trail) -> None:
    written = value.value if isinstance(value, Prim) else None
    if not isinstance(written, str):
        return
    most = number(child(question, "maxLength"))
    if most is not None and len(written) > most:
        walk.say("error", "fhir-longer-than", here, expected=int(most))
    least = number(told(question, HL7 + "minLength"))
    if least is not None and len(written) < least:
        walk.say("error", "fhir-shorter-than", here, expected=int(least))
    for each in told(question, HL7 + "regex"):
        if not matches(str(plain(each)), written):
            walk.say("error", "fhir-answer-pattern", here, expected=str(plain(each)))
    if kind == "url" and not _is_url(written):
        walk.say("error", "fhir-answer-url", here, value=written)


def _is_url(written: str) -> bool:
    if written.startswith("urn:uuid:"):
        return _UUID.fullmatch(written) is not None
    return _URL.fullmatch(written) is not None


def _check_limits(walk: Walk, question: Item, value: Item, here: Trail) -> None:
    for url, test, code in (
        (HL7 + "minValue", _IS_LESS, "fhir-below-least"),
        (HL7 + "maxValue", _IS_MORE, "fhir-above-most"),
    ):
        for bound in told(question, url):
            if _is_true(test, value, bound):
                walk.say("error", code, here, expected=str(plain(bound)))
    places = number(told(question, HL7 + "maxDecimalPlaces"))
    if places is not None and isinstance(value, Prim) and isinstance(value.value, Decimal):
        exponent = value.value.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            walk.say("error", "fhir-answer-decimals", here, expected=int(places))


def _is_true(test: fhirpath.Compiled, given: Item, bound: Item) -> bool:
    try:
        return test(None, variables={"given": given, "bound": bound}) == [True]
    except DsnError:
        return False


def _check_rest(walk: Walk, question: Item, value: Item, here: Trail) -> None:
    kind = type_name(value)
    if kind == "Quantity":
        _check_unit(walk, question, value, here)
    elif kind == "Reference":
        _check_reference(walk, question, value, here)
    elif kind == "Attachment":
        _check_attachment(walk, question, value, here)


def _check_unit(walk: Walk, question: Item, value: Item, here: Trail) -> None:
    options = told(question, HL7 + "questionnaire-unitOption")
    if options and not any(
        all(text(value, n) == text(each, n) for n in ("system", "code")) for each in options
    ):
        walk.say("error", "fhir-answer-unit", here, value=text(value, "code") or text(value, "unit"))
    for each in told(question, HL7 + "questionnaire-unitValueSet"):
        if is_member(walk.terms, str(plain(each)), value) is False:
            walk.say("error", "fhir-answer-unit", here, value=text(value, "code") or text(value, "unit"))


def _check_reference(walk: Walk, question: Item, value: Item, here: Trail) -> None:
    allowed = tuple(str(plain(each)) for each in told(question, HL7 + "questionnaire-referenceResource"))
    kind = named_type(value, text(value, "reference"))
    if allowed and kind is not None and kind not in allowed:
        walk.say("error", "fhir-target-type", here, value=kind, expected=allowed)


def _check_attachment(walk: Walk, question: Item, value: Item, here: Trail) -> None:
    media = tuple(str(plain(each)) for each in told(question, HL7 + "mimeType"))
    kind = text(value, "contentType")
    if media and kind is not None and kind.partition(";")[0].strip() not in media:
        walk.say("error", "fhir-answer-media", here, value=kind, expected=media)
    most = number(told(question, HL7 + "maxSize"))  # bytes, as Attachment.size
    data = "".join((text(value, "data") or "").split())
    size = number(child(value, "size")) or len(data) * 3 // 4 - data[-2:].count("=")
    if most is not None and size > most:
        walk.say("error", "fhir-answer-size", here, value=int(size), expected=str(most))


def told(question: Item, url: str) -> list[Item]:
    """The values of an extension of the question."""
    return [
        value
        for each in child(question, "extension")
        if text(each, "url") == url
        for value in child(each, "value")
    ]


def number(items: list[Item]) -> Decimal | None:
    value: Any = plain(items[0]) if items else None
    return Decimal(str(value)) if isinstance(value, (int, Decimal, float)) else None
