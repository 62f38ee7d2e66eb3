"""The hospital: emergency visits, stays, surgeries, pregnancies and births."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from dsn.synth import laboratory, notes, tables
from dsn.synth.chart import Chart, hash_of, workday
from dsn.synth.clinic import name_of
from dsn.synth.conditions import Held, by_key, yearly
from dsn.synth.mint import person_id
from dsn.synth.moments import later
from dsn.synth.people import Person
from dsn.synth.plain import LOINC, SNOMED, THO, Plain, coding, concept, quantity, reference, status
from dsn.synth.staff import someone
from dsn.synth.stream import Table

YEARS = 8
_VISITS = ((5, 0.55), (18, 0.28), (65, 0.30), (75, 0.45), (200, 0.75))
_TRIAGE = Table([(1, 0.01), (2, 0.12), (3, 0.39), (4, 0.38), (5, 0.10)])
_ARRIVALS = Table([(hour, share) for hour, share in enumerate(
    (2, 1.5, 1.2, 1, 1, 1.2, 2, 3.5, 5.5, 7.5, 8.5, 8, 7, 6.8, 6.5, 6.2, 6, 5.8, 5.6, 5.2, 4.6, 4, 3.2, 2.5)
)])  # fmt: skip
FEVERS = {"toux": 38.6, "fievre-enfant": 39.1}
"""What the thermometer shows, as the note of that complaint says."""
CONCLUSIONS = {
    "Radiographie pulmonaire": "Pas de foyer de consolidation. Silhouette cardiaque dans les limites de la normale.",
    "Échographie abdominale": "Vésicule et voies biliaires d’aspect normal, pas de liquide libre.",
    "Tomodensitométrie cérébrale": "Pas d’hémorragie ni d’effet de masse. Atrophie attendue pour l’âge.",
}
DELIVERY, CAESAREAN = ("177184002", "Accouchement vaginal"), ("11466000", "Césarienne")


@cache
def complaints() -> tuple[tables.Row, ...]:
    return tables.rows("complaints")


def emergencies(chart: Chart, random: Random) -> None:
    """Visits of the last years; some end in a stay."""
    for back in range(YEARS):
        end = chart.today - timedelta(days=365 * back)
        rate = next(share for under, share in _VISITS if chart.age(end) < under)
        rate *= 1.6 if any(chart.has(key, end) for key in ("ic", "mpoc", "demence")) else 1.0
        for _ in range(int(rate + random.random())):
            day = end - timedelta(days=1 + int(random.random() * 362))
            if chart.person.birth + timedelta(days=10) < day < chart.today:
                _emergency(chart, day, random)


def _emergency(chart: Chart, day: date, random: Random) -> None:
    age, sex = chart.age(day), chart.person.sex
    found = _complaint(age, sex, day, random)
    if chart.residence and day >= chart.residence and found["key"] == "chute":
        found = found | {"text": "Chute au centre d’hébergement"}
    triage = _TRIAGE.choose(random)
    minutes = _ARRIVALS.choose(random) * 60 + int(random.random() * 60)
    stay = 150 + int(random.random() * 420)
    doctor = someone(chart.owner, "urgentologue", chart.id, day.toordinal())
    admitted = random.random() < (0.34 if age >= 75 else 0.06) or found["outcome"] == "hospitalisation"
    encounter = chart.visit(
        day, minutes, stay, "EMER", doctor, found["text"], chart.place("hopital", "urg-civ", chart.id)
    )
    encounter["priority"] = {"text": f"P{triage}"}
    _triage(chart, encounter, day, minutes, triage, found["key"])
    chart.author = doctor
    if (age >= 40 and found["image"] != "") or found["key"] in ("abdomen", "confusion"):
        laboratory.measure(chart, ["cbc", "electrolytes", "renal"], day)
    if found["image"] and random.random() < 0.8:
        image(
            chart,
            encounter,
            day,
            minutes + 70,
            found["image"],
            CONCLUSIONS.get(found["image"], "Pas de fracture visible."),
        )
    outcome = "hospitalisation" if admitted else found["outcome"]
    text = notes.emergency(age, sex, found["text"], found["found"], triage, outcome)
    written = later(day, minutes + stay)
    if written[:10] <= chart.now.isoformat():
        chart.stamp(
            later(day, minutes), written, encounter, chart.note(encounter, written, notes.EMERGENCY, text)
        )
    if admitted:
        length = 2 + int(random.random() * (12 if age >= 75 else 5))
        unit = _unit(age, found["key"])
        stay_at(chart, day + timedelta(days=1), length, unit, found["text"], found["found"], random)


def _complaint(age: int, sex: str, day: date, random: Random) -> tables.Row:
    fits = []
    for row in complaints():
        if int(row["low"]) <= age <= int(row["high"]) and row["sex"] in ("", sex):
            winter = row["season"] == "winter"
            weight = float(row["weight"]) * (
                1.8 if winter and day.month in (12, 1, 2, 3) else 0.7 if winter else 1.0
            )
            fits.append((row, weight))
    return Table(fits).choose(random)


def _unit(age: int, key: str) -> str:
    if age < 18:
        return "psy" if key == "crise" and age >= 13 else "ped"
    return {"crise": "psy", "thorax": "card", "abdomen": "4s"}.get(key, "5s" if age >= 80 else "4n")


def _triage(chart: Chart, encounter: Plain, day: date, minutes: int, triage: int, complaint: str) -> None:
    chart.author = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "triage")
    at = later(day, minutes + 6)
    chart.add(
        "Observation",
        status="final",
        category=[status("observation-category", "survey")],
        code={"text": "Priorité de triage (ETG)"},
        encounter=chart.point(encounter),
        effectiveDateTime=at,
        valueCodeableConcept={"text": f"P{triage}"},
        performer=[chart.author.who()],
    )
    if chart.age(day) >= 3:
        chart.pressure(encounter, day, at)
    warm = FEVERS.get(complaint, 36.4 + hash_of(chart.id, at) % 9 / 10)
    chart.vital(encounter, at, "8310-5", "Température", round(warm, 1), "°C", "Cel")
    breath = 92 if complaint == "dyspnee" else 96 + hash_of(at, chart.id) % 4
    chart.vital(encounter, at, "59408-5", "Saturation en oxygène", breath, "%", "%")


def image(chart: Chart, encounter: Plain, day: date, minutes: int, what: str, conclusion: str) -> Plain:
    """Order, study and report of an examination."""
    order = chart.order(day, minutes - 20, what, encounter=encounter)
    kind = (
        "US"
        if what.startswith("Écho")
        else "CT"
        if what.startswith("Tomo")
        else "MG"
        if "Mammo" in what
        else "DX"
    )
    study = chart.add(
        "ImagingStudy",
        status="available",
        basedOn=[chart.point(order)],
        encounter=chart.point(encounter),
        started=later(day, minutes),
        modality=[coding("http://dicom.nema.org/resources/ontology/DCM", kind)],
        numberOfSeries=1,
        numberOfInstances=2,
        description=what,
    )
    radiologist = someone(chart.owner, "radiologiste", chart.id, day.toordinal())
    return chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "RAD")]}],
        code={"text": what},
        encounter=chart.point(encounter),
        effectiveDateTime=later(day, minutes),
        issued=later(day, minutes + 95),
        resultsInterpreter=[radiologist.who()],
        imagingStudy=[chart.point(study)],
        conclusion=conclusion,
    )


def stay_at(
    chart: Chart, day: date, days: int, unit: str, reason: str, found: str, random: Random, surgeon: str = ""
) -> Plain:
    """A stay of `days` in a bed of `unit`; not over yet when it would end after today."""
    doctor = someone(chart.owner, surgeon or "interniste", chart.id, day.toordinal())
    place = chart.place("hopital", unit, chart.id, day.toordinal())
    start = 540 + int(random.random() * 600)
    encounter = chart.visit(day, start, days * 1440 + 660 - start, "IMP", doctor, reason, place)
    over = encounter["status"] == "finished"
    age, sex = chart.age(day), chart.person.sex
    admission = chart.note(encounter, later(day, start + 45), notes.ADMISSION, f"{reason}. {found}")
    chart.stamp(later(day, start), later(day, start + 45), encounter, admission)
    chart.add(
        "CarePlan",
        status="completed" if over else "active",
        intent="plan",
        title="Plan thérapeutique infirmier",
        encounter=chart.point(encounter),
        created=later(day, start + 60),
        author=chart.author.who(),
        activity=[
            {
                "detail": {
                    "status": "completed" if over else "in-progress",
                    "description": "Surveillance et mobilisation",
                }
            }
        ],
    )
    if age >= 70:
        chart.add(
            "Flag",
            status="inactive" if over else "active",
            code={"text": "Risque de chute"},
            encounter=chart.point(encounter),
        )
    _diet(chart, encounter, later(day, start + 50), over)
    _rounds(chart, encounter, day, days, unit, over)
    if over:
        drugs = _taken(chart, day)
        _leave(chart, encounter, day + timedelta(days=days), age, sex, reason, found, drugs, days)
    return encounter


def _taken(chart: Chart, day: date) -> list[str]:
    """What was prescribed outside in the year before, by name."""
    since, until = (day - timedelta(days=400)).isoformat(), day.isoformat()
    texts = [
        one["medicationCodeableConcept"]["text"].split(",")[0].lower()
        for one in chart.plains
        if one["resourceType"] == "MedicationRequest"
        and one["category"][0]["text"] == "Externe"
        and since <= one["authoredOn"] < until
    ]
    return list(dict.fromkeys(texts))


def _diet(chart: Chart, encounter: Plain, at: str, over: bool) -> None:
    sugar = any(one.condition.key.startswith("diabete") for one in chart.held)
    chart.add(
        "NutritionOrder",
        status="completed" if over else "active",
        intent="order",
        encounter=chart.point(encounter),
        dateTime=at,
        orderer=chart.author.who(),
        oralDiet={"type": [{"text": "Diète diabétique" if sugar else "Diète régulière"}]},
    )


def _rounds(chart: Chart, encounter: Plain, day: date, days: int, unit: str, over: bool) -> None:
    """Each day's vitals, the drug that prevents clots in adults, a nurse's note every second day."""
    doctor, adult = chart.author, chart.age(day) >= 18
    ordered = None
    if adult and not chart.has("irc", day) and unit in ("4n", "5n", "4s", "5s", "card", "onco"):
        ordered = chart.prescribe("enoxaparine", day, "completed" if over else "active", None, encounter)
    if ordered is not None:
        ordered["reasonCode"] = [{"text": "Prévention des thromboses pendant l’hospitalisation"}]
        ordered["authoredOn"] = encounter["period"]["start"]
    nurse = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "unit")
    for number in range(1, days):
        on = day + timedelta(days=number)
        if on >= chart.now:
            break
        chart.author = nurse
        at = later(on, 485 + hash_of(chart.id, on) % 40)
        chart.pressure(encounter, on, at)
        chart.vital(
            encounter, at, "8310-5", "Température", 36.3 + hash_of(chart.id, at) % 10 / 10, "°C", "Cel"
        )
        if ordered is not None:
            _administer(chart, ordered, encounter, later(on, 540 + hash_of(at) % 20))
        if number % 2:
            text = notes.nursing(chart.age(on), chart.person.sex, hash_of(chart.id, on))
            chart.note(encounter, later(on, 860), notes.NURSING, text)
    chart.author = doctor


def _administer(chart: Chart, ordered: Plain, encounter: Plain, at: str) -> None:
    chart.add(
        "MedicationAdministration",
        status="completed",
        medicationCodeableConcept=ordered["medicationCodeableConcept"],
        context=chart.point(encounter),
        effectiveDateTime=at,
        performer=[{"actor": chart.author.who()}],
        request=chart.point(ordered),
        dosage={"text": "40 mg sous-cutané", "dose": quantity(40, "mg", "mg")},
    )


def _leave(
    chart: Chart,
    encounter: Plain,
    day: date,
    age: int,
    sex: str,
    reason: str,
    found: str,
    drugs: list[str],
    days: int,
) -> None:
    text = notes.discharge(age, sex, reason, found, drugs, days)
    at = later(day, 650)
    summary = chart.add(
        "Composition",
        status="final",
        type=concept(LOINC, "18842-5", "Résumé de dossier"),
        encounter=chart.point(encounter),
        date=at,
        author=[chart.author.who()],
        title=notes.DISCHARGE,
        custodian=chart.organization,
        section=[{"title": "Résumé", "text": {"status": "generated", "div": _div(text)}}],
    )
    chart.stamp(at, at, summary)


def _div(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{safe}</p></div>'


def acute(chart: Chart, random: Random) -> None:
    """Acute conditions of the last years, by their yearly incidence; a broken hip is operated."""
    for condition in (one for one in by_key().values() if one.kind in ("acute", "surgical")):
        for back in range(YEARS):
            end = chart.today - timedelta(days=365 * back)
            age = chart.age(end)
            day = end - timedelta(days=2 + int(random.random() * 355))
            happens = age >= 0 and random.random() < yearly(condition, chart.person.sex, age)
            if not happens or day < chart.person.birth + timedelta(days=40):
                continue
            held = Held(
                condition,
                day,
                min(day + timedelta(days=10 if condition.kind == "acute" else 90), chart.today),
            )
            if condition.kind == "acute":
                _infection(chart, held, random)
            else:
                _hip(chart, held, random)


def _infection(chart: Chart, held: Held, random: Random) -> None:
    chart.author = chart.doctor
    day = workday(held.onset)
    if day >= chart.today:
        return
    held = Held(held.condition, day, min(day + timedelta(days=10), chart.today))
    minutes = 490 + int(random.random() * 24) * 15
    encounter = chart.visit(day, minutes, 15, "AMB", chart.doctor, held.condition.name)
    problem = chart.problem(held)
    problem["encounter"] = chart.point(encounter)
    for key, share in held.condition.drugs:
        if random.random() < share:
            chart.prescribe(key, day, "completed", held.condition)
    note = notes.fill(held.condition.note, {"temp": "38,8"})
    drugs = ", ".join(name_of(key) for key, _ in held.condition.drugs)
    text = f"{held.condition.name}. {note}\nPlan : {drugs}, revoir si pas d’amélioration en 48 à 72 heures."
    written = later(day, minutes + 14)
    chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, notes.CLINIC, text))


def _hip(chart: Chart, held: Held, random: Random) -> None:
    """Fall, X-ray, surgery the next day, ward."""
    side = "droite" if hash_of(chart.id, "side") % 2 else "gauche"
    chart.problem(held)
    encounter = stay_at(
        chart,
        held.onset,
        9 + int(random.random() * 8),
        "4s",
        f"Fracture de la hanche {side}",
        held.condition.note,
        random,
        "orthopediste",
    )
    image(
        chart,
        encounter,
        held.onset,
        700,
        "Radiographie de la hanche",
        f"Fracture du col du fémur {side}, déplacée.",
    )
    day = held.onset + timedelta(days=1)
    if day >= chart.today:
        return
    chart.author = someone(chart.owner, "orthopediste", chart.id, held.onset.toordinal())
    done = chart.procedure(encounter, later(day, 600), "", "Arthroplastie de la hanche", f"Hanche {side}")
    chart.stamp(later(day, 600), later(day, 720), done)


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
