"""Clinic visits: vitals, results, prescriptions and their renewals, notes; the follow-up of children and vaccines."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import laboratory, notes, tables
from dsn.synth.chart import Chart, hash_of, workday
from dsn.synth.conditions import Condition, Held, treated
from dsn.synth.moments import later
from dsn.synth.plain import CVX, Plain, concept
from dsn.synth.staff import someone
from dsn.synth.stream import stream

CHILD_MONTHS = (2, 4, 6, 12, 18, 48, 110)
"""Ages of periodic visits; the vaccines of each stand in `SCHEDULE`."""
SCHEDULE = {
    2: (("146", "DCaT-HB-VPI-Hib"), ("133", "Pneumocoque conjugué"), ("119", "Rotavirus")),
    4: (("146", "DCaT-HB-VPI-Hib"), ("133", "Pneumocoque conjugué"), ("119", "Rotavirus")),
    12: (("120", "DCaT-VPI-Hib"), ("94", "RRO-varicelle"), ("133", "Pneumocoque conjugué")),
    18: (("94", "RRO-varicelle"), ("114", "Méningocoque C conjugué"), ("104", "Hépatites A et B")),
}
"""For those born since 2019-06-01: no dose at 6 months; DCaT-VPI-Hib at 12; RRO-var at 12 and 18; Men-C and HAHB at 18
(https://pmc.ncbi.nlm.nih.gov/articles/PMC6288945/table/Tab1; programme of immunization, mfa.gouv.qc.ca, no 22-3)."""
SCHEDULE_BEFORE = {
    2: SCHEDULE[2],
    4: SCHEDULE[4],
    6: (("120", "DCaT-VPI-Hib"),),
    12: (("03", "RRO"), ("133", "Pneumocoque conjugué"), ("114", "Méningocoque C conjugué")),
    18: (("146", "DCaT-HB-VPI-Hib"), ("94", "RRO-varicelle")),
}
"""For those born before 2019-06-01, schedule of June 2013 (same sources)."""
CHANGED = date(2019, 6, 1)
FLU = ("140", "Influenza injectable")
YEARS = 9
"""How far back visits are told."""


def days_of_visits(chart: Chart, random: Random) -> list[date]:
    """Adults: more with age and with what one has. Work days, in order, none before birth."""
    found: list[date] = []
    for back in range(YEARS):
        year_end = chart.today - timedelta(days=365 * back)
        age = chart.age(year_end)
        if age < 18:
            rate = 0.4 if age > 2 else 0.0
        else:
            rate = 0.35 + (0.2 if chart.person.sex == "F" and age < 50 else 0.0) + max(0, age - 50) * 0.012
        rate += sum(0.42 * one.condition.visits for one in chart.held if one.on(year_end))
        for _ in range(int(min(rate, 5.5) + random.random())):
            day = workday(year_end - timedelta(days=3 + int(random.random() * 360)))
            if chart.person.birth + timedelta(days=60) < day < chart.today:
                found.append(day)
    spaced: list[date] = []
    for day in sorted(set(found)):
        if chart.residence and day >= chart.residence:
            break
        if not spaced or (day - spaced[-1]).days >= 40:
            spaced.append(day)
    return spaced


def follow(chart: Chart, random: Random) -> None:
    """All visits of a life's last years, prescriptions included."""
    plans = _plans(chart, random)
    days = days_of_visits(chart, random)
    _prescriptions(chart, plans, days, random)
    for at, day in enumerate(days):
        _visit(chart, day, at, plans, random)


def _plans(chart: Chart, random: Random) -> dict[str, list[str]]:
    """Who takes what for what: one drug of each family, whatever the number of reasons."""
    plans: dict[str, list[str]] = {}
    taken: set[str] = set()
    for held in chart.held:
        chosen = treated(held.condition, random)
        if not chosen and held.condition.key in RARELY_UNTREATED and random.random() < 0.85:
            fits = [key for key, _ in held.condition.drugs if may_take(key, chart, chart.today)]
            chosen = fits[:1]
        plans[held.condition.key] = []
        for key in chosen:
            family = next((name for name, keys in FAMILIES.items() if key in keys), key)
            if held.end is not None or family not in taken:
                plans[held.condition.key].append(key)
                taken |= set() if held.end else {family}
        if held.end is not None:
            plans[held.condition.key] = plans[held.condition.key][:1]
    return plans


RARELY_UNTREATED = frozenset("bipolaire schizophrenie diabete2 hta ic fa depression mpoc".split())
"""Whom one seldom sees without any drug: if chance gave none, the first that they may take."""
FAMILIES = {
    "antidépresseur": ("sertraline", "escitalopram", "venlafaxine"),
    "statine": ("atorvastatine", "rosuvastatine"),
    "système rénine-angiotensine": ("ramipril", "perindopril", "candesartan"),
    "bêtabloquant": ("bisoprolol", "metoprolol"),
    "antithrombotique": ("aas", "clopidogrel", "apixaban"),
    "antipsychotique": ("olanzapine", "risperidone", "quetiapine"),
    "anti-inflammatoire": ("naproxen", "celecoxib"),
    "bisphosphonate": ("alendronate", "risedronate"),
    "stimulant": ("methylphenidate", "lisdexamfetamine"),
}
"""Drugs of which a person takes one only."""


def _visit(chart: Chart, day: date, at: int, plans: dict[str, list[str]], random: Random) -> None:
    here = [one for one in chart.held if one.on(day) and one.condition.kind == "chronic"]
    here.sort(key=lambda one: -one.condition.visits)
    told = [one.condition for one in here if one.condition.note][:4]
    results: dict[str, float] = {}
    panels = [one for one in _panels(chart, told, day, at) if one != "lithium" or _on_lithium(chart, plans)]
    before = day - timedelta(days=8)
    if panels and before > chart.person.birth:
        results = laboratory.measure(chart, panels, workday(before) if workday(before) < day else before)
    reason = f"Suivi : {told[0].name.lower()}" if told else "Suivi périodique"
    minutes = 480 + int(random.random() * 28) * 15
    encounter = chart.visit(day, minutes, 25, "AMB", chart.doctor, reason)
    measures = examine(chart, encounter, day, minutes + 3, at)
    measures |= {key: _written(value) for key, value in results.items()}
    drugs = _drugs_on(chart, here, plans)
    age, sex = chart.age(day), chart.person.sex
    written = later(day, minutes + 24)
    note = chart.note(
        encounter,
        written,
        notes.CLINIC,
        notes.clinic(age, sex, told, measures, drugs, hash_of(chart.id, day)),
    )
    chart.stamp(later(day, minutes), written, encounter, note)


def _on_lithium(chart: Chart, plans: dict[str, list[str]]) -> bool:
    return "lithium" in plans.get("bipolaire", []) and may_take("lithium", chart, chart.today)


def _panels(chart: Chart, told: list[Condition], day: date, at: int) -> list[str]:
    asked = list(dict.fromkeys(panel for condition in told for panel in condition.tests))
    if not asked and chart.age(day) >= 40 and at % 2 == 0:
        asked = ["cbc", "lipids", "glucose", "renal"]
    if chart.has("diabete2", day) or chart.has("diabete1", day):
        asked = [*asked, "glucose"]
    return [one for one in dict.fromkeys(asked) if one != "urine"][: 6 if at % 2 == 0 else 3]


def examine(chart: Chart, encounter: Plain, day: date, minutes: int, at: int) -> dict[str, str]:
    """Pressure, pulse, weight, height at times; as written in a note."""
    taken, obese = later(day, minutes), chart.has("obesite", day)
    measures: dict[str, str] = {}
    if chart.age(day) >= 3:
        upper, lower = chart.pressure(encounter, day, taken)
        measures["bp"] = f"{upper}/{lower}"
    rate = chart.body.heart_rate(day, irregular=chart.has("fa", day))
    chart.vital(encounter, taken, "8867-4", "Fréquence cardiaque", rate, "/min", "/min")
    weight = round(chart.body.weight(day, obese=obese), 1)
    chart.vital(encounter, taken, "29463-7", "Poids", weight, "kg", "kg")
    height = round(chart.body.height(day), 1)
    if chart.age(day) < 18 or at % 4 == 0:
        chart.vital(encounter, taken, "8302-2", "Taille", height, "cm", "cm")
    bmi = round(weight / (height / 100) ** 2, 1)
    if chart.age(day) >= 2:
        chart.vital(encounter, taken, "39156-5", "Indice de masse corporelle", bmi, "kg/m²", "kg/m2")
    measures |= {
        "hr": str(rate),
        "weight": _written(weight),
        "bmi": _written(bmi),
        "height": _written(height),
    }
    measures.setdefault("bp", "non prise")
    return measures


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _prescriptions(chart: Chart, plans: dict[str, list[str]], days: list[date], random: Random) -> None:
    """From the onset, renewed at a visit each year; the last one runs while the condition does."""
    chart.author = chart.doctor
    for held in chart.held:
        for key in plans[held.condition.key]:
            if key == "epinephrine" and chart.age(held.onset) < 9:
                key = "epinephrine-enfant"
            _course_of(chart, held, key, days, random)


def _course_of(chart: Chart, held: Held, key: str, days: list[date], random: Random) -> None:
    if not may_take(key, chart, held.onset if held.end else chart.today):
        return
    last = held.end or chart.today
    yearly: list[date] = []
    for day in days:
        if held.onset <= day < last and (not yearly or (day - yearly[-1]).days > 300):
            yearly.append(day)
    yearly = yearly or [held.onset]
    for at, day in enumerate(yearly[-4:]):
        final = at == len(yearly[-4:]) - 1
        alive = chart.person.death is None
        state = "active" if final and held.end is None and alive else "completed"
        ordered = chart.prescribe(key, day, state, held.condition)
        for month in (0, 3, 6, 9) if at >= len(yearly[-4:]) - 2 else (0,):
            _dispense(chart, ordered, day + timedelta(days=30 * month + int(random.random() * 4)))


def may_take(key: str, chart: Chart, day: date) -> bool:
    """Age, sex and kidneys that forbid a drug here. Ours, « à valider »."""
    age = chart.age(day)
    if key in ("naproxen", "celecoxib") and (
        age > 75 or any(chart.has(one, day) for one in ("irc", "ic", "fa"))
    ):
        return False
    if key == "metformine" and chart.has("irc", day):
        return False
    if key in _NOT_IF_PREGNANT and chart.person.sex == "F" and age < 50:
        return False
    if key in ("atorvastatine", "rosuvastatine") and age < 40:
        return False
    if key == "sumatriptan" and (age > 65 or chart.has("mcas", day) or chart.has("avc", day)):
        return False
    young = {
        "fluticasone": 2,
        "salbutamol": 1,
        "methylphenidate": 6,
        "lisdexamfetamine": 6,
        "betamethasone": 12,
    }
    return age >= young.get(key, 0 if key.startswith("epinephrine") or key in _ANY_AGE else 12)


_NOT_IF_PREGNANT = frozenset(
    "ramipril perindopril candesartan atorvastatine rosuvastatine methotrexate acide-folique lithium".split()
)
_ANY_AGE = frozenset(("hydrocortisone", "amoxicilline", "glargine", "aspart", "mesalazine", "levothyroxine"))


def _dispense(chart: Chart, ordered: Plain, day: date) -> None:
    if day > chart.today:
        return
    chart.add(
        "MedicationDispense",
        status="completed",
        medicationCodeableConcept=ordered["medicationCodeableConcept"],
        authorizingPrescription=[chart.point(ordered)],
        quantity={"value": 90, "unit": "doses"},
        daysSupply={"value": 90, "unit": "jours", "system": "http://unitsofmeasure.org", "code": "d"},
        whenHandedOver=later(day, 660 + hash_of(ordered["id"], day) % 400),
    )


def _drugs_on(chart: Chart, here: list[Held], plans: dict[str, list[str]]) -> list[str]:
    """The names of what is prescribed for these, as `_course_of` prescribes it."""
    names = [
        name_of(key)
        for held in here
        for key in plans[held.condition.key]
        if may_take(key, chart, held.onset if held.end else chart.today)
    ]
    return list(dict.fromkeys(names))


def name_of(key: str) -> str:
    return tables.by_key("drugs")[key]["name"].lower()


def childhood(chart: Chart, random: Random) -> None:
    """Periodic visits and vaccines of those born in the years that are told."""
    birth, told_from = chart.person.birth, chart.today - timedelta(days=365 * 18)
    if birth < told_from:
        return
    nurse = someone(chart.owner, "infirmiere", chart.id, "vaccination")
    schedule = SCHEDULE if birth >= CHANGED else SCHEDULE_BEFORE
    for at, months in enumerate(CHILD_MONTHS):
        day = workday(birth + timedelta(days=int(months * 30.44) + int(random.random() * 20)))
        if day >= chart.today:
            return
        minutes = 500 + int(random.random() * 20) * 15
        encounter = chart.visit(
            day, minutes, 20, "AMB", nurse if months in schedule else chart.doctor, "Suivi périodique"
        )
        measures = examine(chart, encounter, day, minutes + 2, at)
        vaccines = schedule.get(months, ()) if random.random() < 0.95 else ()
        for code, name in vaccines:
            vaccinate(chart, encounter, later(day, minutes + 10), code, name)
        text = notes.child(
            months, chart.person.sex, measures["weight"], measures["height"], [n for _, n in vaccines]
        )
        written = later(day, minutes + 19)
        chart.stamp(
            later(day, minutes), written, encounter, chart.note(encounter, written, notes.CHILD, text)
        )


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


def chance(chart: Chart, what: str) -> Random:
    return stream(chart.seed, what, chart.person.number)
