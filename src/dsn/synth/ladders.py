"""In which order drugs are begun and raised for what is steered: a ladder, a strength a rung.

The order, who starts low and who declines are ours, « à valider »; the targets and their sources are in `targets`.
"""

from __future__ import annotations

from datetime import date

from dsn.synth.chart import Chart, hash_of
from dsn.synth.regimen import molecule
from dsn.synth.taking import FAMILIES, Plans, may_take

SINCE = {"semaglutide": date(2019, 6, 1)}
"""Before that day nobody prescribed it here."""
VESSELS = ("mcas", "avc")
RUNGS = {
    "ramipril": ("ramipril@2.5", "ramipril", "ramipril@10"),
    "perindopril": ("perindopril@2", "perindopril", "perindopril@8"),
    "candesartan": ("candesartan@8", "candesartan", "candesartan@32"),
    "amlodipine": ("amlodipine@2.5", "amlodipine", "amlodipine@10"),
    "hydrochlorothiazide": ("hydrochlorothiazide", "hydrochlorothiazide@25"),
    "metformine": ("metformine", "metformine@850"),
    "gliclazide": ("gliclazide", "gliclazide@60"),
    "empagliflozine": ("empagliflozine", "empagliflozine@25"),
    "sitagliptine": ("sitagliptine",),
    "semaglutide": ("semaglutide",),
    "glargine": ("glargine",),
    "atorvastatine": ("atorvastatine", "atorvastatine@40", "atorvastatine@80"),
    "rosuvastatine": ("rosuvastatine", "rosuvastatine@20", "rosuvastatine@40"),
    "ezetimibe": ("ezetimibe",),
    "levothyroxine": tuple(
        f"levothyroxine@{one}" if one else "levothyroxine" for one in (25, 0, 75, 88, 100, 112, 125)
    ),
    "allopurinol": ("allopurinol", "allopurinol@200", "allopurinol@300"),
    "bisoprolol": ("bisoprolol@2.5", "bisoprolol", "bisoprolol@10"),
    "spironolactone": ("spironolactone",),
}
"""The strengths of each molecule, the lowest first."""
_LOW_FIRST = frozenset("ramipril perindopril candesartan amlodipine levothyroxine".split())
"""Whose lowest strength is for the old or the ill of heart only."""
_RENIN = FAMILIES["système rénine-angiotensine"]


def of_pressure(chart: Chart, plans: Plans, day: date) -> list[str]:
    """A blocker of the renin system or amlodipine first, then the other, a thiazide, and a fourth of another kind."""
    taken = {molecule(key) for keys in plans.values() for key in keys}
    renin = _RENIN[hash_of(chart.id, "renin") % 3]
    drugs = [renin, "amlodipine", "hydrochlorothiazide"]
    if hash_of(chart.id, "calcium") % 5 < 2 and not (chart.has("diabete2", day) or chart.has("irc", day)):
        drugs[:2] = reversed(drugs[:2])
    if taken & set(_RENIN):
        drugs.remove(renin)
    fourth = "bisoprolol" if may_bear(chart) else "spironolactone"
    if not taken & {fourth, *FAMILIES["bêtabloquant"]}:
        drugs.append(fourth)
    low = chart.age(day) >= 75
    return [key for one in drugs if may_take(one, chart, chart.today) for key in _rungs(one, low)]


def _rungs(drug: str, low: bool) -> tuple[str, ...]:
    return RUNGS[drug][1:] if drug in _LOW_FIRST and not low else RUNGS[drug]


def of_sugar(chart: Chart, plans: Plans, day: date) -> list[str]:
    """Metformin, then two others by heart, weight and chance, insulin last."""
    drugs = ["empagliflozine", "sitagliptine", "gliclazide"]
    turn = hash_of(chart.id, "second") % 3
    drugs = drugs[turn:] + drugs[:turn]
    if any(chart.has(one, chart.today) for one in ("mcas", "ic", "irc")):
        drugs.sort(key=lambda one: one != "empagliflozine")
    if chart.has("obesite", chart.today) and hash_of(chart.id, "semaglutide") % 5 < 3:
        drugs = ["semaglutide", *(one for one in drugs if one != "sitagliptine")]
    drugs = ["metformine", *drugs[:2], "glargine"]
    return [key for one in drugs if may_take(one, chart, chart.today) for key in RUNGS[one]]


def of_cholesterol(chart: Chart, plans: Plans, day: date) -> list[str]:
    """A statin to its highest strength, then ezetimibe. For a disease of the vessels also under 40, and for most women
    who could be pregnant, with contraception."""
    drug = ("rosuvastatine", "atorvastatine")[hash_of(chart.id, "statin") % 2]
    ill = any(chart.has(one, day) for one in VESSELS)
    ill = ill and (not may_bear(chart) or hash_of(chart.id, "bears") % 10 < 7)
    return [*RUNGS[drug], "ezetimibe"] if ill or may_take(drug, chart, chart.today) else []


def may_bear(chart: Chart) -> bool:
    """A woman of an age to be pregnant, on the last day told: some drugs are kept from her."""
    return chart.person.sex == "F" and chart.age(chart.today) < 50


def of_thyroid(chart: Chart, plans: Plans, day: date) -> list[str]:
    return list(_rungs("levothyroxine", chart.age(day) >= 70 or chart.has("mcas", day)))


def of_urate(chart: Chart, plans: Plans, day: date) -> list[str]:
    return list(RUNGS["allopurinol"])


def of_heart(chart: Chart, plans: Plans, day: date) -> list[str]:
    """A betablocker and a blocker of the renin system side by side, raised in turn."""
    taken = {molecule(key) for key in plans.get("ic", ())} & {"bisoprolol", "perindopril"}
    rungs = [RUNGS[one] for one in ("bisoprolol", "perindopril") if one in taken]
    return [key for step in zip(*rungs, strict=True) for key in step] if rungs else []
