"""Who takes what: for each condition its drugs, one of a family, none that age, sex or another illness forbids."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held, treated
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.regimen import Span, molecule

Plans = dict[str, list[str]]
"""By condition, the keys of the drugs taken for it."""
MENOPAUSE = 52
"""Until that age tamoxifen takes the place of aromatase inhibitors here."""
_FIRST = ("fa", "cancer-sein")
"""Whose drugs are chosen before those of other conditions: who is anticoagulated takes no aspirin beside."""

_VESSELS = frozenset(("mcas", "avc"))
"""Beside one of these, fibrillation is anticoagulated here: aspirin alone would stand in its place."""


def plans_of(chart: Chart, random: Random) -> Plans:
    """Who takes what for what: one drug of each family, whatever the number of reasons."""
    plans: Plans = {}
    taken: set[str] = set()
    for held in sorted(chart.held, key=lambda one: one.condition.key not in _FIRST):
        chosen = [one for one in treated(held.condition, random) if not _begun_by_figures(held, one)]
        if not chosen and held.condition.key in RARELY_UNTREATED and random.random() < 0.85:
            fits = [key for key, _ in held.condition.drugs if may_take(key, chart, chart.today)]
            chosen = [one for one in fits if not _begun_by_figures(held, one)][:1]
        if (
            held.condition.key == "fa"
            and held.end is None
            and _VESSELS & {one.condition.key for one in chart.held}
        ):
            thinned = set(chosen) & {"apixaban", "warfarine"}
            chosen = chosen if thinned else ["apixaban", *chosen]
        plans[held.condition.key] = []
        for key in chosen:
            family = next((name for name, keys in FAMILIES.items() if key in keys), key)
            if held.end is not None or family not in taken:
                plans[held.condition.key].append(key)
                taken |= set() if held.end else {family}
        if held.end is not None:
            plans[held.condition.key] = plans[held.condition.key][:1]
    return plans


STEERED = {
    "hta": ("amlodipine", "ramipril", "candesartan", "hydrochlorothiazide"),
    "diabete2": ("metformine", "gliclazide", "empagliflozine", "sitagliptine", "glargine"),
    "hypothyroidie": ("levothyroxine",),
    "goutte": ("allopurinol",),
    "ic": ("bisoprolol", "perindopril"),
    **dict.fromkeys(("mcas", "avc", "cholesterol"), ("atorvastatine", "rosuvastatine")),
}
"""By condition, the drugs that `steering` begins, raises and stops by the figures of each visit. The plan only says
which of those of heart failure are taken."""


def steered(held: Held, key: str) -> bool:
    return key in STEERED.get(held.condition.key, ())


def _begun_by_figures(held: Held, key: str) -> bool:
    return held.condition.key != "ic" and steered(held, key)


RARELY_UNTREATED = frozenset("bipolaire schizophrenie ic fa depression mpoc mcas avc".split())
"""Whom one seldom sees without any drug: if chance gave none, the first that they may take."""
FAMILIES = {
    "antidépresseur": ("sertraline", "escitalopram", "venlafaxine"),
    "statine": ("atorvastatine", "rosuvastatine"),
    "système rénine-angiotensine": ("ramipril", "perindopril", "candesartan"),
    "bêtabloquant": ("bisoprolol", "metoprolol"),
    "antithrombotique": ("aas", "clopidogrel", "apixaban", "warfarine"),
    "antipsychotique": ("olanzapine", "risperidone", "quetiapine"),
    "anti-inflammatoire": ("naproxen", "celecoxib"),
    "bisphosphonate": ("alendronate", "risedronate"),
    "stimulant": ("methylphenidate", "lisdexamfetamine"),
    "antiœstrogène": ("letrozole", "anastrozole", "tamoxifene"),
}
"""Drugs of which a person takes one only."""


def prescriptions(chart: Chart, plans: Plans, days: list[date], random: Random) -> None:
    """From the onset, renewed at a visit each year; the last one runs while the condition does."""
    chart.author = chart.doctor
    for held in chart.held:
        for key in plans[held.condition.key]:
            if not steered(held, key) and may_take(key, chart, held.onset if held.end else chart.today):
                _written(chart, held, Span(key, held.onset, held.end, ""), days, random, None)
        former: dict[str, Plain] = {}
        for span in chart.regimen.spans(held.condition.key):
            drug = molecule(span.key)
            former[drug] = _written(chart, held, span, days, random, former.get(drug))


def _written(
    chart: Chart, held: Held, span: Span, days: list[date], random: Random, former: Plain | None
) -> Plain:
    """The orders of one strength, dispensed every three months in the last years; the last of them.

    `former`: the order of the strength before, which this one replaces."""
    written = _days_of_orders(span, days, chart.today)
    for at, day in enumerate(written):
        last = at == len(written) - 1
        sizes = [_sized(span.key, chart.age(one)) for one in written[at : at + 2]]
        state = "stopped" if sizes[0] != sizes[-1] else _state(chart, span, last)
        ordered = chart.prescribe(sizes[0], day, state, held.condition)
        if former is not None:
            ordered["priorPrescription"] = chart.point(former)
        until = span.end if last else written[at + 1]
        for month in (0, 3, 6, 9) if at >= len(written) - 2 else (0,):
            handed = day + timedelta(days=30 * month + int(random.random() * 4))
            at_home = chart.residence is None or handed < chart.residence
            if at_home and (until is None or handed < until):
                dispense(chart, ordered, handed)
        former = ordered
    return ordered


def _state(chart: Chart, span: Span, last: bool) -> str:
    if last and span.end is None:
        return "active" if chart.person.death is None else "completed"
    return "stopped" if last and span.end is not None and span.next != span.key else "completed"


def _days_of_orders(span: Span, days: list[date], today: date) -> list[date]:
    """The day on which it was begun or first seen to be taken, and the last three visits that renewed it."""
    end = span.end or today
    yearly: list[date] = []
    for day in days:
        if span.start <= day < end and (not yearly or (day - yearly[-1]).days > 300):
            yearly.append(day)
    return [*yearly[:1], *yearly[1:][-3:]] or [span.start]


def may_take(key: str, chart: Chart, day: date) -> bool:
    """Age, sex and kidneys that forbid a drug here, whatever its strength. Ours, « à valider »."""
    age, key = chart.age(day), molecule(key)
    if any(chart.has(one, day) for one in NOT_WITH.get(key, ())):
        return False
    if key in ("naproxen", "celecoxib") and age > 65:
        return False
    if key in _NOT_IF_PREGNANT and chart.person.sex == "F" and age < 50:
        return False
    if key in ("atorvastatine", "rosuvastatine") and age < 40:
        return False
    if key == "sumatriptan" and age > 65:
        return False
    young = {
        "fluticasone": 2,
        "salbutamol": 1,
        "methylphenidate": 6,
        "lisdexamfetamine": 6,
        "betamethasone": 12,
    }
    return age >= young.get(key, 0 if key.startswith("epinephrine") or key in _ANY_AGE else 12)


_NO_ANTI_INFLAMMATORY = ("irc", "ic", "fa", "mcas", "avc", "bipolaire", "mii")
"""Heart, kidney and vessels; the lithium of a bipolar disorder, which they raise; a bowel that they inflame."""
NOT_WITH: dict[str, tuple[str, ...]] = {
    "naproxen": _NO_ANTI_INFLAMMATORY,
    "celecoxib": _NO_ANTI_INFLAMMATORY,
    "metformine": ("irc",),
    "spironolactone": ("irc",),
    "methotrexate": ("irc",),
    "lithium": ("irc", "ic"),
    "nitrofurantoine": ("irc",),
    "amoxicilline": ("penicilline",),
    "amoxicilline-adulte": ("penicilline",),
    "sumatriptan": ("mcas", "avc"),
    "hydrochlorothiazide": ("goutte",),
    "methylphenidate": ("mcas", "ic", "fa"),
    "lisdexamfetamine": ("mcas", "ic", "fa"),
}
"""Illnesses in which a drug is not taken here. Ours, « à valider »."""
_NOT_IF_PREGNANT = frozenset(
    "ramipril perindopril candesartan atorvastatine rosuvastatine methotrexate acide-folique lithium warfarine".split()
)
_ANY_AGE = frozenset(
    (
        "prednisone",
        "cephalexine",
        "hydrocortisone",
        "amoxicilline",
        "glargine",
        "aspart",
        "mesalazine",
        "levothyroxine",
    )
)


def dispense(chart: Chart, ordered: Plain, day: date) -> None:
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


def _sized(key: str, age: int) -> str:
    """What is given at that age in its place."""
    if key == "epinephrine" and age < 9:
        return "epinephrine-enfant"
    if key == "fluticasone" and age < 12:
        return "fluticasone@50"
    return "tamoxifene" if key in ("letrozole", "anastrozole") and age < MENOPAUSE else key


def taken_for(chart: Chart, held: Held, plans: Plans, day: date) -> list[str]:
    """What is taken for it on `day`, as `prescriptions` prescribes it; what is decided that day included."""
    keys = [key for key in plans[held.condition.key] if not steered(held, key)]
    wanted = [key for key in keys if may_take(key, chart, held.onset if held.end else chart.today)]
    return [_sized(key, chart.age(day)) for key in wanted] + chart.regimen.of(held.condition.key, day)
