"""Laboratory panels: values that follow the body and what it has; a range only where `tests.tsv` names its source."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dsn.synth import tables
from dsn.synth.body import creatinine, estimate
from dsn.synth.chart import Chart, hash_of
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, THO, Plain, coding, concept, quantity, status
from dsn.synth.staff import someone
from dsn.synth.stream import about, stream

PANELS = {
    "renal": "Fonction rénale",
    "electrolytes": "Électrolytes",
    "glucose": "Glucose",
    "a1c": "Hémoglobine glyquée",
    "cbc": "Formule sanguine complète",
    "lipids": "Bilan lipidique",
    "tsh": "TSH",
    "liver": "Bilan hépatique",
    "bnp": "NT-proBNP",
    "urate": "Acide urique",
    "crp": "Protéine C réactive",
    "lithium": "Lithémie",
    "calcium": "Calcium",
    "vitd": "Vitamine D",
    "b12": "Vitamine B12",
    "psa": "APS",
    "acr": "Albuminurie",
    "inr": "RNI",
}


@cache
def tests_of(panel: str) -> tuple[tables.Row, ...]:
    return tuple(row for row in tables.rows("tests") if row["panel"] == panel)


def measure(chart: Chart, panels: list[str], day: date, minutes: int | None = None) -> dict[str, float]:
    """Order, specimen, report and results of these panels; the values by test.

    Drawn on the morning of `day` and asked for two weeks before; or at once, `minutes` after midnight."""
    found: dict[str, float] = {}
    at_once = minutes is not None
    drawn = later(day, minutes if minutes is not None else 445 + hash_of(chart.id, day) % 120)
    issued = later(day, minutes + 55 if minutes is not None else 760 + hash_of(chart.id, day) % 200)
    specimen = _specimen(chart, drawn)
    for panel in panels:
        asked = (day, (minutes or 0) - 10) if at_once else (day - timedelta(days=14), 600)
        order = chart.order(*asked, PANELS[panel])
        results = list(_results(chart, panel, day, drawn, issued, specimen, found))
        _report(chart, panel, drawn, issued, order, specimen, results)
    return found


def _specimen(chart: Chart, drawn: str) -> Plain:
    return chart.add(
        "Specimen",
        status="available",
        type={"text": "Sang veineux"},
        receivedTime=drawn,
        collection={"collectedDateTime": drawn},
    )


def _results(
    chart: Chart, panel: str, day: date, drawn: str, issued: str, specimen: Plain, found: dict[str, float]
) -> list[Plain]:
    plains = []
    for test in tests_of(panel):
        value = _value(chart, test, day, found)
        if value is None:
            continue
        found[test["key"]] = value
        said: Plain = {
            "status": "final",
            "category": [status("observation-category", "laboratory")],
            "code": concept(LOINC, test["loinc"], test["name"]),
            "effectiveDateTime": drawn,
            "issued": issued,
            "performer": [someone(chart.owner, "technologiste-labo", chart.id, day.toordinal()).who()],
            "valueQuantity": _quantity(value, test),
            "specimen": chart.point(specimen),
        }
        said |= _range(test, value, chart.person.sex) if chart.age(day) >= 18 else {}
        plains.append(chart.add("Observation", **said))
    return plains


def _quantity(value: float, test: tables.Row) -> Plain:
    """With its unit; a ratio has none."""
    plain = quantity(value, test["unit"], test["ucum"])
    return plain if test["unit"] else {key: one for key, one in plain.items() if key != "unit"}


def _range(test: tables.Row, value: float, sex: str) -> Plain:
    """The range of its source, open on one side where the source gives one bound; a flag when the value is outside."""
    bounds = {end: test[f"{end}_{sex.lower()}"] for end in ("low", "high")}
    told = {end: float(bound) for end, bound in bounds.items() if bound}
    if not told or not test["source"]:
        return {}
    said: Plain = {"referenceRange": [{end: _quantity(bound, test) for end, bound in told.items()}]}
    if value < told.get("low", value) or value > told.get("high", value):
        code = "L" if value < told.get("low", value) else "H"
        said["interpretation"] = [{"coding": [coding(f"{THO}v3-ObservationInterpretation", code)]}]
    return said


def _report(
    chart: Chart, panel: str, drawn: str, issued: str, order: Plain, specimen: Plain, results: list[Plain]
) -> None:
    chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "LAB")]}],
        code={"text": PANELS[panel]},
        effectiveDateTime=drawn,
        issued=issued,
        specimen=[chart.point(specimen)],
        result=[chart.point(one) for one in results],
    )


def _value(chart: Chart, test: tables.Row, day: date, found: dict[str, float]) -> float | None:
    """Near the person's own level, which the table's mean and what the person has decide."""
    sex, age = chart.person.sex, (day - chart.person.birth).days / 365.2425
    key, digits = test["key"], int(test["digits"])
    if key == "psa" and sex == "F":
        return None
    if key == "creatinine":
        return _creatinine(chart, day, sex, age)
    if key == "egfr":
        return float(round(estimate(found["creatinine"], sex, age))) if age >= 18 else None
    if key == "ldl":
        return round(max(0.8, found["cholesterol"] - found["hdl"] - found["triglycerides"] / 2.2), 2)
    spread = float(test["spread"])
    own = _kept(about(stream(chart.id, "level", key), 0.0, spread), 2 * spread)
    level = _moved(chart, key, float(test["female" if sex == "F" else "male"]) + own, day)
    value = level + _kept(about(stream(chart.id, key, day.toordinal()), 0.0, spread / 3), 0.4 * spread)
    return max(10.0**-digits, round(value, digits)) if digits else float(max(1, round(value)))


def _kept(value: float, most: float) -> float:
    """No further from zero than `most`: nobody is ill of a draw."""
    return max(-most, min(most, value))


def _creatinine(chart: Chart, day: date, sex: str, age: float) -> float:
    if age < 18:
        return float(round(20 + age * 2.2))
    found = next((one.onset for one in chart.held if one.condition.key == "irc"), None)
    value = float(round(creatinine(chart.body.filtration(day, found), sex, age)))
    # rounding must not lift a diseased kidney to 60, nor a healthy one below
    while found is not None and day >= found and round(estimate(value, sex, age)) >= 60:
        value += 1
    while (found is None or day < found) and round(estimate(value, sex, age)) < 60:
        value -= 1
    return value


def _moved(chart: Chart, key: str, level: float, day: date) -> float:
    """What a disease does to a level, and what its treatment leaves of it."""
    for condition, test, change in EFFECTS:
        if test == key and chart.has(condition, day):
            level += change
    if chart.treated and chart.treated[0] <= day <= chart.treated[1]:
        level += CHEMOTHERAPY.get(key, 0.0)
    return level


CHEMOTHERAPY = {"leukocytes": -2.4, "hemoglobin": -16.0, "platelets": -55.0}
"""What a chemotherapy takes from the counts. Ours, « à valider »."""
EFFECTS = (
    ("diabete2", "a1c", 1.7),
    ("diabete1", "a1c", 2.2),
    ("diabete2", "glucose", 2.6),
    ("diabete1", "glucose", 3.8),
    ("diabete2", "triglycerides", 0.4),
    ("cholesterol", "cholesterol", 1.0),
    ("mcas", "cholesterol", -1.2),
    ("irc", "acr", 9.0),
    ("irc", "urea", 5.0),
    ("irc", "potassium", 0.4),
    ("irc", "hemoglobin", -14.0),
    ("goutte", "urate", 110.0),
    ("hypothyroidie", "tsh", 0.9),
    ("alcool", "ggt", 70.0),
    ("alcool", "mcv", 8.0),
    ("polyarthrite", "crp", 6.0),
    ("mii", "crp", 5.0),
    ("vitamine-d", "vitd", -38.0),
    ("cancer-prostate", "psa", 2.5),
    ("obesite", "alt", 9.0),
)
"""(condition, test, change of the level). Ours, « à valider »."""
