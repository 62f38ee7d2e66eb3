"""What a visit to the family doctor tells of the time since the one before: « Depuis la dernière visite : … ».

Stays, emergencies, letters and results are told after the clinic, so their trace is written once the life is whole.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import date

from dsn.synth import notes
from dsn.synth.chart import Chart
from dsn.synth.happened import Happened
from dsn.synth.plain import Plain

Told = tuple[list[str], list[str]]
"""What a visit tells for the first time, and what it comes back to."""
_LATE = 500
"""Days after which a visit no longer comes back to what the one before it has told."""


def recalled(chart: Chart) -> None:
    """Each thing that happened is told at the first visit after it, and once more, shorter, at the next."""
    visits = sorted(chart.told, key=lambda one: one[0])
    lines: dict[int, Told] = {}
    for one in sorted(chart.happened, key=lambda one: one.day):
        first = next((at for at, (day, _note) in enumerate(visits) if day >= one.day), None)
        if first is not None:
            lines.setdefault(first, ([], []))[0].extend(filter(None, [one.text]))
            if first + 1 < len(visits) and _soon(one, visits[first + 1][0]):
                lines.setdefault(first + 1, ([], []))[1].append(one.then)
    for at, (new, known) in lines.items():
        since = [f"Depuis la dernière visite : {notes.lowered(new[0])}", *new[1:]] if new else []
        _add(visits[at][1], " ".join((*since, *known)), chart.person.sex)


def _soon(one: Happened, day: date) -> bool:
    return bool(one.then) and (day - one.day).days <= _LATE


def _add(note: Plain, told: str, sex: str) -> None:
    """After the line that says who comes."""
    if not told:
        return
    lines = text_of(note).split("\n")
    after = next((at for at, line in enumerate(lines) if not line.startswith("Motif : ")), 0) + 1
    reword(note, "\n".join((*lines[:after], told.format_map(notes.suited(sex)), *lines[after:])))


def text_of(note: Plain) -> str:
    """The text of a note as `Chart.note` wrote it."""
    return b64decode(note["content"][0]["attachment"]["data"]).decode()


def reword(note: Plain, text: str) -> None:
    """Another text for the same note, before anybody has read it."""
    note["content"][0]["attachment"]["data"] = b64encode(text.encode()).decode()
