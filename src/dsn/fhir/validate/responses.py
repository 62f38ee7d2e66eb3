"""A QuestionnaireResponse against its Questionnaire (questionnaireresponse.html): items, order, answers, conditions."""

from __future__ import annotations

from collections.abc import Mapping

from dsn.fhir.path.nodes import Item, Obj
from dsn.fhir.path.walk import child, plain, type_name
from dsn.fhir.validate.answers import HL7, check_answer, check_exclusive, number, told
from dsn.fhir.validate.conditions import is_enabled
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.issue import Severity
from dsn.fhir.validate.references import named_type
from dsn.fhir.validate.trail import Trail

_UNFINISHED = frozenset({"in-progress", "stopped", "entered-in-error"})


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    canonical = text(trail.item, "questionnaire")
    if canonical is None:
        walk.say("information", "fhir-unjudged-no-form", trail)
        return
    form = _form(walk, canonical, frame)
    if form is None:
        walk.say("information", "fhir-unjudged-form", trail, value=canonical)
        return
    _check_subject(walk, form, trail, frame)
    lenient = text(trail.item, "status") in _UNFINISHED
    _Reading(walk, form, "warning" if lenient else "error").level(form, trail, [trail])


def _check_subject(walk: Walk, form: Item, trail: Trail, frame: Frame) -> None:
    """Questionnaire.subjectType: "The types of subjects that can be the subject of responses"."""
    allowed = tuple(str(plain(each)) for each in child(form, "subjectType"))
    for subject in child(trail.item, "subject"):
        reference = text(subject, "reference")
        target = frame.resolve(reference) if reference else None
        kind = type_name(target) if target is not None else named_type(subject, reference)
        if allowed and kind is not None and kind not in allowed:
            walk.say("error", "fhir-target-type", trail, ".subject", value=kind, expected=allowed)


def _form(walk: Walk, canonical: str, frame: Frame) -> Item | None:
    if canonical.startswith("#"):
        return frame.resolve(canonical)
    found = walk.definitions.find("Questionnaire", canonical)
    return Obj(found, "Questionnaire") if isinstance(found, Mapping) else None


class _Reading:
    def __init__(self, walk: Walk, form: Item, missing: Severity) -> None:
        self.walk = walk
        self.form = form
        self.url = text(form, "url") or ""
        self.missing = missing

    def level(self, asked: Item, trail: Trail, around: list[Trail]) -> None:
        """The items of one item, answer or response, by the items asked there. `around`: outermost first."""
        questions = child(asked, "item")
        places = {text(each, "linkId"): at for at, each in enumerate(questions)}
        given: dict[str | None, list[Trail]] = {}
        last = 0
        for at, item in enumerate(child(trail.item, "item")):
            here, link = Trail(trail, "item", at, item), text(item, "linkId")
            if link not in places:
                self._misplaced(link, here)
                continue
            if places[link] < last:
                self.walk.say("error", "fhir-answer-order", here, value=link)
            last = max(last, places[link])
            given.setdefault(link, []).append(here)
        for question in questions:
            self._question(question, given.get(text(question, "linkId"), []), trail, around)

    def _misplaced(self, link: str | None, here: Trail) -> None:
        known = any(text(each, "linkId") == link for each in _all(self.form))
        self.walk.say("error", "fhir-answer-misplaced" if known else "fhir-answer-unknown", here, value=link)

    def _question(self, question: Item, given: list[Trail], trail: Trail, around: list[Trail]) -> None:
        link, kind = text(question, "linkId") or "", text(question, "type")
        enabled = is_enabled(question, around)
        if not given:
            if enabled and _is_true(question, "required") and kind != "display":
                self.walk.say(self.missing, "fhir-answer-missing", trail, value=link)
            return
        if enabled is False:
            self.walk.say("error", "fhir-answer-not-enabled", given[0], value=link)
        if len(given) > 1 and not (kind == "group" and _is_true(question, "repeats")):
            self.walk.say("error", "fhir-answer-item-twice", given[1], value=link)
        self._occurrences(question, kind, link, given)
        for here in given:
            self._item(question, kind, here, [*around, here])

    def _occurrences(self, question: Item, kind: str | None, link: str, given: list[Trail]) -> None:
        """R4's extensions: how often "the group must appear", or how many "answers for a question" there are."""
        count = len(given) if kind == "group" else sum(len(child(each.item, "answer")) for each in given)
        least = number(told(question, HL7 + "questionnaire-minOccurs"))
        most = number(told(question, HL7 + "questionnaire-maxOccurs"))
        if least is not None and count < least:
            self.walk.say(self.missing, "fhir-answer-too-few", given[0], value=link, expected=int(least))
        if most is not None and count > most:
            self.walk.say("error", "fhir-answer-too-many", given[0], value=link, expected=int(most))

    def _item(self, question: Item, kind: str | None, here: Trail, around: list[Trail]) -> None:
        answers = [Trail(here, "answer", at, each) for at, each in enumerate(child(here.item, "answer"))]
        link = text(question, "linkId") or ""
        self._check_text(question, here)
        if kind in ("group", "display"):
            if answers:
                self.walk.say("error", "fhir-answer-to-group", here, value=link)
            if kind == "group":
                if (
                    _is_true(question, "required")
                    and not child(here.item, "item")
                    and child(question, "item")
                ):
                    # "required groups must contain at least one child element" (Questionnaire.item.required)
                    self.walk.say(self.missing, "fhir-answer-missing", here, value=link)
                self.level(question, here, around)
            return
        if len(answers) > 1 and not _is_true(question, "repeats"):
            self.walk.say("error", "fhir-answer-several", here, value=link)
        if not answers and _is_true(question, "required"):
            self.walk.say(self.missing, "fhir-answer-missing", here, value=link)
        check_exclusive(self.walk, question, answers)
        for answer in answers:
            check_answer(self.walk, question, kind, self.url, answer)
            self.level(question, answer, [*around, answer])
        if child(here.item, "item"):
            self.walk.say("error", "fhir-answer-nested", here, value=link)

    def _check_text(self, question: Item, here: Trail) -> None:
        said, asked = text(here.item, "text"), text(question, "text")
        if said is not None and asked is not None and said != asked:
            self.walk.say("information", "fhir-answer-text", here, value=said, expected=asked)


def _is_true(item: Item, name: str) -> bool:
    return any(getattr(each, "value", None) is True for each in child(item, name))


def _all(item: Item) -> list[Item]:
    return [found for each in child(item, "item") for found in (each, *_all(each))]
