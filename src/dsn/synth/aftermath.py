"""What becomes of an emergency or a stay, as the family doctor hears of it; `aftermath.tsv`."""

from __future__ import annotations

from datetime import date
from functools import cache

from dsn.synth import notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.happened import Happened

_MONTHS = tuple(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_ANY = "*"
"""The reason of the rows for what has none of its own."""


def emergency(chart: Chart, day: date, reason: str) -> Happened:
    """A visit that ended on the way home. `reason`: the diagnosis."""
    ways = (
        "Vu{e} à l’urgence le {day} ({reason}).",
        "Urgence le {day} ({reason}).",
        "{Reason} le {day}, congé de l’urgence le jour même.",
    )
    way = ways[hash_of(chart.id, "came", day) % len(ways)]
    return _event(chart, way, day, reason)


def stay(chart: Chart, start: date, leave: date, reason: str) -> Happened:
    """A stay that is over."""
    ways = (
        "Hospitalisé{e} du {start} au {day} ({reason}).",
        "Congé de l’hôpital le {day} après un séjour : {reason}.",
    )
    way = ways[hash_of(chart.id, "stayed", leave) % len(ways)].replace("{start}", _short(start, leave))
    return _event(chart, way, leave, reason)


def _event(chart: Chart, way: str, day: date, reason: str) -> Happened:
    low = notes.lowered(reason)
    came = way.replace("{day}", in_words(day)).replace("{reason}", low).replace("{Reason}", reason)
    return Happened(day, f"{came} {outcome(chart, day, reason)}", _then(chart, day, reason))


def outcome(chart: Chart, day: date, reason: str) -> str:
    """How it went since: a sentence, its endings open."""
    said = _line(chart, day, reason, "first") or _line(chart, day, _ANY, "first")
    return said[0].upper() + said[1:]


def _then(chart: Chart, day: date, reason: str) -> str:
    """What the visit after still asks about; "" for nothing."""
    return _line(chart, day, reason, "then").replace("{month}", of_month(day))


def _line(chart: Chart, day: date, reason: str, part: str) -> str:
    age = chart.age(day)
    rows = [
        row["text"]
        for row in _rows(part)
        if _fits(row, reason) and int(row["low"]) <= age <= int(row["high"])
    ]
    return rows[hash_of(chart.id, "aftermath", day) % len(rows)] if rows else ""


def _fits(row: tables.Row, reason: str) -> bool:
    """The row's reason is the beginning of this one: « Fracture de la hanche » of either side."""
    return reason.startswith(row["reason"])


@cache
def _rows(part: str) -> tuple[tables.Row, ...]:
    return tuple(row for row in tables.rows("aftermath") if row["part"] == part)


def in_words(day: date) -> str:
    """« 14 mai 2025 », « 1er juin 2025 »."""
    return f"{day_and_month(day)} {day.year}"


def day_and_month(day: date) -> str:
    """« 14 mai », « 1er juin »."""
    return f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]}"


def of_month(day: date) -> str:
    """« de mai 2025 », « d’avril 2025 »."""
    name = _MONTHS[day.month - 1]
    return f"{'d’' if name[0] in 'ao' else 'de '}{name} {day.year}"


def _short(day: date, last: date) -> str:
    """« 14 » of the same month, « 28 juin » of the same year, else with its year."""
    told = in_words(day).split(" ")
    return " ".join(
        told[: 1 if day.replace(day=1) == last.replace(day=1) else 2 if day.year == last.year else 3]
    )
