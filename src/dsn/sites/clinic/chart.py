"""The chart of the clinic: which sections, in which order. A new section is one more line here."""

from __future__ import annotations

from dsn.care.facts import sections as facts
from dsn.care.medicines import sections as medicines
from dsn.care.reading.section import Line, Section
from dsn.care.results import sections as results
from dsn.care.visits import sections as visits

SECTIONS: list[Section] = [
    *medicines.SECTIONS,
    *facts.SECTIONS,
    *results.SECTIONS,
    *visits.SECTIONS,
]
LINES: list[Line] = [*facts.LINES]
