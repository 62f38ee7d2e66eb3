"""What goes on beside visits: surgery planned, appointments, devices, wishes, family history."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth.aftermath import in_words
from dsn.synth.chart import Chart, hash_of
from dsn.synth.clinic import next_days
from dsn.synth.conditions import by_key
from dsn.synth.episodes import device
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.hospital import Stay, stay_at
from dsn.synth.moments import later
from dsn.synth.plain import THO, Plain, coding, concept, reference, status
from dsn.synth.staff import someone

_FAMILY = (
    ("Père", "FTH", "mcas"),
    ("Mère", "MTH", "diabete2"),
    ("Mère", "MTH", "cancer-sein"),
    ("Père", "FTH", "hta"),
)
_DEVICES = (
    ("apnee", "Appareil à pression positive continue", "inhalotherapeute"),
    ("surdite", "Prothèses auditives", "orthophoniste"),
)


def planned_surgery(chart: Chart, random: Random) -> None:
    """A cataract operated in a day; a knee or a hip replaced by a short stay."""
    for held in chart.held:
        key, age = held.condition.key, chart.age(chart.today)
        day = workday(held.onset + timedelta(days=300 + int(random.random() * 500)))
        if not chart.free(day, 4):
            continue
        if not chart.today - timedelta(days=365 * 9) < day < chart.today - timedelta(days=10):
            continue
        if key == "cataracte" and random.random() < 0.6:
            _cataract(chart, day)
        elif key == "arthrose" and 55 < age < 88 and random.random() < 0.14:
            _knee(chart, day, random)


def _cataract(chart: Chart, day: date) -> None:
    side = "droit" if hash_of(chart.id, "eye") % 2 else "gauche"
    surgeon = someone(chart.owner, "ophtalmologiste", chart.id, "eye")
    chart.author = surgeon
    asked = chart.order(day - timedelta(days=120), 620, f"Chirurgie de la cataracte, œil {side}")
    place = chart.place("hopital", "bo", chart.id)
    encounter = chart.visit(
        day, 470 + hash_of(chart.id) % 300, 150, "SS", surgeon, f"Cataracte de l’œil {side}", place
    )
    encounter["basedOn"] = [chart.point(asked)]
    at = later(day, 560 + hash_of(chart.id) % 300)
    done = chart.procedure(encounter, at, "110473004", "Extraction de la cataracte", f"Œil {side}")
    chart.stamp(at, at, done)
    seen = _SEES[hash_of(chart.id, "sees") % len(_SEES)]
    chart.happened.append(
        Happened(day, f"Opéré{{e}} de la cataracte de l’œil {side} le {in_words(day)}. {seen}")
    )


_SEES = (
    "Vision plus claire, lit le journal sans effort.",
    "Couleurs plus vives, conduit de nouveau le soir.",
    "Gouttes terminées, contrôle en ophtalmologie rassurant.",
)


def _knee(chart: Chart, day: date, random: Random) -> None:
    side = "droit" if hash_of(chart.id, "side") % 2 else "gauche"
    stay = Stay(
        day=day,
        days=2,
        unit="4s",
        reason=f"Arthroplastie du genou {side}",
        found="Arthrose avancée, douleur à la marche malgré le traitement.",
        plan="chirurgie le jour même, analgésie, lever le jour même",
        course="Suites opératoires simples, marche avec appui dès le lendemain, plaie propre.",
        trade="orthopediste",
        kind="surgery",
        follow="physiothérapie, orthopédie dans 6 semaines",
    )
    encounter = stay_at(chart, stay, random)
    chart.author = someone(chart.owner, "orthopediste", chart.id, day.toordinal())
    at = later(day, 1180)
    done = chart.procedure(encounter, at, "609588000", "Arthroplastie totale du genou", f"Genou {side}")
    chart.stamp(at, at, done)


def appointments(chart: Chart) -> None:
    """One or two to come for who is followed; those of the last year kept, some missed by one in twenty."""
    for number, (day, minutes, encounter) in enumerate(sorted(chart.clinics, key=lambda one: one[0])[-2:]):
        if day > chart.today - timedelta(days=365):
            plain = _appointment(chart, day, minutes, "fulfilled")
            encounter["appointment"] = [chart.point(plain)]
            if number == 0 and hash_of(chart.id, "missed") % 20 == 0:
                missed = workday(day - timedelta(days=21))
                if missed > chart.person.birth and chart.free(missed, 0):
                    _appointment(chart, missed, minutes, "noshow")
    if chart.person.death is not None:
        return
    for number, day in enumerate(next_days(chart) if chart.residence is None else ()):
        _appointment(chart, day, 480 + hash_of(chart.id, "hour", number) % 28 * 15, "booked")


def _appointment(chart: Chart, day: date, minutes: int, state: str) -> Plain:
    plain = chart.bare("Appointment") | {
        "status": state,
        "appointmentType": {"coding": [coding(f"{THO}v2-0276", "FOLLOWUP")]},
        "description": "Suivi avec le médecin de famille",
        "start": later(day, minutes),
        "end": later(day, minutes + 30),
        "participant": [
            {"actor": chart.subject, "status": "accepted"},
            {"actor": chart.doctor.who(), "status": "accepted"},
        ],
    }
    chart.plains.append(plain)
    return plain


def around(chart: Chart) -> None:
    """Devices, what runs in the family, over-the-counter drugs, wishes about the record."""
    _devices(chart)
    age = chart.age(chart.today)
    if age >= 18 and hash_of(chart.id, "family") % 3 == 0:
        _family_history(chart)
    if chart.has("vitamine-d", chart.today) or chart.has("osteoporose", chart.today):
        chart.add(
            "MedicationStatement",
            status="active" if chart.person.death is None else "completed",
            medicationCodeableConcept={"text": "Vitamine D 1 000 unités, en vente libre"},
            effectiveDateTime=chart.today.isoformat(),
            dateAsserted=chart.today.isoformat(),
        )
    if age >= 14 and hash_of(chart.id, "consent") % 60 == 0:
        _refusal(chart)


def _devices(chart: Chart) -> None:
    for key, text, trade in _DEVICES:
        if chart.has(key, chart.today) and hash_of(chart.id, key) % 10 < 7:
            found = next(one.onset for one in chart.held if one.condition.key == key)
            chart.author = someone(chart.owner, trade, chart.id, key)
            device(chart, min(found + timedelta(days=60), chart.today), text)


def _family_history(chart: Chart) -> None:
    words, code, key = _FAMILY[hash_of(chart.id, "which") % len(_FAMILY)]
    condition = by_key()[key]
    chart.add(
        "FamilyMemberHistory",
        status="completed",
        relationship={
            "coding": [coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", code)],
            "text": words,
        },
        condition=[{"code": concept("http://snomed.info/sct", condition.code, condition.name)}],
    )


def _refusal(chart: Chart) -> None:
    """The person refuses that researchers be told of them (LRSSS, s. 8)."""
    chart.add(
        "Consent",
        status="active",
        scope=status("consentscope", "research"),
        category=[{"coding": [coding("http://loinc.org", "59284-0")]}],
        dateTime=(chart.today - timedelta(days=hash_of(chart.id, "refused") % 500)).isoformat(),
        organization=[reference("Organization", chart.owner)],
        policyRule={"text": "Loi sur les renseignements de santé et de services sociaux, article 8"},
        provision={"type": "deny"},
    )
