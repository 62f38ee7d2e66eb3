"""The follow-up of children and the vaccines of all ages."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import CVX, Plain, concept
from dsn.synth.staff import someone
from dsn.synth.visits import examine

CHILD_MONTHS = (2, 4, 6, 12, 18, 48, 110)
"""Ages of periodic visits; the vaccines of each stand in `SCHEDULE`."""
SCHEDULE = {
    2: (("146", "DCaT-HB-VPI-Hib"), ("133", "Pneumocoque conjugué"), ("119", "Rotavirus")),
    4: (("146", "DCaT-HB-VPI-Hib"), ("133", "Pneumocoque conjugué"), ("119", "Rotavirus")),
    12: (("120", "DCaT-VPI-Hib"), ("94", "RRO-varicelle"), ("133", "Pneumocoque conjugué")),
    18: (("94", "RRO-varicelle"), ("103", "Méningocoque C conjugué"), ("104", "Hépatites A et B")),
}
"""For those born since 2019-06-01: no dose at 6 months; DCaT-VPI-Hib at 12; RRO-var at 12 and 18; Men-C and HAHB at 18
(https://pmc.ncbi.nlm.nih.gov/articles/PMC6288945/table/Tab1; programme of immunization, mfa.gouv.qc.ca, no 22-3)."""
SCHEDULE_BEFORE = {
    2: SCHEDULE[2],
    4: SCHEDULE[4],
    6: (("120", "DCaT-VPI-Hib"),),
    12: (("03", "RRO"), ("133", "Pneumocoque conjugué"), ("103", "Méningocoque C conjugué")),
    18: (("146", "DCaT-HB-VPI-Hib"), ("94", "RRO-varicelle")),
}
"""For those born before 2019-06-01, schedule of June 2013 (same sources)."""
CHANGED = date(2019, 6, 1)
INFANT_B = date(2013, 6, 1)
"""Born from then on, children are vaccinated against hepatitis B as infants (schedule of June 2013)."""
FLU = ("140", "Influenza injectable")


def childhood(chart: Chart, random: Random) -> None:
    """Periodic visits and vaccines of those born in the years that are told."""
    birth, told_from = chart.person.birth, chart.today - timedelta(days=365 * 18)
    if birth < told_from:
        return
    nurse = someone(chart.owner, "infirmiere", chart.id, "vaccination")
    schedule = SCHEDULE if birth >= CHANGED else SCHEDULE_BEFORE
    late: tuple[tuple[str, str], ...] = ()
    for at, months in enumerate(CHILD_MONTHS):
        day = workday(birth + timedelta(days=int(months * 30.44) + int(random.random() * 20)))
        if day >= chart.today:
            return
        minutes = 500 + int(random.random() * 20) * 15
        encounter = chart.visit(
            day, minutes, 20, "AMB", nurse if months in schedule or late else chart.doctor, "Suivi périodique"
        )
        measures = examine(chart, encounter, day, minutes + 2, at)
        due = (*late, *schedule.get(months, ()))
        put_off = bool(due) and random.random() < 0.05
        vaccines = () if put_off else tuple(dict.fromkeys(due))
        late = due if put_off else _second_doses(due)
        for code, name in vaccines:
            vaccinate(chart, encounter, later(day, minutes + 10), code, name)
        text = notes.child(
            months, chart.person.sex, measures.words, [n for _, n in vaccines], put_off, _school(chart, day)
        )
        written = later(day, minutes + 19)
        chart.stamp(
            later(day, minutes), written, encounter, chart.note(encounter, written, notes.CHILD, text)
        )


def _school(chart: Chart, day: date) -> str:
    """What makes school harder, as it is named; "" for nothing."""
    return next(
        (one.condition.name for one in chart.held if one.condition.key in ("tdah", "tsa") and one.on(day)), ""
    )


def _second_doses(due: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """What would be given twice on that day waits for the next visit."""
    return tuple(one for at, one in enumerate(due) if one in due[:at])


PRIMARY, SECONDARY = 9, 14
"""The ages reached before the school year begins: 4th year of primary school, 3rd of secondary school."""
PAPILLOMA = ("137", "Virus du papillome humain")
GIRLS_FROM, BOYS_FROM, FAR_APART_FROM = 2008, 2016, 2018
"""Autumns (`data/SOURCE.md`, « Prevention »); from which one the second dose is given five years later is ours."""
_SCHOOL_SHARE = 86


def school(birth: date, sex: str, age: int) -> tuple[tuple[str, str], ...]:
    """What the nurse gives in that year at school (`data/SOURCE.md`, « Prevention »)."""
    first = birth.year + PRIMARY + (birth.month > 9)
    offered = first >= (GIRLS_FROM if sex == "F" else BOYS_FROM)
    if age == SECONDARY:
        return (("115", "dcaT"), *((PAPILLOMA,) if first >= FAR_APART_FROM else ()))
    liver = ("83", "Hépatite A") if birth >= INFANT_B else ("104", "Hépatites A et B")
    return (liver, *((PAPILLOMA,) if offered else ()))


def at_school(chart: Chart) -> None:
    """The nurse's two rounds, in autumn, of those who were at school in the years told."""
    chart.author = someone(chart.owner, "infirmiere", chart.id, "school")
    birth = chart.person.birth
    for age in (PRIMARY, SECONDARY):
        vaccines = school(birth, chart.person.sex, age)
        year = birth.year + age + (birth.month > 9)
        day = workday(date(year, 10, 20) + timedelta(days=hash_of(chart.id, age) % 45))
        told = chart.today - timedelta(days=365 * 18) < day < chart.today
        if told and hash_of(chart.id, "school", age) % 100 < _SCHOOL_SHARE:
            for number, (code, name) in enumerate(vaccines):
                vaccinate(chart, None, later(day, 555 + hash_of(chart.id) % 300 + number), code, name)


def vaccinate(chart: Chart, encounter: Plain | None, at: str, code: str, name: str) -> Plain:
    said: Plain = {
        "status": "completed",
        "vaccineCode": concept(CVX, code, name),
        "occurrenceDateTime": at,
        "primarySource": True,
        "lotNumber": f"ZZ{hash_of(chart.id, at) % 10_000:04}",
        "performer": [{"actor": chart.author.who()}],
    }
    if encounter is not None:
        said["encounter"] = chart.point(encounter)
    return chart.add("Immunization", **said)


def influenza(chart: Chart, random: Random) -> None:
    """In autumn, for the old and those with a chronic disease of heart, lungs, kidneys or sugar."""
    chart.author = someone(chart.owner, "infirmiere", chart.id, "vaccination")
    for back in range(6):
        year = chart.today.year - back
        day = workday(date(year, 10, 15) + timedelta(days=int(random.random() * 50)))
        fragile = chart.age(day) >= 60 or any(
            chart.has(key, day) for key in ("diabete2", "mpoc", "ic", "mcas", "irc")
        )
        if fragile and random.random() < 0.55 and chart.person.birth < day < chart.today:
            vaccinate(chart, None, later(day, 560 + int(random.random() * 300)), *FLU)
