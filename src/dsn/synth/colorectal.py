"""Screening for colorectal cancer: a test of the stool on the family doctor's order, a colonoscopy if it is positive.

From 50 to 74 every two years, positive from 175 ng/mL on; no letters, for Québec has no programme yet: sources and
their words in `data/SOURCE.md`, « Prevention ». How many return the test, how many are positive and of what is ours.
"""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth import notes, pathology, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, THO, Plain, coding, concept, quantity, status
from dsn.synth.staff import someone

SINCE = date(2013, 6, 1)
TEST = "Recherche de sang occulte dans les selles (RSOSi)"
COLONOSCOPY = ("73761001", "Coloscopie")
REPORT = "Rapport de coloscopie"
SOON = 200
"""Days within which a cancer that is found explains a positive test."""
_EVERY, _AFTER_COLONOSCOPY = 720, 365 * 10
_COMING, _POSITIVE = 62, 45
"""Percent who return the test; per thousand that are positive."""
_POLYP = "Polype sessile de 8 mm du côlon {where}, réséqué à l’anse froide. Reste de l’examen normal jusqu’au cæcum."
_FOUND = (
    (_POLYP, "Adénome tubuleux avec dysplasie de bas grade.", "Coloscopie de contrôle dans 5 ans."),
    (
        "Hémorroïdes internes, pas de polype jusqu’au cæcum.",
        "",
        "Reprendre le dépistage par RSOSi dans 10 ans.",
    ),
    (_POLYP, "Adénome tubuleux avec dysplasie de bas grade.", "Coloscopie de contrôle dans 5 ans."),
    (
        "Examen normal jusqu’au cæcum, préparation adéquate.",
        "",
        "Reprendre le dépistage par RSOSi dans 10 ans.",
    ),
)


def stool_tests(chart: Chart) -> None:
    """One every two years at most, at a visit of the family doctor; none once a colonoscopy, a cancer or an inflamed
    bowel takes its place. Comes after the clinic."""
    if hash_of(chart.id, "stool") % 100 >= _COMING:
        return
    due = SINCE
    for day, _minutes, encounter in sorted(chart.clinics, key=lambda one: one[0]):
        if day < due or not 50 <= chart.age(day) <= 74 or _excluded(chart, day):
            continue
        taken = workday(day + timedelta(days=9 + hash_of(chart.id, "stool", day) % 25))
        if taken + timedelta(days=7) >= chart.today:
            return
        due = day + timedelta(days=_EVERY)
        if _tested(chart, encounter, day, taken):
            due = day + timedelta(days=_AFTER_COLONOSCOPY)
            _looked_inside(chart, taken)


def _cancer(chart: Chart) -> date | None:
    return next((one.onset for one in chart.held if one.condition.key == "cancer-colorectal"), None)


def _excluded(chart: Chart, day: date) -> bool:
    found = _cancer(chart)
    ill = found is not None and day > found - timedelta(days=75)
    return ill or any(one.condition.key == "mii" for one in chart.held)


def _tested(chart: Chart, encounter: Plain, day: date, taken: date) -> bool:
    """Whether it is positive: by chance, or because a cancer will be found some months later."""
    chart.author = chart.doctor
    row = tables.by_key("tests")["fit"]
    cancer, draw = _cancer(chart), hash_of(chart.id, "stool", day)
    positive = draw % 1000 < _POSITIVE or (cancer is not None and (cancer - taken).days < SOON)
    value = 180 + draw % 900 if positive else draw // 7 % 60
    order = chart.order(day, 690, TEST, encounter=encounter)
    drawn, issued = later(taken, 470), later(workday(taken + timedelta(days=4)), 840)
    specimen = chart.add(
        "Specimen",
        status="available",
        type={"text": "Selles"},
        receivedTime=later(taken, 760),
        collection={"collectedDateTime": drawn},
    )
    flag = [{"coding": [coding(f"{THO}v3-ObservationInterpretation", "H")]}]
    result = chart.add(
        "Observation",
        status="final",
        category=[status("observation-category", "laboratory")],
        code=concept(LOINC, row["loinc"], row["name"]),
        effectiveDateTime=drawn,
        issued=issued,
        performer=[someone(chart.owner, "technologiste-labo", chart.id, taken.toordinal()).who()],
        valueQuantity=quantity(float(value), row["unit"], row["ucum"]),
        referenceRange=[{"high": quantity(float(row["high_f"]), row["unit"], row["ucum"])}],
        specimen=chart.point(specimen),
        **{"interpretation": flag} if positive else {},
    )
    chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "LAB")]}],
        code={"text": TEST},
        effectiveDateTime=drawn,
        issued=issued,
        specimen=[chart.point(specimen)],
        result=[chart.point(result)],
        conclusion="Positif : coloscopie recommandée." if positive else "Négatif. Reprendre dans deux ans.",
    )
    return positive


def _looked_inside(chart: Chart, taken: date) -> None:
    """Within three months; of who turns out to have a cancer, oncology tells it."""
    cancer = _cancer(chart)
    if cancer is not None and (cancer - taken).days < SOON:
        return
    first = taken + timedelta(days=40 + hash_of(chart.id, "scope") % 45)
    days = (workday(first + timedelta(days=more)) for more in (0, 6, 13, 27, 41))
    day = next((one for one in days if one < chart.today and chart.free(one, 0)), None)
    if day is None:
        return
    chart.author = chart.doctor
    order = chart.order(taken + timedelta(days=8), 620, COLONOSCOPY[1])
    doctor = someone(chart.owner, "chirurgien", chart.id, "scope")
    place = chart.place("hopital", "ext", chart.id)
    encounter = chart.visit(day, 555, 120, "SS", doctor, "Coloscopie après un test positif", place)
    done = chart.procedure(encounter, later(day, 600), *COLONOSCOPY)
    done["basedOn"] = [chart.point(order)]
    seen, read, then = _FOUND[hash_of(chart.id, "polyp") % len(_FOUND)]
    where = ("sigmoïde", "ascendant", "transverse")[hash_of(chart.id, "where") % 3]
    if read:
        pathology.examined(chart, day, 604, 605, f"Côlon {where}", read)
    chart.author = doctor
    text = f"{notes.who(chart.age(day), chart.person.sex)}. RSOSi positif. {seen.format(where=where)}\n{then}"
    written = later(day, 640)
    chart.stamp(later(day, 600), written, encounter, done, chart.note(encounter, written, REPORT, text))
