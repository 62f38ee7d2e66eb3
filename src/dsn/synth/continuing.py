"""Care that goes on: at home, in a residence, surgery planned, appointments, devices, wishes, family history."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import hospital, notes
from dsn.synth.chart import Chart, hash_of, workday
from dsn.synth.conditions import by_key
from dsn.synth.moments import later
from dsn.synth.plain import TAG, THO, Plain, coding, concept, reference, status
from dsn.synth.staff import someone

HOME_WEEKS = 26
RESIDENCE_MONTHS = 24
_FAMILY = (
    ("Père", "FTH", "mcas"),
    ("Mère", "MTH", "diabete2"),
    ("Mère", "MTH", "cancer-sein"),
    ("Père", "FTH", "hta"),
)


def lives_in_residence(chart: Chart) -> bool:
    """Old, and mostly for a neurocognitive disorder."""
    age = chart.age(chart.today)
    wanted = 0.4 if chart.has("demence", chart.today) else 0.05
    return age >= 80 and hash_of(chart.id, "residence") % 1000 < wanted * 1000


def moved_in(chart: Chart) -> date | None:
    """The day they moved to a CHSLD; after the disorder was found, when there is one. None for who did not."""
    if not lives_in_residence(chart):
        return None
    found = [one.onset for one in chart.held if one.condition.key == "demence"]
    day = chart.today - timedelta(days=150 + hash_of(chart.id, "since") % 900)
    return min(max([day, *(one + timedelta(days=120) for one in found)]), chart.today - timedelta(days=20))


def gets_help_at_home(chart: Chart) -> bool:
    age = chart.age(chart.today)
    wanted = 0.6 if any(chart.has(key, chart.today) for key in ("demence", "ic", "avc")) else 0.16
    return age >= 70 and not lives_in_residence(chart) and hash_of(chart.id, "home") % 1000 < wanted * 1000


def _episode(chart: Chart, what: str, start: date) -> tuple[Plain, Plain]:
    """The episode and its plan, with a goal and the team that follows it."""
    ended = chart.person.death is not None
    episode = chart.add(
        "EpisodeOfCare",
        status="finished" if ended else "active",
        type=[{"text": what}],
        managingOrganization=chart.organization,
        period={"start": start.isoformat()} | ({"end": chart.today.isoformat()} if ended else {}),
        careManager=chart.author.who(),
    )
    goal = chart.add(
        "Goal",
        lifecycleStatus="completed" if ended else "active",
        description={"text": "Demeurer en sécurité dans son milieu de vie"},
        startDate=start.isoformat(),
    )
    trades = ("infirmiere", "travailleur-social", "ergotherapeute")
    team = [someone(chart.owner, trade, chart.id, what) for trade in trades]
    chart.add(
        "CareTeam",
        status="inactive" if ended else "active",
        name=f"Équipe : {what.lower()}",
        period={"start": start.isoformat()},
        participant=[{"role": [{"text": one.trade.title}], "member": one.who()} for one in team],
    )
    plan = chart.add(
        "CarePlan",
        status="completed" if ended else "active",
        intent="plan",
        title="Plan d’intervention",
        created=later(start, 660),
        author=chart.author.who(),
        goal=[chart.point(goal)],
        activity=[{"detail": {"status": "completed" if ended else "in-progress", "description": what}}],
    )
    return episode, plan


def at_home(chart: Chart) -> None:
    """Visits of a nurse and of an auxiliary, one week each."""
    nurse = someone(chart.owner, "infirmiere", chart.id, "home")
    helper = someone(chart.owner, "asss", chart.id, "home")
    chart.author = nurse
    start = chart.today - timedelta(days=200 + hash_of(chart.id, "since") % 700)
    episode, _plan = _episode(chart, "Soutien à domicile", start)
    for week in range(HOME_WEEKS, 0, -1):
        day = workday(chart.today - timedelta(days=7 * week + hash_of(chart.id, "weekday") % 4))
        if not start < day < chart.today:
            continue
        who = nurse if week % 2 else helper
        minutes = 510 + hash_of(chart.id, day) % 400
        encounter = chart.visit(day, minutes, 40, "HH", who, "Soutien à domicile")
        encounter["episodeOfCare"] = [chart.point(episode)]
        at = later(day, minutes + 10)
        text = "Aide à l’hygiène donnée. Bonne humeur, mange bien, logement sécuritaire."
        if who is nurse:
            upper, lower = chart.pressure(encounter, day, at)
            weight = round(chart.body.weight(day, obese=chart.has("obesite", day)), 1)
            chart.vital(encounter, at, "29463-7", "Poids", weight, "kg", "kg")
            text = f"TA {upper}/{lower}. Pilulier vérifié, prise adéquate. Aucune chute depuis la dernière visite."
        written = later(day, minutes + 39)
        chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, notes.HOME, text))


def in_residence(chart: Chart) -> None:
    """A stay without an end in a CHSLD, weighed and seen each month, levels of care written down."""
    start = chart.residence
    if start is None:
        return
    chart.author = someone(chart.owner, "infirmiere", chart.id, "residence")
    episode, _plan = _episode(chart, "Hébergement", start)
    place = chart.place("hebergement", "a" if hash_of(chart.id) % 2 else "b", chart.id)
    lasting = ((chart.now if chart.person.death is None else chart.today) - start).days * 1440
    alive = chart.person.death is None
    stay = chart.visit(
        start, 600, lasting + (10_000 if alive else 0), "IMP", chart.author, "Hébergement", place
    )
    stay["episodeOfCare"] = [chart.point(episode)]
    stay["type"] = [{"text": "Hébergement de longue durée"}]
    _levels_of_care(chart, start)
    for month in range(RESIDENCE_MONTHS, 0, -1):
        day = chart.today - timedelta(days=30 * month - 7)
        if not start < day < chart.today:
            continue
        at = later(day, 560 + hash_of(chart.id, day) % 60)
        weight = round(chart.body.weight(day, obese=chart.has("obesite", day)), 1)
        chart.vital(stay, at, "29463-7", "Poids", weight, "kg", "kg")
        chart.pressure(stay, day, at)
        if month % 3 == 0:
            text = f"Poids {weight:g} kg, stable. Participe aux activités, sommeil bon, téguments intègres.".replace(
                ".", ",", 1
            )
            chart.stamp(at, at, chart.note(stay, at, notes.RESIDENCE, text))


def _levels_of_care(chart: Chart, day: date) -> None:
    level = "BCD"[hash_of(chart.id, "level") % 3]
    chart.add(
        "Observation",
        status="final",
        code={"text": "Niveau de soins"},
        effectiveDateTime=later(day, 840),
        valueCodeableConcept={"text": f"Niveau {level}"},
        performer=[chart.doctor.who()],
    )


def planned_surgery(chart: Chart, random: Random) -> None:
    """A cataract operated in a day; a knee or a hip replaced by a short stay."""
    for held in chart.held:
        key, age = held.condition.key, chart.age(chart.today)
        day = workday(held.onset + timedelta(days=300 + int(random.random() * 500)))
        if not chart.today - timedelta(days=365 * 9) < day < chart.today - timedelta(days=10):
            continue
        if key == "cataracte" and random.random() < 0.6:
            _cataract(chart, day)
        elif key == "arthrose" and 55 < age < 88 and random.random() < 0.14:
            _knee(chart, day, random)


def _cataract(chart: Chart, day: date) -> None:
    side = "droit" if hash_of(chart.id, "eye") % 2 else "gauche"
    surgeon = someone(chart.owner, "chirurgien", chart.id, "eye")
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


def _knee(chart: Chart, day: date, random: Random) -> None:
    side = "droit" if hash_of(chart.id, "side") % 2 else "gauche"
    text = "Suites opératoires simples, marche avec appui dès le lendemain, plaie propre."
    encounter = hospital.stay_at(
        chart, day, 3, "4s", f"Arthroplastie du genou {side}", text, random, "orthopediste"
    )
    chart.author = someone(chart.owner, "orthopediste", chart.id, day.toordinal())
    at = later(day, 1180)
    done = chart.procedure(encounter, at, "609588000", "Arthroplastie totale du genou", f"Genou {side}")
    chart.stamp(at, at, done)


def appointments(chart: Chart) -> None:
    """One or two to come for who is followed; the last one kept, or missed by one in twenty."""
    if chart.person.death is not None:
        return
    weight = sum(one.condition.visits for one in chart.held if one.end is None)
    for number in range(min(2, int(weight / 1.2) + (chart.age(chart.today) < 2))):
        day = workday(chart.today + timedelta(days=20 + hash_of(chart.id, "next", number) % 160))
        _appointment(chart, day, "booked", number)
    if weight >= 1:
        day = workday(chart.today - timedelta(days=60 + hash_of(chart.id, "kept") % 90))
        if day > chart.person.birth:
            _appointment(chart, day, "noshow" if hash_of(chart.id, "missed") % 20 == 0 else "fulfilled", 9)


def _appointment(chart: Chart, day: date, state: str, number: int) -> None:
    minutes = 480 + hash_of(chart.id, "hour", number) % 30 * 15
    chart.plains.append(
        {
            "resourceType": "Appointment",
            "id": next(chart.ids),
            "meta": TAG,
            "language": "fr-CA",
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
    )


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
    for key, text in (("apnee", "Appareil à pression positive continue"), ("surdite", "Prothèses auditives")):
        if chart.has(key, chart.today) and hash_of(chart.id, key) % 10 < 7:
            chart.add(
                "Device",
                status="active",
                type={"text": text},
                lotNumber=f"ZZ{hash_of(chart.id, key) % 10_000:04}",
            )


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
