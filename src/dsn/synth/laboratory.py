"""Laboratory panels: values that follow the body and what it has; a range only where `tests.tsv` names its source."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dsn.synth import levels, tables
from dsn.synth.body import creatinine, estimate, wave
from dsn.synth.chart import Chart, hash_of
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, THO, Plain, coding, concept, quantity, status
from dsn.synth.reports import collected, reported
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
    "troponin": "Troponine T",
}


@cache
def tests_of(panel: str) -> tuple[tables.Row, ...]:
    return tuple(row for row in tables.rows("tests") if row["panel"] == panel)


def digits(key: str) -> int:
    """How many decimals the laboratory prints of a test."""
    return int(tables.by_key("tests")[key]["digits"])


def measure(
    chart: Chart,
    panels: list[str],
    day: date,
    minutes: int | None = None,
    asked: tuple[date, int, Plain] | None = None,
) -> dict[str, float]:
    """Order, specimen, report and results of these panels; the values by test.

    Drawn on the morning of `day` and asked for two weeks before, or at the visit `asked` (its day, the minute of
    that day, its Encounter); or drawn at once, `minutes` after midnight."""
    found: dict[str, float] = {}
    drawn = later(day, minutes if minutes is not None else 445 + hash_of(chart.id, day) % 120)
    issued = later(day, minutes + 55 if minutes is not None else 760 + hash_of(chart.id, day) % 200)
    specimen = collected(chart, drawn)
    for panel in panels:
        order = _order(chart, PANELS[panel], day, minutes, asked)
        results = list(_results(chart, panel, day, drawn, issued, specimen, found))
        reported(chart, PANELS[panel], drawn, order, [specimen], results, issued=issued)
    return found


def _order(
    chart: Chart, what: str, day: date, minutes: int | None, asked: tuple[date, int, Plain] | None
) -> Plain:
    if asked is not None:
        return chart.order(asked[0], asked[1], what, encounter=asked[2])
    return chart.order(*((day - timedelta(days=14), 600) if minutes is None else (day, minutes - 10)), what)


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
    plain = quantity(value if int(test["digits"]) else round(value), test["unit"], test["ucum"])
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


def _value(chart: Chart, test: tables.Row, day: date, found: dict[str, float]) -> float | None:
    """Near the person's own level, which the table's mean and what the person has decide."""
    sex, age = chart.person.sex, (day - chart.person.birth).days / 365.2425
    key, places = test["key"], digits(test["key"])
    if key == "psa" and sex == "F":
        return None
    if key == "creatinine":
        return _creatinine(chart, day, sex, age)
    if key == "egfr":
        return float(round(estimate(found["creatinine"], sex, age))) if age >= 18 else None
    if key == "ldl":
        return round(max(0.8, found["cholesterol"] - found["hdl"] - found["triglycerides"] / 2.2), 2)
    known = _known(chart, key, day)
    if known is not None:
        return round(known, places)
    spread = float(test["spread"])
    own = _kept(about(stream(chart.id, "level", key), 0.0, spread), 2 * spread)
    level = _moved(chart, key, _mean(test, sex, age) + own, day)
    value = level + _kept(about(stream(chart.id, key, day.toordinal()), 0.0, spread / 3), 0.4 * spread)
    if key == "cholesterol":
        value -= max(0.0, value - 2.3) * levels.lowered(chart, day)
    return max(10.0**-places, round(value, places)) if places else float(max(1, round(value)))


_GROWING = {"mcv": (79.0, 0.6), "hemoglobin": (118.0, 1.2)}
"""Of a child: at birth, and more each year until twelve. Ours, « à valider »."""


def _mean(test: tables.Row, sex: str, age: float) -> float:
    if age < 12 and test["key"] in _GROWING:
        first, yearly = _GROWING[test["key"]]
        return first + age * yearly
    return float(test["female" if sex == "F" else "male"])


def _known(chart: Chart, key: str, day: date) -> float | None:
    """What a disease and its treatment decide alone: sugar, and the thyroid of who lacks its hormone."""
    if key == "tsh":
        return levels.thyroid(chart, day)
    if key not in ("a1c", "glucose"):
        return None
    sugar = levels.sugar(chart, day)
    chance = 2 * (hash_of(chart.id, key, day) % 1000) / 1000 - 1
    if sugar is None:
        return None
    return sugar + 0.1 * chance if key == "a1c" else max(3.6, 1.59 * sugar - 4.1 + 0.7 * chance)


def named(panel: str) -> str:
    """As a plan names it: inside a sentence, abbreviations as they are."""
    name = PANELS[panel]
    return name if name[1].isupper() else name[0].lower() + name[1:]


_SHORT = {
    "hemoglobin": "Hb",
    "creatinine": "créatinine",
    "egfr": "DFGe",
    "potassium": "K",
    "glucose": "glycémie",
    "a1c": "HbA1c",
    "ldl": "LDL",
    "triglycerides": "TG",
    "tsh": "TSH",
    "alt": "ALT",
    "urate": "acide urique",
    "crp": "CRP",
    "vitd": "25-OH vitamine D",
    "b12": "B12",
    "calcium": "calcium",
    "psa": "APS",
    "acr": "RAC urinaire",
    "bnp": "NT-proBNP",
    "inr": "RNI",
    "lithium": "lithémie",
}
"""What a note calls a test; the others it leaves in the report."""


def in_short(results: dict[str, float], sex: str) -> str:
    """« Hb 138, créatinine 80, DFGe 92, LDL 3,9 (élevé) », as a note writes what was read; "" for nothing."""
    rows = {row["key"]: row for row in tables.rows("tests")}
    parts = []
    for key, name in _SHORT.items():
        if key in results:
            flag = _range(rows[key], results[key], sex).get("interpretation")
            mark = "" if flag is None else f" ({'haut' if flag[0]['coding'][0]['code'] == 'H' else 'bas'})"
            parts.append(f"{name} {results[key]:.{digits(key)}f}{mark}".replace(".", ","))
    return " ; ".join(parts)


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
    if key == "urate":
        level -= levels.urate(chart, day)
    if key == "bnp":
        level *= 1 + 0.35 * wave(chart.id, "bnp", day, 200)
    if chart.treated and chart.treated[0] <= day <= chart.treated[1]:
        level += CHEMOTHERAPY.get(key, 0.0)
    return level + chart.acute.get(key, 0.0)


CHEMOTHERAPY = {"leukocytes": -2.4, "hemoglobin": -16.0, "platelets": -55.0}
"""What a chemotherapy takes from the counts. Ours, « à valider »."""
EFFECTS = (
    ("diabete2", "triglycerides", 0.4),
    ("cholesterol", "cholesterol", 1.0),
    ("irc", "acr", 9.0),
    ("irc", "urea", 5.0),
    ("irc", "potassium", 0.4),
    ("irc", "hemoglobin", -14.0),
    ("goutte", "urate", 110.0),
    ("alcool", "ggt", 70.0),
    ("alcool", "mcv", 8.0),
    ("polyarthrite", "crp", 6.0),
    ("mii", "crp", 5.0),
    ("vitamine-d", "vitd", -38.0),
    ("cancer-prostate", "psa", 2.5),
    ("obesite", "alt", 9.0),
)
"""(condition, test, change of the level). Ours, « à valider »."""
