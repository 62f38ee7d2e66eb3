"""What a culture changes: an organism that resists what was given is answered by a call and another drug."""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth import aftermath, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Condition
from dsn.synth.cultures import ANTIBIOTICS, Culture, Grown, fits
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.notes import suited
from dsn.synth.plain import Plain
from dsn.synth.posology import dose_of

TITLE = "Résultat de culture"
INSTEAD = ("cephalexine", "amoxicilline-adulte", "nitrofurantoine")
"""What replaces a drug that is resisted, the first that the person may take and the organism yields to. Ours,
« à valider »."""
_COURSE = 7
"""Days of the second drug."""
_HEARD = 120
"""Days within which a visit still asks what became of it."""
_UNIT = "Infirmière de l’unité avisée : signes vitaux et diurèse à surveiller, rappeler si fièvre."
_REACHED = (
    "Joint{e} par téléphone : brûlures encore présentes, ni fièvre ni douleur lombaire. Consulter sans attendre si "
    "fièvre ou frissons.",
    "Appelé{e} à la maison : urine encore souvent, pas de fièvre, pas de nausée. Ordonnance envoyée à la pharmacie.",
    "Rejoint{e} au téléphone : peu d’amélioration, pas de frissons. Comprend pourquoi l’antibiotique change; rappeler "
    "si les symptômes durent plus de 48 heures.",
)
"""Who is told of it, and what they say. Ours, « à valider »."""


def answerable(chart: Chart, grown: Grown, given: str, day: date) -> bool:
    """Nothing grew, or it yields to what was given, or to something else that may be given; nothing grew where nothing
    was given."""
    if not given or not grown.organism:
        return not grown.organism
    return not grown.bears(given) or bool(_other(chart, grown, given, day))


def _other(chart: Chart, grown: Grown, given: str, day: date) -> str:
    return next((key for key in INSTEAD if key != given and grown.yields(key) and fits(chart, key, day)), "")


def answer(
    chart: Chart, encounter: Plain, culture: Culture, given: Plain, key: str, condition: Condition
) -> None:
    """What the family doctor does of a result that has come: another drug on the next open day, or nothing to do;
    either is told at the next visit. `given`: the order of `key` that the visit wrote; the doctor is the author."""
    grown, when = culture.grown, workday(culture.ready)
    if culture.pending or not grown.organism:
        return
    if not grown.bears(key):
        _told(chart, culture, f", germe sensible {_to(_name(key))}, symptômes disparus")
    elif when < chart.today:
        other = _other(chart, grown, key, culture.taken)
        given |= {"status": "stopped", "statusReason": {"text": "Résistance à l’antibiogramme"}}
        ordered = _second(chart, encounter, culture, when, other, condition)
        ordered["priorPrescription"] = chart.point(given)
        problem = chart.problems[condition.key]
        problem["abatementDateTime"] = min(when + timedelta(days=_COURSE), chart.today).isoformat()
        resists = f"résistance {_to(_name(key))}, {_name(other)} donnée à la place"
        _told(chart, culture, f" : {resists}, symptômes disparus")


def _second(
    chart: Chart, encounter: Plain, culture: Culture, when: date, other: str, condition: Condition
) -> Plain:
    """The call, its note and the order of the other drug, which is given back."""
    over = when + timedelta(days=_COURSE) <= chart.today or chart.person.death is not None
    ordered = chart.prescribe(other, when, "completed" if over else "active", condition)
    dosage = ordered["dosageInstruction"][0]["text"]
    if "pendant" not in dosage:
        dosage = f"{dosage} pendant {_COURSE} jours"
        ordered["dosageInstruction"] = [{"text": dosage}]
    minutes = 930 + hash_of(chart.id, "call", when) % 90
    ordered["authoredOn"] = at = later(when, minutes)
    text = _call(chart, culture, when, f"{dose_of(other)}, {dosage}")
    written = later(when, minutes + 6)
    chart.stamp(at, written, ordered, chart.note(encounter, written, TITLE, text))
    return ordered


def _call(chart: Chart, culture: Culture, when: date, dosage: str) -> str:
    housed = chart.residence is not None and when >= chart.residence
    reached = _UNIT if housed else _REACHED[hash_of(chart.id, when) % len(_REACHED)]
    lines = (
        f"{culture.kind.name} du {aftermath.day_and_month(culture.taken)} : {culture.grown.said()}.",
        f"Antibiogramme. {culture.grown.antibiogram()}",
        f"Conduite : antibiotique cessé, remplacé par {dosage}.",
        reached.format_map(suited(chart.person.sex)),
    )
    return "\n".join(lines)


def _told(chart: Chart, culture: Culture, ending: str) -> None:
    """To the visit that comes within some months, if one does."""
    since = culture.ready + timedelta(days=_COURSE)
    if any(since <= day <= since + timedelta(days=_HEARD) for day, _minutes, _encounter in chart.clinics):
        name, organism = culture.kind.name, culture.grown.row["organism"]
        positive = "positives" if name.endswith("s") else "positive"
        text = f"{name} du {aftermath.day_and_month(culture.taken)} {positive} ({organism}){ending}."
        chart.happened.append(Happened(since, text))


def heard(chart: Chart, culture: Culture) -> None:
    """Of a bacterium in the blood the visit after the stay speaks too."""
    tested = [ANTIBIOTICS[key].lower() for key, resists in culture.grown.resists.items() if not resists]
    if tested and not culture.pending:
        _told(chart, culture, f", germe sensible {_to(tested[0])}, antibiotique terminé")


def _name(key: str) -> str:
    return tables.by_key("drugs")[key]["name"].lower()


def _to(name: str) -> str:
    """« à la nitrofurantoïne », « à l’amoxicilline »."""
    return f"à l’{name}" if name[0] in "aeiou" else f"à la {name}"
