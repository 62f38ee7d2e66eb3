"""Emergency visits of the last years; some end in a stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

from dsn.synth import aftermath, laboratory, notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.hospital import bacteria, telling
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.stay import FIRST_BED, Stay
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.staff import someone
from dsn.synth.stream import Table
from dsn.synth.taking import may_take

YEARS = 8
_VISITS = ((5, 0.55), (18, 0.28), (65, 0.30), (75, 0.45), (200, 0.75))
_ARRIVALS = Table([(hour, share) for hour, share in enumerate(
    (2, 1.5, 1.2, 1, 1, 1.2, 2, 3.5, 5.5, 7.5, 8.5, 8, 7, 6.8, 6.5, 6.2, 6, 5.8, 5.6, 5.2, 4.6, 4, 3.2, 2.5)
)])  # fmt: skip


@cache
def complaints() -> tuple[tables.Row, ...]:
    return tables.rows("complaints")


@cache
def _triage_of(key: str) -> Table[int]:
    """The priorities that a complaint is given, as « 3:5 4:2 » in its row."""
    row = next(one for one in complaints() if one["key"] == key)
    pairs = (part.split(":") for part in row["triage"].split())
    return Table([(int(priority), float(weight)) for priority, weight in pairs])


def emergencies(chart: Chart, random: Random) -> None:
    """Visits of the last years; some end in a stay. Nobody comes while in a bed."""
    seen: Counter[str] = Counter()
    came: list[date] = []
    for back in range(YEARS):
        end = chart.today - timedelta(days=365 * back)
        rate = next(share for under, share in _VISITS if chart.age(end) < under)
        rate *= 1.6 if any(chart.has(key, end) for key in ("ic", "mpoc", "demence")) else 1.0
        for _ in range(int(rate + random.random())):
            day = end - timedelta(days=1 + int(random.random() * 362))
            early = day <= chart.person.birth + timedelta(days=10) or day >= chart.today
            if not early and chart.free(day, 21) and all(abs((day - one).days) > 1 for one in came):
                came.append(day)
                _emergency(chart, day, random, seen)


def _emergency(chart: Chart, day: date, random: Random, seen: Counter[str]) -> None:
    found = _complaint(chart, day, random)
    found = telling.told(chart, found, day, seen[found["key"]])
    seen[found["key"]] += 1
    if chart.residence and day >= chart.residence:
        found = _from_residence(found)
    if found["drug"] and not may_take(found["drug"], chart, day):
        found = found | {"drug": INSTEAD.get(found["drug"], "")}
    triage = _triage_of(found["key"]).choose(random)
    minutes = _ARRIVALS.choose(random) * 60 + int(random.random() * 60)
    lasting = 150 + int(random.random() * 420)
    lasting = max(lasting, LONG_ENOUGH) if found["key"] in AGAIN_AFTER else lasting
    doctor = someone(chart.owner, "urgentologue", chart.id, day.toordinal())
    place = chart.place("hopital", "urg-civ", chart.id)
    encounter = chart.visit(day, minutes, lasting, "EMER", doctor, found["text"], place)
    signs = _triage(chart, encounter, day, minutes, triage, found)
    chart.author = doctor
    blood = _blood(chart, day, minutes + 40, found)
    if found["image"]:
        image(chart, encounter, day, minutes + 70, found["image"], found["conclusion"])
    admitted = random.random() * 100 < float(found["admit75" if chart.age(day) >= 75 else "admit"])
    chart.author = doctor
    culture = bacteria.looked_for(chart, encounter, day, minutes + 42, found, admitted=admitted)
    blood = bacteria.told(blood, found["key"], culture)
    _end(chart, encounter, day, minutes, lasting, triage, found, admitted, signs, blood)
    if admitted:
        start = FIRST_BED + int(random.random() * 600)
        if "end" in encounter["period"]:
            encounter["period"]["end"] = later(day, 1440 + start)
        _admit(chart, day, found, start, random)
        bacteria.read(chart, culture)
        return
    chart.happened.append(aftermath.emergency(chart, day, found["diagnosis"]))
    if found["key"] in AGAIN:
        _seen_again(chart, day, *AGAIN[found["key"]])
    if found["drug"]:
        ordered = chart.prescribe(found["drug"], day, "completed", None)
        ordered["reasonCode"] = [{"text": found["diagnosis"]}]
        ordered["encounter"] = chart.point(encounter)
        ordered["authoredOn"] = later(day, minutes + lasting - 5)


def _blood(chart: Chart, day: date, minutes: int, found: tables.Row) -> str:
    """What is drawn, and how the note tells it; "" for nothing."""
    key = found["key"]
    if not (key in LABORATORY or (chart.age(day) >= 40 and found["key"] in LABORATORY_LATER)):
        return ""
    chart.acute = ACUTE.get(key, {})
    panels = ["cbc", "electrolytes", "renal", *BESIDE.get(key, ())]
    values = laboratory.measure(chart, panels, day, minutes)
    told = [f"{name} {notes.written(values[one])}" for one, name in TOLD if one in values]
    if key in AGAIN_AFTER:
        again = laboratory.measure(chart, ["troponin"], day, minutes + AGAIN_AFTER[key])
        told[-1] += f" puis {notes.written(again['troponin'])} ng/L"
    chart.acute = {}
    return f"Bilan : {', '.join(told)}."


TOLD = (
    ("hemoglobin", "hémoglobine"),
    ("leukocytes", "leucocytes"),
    ("crp", "PCR"),
    ("creatinine", "créatinine"),
    ("bnp", "NT-proBNP"),
    ("troponin", "troponine"),
)
"""Tests that the note of an emergency tells, in this order."""
AGAIN = {
    "crise": (
        "travailleur-social",
        "Suivi de crise",
        "Revu{e} à la suite de la visite à l’urgence. Détresse diminuée, dort mieux. Plan de sécurité relu, moyens "
        "éloignés du domicile, proche joint. Ligne d’aide rappelée.",
    ),
    "pneumonie": (
        "medecin-famille",
        "Suivi après l’urgence",
        "Revu{e} à la suite de la visite à l’urgence pour une pneumonie. Fièvre tombée, toux productive, saturation "
        "97 %. Poursuivre l’antibiotique jusqu’à la fin.",
    ),
}
"""Who is asked to come back soon: by whom they are seen, for what, and the note."""


def _seen_again(chart: Chart, day: date, trade: str, title: str, text: str) -> None:
    """Within two open days, as the note of the emergency says."""
    on, minutes = workday(day + timedelta(days=2)), 570 + hash_of(chart.id, day) % 20 * 15
    if on >= chart.today or not chart.free(on, 0) or (chart.residence is not None and on >= chart.residence):
        return
    before = chart.author
    who = (
        chart.doctor if trade == "medecin-famille" else someone(chart.owner, trade, chart.id, on.toordinal())
    )
    encounter = chart.visit(on, minutes, 30, "AMB", who, title)
    written = later(on, minutes + 29)
    said = text.format_map(notes.suited(chart.person.sex))
    chart.stamp(later(on, minutes), written, encounter, chart.note(encounter, written, title, said))
    chart.author = before


INSTEAD = {"amoxicilline-adulte": "azithromycine"}
"""What is given in an emergency to who may not take the drug of the row. Ours, « à valider »."""
ACUTE: dict[str, dict[str, float]] = {
    "pneumonie": {"leukocytes": 6.4, "crp": 108.0},
    "confusion": {"leukocytes": 4.2, "crp": 54.0},
    "mpoc-aigue": {"leukocytes": 2.2, "crp": 14.0},
    "ic-aigue": {"bnp": 3900.0, "troponin": 14.0},
}
"""What an acute illness adds to the levels of blood tests. Ours, « à valider »."""
BESIDE = {"thorax": ["troponin"], "ic-aigue": ["bnp", "troponin"], "confusion": ["crp"]}
BESIDE |= {"pneumonie": ["crp"], "mpoc-aigue": ["crp"]}
"""What is asked for beside the counts, the kidney and the salts."""
AGAIN_AFTER = {"thorax": 180}
"""Minutes after which troponin is measured again."""
LONG_ENOUGH = 300
LABORATORY = frozenset(("abdomen", "thorax", "confusion", "ic-aigue", "mpoc-aigue", "pneumonie"))
LABORATORY_LATER = frozenset(("chute", "tete", "vomissements"))
"""Blood is drawn for these, from 40 on; never for a sprain."""


def _from_residence(found: tables.Row) -> tables.Row:
    """The same of who lives in a CHSLD: they fall there, and go back there."""
    back = found["outcome"].replace("retour à domicile", "retour au centre d’hébergement")
    if found["key"] != "chute":
        return found | {"outcome": back}
    course = "Marche avec marchette et supervision, plan de prévention des chutes transmis."
    return found | {
        "text": "Chute au centre d’hébergement",
        "outcome": "retour au centre d’hébergement",
        "course": course,
    }


def _end(
    chart: Chart,
    encounter: Plain,
    day: date,
    minutes: int,
    lasting: int,
    triage: int,
    found: tables.Row,
    admitted: bool,
    signs: Sequence[str],
    blood: str,
) -> None:
    written = later(day, minutes + lasting)
    if written[:10] > chart.now.isoformat():
        return
    outcome = "hospitalisation" if admitted else found["outcome"]
    text = telling.written(chart, day, found, signs, blood, triage, outcome)
    chart.stamp(
        later(day, minutes), written, encounter, chart.note(encounter, written, notes.EMERGENCY, text)
    )


TOPICS = {"pneumonie": "pneumonie", "mpoc-aigue": "mpoc", "ic-aigue": "ic", "confusion": "confusion"}
"""What the notes of the ward speak of."""
LENGTHS = {
    "pneumonie": (4, 9),
    "abdomen": (2, 3),
    "thorax": (2, 3),
    "vomissements": (2, 4),
    "vertige": (2, 3),
    "tete": (2, 3),
}
"""The fewest and the most nights of a stay for it. Ours, « à valider »."""


def _admit(chart: Chart, day: date, found: tables.Row, start: int, random: Random) -> None:
    """A bed is found the next day, `start` minutes after midnight; until then the person lies on a stretcher."""
    age = chart.age(day)
    kind = "child" if age < 18 else "mind" if found["unit"] == "psy" else "ward"
    length = 2 + int(random.random() * (9 if age >= 75 else 4))
    least, most = LENGTHS.get(found["key"], (2, 10))
    length = max(least, min(most, length))
    trade = "pediatre" if age < 18 else "psychiatre" if kind == "mind" else "interniste"
    stay_at(
        chart,
        Stay(
            day=day + timedelta(days=1),
            days=length,
            unit=_unit(age, found["unit"]),
            reason=found["diagnosis"],
            found=telling.words(found["found"], found, chart.person.sex),
            plan=found["plan"],
            course=found["course"],
            trade=trade,
            kind=kind,
            drug=found["drug"],
            topic=TOPICS.get(found["key"], ""),
            warm=float(found["warm"]),
            sat=int(found["sat"]),
            acute=ACUTE.get(found["key"], {}),
            start=start,
        ),
        random,
    )


def _unit(age: int, unit: str) -> str:
    if age < 18:
        return "psy" if unit == "psy" else "ped"
    return "5s" if age >= 80 and unit in ("4n", "") else unit or "4n"


def _complaint(chart: Chart, day: date, random: Random) -> tables.Row:
    age, fits = chart.age(day), []
    for row in complaints():
        wanted = not row["needs"] or chart.has(row["needs"], day)
        if wanted and int(row["low"]) <= age <= int(row["high"]) and row["sex"] in ("", chart.person.sex):
            winter = row["season"] == "winter"
            season = 1.8 if winter and day.month in (12, 1, 2, 3) else 0.7 if winter else 1.0
            fits.append((row, float(row["weight"]) * season))
    return Table(fits).choose(random)


def _triage(
    chart: Chart, encounter: Plain, day: date, minutes: int, triage: int, found: tables.Row
) -> list[str]:
    """The vital signs of the triage, as the physician's note repeats them."""
    chart.author = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "triage")
    at = later(day, minutes + 6)
    chart.triage(encounter, at, f"P{triage}", chart.author)
    signs = []
    if chart.age(day) >= 3:
        upper, lower = chart.pressure(encounter, day, at)
        signs.append(f"TA {upper}/{lower}")
    warm = round(float(found["warm"]) + hash_of(chart.id, at) % 4 / 10, 1)
    usual = chart.body.heart_rate(day, irregular=chart.has("fa", day))
    rate = usual + round(max(0.0, warm - 37.2) * 8) + max(0, 96 - int(found["sat"])) * 5
    chart.vital(encounter, at, "8867-4", "Fréquence cardiaque", rate, "/min", "/min")
    chart.vital(encounter, at, "8310-5", "Température", warm, "°C", "Cel")
    chart.vital(encounter, at, "59408-5", "Saturation en oxygène", int(found["sat"]), "%", "%")
    return [*signs, f"FC {rate}/min", f"température {notes.written(warm)} °C"]
