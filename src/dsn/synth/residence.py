"""A stay without an end in a CHSLD: assessments at arrival and each year, the month’s weight, what the team writes."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dsn.synth import notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.episodes import Program, open_episode, score, tell
from dsn.synth.holidays import workday
from dsn.synth.moments import later, moment
from dsn.synth.plain import Plain
from dsn.synth.staff import someone

MONTHS = 24
_TOLD = 4
"""Problems that the doctor of a residence speaks of at a visit."""
MEETING = "Plan d’intervention interdisciplinaire"
ARRIVAL = "Évaluation à l’admission en hébergement"


def moved_in(chart: Chart) -> date | None:
    """The day they moved to a CHSLD; after the disorder was found, when there is one. None for who did not."""
    if not lives_there(chart):
        return None
    found = [one.onset for one in chart.held if one.condition.key == "demence"]
    day = chart.today - timedelta(days=150 + hash_of(chart.id, "since") % 900)
    day = min(max([day, *(one + timedelta(days=120) for one in found)]), chart.today - timedelta(days=40))
    return workday(day)


def lives_there(chart: Chart) -> bool:
    """Old, and mostly for a neurocognitive disorder."""
    age = chart.age(chart.today)
    wanted = 0.4 if chart.has("demence", chart.today) else 0.05
    return age >= 80 and hash_of(chart.id, "residence") % 1000 < wanted * 1000


def stay(chart: Chart) -> None:
    """The stay as told: nothing for who lives elsewhere."""
    start = chart.residence
    if start is None:
        return
    chart.author = someone(chart.owner, "infirmiere", chart.id, "residence")
    trades = ("infirmiere", "medecin-famille", "travailleur-social", "nutritionniste", "ergotherapeute")
    goals = ("Demeurer en sécurité et confortable", "Garder les liens avec les proches")
    what = ("Soins d’assistance", "Loisirs et stimulation", "Prévention des plaies et des chutes")
    episode = open_episode(chart, Program("Hébergement", trades, goals, what, start))
    place = chart.place("hebergement", "a" if hash_of(chart.id) % 2 else "b", chart.id)
    alive = chart.person.death is None
    lasting = ((chart.now if alive else chart.today) - start).days * 1440 + (10_000 if alive else 0)
    encounter = chart.visit(start, 600, lasting, "IMP", chart.author, "Hébergement", place)
    chart.beds.pop()  # who lives there may still lie in a hospital
    encounter["episodeOfCare"] = [chart.point(episode)]
    encounter["type"] = [{"text": "Hébergement de longue durée"}]
    levels_of_care(chart, start)
    chart.add(
        "Flag",
        status="active" if alive else "inactive",
        code={"text": "Risque de chute"},
        period={"start": start.isoformat()},
    )
    _assessed(chart, encounter, start, arrival=True)
    for month in range(MONTHS, 0, -1):
        day = chart.today - timedelta(days=30 * month - 7)
        if start < day < chart.today:
            _month(chart, encounter, day, month)
    last = chart.today - timedelta(days=0 if alive else 20)
    for year in (1, 2):
        day = workday(start + timedelta(days=365 * year))
        if day < last:
            _assessed(chart, encounter, day, arrival=False)


def renewed(chart: Chart) -> None:
    """What was taken at home is ordered anew by the doctor of the residence; the orders of before end.

    To be told after every stay in a hospital: their orders end here too."""
    start = chart.residence
    if start is None:
        return
    since = (start - timedelta(days=400)).isoformat()
    doctor = someone(chart.owner, "medecin-famille", chart.id, "residence")
    alive = chart.person.death is None
    home = [
        one
        for one in chart.plains
        if one["resourceType"] == "MedicationRequest"
        and one["category"][0]["text"] == "Externe"
        and one["authoredOn"] < start.isoformat()
    ]
    before = [
        one
        for one in home
        if one["status"] != "stopped"
        and (one["status"] == "active" or (not alive and since <= one["authoredOn"]))
        and "pendant" not in one["dosageInstruction"][0]["text"]
    ]
    for one in home:
        one["status"] = "completed" if one["status"] == "active" else one["status"]
    for one in {str(one["medicationCodeableConcept"]): one for one in before}.values():
        said = {
            key: one[key]
            for key in ("medicationCodeableConcept", "dosageInstruction", "reasonCode")
            if key in one
        }
        chart.add(
            "MedicationRequest",
            **said,
            status="active" if alive else "completed",
            intent="order",
            category=[{"text": "Hébergement"}],
            authoredOn=moment(start, 14, 30),
            requester=doctor.who(),
            priorPrescription=chart.point(one),
        )


def _month(chart: Chart, encounter: Plain, day: date, month: int) -> None:
    chart.author = someone(chart.owner, "infirmiere", chart.id, "residence")
    at = later(day, 560 + hash_of(chart.id, day) % 60)
    weight = round(chart.body.weight(day, obese=chart.has("obesite", day)), 1)
    chart.vital(encounter, at, "29463-7", "Poids", weight, "kg", "kg")
    chart.pressure(encounter, day, at)
    if month % 6 == 3:
        _seen_by_doctor(chart, encounter, day)
    if month % 2 == 0:
        chart.author = someone(chart.owner, "infirmiere-aux", chart.id, "residence", month % 4)
        said = _line(chart, "nurse", "", month // 2)
        chart.stamp(
            at, at, chart.note(encounter, at, notes.RESIDENCE, f"Poids {notes.written(weight)} kg. {said}")
        )


def _seen_by_doctor(chart: Chart, encounter: Plain, day: date) -> None:
    """Twice a year: each problem in a sentence, the drugs looked at again."""
    chart.author = someone(chart.owner, "medecin-famille", chart.id, "residence")
    known = [one.condition for one in chart.held if one.on(day) and _lines("doctor", one.condition.key)]
    told = sorted(known, key=lambda one: -one.visits)[:_TOLD]
    lines = [f"{notes.who(chart.age(day), chart.person.sex)}. Visite médicale semestrielle."]
    for number, one in enumerate(told, 1):
        lines.append(
            f"{number}. {one.name}. {_line(chart, 'doctor', one.key, day.year * 2 + day.month // 7)}"
        )
    lines.append("Examen : état général stable, poumons clairs, mollets souples, pas de plaie.")
    lines.append("Médication révisée avec l’infirmière et le pharmacien. Niveau de soins inchangé.")
    at = later(day, 690)
    chart.stamp(at, at, chart.note(encounter, at, "Note médicale en hébergement", "\n".join(lines)))


@cache
def _lines(who: str, needs: str) -> tuple[str, ...]:
    """What is written of who lives there; by the doctor, of a problem."""
    found = (row for row in tables.rows("living") if (row["who"], row["needs"]) == (who, needs))
    return tuple(row["text"] for row in found)


def _line(chart: Chart, who: str, needs: str, turn: int) -> str:
    said = _lines(who, needs)
    return said[(turn + hash_of(chart.id)) % len(said)].format_map(notes.suited(chart.person.sex))


def autonomy(chart: Chart, day: date) -> int:
    """The total of the SMAF (0 to -87): lower with age and with a neurocognitive disorder. Ours, « à valider »."""
    lost = 18 + max(0, chart.age(day) - 78) * 1.1 + hash_of(chart.id, "smaf") % 12
    if chart.has("demence", day):
        found = next(one.onset for one in chart.held if one.condition.key == "demence")
        lost += 10 + (day - found).days / 365 * 2.2
    return -min(round(lost), 82)


def _assessed(chart: Chart, encounter: Plain, day: date, *, arrival: bool) -> None:
    """Autonomy and risk of sores; what the team and the family agree on."""
    nurse = someone(chart.owner, "infirmiere", chart.id, "residence")
    chart.author = nurse
    total = autonomy(chart, day)
    braden = max(10, 21 + total // 9 + hash_of(chart.id, "braden") % 3)
    at = later(day, 840)
    score(chart, encounter, at, "Autonomie fonctionnelle (SMAF), total", total)
    score(chart, encounter, at, "Échelle de Braden, total", braden, "38227-5")
    risk = "élevé" if braden <= 12 else "modéré" if braden <= 14 else "faible" if braden <= 18 else "absent"
    text = (
        f"Autonomie : SMAF {str(total).replace('-', '−')} sur −87. Risque de plaie {risk} (Braden {braden} sur 23). "
        "Habitudes de vie, goûts et proches inscrits au plan.\n"
    )
    text += (
        "Accueil fait avec un proche. Médication comparée avec la liste de la pharmacie."
        if arrival
        else "Rencontre avec la famille : satisfaite des soins, niveau de soins maintenu."
    )
    note = chart.note(encounter, later(day, 880), ARRIVAL if arrival else MEETING, text)
    chart.stamp(at, later(day, 880), encounter, note)
    if not arrival:
        told = "Le plan d’intervention a été revu avec la famille. La liste des médicaments suit."
        tell(chart, later(day, 900), later(day, 960), told, nurse, chart.doctor.who(), [note])


def levels_of_care(chart: Chart, day: date, level: str = "") -> None:
    """The level that was discussed and signed: A to D."""
    told = level or "BCD"[hash_of(chart.id, "level") % 3]
    chart.add(
        "Observation",
        status="final",
        code={"text": "Niveau de soins"},
        effectiveDateTime=later(day, 820),
        valueCodeableConcept={"text": f"Niveau {told}"},
        performer=[chart.doctor.who()],
    )
