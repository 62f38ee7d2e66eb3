"""From the first image to the last visit: what was seen, what the pathologist read, what the tumour board proposed."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from dsn.synth import notes, pathology, tables
from dsn.synth.aftermath import in_words
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.episodes import Program, open_episode, session, tell, write
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.hospital.imaging import image
from dsn.synth.moments import later
from dsn.synth.oncology import treatments, watching
from dsn.synth.oncology.case import Case, stage_of
from dsn.synth.plain import LOINC, Plain, concept
from dsn.synth.staff import someone
from dsn.synth.stream import stream

TOLD_YEARS = 7
_LOOKED_FOR = (24, 25, 26, 27, 28, 30, 32)
"""Days before the diagnosis on which the lesion may be looked at: the first that is free."""
BOARD = "Comité du diagnostic et du traitement du cancer"
_KINDS = ("cancer-sein", "cancer-colorectal", "cancer-prostate", "cancer-poumon")


def cancers(chart: Chart) -> None:
    """Each cancer found in the last years; of the others the record holds the problem and its follow-up only."""
    for held in chart.held:
        if held.condition.key in _KINDS and held.onset > chart.today - timedelta(days=365 * TOLD_YEARS):
            _tell(chart, held, stream(chart.seed, held.condition.key, chart.person.number))


def _tell(chart: Chart, held: Held, random: Random) -> None:
    row = stage_of(chart, held)
    side = "droit" if hash_of(chart.id, held.condition.key) % 2 else "gauche"
    if held.condition.key == "cancer-prostate":
        side = side.replace("droit", "droite")
    problem = chart.problems[held.condition.key]
    episode = open_episode(chart, _program(held, row, side), problem)
    case = Case(chart, held, row, side, episode, held.onset)
    _found(case, problem)
    if not case.step(12):
        return
    _decided(case)
    _treated(case, random)
    watching.watched(case)


def _program(held: Held, row: tables.Row, side: str) -> Program:
    goal = "Contrôler la maladie et les symptômes" if row["stage"] == "IV" else "Obtenir une rémission"
    done = (row["surgery"].format(side=side), treatments.DAY if row["drugs"] else "", "Suivi clinique")
    return Program(
        f"Trajectoire en oncologie : {notes.lowered(held.condition.name)}",
        ("infirmiere", "oncologue", "pharmacien", "travailleur-social"),
        (goal, "Vivre les traitements avec le moins d’effets indésirables possible"),
        tuple(filter(None, done)),
        held.onset,
    )


def _treated(case: Case, random: Random) -> None:
    """The surgery, the drugs, the rays; the rays before only when there is no drug."""
    row = case.row
    if row["surgery"] and case.step(18 + int(random.random() * 10)):
        treatments.operated(case, random)
    if int(row["rays"]) and not row["drugs"] and case.step(40):
        treatments.rayed(case)
    if row["drugs"]:
        treatments.treated(case)
        if int(row["rays"]) and case.step(30):
            treatments.rayed(case)


def _found(case: Case, problem: Plain) -> None:
    """The image, the biopsy and what the pathologist saw, all before the day of the diagnosis."""
    chart, row = case.chart, case.row
    doctor = someone(chart.owner, row["surgeon"] or "oncologue", chart.id, "biopsy")
    days = [workday(case.held.onset - timedelta(days=before)) for before in _LOOKED_FOR]
    day = next((one for one in days if one > chart.person.birth and chart.free(one, 0)), None)
    if day is None:
        return
    encounter = chart.visit(day, 600, 60, "AMB", doctor, "Investigation d’une lésion suspecte")
    image(chart, encounter, day, 620, case.words("image"), case.words("seen"))
    done = workday(day + timedelta(days=6))
    if done >= min(case.held.onset, chart.today):
        return
    chart.author = doctor
    visit = chart.visit(
        done, 560, 90, "SS", doctor, case.words("biopsy"), chart.place("hopital", "ext", chart.id)
    )
    taken = chart.procedure(visit, later(done, 580), "", case.words("biopsy"), case.words("tissue"))
    chart.stamp(later(done, 580), later(done, 640), taken)
    latest = max(case.held.onset, done + timedelta(days=1))
    report = pathology.examined(chart, done, 575, 585, case.words("tissue"), case.words("pathology"), latest)
    problem["evidence"] = [{"detail": [chart.point(report)]}]
    problem["stage"] = [{"summary": {"text": case.stage()}}]


def _decided(case: Case) -> None:
    """The stage, and what the tumour board proposes."""
    chart, day = case.chart, case.day
    doctor = case.oncologist()
    encounter = session(chart, case.episode, day, 540, 45, doctor, case.reason())
    chart.add(
        "Observation",
        status="final",
        code=concept(LOINC, "21908-9", "Stade du cancer"),
        encounter=chart.point(encounter),
        effectiveDateTime=later(day, 550),
        valueCodeableConcept={"text": case.stage()},
        performer=[doctor.who()],
        focus=[chart.point(chart.problems[case.held.condition.key])],
    )
    text = (
        f"{notes.who(chart.age(day), chart.person.sex)}. {case.held.condition.name}, "
        f"{notes.lowered(case.stage())}. {case.words('pathology')}\nProposition du comité : {_plan(case)}.\n"
        "Décision prise avec la personne. Infirmière pivot présentée, numéro de téléphone remis."
    )
    write(chart, encounter, day, 540, 45, BOARD, text)
    chart.happened.append(Happened(day, f"{BOARD}, {in_words(day)} : {_plan(case)}. Bien accompagné{{e}}."))
    _introduced(case, encounter)


def _plan(case: Case) -> str:
    row = case.row
    steps = [
        notes.lowered(case.words("surgery")) if row["surgery"] else "",
        f"{_drug_name(row['drugs'])}, {row['cycles']} cycles" if row["drugs"] else "",
        f"radiothérapie, {row['rays']} séances" if int(row["rays"]) else "",
    ]
    return ", puis ".join(filter(None, steps)) or "surveillance active avec APS tous les 6 mois"


def _introduced(case: Case, encounter: Plain) -> None:
    """The first message of the nurse whom the person may call."""
    chart, day = case.chart, case.day
    pivot = someone(chart.owner, "infirmiere", chart.id, "pivot")
    tell(
        chart,
        later(day, 800),
        later(day, 830),
        "Bonjour, je suis votre infirmière pivot. Appelez-moi en cas de fièvre, de douleur ou d’inquiétude.",
        pivot,
        chart.subject,
        [encounter],
    )


def _drug_name(key: str) -> str:
    return notes.lowered(tables.by_key("drugs")[key]["name"])
