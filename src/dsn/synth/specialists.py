"""Specialists who see a person once or once a year, and answer the family doctor's demand by a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth import aftermath, correspondence, findings, recall
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.referrals import Care, Operation, cares, letters, may_be_sent
from dsn.synth.staff import Member, someone

DEMAND = "Demande de consultation : "
LASTING = 40
"""Minutes that a specialist gives."""
_NEW = 550
"""Days for which a problem is new: it brings a demand at one of the first visits after it was found."""
_RECENT = 1150
"""Days back at which the first letter of a yearly follow-up is looked for, so that it goes on until today."""
_TRIES = 15
_PLANS = (
    "Demande de consultation en {}.",
    "Avis demandé en {}.",
    "Demande en {} envoyée.",
    "Consultation en {} demandée, délai expliqué.",
)
"""How physicians write it: a habit that each keeps."""
_SHUT = (date(2020, 3, 16), date(2020, 6, 15))
"""From and until when specialists saw nobody who could wait, in the first months of COVID-19. Ours, « à valider »."""


def consultations(chart: Chart) -> None:
    """All letters of a life. To be told after every stay in a hospital and before a residence's orders: it reads the
    results and the days of both, and gives the author back as it was."""
    before, taken = chart.author, _days(chart)
    for care, held, operation in cares(chart):
        asked = _visit(chart, care, held, operation)
        if asked is not None:
            _told(chart, Sent(care, held, operation, *asked), taken)
    chart.author = before


@dataclass(frozen=True, slots=True)
class Sent:
    """A person sent to a specialist at a visit: `day`, minute of the day, Encounter."""

    care: Care
    held: Held
    operation: Operation | None
    day: date
    minutes: int
    visit: Plain


def _days(chart: Chart) -> set[date]:
    """On which the person is seen somewhere already."""
    return {
        date.fromisoformat(one["period"]["start"][:10])
        for one in chart.plains
        if one["resourceType"] == "Encounter"
    }


def _visit(
    chart: Chart, care: Care, held: Held, operation: Operation | None
) -> tuple[date, int, Plain] | None:
    """The visit at which the demand is written: soon after the problem was found, else one of those told."""
    told = sorted(chart.clinics, key=lambda one: one[0])
    fit = [one for one in told if may_be_sent(chart, care, held, one[0])]
    if operation is not None:
        fit = [one for one in fit if one[0] + timedelta(days=care.wait[0]) <= operation.until][-1:]
    if not fit:
        return None
    draw = hash_of(chart.id, "sent", care.specialty)
    new = [one for one in fit if (one[0] - held.onset).days <= _NEW]
    if new:
        return new[draw % min(len(new), 3)]
    if care.letters > 1:
        recent = [one for one in fit if (chart.today - one[0]).days <= _RECENT]
        return recent[0] if recent else fit[-1]
    return fit[draw % len(fit)]


def _told(chart: Chart, sent: Sent, taken: set[date]) -> None:
    """The demand, and a letter for each visit to the specialist; a demand alone while the person waits."""
    days = _seen(chart, sent, taken)
    waits = not days and chart.person.death is None and _first(chart, sent) >= chart.today
    if not days and not (waits and chart.residence is None):
        return
    chart.author = chart.doctor
    asked = chart.order(
        sent.day,
        sent.minutes + 20,
        f"{DEMAND}{sent.care.specialty}",
        "completed" if days else "active",
        sent.visit,
    )
    condition = sent.held.condition
    asked["reasonCode"] = [{"text": condition.name}]
    asked["reasonReference"] = [chart.point(chart.problems[condition.key])]
    _planned(chart, sent)
    said: list[str] = []
    for at, day in enumerate(days):
        _letter(chart, sent, asked, day, days[:at], said)


def _planned(chart: Chart, sent: Sent) -> None:
    """The plan of that visit's note says so."""
    habit = _PLANS[hash_of(chart.doctor.id, "refers") % len(_PLANS)]
    for day, note in chart.told:
        if day == sent.day:
            recall.reword(note, f"{recall.text_of(note)} {habit.format(sent.care.specialty)}")


def _first(chart: Chart, sent: Sent) -> date:
    """When the wait is over."""
    least, most = sent.care.wait
    wait = least + hash_of(chart.id, "wait", sent.care.specialty) % (most - least)
    if sent.operation is not None:
        wait = min(wait, (sent.operation.until - sent.day).days)
    return sent.day + timedelta(days=wait)


def _seen(chart: Chart, sent: Sent, taken: set[date]) -> list[date]:
    """The days at the specialist's, a year apart, as far as life lets the person come."""
    found: list[date] = []
    day, end = _first(chart, sent), sent.operation.until if sent.operation else chart.today
    for _ in range(letters(chart, sent.care, sent.day)):
        on = _open(chart, sent.held, day, end, taken)
        if on is None:
            break
        found.append(on)
        day = on + timedelta(days=345 + hash_of(chart.id, "again", on) % 50)
    taken.update(found)
    return found


def _open(chart: Chart, held: Held, day: date, end: date, taken: set[date]) -> date | None:
    """The first day from `day` on, of a few, on which the person can come; None when there is none."""
    limit = min(one for one in (end + timedelta(days=1), chart.today, chart.residence) if one is not None)
    for _ in range(_TRIES):
        day = workday(_SHUT[1] if _SHUT[0] <= day < _SHUT[1] else day)
        if day >= limit:
            return None
        if day not in taken and held.on(day) and chart.free(day, 0) and not chart.expects(day):
            return day
        day += timedelta(days=1)
    return None


def _letter(chart: Chart, sent: Sent, asked: Plain, day: date, before: list[date], said: list[str]) -> None:
    care, minutes = sent.care, 495 + hash_of(chart.id, "specialist", day) % 27 * 15
    title = f"Consultation en {care.specialty}"
    encounter = chart.visit(day, minutes, LASTING, "AMB", _who(chart, sent), title)
    encounter["basedOn"] = [chart.point(asked)]
    facts = findings.facts(chart, sent.held, day, sent.operation)
    signs = _signs(chart, encounter, day, minutes + 6) if care.signs else ""
    row = correspondence.chosen(chart, care.body, bool(before), facts, said)
    last = before[-1] if before else None
    text = correspondence.written(
        chart, sent.held, row, facts, (sent.day, day, last), signs, _after(chart, sent, before), len(before)
    )
    written = later(day, minutes + LASTING + 25)
    chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, title, text))
    told = f"Vu{{e}} en {care.specialty} le {aftermath.in_words(day)} : {correspondence.short(row, facts)}."
    chart.happened.append(Happened(day + timedelta(days=4 + hash_of(chart.id, "post", day) % 9), told))


def _who(chart: Chart, sent: Sent) -> Member:
    """The same at each visit; who operates is who was seen."""
    names = sent.operation.surgeon if sent.operation else (chart.id, sent.care.specialty)
    return someone(chart.owner, sent.care.trade, *names)


def _signs(chart: Chart, encounter: Plain, day: date, minutes: int) -> str:
    """Pressure and pulse, measured and as the letter writes them."""
    at = later(day, minutes)
    upper, lower = chart.pressure(encounter, day, at)
    rate = findings.pulse(chart, day)
    chart.vital(encounter, at, "8867-4", "Fréquence cardiaque", rate, "/min", "/min")
    irregular = ", irrégulière" if chart.has("fa", day) else ""
    return f"TA {upper}/{lower}, FC {rate}/min{irregular}"


def _after(chart: Chart, sent: Sent, before: list[date]) -> str:
    """Who follows from now on."""
    if sent.operation is not None:
        return "après la chirurgie"
    again = letters(chart, sent.care, sent.day)
    if again == 1 or (again == 2 and before):
        return ""
    return f"dans 12 mois en {sent.care.specialty}"
