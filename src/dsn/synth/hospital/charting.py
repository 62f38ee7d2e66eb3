"""A day on a ward: vital signs of each shift, the notes of nurse and doctor, which follow what is measured."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dsn.synth import notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.staff import Member, someone

FEVER = 38.0


@cache
def lines(topic: str, phase: int, who: str) -> tuple[str, ...]:
    """What is written at that time of a stay (0: its beginning, 2: its end)."""
    return tuple(
        row["text"]
        for row in tables.rows("ward")
        if (row["topic"], row["phase"], row["who"]) == (topic, str(phase), who)
    )


def phase(number: int, days: int) -> int:
    """Of the day `number` of a stay of `days`: beginning, middle or last day."""
    return 2 if number >= days - 1 else 0 if number <= 1 else 1


def warmth(chart: Chart, on: date, number: int, warm: float) -> float:
    """A fever falls by half each day."""
    return round(36.3 + hash_of(chart.id, on, "warm") % 6 / 10 + max(0.0, warm - 37.0) * 0.5**number, 1)


def saturation(chart: Chart, on: date, number: int, sat: int) -> int:
    """What was low rises; what was not stays between 95 and 98."""
    usual = 95 + hash_of(chart.id, on, "sat") % 4
    return usual if sat >= 95 else min(usual, sat + 1 + number)


def vitals(chart: Chart, encounter: Plain, on: date, minutes: int, warm: float, sat: int) -> None:
    """Pulse, breathing, temperature and saturation of one shift."""
    at = later(on, minutes)
    child = chart.age(on) < 6
    rate = chart.body.heart_rate(on, irregular=chart.has("fa", on)) + round(max(0.0, warm - 37.2) * 8)
    breathing = (24 if child else 15) + hash_of(chart.id, at) % 4 + max(0, 95 - sat)
    chart.vital(encounter, at, "8867-4", "Fréquence cardiaque", rate, "/min", "/min")
    chart.vital(encounter, at, "9279-1", "Fréquence respiratoire", breathing, "/min", "/min")
    chart.vital(encounter, at, "8310-5", "Température", warm, "°C", "Cel")
    chart.vital(encounter, at, "59408-5", "Saturation en oxygène", sat, "%", "%")


def received(chart: Chart, encounter: Plain, on: date, minutes: int) -> None:
    """What the nurse writes of who comes to the ward."""
    before, e = chart.author, notes.suited(chart.person.sex)["e"]
    chart.author = someone(chart.owner, "infirmiere", chart.id, on.toordinal(), "evening")
    allergies = [notes.lowered(one.condition.name) for one in chart.held if one.condition.kind == "allergy"]
    text = (
        f"Arrivé{e} sur l’unité, installé{e} au lit, cloche d’appel expliquée. "
        f"Allergies : {', '.join(allergies) or 'aucune connue'}. Bracelet d’identité vérifié, effets personnels notés."
    )
    chart.note(encounter, later(on, minutes), notes.NURSING, text)
    chart.author = before


def tell(
    chart: Chart,
    encounter: Plain,
    topic: str,
    day: tuple[date, int, int],
    found: dict[str, str],
    doctor: Member | None,
) -> None:
    """The nurse's note of the day, and the doctor's when one came by. `day`: its date, its number, its `phase`."""
    on, number, when = day
    words = found | notes.suited(chart.person.sex) | {"f": "ve" if chart.person.sex == "F" else "f"}
    turn = number + hash_of(chart.id, encounter["id"]) % 4
    if doctor is not None:
        chart.author = doctor
        told = line(topic, when, "doctor", turn).format_map(words)
        at = later(on, 560 + hash_of(chart.id, on, "round") % 110)
        chart.note(encounter, at, notes.PROGRESS, f"Jour {number + 1}. {told}")
    chart.author = someone(chart.owner, "infirmiere", chart.id, on.toordinal(), "day")
    told = line(topic, when, "nurse", turn).format_map(words)
    chart.note(encounter, later(on, 850 + hash_of(chart.id, on, "shift") % 60), notes.NURSING, told)


def line(topic: str, when: int, who: str, turn: int) -> str:
    """The one whose turn it is among those of that time of a stay."""
    said = lines(topic, when, who)
    return said[turn % len(said)]


def days_of(start: date, days: int, limit: date) -> list[tuple[date, int]]:
    """The days of a stay that have come: (date, number), the first is number 0, the day of leaving included."""
    return [
        (start + timedelta(days=number), number)
        for number in range(days + 1)
        if start + timedelta(days=number) < limit
    ]
