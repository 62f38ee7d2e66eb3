"""Pregnancies and births, in the mother's record and in the child's."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of, workday
from dsn.synth.hospital.imaging import image
from dsn.synth.mint import person_id
from dsn.synth.moments import later
from dsn.synth.people import Person
from dsn.synth.plain import SNOMED, concept, reference, status
from dsn.synth.staff import someone

DELIVERY, CAESAREAN = ("177184002", "Accouchement vaginal"), ("11466000", "Césarienne")


def births(chart: Chart, children: list[Person], random: Random) -> None:
    """The pregnancies of a woman whose children are told of: follow-up, ultrasound, delivery."""
    for child in children:
        start = child.birth - timedelta(days=266 + hash_of(child.number, "term") % 12)
        if child.birth < chart.today - timedelta(days=365 * 12):
            continue
        _pregnancy(chart, child, start, random)


def _pregnancy(chart: Chart, child: Person, start: date, random: Random) -> None:
    doctor = someone(chart.owner, "obstetricien", chart.id, start.toordinal())
    chart.author = doctor
    chart.add(
        "Condition",
        clinicalStatus=status("condition-clinical", "resolved"),
        verificationStatus=status("condition-ver-status", "confirmed"),
        category=[status("condition-category", "encounter-diagnosis")],
        code=concept(SNOMED, "72892002", "Grossesse normale"),
        onsetDateTime=start.isoformat(),
        abatementDateTime=child.birth.isoformat(),
        recordedDate=(start + timedelta(days=56)).isoformat(),
        recorder=doctor.who(),
    )
    for week in (11, 20, 30, 37):
        day = workday(start + timedelta(days=7 * week))
        if day >= min(chart.today, child.birth):
            continue
        minutes = 500 + int(random.random() * 20) * 15
        encounter = chart.visit(day, minutes, 20, "AMB", doctor, "Suivi de grossesse")
        chart.pressure(encounter, day, later(day, minutes + 3))
        if week in (11, 20):
            text = f"Grossesse intra-utérine unique de {week} semaines, biométrie attendue, cœur présent."
            image(chart, encounter, day, minutes + 40, "Échographie obstétricale", text)
        height = f", hauteur utérine {week} cm" if week >= 20 else ""
        moves = "bien perçus" if week >= 20 else "pas encore perçus"
        text = f"Grossesse de {week} semaines. Mouvements {moves}{height}."
        written = later(day, minutes + 19)
        chart.stamp(
            later(day, minutes), written, encounter, chart.note(encounter, written, notes.PRENATAL, text)
        )
    _delivery(chart, child, doctor.trade.key, random)


def _delivery(chart: Chart, child: Person, trade: str, random: Random) -> None:
    code, text = CAESAREAN if random.random() < 0.26 else DELIVERY
    day, minutes = child.birth, hash_of(child.number, "hour") % 1380
    doctor = someone(chart.owner, trade, chart.id, day.toordinal())
    place = chart.place("hopital", "mf", chart.id, day.toordinal())
    encounter = chart.visit(
        day - timedelta(days=1), 1200, 2 * 1440, "IMP", doctor, "Travail et accouchement", place
    )
    done = chart.procedure(encounter, later(day, minutes), code, text)
    chart.stamp(later(day, minutes), later(day, min(minutes + 40, 1439)), done)
    if random.random() < 0.9 and day < chart.today:
        ordered = chart.prescribe("oxytocine", day, "completed", None, encounter)
        ordered["reasonCode"] = [{"text": "Prévention de l’hémorragie du post-partum"}]


def born(chart: Chart, mother: Person | None) -> None:
    """The birth in the child's own record, linked to the mother's."""
    birth, minutes = chart.person.birth, hash_of(chart.person.number, "hour") % 1380
    if birth < chart.today - timedelta(days=365 * 12):
        return
    doctor = someone(chart.owner, "pediatre", chart.id, "birth")
    place = chart.place("hopital", "nn", chart.id)
    encounter = chart.visit(birth, minutes, 2 * 1440, "IMP", doctor, "Naissance", place)
    at = later(birth, minutes + 5)
    grams = round(chart.body.weight(birth, obese=False) * 1000 / 10) * 10
    chart.vital(encounter, at, "8339-4", "Poids à la naissance", grams, "g", "g")
    plain = chart.vital(
        encounter, at, "9274-2", "Apgar à 5 minutes", 8 + hash_of(chart.id) % 3, "", "{score}"
    )
    del plain["valueQuantity"]["unit"]
    if mother is not None:
        plain["focus"] = [reference("Patient", person_id(chart.seed, mother.number), mother.name)]
