"""Cultures of urine and blood: request and specimen at the visit, what grew and its antibiogram some days later.

What grows, by age, and how often it resists: `data/cultures.tsv`, sources in `data/SOURCE.md`, « Cultures ». A result
that would come today or later is pending: its request is active, its report registered and empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dsn.synth import tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, THO, Plain, coding, concept, status
from dsn.synth.reports import collected, reported
from dsn.synth.staff import someone
from dsn.synth.stream import Table, stream
from dsn.synth.taking import may_take

ANTIBIOTICS = {
    "nitrofurantoine": "Nitrofurantoïne",
    "tmp-smx": "Triméthoprime-sulfaméthoxazole",
    "cephalexine": "Céphalexine",
    "ampicilline": "Ampicilline",
    "ciprofloxacine": "Ciprofloxacine",
    "penicilline": "Pénicilline",
    "azithromycine": "Azithromycine",
}
"""What is tested: columns of `cultures.tsv`, each the percent of that organism that resists, empty where not tested."""
TESTED = {"amoxicilline-adulte": ("ampicilline", "penicilline")}
"""By which columns a drug of `drugs.tsv` is judged, where its own name is none."""
ALWAYS = "100"
SENSITIVE, RESISTANT = "sensible", "résistant"
LONGEST = 5
"""Days until the last result."""
_COLUMNS = ((50, "young"), (65, "middle"), (200, "old"))
_TRIES = 60
_TERM = 28
"""Days before a birth in which nitrofurantoin is not given. Ours, « à valider »."""
_COMPLICATED = ("diabete1", "diabete2", "irc")


@dataclass(frozen=True, slots=True)
class Kind:
    """`sets`: how many specimens; `who`: the column of what grows, "" for that of the age."""

    name: str
    loinc: str
    result: str
    specimen: str
    sets: int = 1
    who: str = ""


URINE = Kind("Culture d’urine", "630-4", "Culture d’urine", "Urine, mi-jet")
CATHETER = Kind("Culture d’urine", "630-4", "Culture d’urine", "Urine par cathétérisme", who="infant")
BLOOD = Kind(
    "Hémocultures", "600-7", "Hémoculture", "Sang veineux, flacons d’hémoculture", sets=2, who="blood"
)


@dataclass(frozen=True, slots=True)
class Grown:
    """A row of `cultures.tsv`, and of each antibiotic that was tested whether the organism resists it."""

    row: tables.Row
    resists: dict[str, bool]

    @property
    def organism(self) -> bool:
        return bool(self.resists)

    def bears(self, drug: str) -> bool:
        """Does it resist that drug of `drugs.tsv`?"""
        return any(self.resists.get(one, False) for one in TESTED.get(drug, (drug,)))

    def yields(self, drug: str) -> bool:
        """Was it tested against that drug, and found sensitive?"""
        return any(self.resists.get(one) is False for one in TESTED.get(drug, (drug,)))

    def said(self) -> str:
        """« Escherichia coli, > 100 × 10⁶ UFC/L »."""
        return ", ".join(filter(None, (self.row["organism"], self.row["count"])))

    def antibiogram(self) -> str:
        """« Sensible : nitrofurantoïne, céphalexine. Résistant : ampicilline. »; "" where nothing was tested."""
        told = []
        for word, resists in ((SENSITIVE, False), (RESISTANT, True)):
            names = [ANTIBIOTICS[key].lower() for key, one in self.resists.items() if one is resists]
            told += [f"{word.capitalize()} : {', '.join(names)}."] if names else []
        return " ".join(told)


@dataclass(frozen=True, slots=True)
class Culture:
    """What was taken on `taken`; `ready`: the day of the result, `minutes` after its midnight."""

    kind: Kind
    grown: Grown
    taken: date
    ready: date
    minutes: int
    pending: bool


def wanted(chart: Chart, day: date, *, housed: bool, again: bool) -> bool:
    """Is urine grown? Every second time in a simple cystitis of a young woman, always otherwise; `again`: within a
    year of another. Ours, « à valider »."""
    if chart.age(day) >= 65 or chart.person.sex == "M" or housed or again or chart.expects(day):
        return True
    return any(chart.has(one, day) for one in _COMPLICATED) or hash_of(chart.id, "culture", day) % 2 == 0


def fits(chart: Chart, drug: str, day: date) -> bool:
    """May the person take it that day? Nobody takes nitrofurantoin when a birth is near."""
    soon = any(born - timedelta(days=30 + _TERM) <= day <= born for _begun, born in chart.expecting)
    return may_take(drug, chart, day) and not (drug == "nitrofurantoine" and soon)


def take(
    chart: Chart, encounter: Plain, day: date, minutes: int, kind: Kind, right: Callable[[Grown], bool]
) -> Culture | None:
    """Asked for by the chart's author and taken `minutes` after midnight; None where death would come before the
    result. `right`: whether what grew can stand beside what is told of the visit. In a hospital results come at
    seven, before the rounds."""
    if chart.person.death is not None and day + timedelta(days=LONGEST) >= chart.person.death:
        return None
    day, minutes = day + timedelta(days=minutes // 1440), minutes % 1440
    grown = _grown(chart, day, kind, right)
    ready = day + timedelta(days=int(grown.row["days"]))
    at = (540 if encounter["class"]["code"] == "AMB" else 420) + hash_of(chart.id, "ready", day) % 60
    culture = Culture(kind, grown, day, ready, at, ready >= chart.today)
    order = chart.order(day, minutes - 4, kind.name, "active" if culture.pending else "completed", encounter)
    specimens = [collected(chart, later(day, minutes + 5 * turn), kind.specimen) for turn in range(kind.sets)]
    results = [] if culture.pending else _results(chart, culture, minutes, specimens)
    more = {} if culture.pending else {"issued": later(ready, at), "conclusion": _conclusion(culture)}
    report = reported(chart, kind.name, later(day, minutes), order, specimens, results, category="MB", **more)
    report["encounter"] = chart.point(encounter)
    return culture


def _grown(chart: Chart, day: date, kind: Kind, right: Callable[[Grown], bool]) -> Grown:
    """The first draw that is right; a clean urine or blood when none is."""
    column = kind.who or next(name for under, name in _COLUMNS if chart.age(day) < under)
    table = Table([(row, float(row[column])) for row in tables.rows("cultures") if row[column]])
    random = stream(chart.seed, "culture", chart.person.number, day.toordinal())
    for _ in range(_TRIES):
        row = table.choose(random)
        found = Grown(row, _resists(row, random))
        if right(found):
            return found
    return Grown(table[len(table) - 1], {})


def _resists(row: tables.Row, random: Random) -> dict[str, bool]:
    """Of each antibiotic that is tested. What has learnt to resist cephalexin resists ampicillin."""
    drawn = {key: random.random() * 100 < float(row[key]) for key in ANTIBIOTICS if row[key]}
    if drawn.get("cephalexine") and "ampicilline" in drawn and row["cephalexine"] != ALWAYS:
        drawn["ampicilline"] = True
    return drawn


def _results(chart: Chart, culture: Culture, minutes: int, specimens: list[Plain]) -> list[Plain]:
    """One a specimen; what contaminates the first set does not grow in the second."""
    return [
        _result(chart, culture, later(culture.taken, minutes + 5 * turn), one, first=turn == 0)
        for turn, one in enumerate(specimens)
    ]


def _result(chart: Chart, culture: Culture, drawn: str, specimen: Plain, *, first: bool) -> Plain:
    grown, kind = culture.grown, culture.kind
    clean = Grown(tables.by_key("cultures")["sterile"], {})
    mine = grown if first or grown.organism else clean
    said: Plain = {"valueCodeableConcept": {"text": mine.said()}}
    if mine.organism:
        said["interpretation"] = [{"coding": [coding(f"{THO}v3-ObservationInterpretation", "A")]}]
        said["component"] = [_tested(ANTIBIOTICS[key], resists) for key, resists in mine.resists.items()]
    return chart.add(
        "Observation",
        status="final",
        category=[status("observation-category", "laboratory")],
        code=concept(LOINC, kind.loinc, kind.result),
        effectiveDateTime=drawn,
        issued=later(culture.ready, culture.minutes),
        performer=[someone(chart.owner, "technologiste-labo", chart.id, culture.ready.toordinal()).who()],
        specimen=chart.point(specimen),
        **said,
    )


def _tested(name: str, resists: bool) -> Plain:
    return {"code": {"text": name}, "valueCodeableConcept": {"text": RESISTANT if resists else SENSITIVE}}


def _conclusion(culture: Culture) -> str:
    return f"{culture.grown.said()}. {culture.grown.antibiogram()}".rstrip()


def strip(chart: Chart, encounter: Plain, day: date, minutes: int) -> None:
    """An abnormal urine by the strip, read at the emergency some minutes later."""
    drawn, issued = later(day, minutes), later(day, minutes + 20)
    order = chart.order(day, minutes - 4, STRIP, encounter=encounter)
    specimen = collected(chart, drawn, URINE.specimen)
    parts = [
        {"code": concept(LOINC, code, name), "valueCodeableConcept": {"text": said}}
        for code, name, said in (("5799-2", "Leucocytes", "3+"), ("5802-4", "Nitrites", "positif"))
    ]
    result = chart.add(
        "Observation",
        status="final",
        category=[status("observation-category", "laboratory")],
        code={"text": STRIP},
        effectiveDateTime=drawn,
        issued=issued,
        performer=[someone(chart.owner, "technologiste-labo", chart.id, day.toordinal()).who()],
        specimen=chart.point(specimen),
        component=parts,
    )
    reported(chart, STRIP, drawn, order, [specimen], [result], issued=issued)


STRIP = "Analyse d’urine (bandelette)"
