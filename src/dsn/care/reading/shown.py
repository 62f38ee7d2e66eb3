"""Codes, texts and periods of a record as a page shows them, each with the language it is written in.

What a person wrote is shown as written. A resource may state its language; where it does not, displays are those of
the international code systems, which are English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsn.fhir.types import CodeableConcept, Period, Reference, Resource

UNSTATED = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the record and the language they are in (a BCP 47 tag), for the page's `lang`."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)


def language_of(resource: Resource) -> str:
    """The language the resource says it is written in, without the region."""
    return (resource.language or UNSTATED).split("-")[0]


def concept(code: CodeableConcept | None, language: str) -> Text:
    """The text of a concept, else its first display, else its first code: something, whenever something is there."""
    if code is None:
        return Text("", language)
    if code.text:
        return Text(code.text, language)
    displays = [coding.display for coding in code.coding if coding.display]
    codes = [coding.code for coding in code.coding if coding.code]
    return Text((displays or codes or [""])[0], language)


def first_code(code: CodeableConcept | None, system: str | None = None) -> str:
    """The first code of a concept (in `system`, when given); "" when there is none."""
    codings = code.coding if code else ()
    return next((c.code for c in codings if c.code and system in (None, c.system)), "")


def codes(concepts: Sequence[CodeableConcept]) -> set[str]:
    """Every code of several concepts."""
    return {coding.code for concept in concepts for coding in concept.coding if coding.code}


def reference_name(reference: Reference | None) -> str:
    """What the reference says it points at, when it says so; never a bare id."""
    return (reference.display or "") if reference else ""


def start_of(period: Period | None) -> str:
    """The start of a period; "" when not known."""
    return (period.start or "") if period else ""
