"""Whatever R4 allows can be shown: every official example of what sections show, in both languages."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.town import TODAY

from dsn.base.errors import Refused
from dsn.care.reading.section import Reading, Searches, Section
from dsn.fhir import json as fhir_json
from dsn.sites.clinic.chart import SECTIONS
from dsn.store.changes import Found, Version
from dsn.web.page import render
from dsn.web.words import Words, words

PACKAGE = Path(__file__).resolve().parents[2] / "node_modules" / "hl7.fhir.r4.examples"
FEWEST = 5
"""Examples there are at least of each type."""


class Given(Searches):
    """Answers every search with the versions it was given."""

    person = "p"

    def __init__(self, versions: tuple[Version, ...]) -> None:
        self.versions = versions

    async def find(self, type_: str, pairs: tuple[tuple[str, str], ...], count: int) -> Found:
        return Found(self.versions, (), 1)


def examples(type_: str) -> list[Version]:
    found: list[Version] = []
    for file in sorted(PACKAGE.glob(f"{type_}-*.json")):
        try:
            resource, body = fhir_json.admit(file.read_bytes(), type_)
        except Refused:  # an example that breaks R4 itself; the conformance tests list them
            continue
        found.append(Version(type_, resource.id or "", len(found), 1, 1, False, body))
    return found


async def drawn(section: Section, versions: tuple[Version, ...], spoken: Words) -> str:
    shown = await section.load(Reading(Given(versions), spoken, TODAY, whole=True))
    return render(shown.page, spoken)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_every_official_example_can_be_shown(section: Section) -> None:
    """Alone and all together, French and English; what is shown is never an empty cell where a value belongs."""
    [type_] = section.types
    versions = examples(type_)
    assert len(versions) >= FEWEST
    for spoken in (words("fr"), words("en")):
        for some in (*((version,) for version in versions), tuple(versions)):
            html = asyncio.run(drawn(section, some, spoken))
            assert '<td><span class="value"></span>' not in html
            assert "None" not in html
