"""Cancers from the first image to the follow-up: biopsy, pathology, stage, surgery, treatments by day visit.

Which stage leads to which treatment is ours (`cancers.tsv`), « à valider »: it makes records that hang together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dsn.synth import laboratory, notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.episodes import Program, close, open_episode, session, tell, write
from dsn.synth.holidays import workday
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.mar import infused
from dsn.synth.hospital.stay import Stay
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, THO, Plain, coding, concept
from dsn.synth.staff import someone
from dsn.synth.stream import Table, stream

TOLD_YEARS = 7
WATCHED = 8
"""Visits after the treatments; then the family doctor follows alone."""
TITLE = "Note d’oncologie"
BOARD = "Comité du diagnostic et du traitement du cancer"
DAY = "Traitement en médecine de jour"
_KINDS = ("cancer-sein", "cancer-colorectal", "cancer-prostate", "cancer-poumon")
_TOXICITIES = (
    "Nausées légères pendant deux jours, bien contrôlées. Poids stable.",
    "Fatigue de grade 1, appétit conservé. Pas de fièvre depuis le dernier cycle.",
    "Picotements aux doigts après le traitement, disparus en deux jours.",
    "Bien toléré. Pas de mucosite ni de diarrhée.",
)


_WELL_AFTER = (
    "Pas de symptôme nouveau, examen sans particularité.",
    "Fatigue en diminution, a repris ses activités. Aucune adénopathie palpable, cicatrice souple.",
    "Va bien, poids stable. Peur de la récidive abordée, groupe de soutien proposé.",
    "Aucun signe de récidive à l’examen. Effets tardifs des traitements passés en revue.",
)
_SURVEYED = (
    "Surveillance active poursuivie, pas de symptôme urinaire nouveau.",
    "Toucher rectal inchangé. Choix de la surveillance réévalué avec la personne, maintenu.",
    "Pas de douleur osseuse. Prochaines biopsies de contrôle selon le protocole.",
    "Cinétique de l’APS lente. Surveillance active poursuivie, revoir dans 6 mois.",
)
_STABLE = (
    "Maladie stable, traitement poursuivi, symptômes contrôlés.",
    "Appétit conservé, poids stable. Objectifs de soins revus, personne au courant de son état.",
    "Dyspnée légère à l’effort, pas de douleur. Équipe de soins palliatifs présentée.",
)


def _treated_at_all(row: tables.Row) -> bool:
    return bool(row["surgery"] or row["drugs"] or int(row["rays"]))


@dataclass(slots=True)
class Case:
    """One cancer being told. `row`: of `cancers.tsv`; `day`: the next free day of the story."""

    chart: Chart
    held: Held
    row: tables.Row
    side: str
    episode: Plain
    day: date

    def words(self, name: str) -> str:
        return self.row[name].format(side=self.side)

    def step(self, days: int) -> bool:
        """Moves to a work day so many days on; False when that has not come, or the person lies in a bed."""
        self.day = workday(self.day + timedelta(days=days))
        return self.day < self.chart.today and self.chart.free(self.day, 0)


def cancers(chart: Chart) -> None:
    """Each cancer found in the last years; of the others the record holds the problem and its follow-up only."""
    for held in chart.held:
        if held.condition.key in _KINDS and held.onset > chart.today - timedelta(days=365 * TOLD_YEARS):
            _tell(chart, held, stream(chart.seed, held.condition.key, chart.person.number))


def stage_of(chart: Chart, held: Held) -> tables.Row:
    rows = [row for row in tables.rows("cancers") if row["key"] == held.condition.key]
    random = stream(chart.id, "stage", held.condition.key)
    return Table([(row, float(row["weight"])) for row in rows]).choose(random)


def _tell(chart: Chart, held: Held, random: Random) -> None:
    row = stage_of(chart, held)
    side = "droit" if hash_of(chart.id, held.condition.key) % 2 else "gauche"
    if held.condition.key == "cancer-prostate":
        side = side.replace("droit", "droite")
    problem = chart.problems[held.condition.key]
    goal = "Contrôler la maladie et les symptômes" if row["stage"] == "IV" else "Obtenir une rémission"
    program = Program(
        f"Trajectoire en oncologie : {notes.lowered(held.condition.name)}",
        ("infirmiere", "oncologue", "pharmacien", "travailleur-social"),
        (goal, "Vivre les traitements avec le moins d’effets indésirables possible"),
        tuple(
            filter(None, (row["surgery"].format(side=side), DAY if row["drugs"] else "", "Suivi clinique"))
        ),
        held.onset,
    )
    case = Case(chart, held, row, side, open_episode(chart, program, problem), held.onset)
    _found(case, problem)
    if not case.step(12):
        return
    _decided(case)
    if row["surgery"] and case.step(18 + int(random.random() * 10)):
        _operated(case, random)
    if int(row["rays"]) and not row["drugs"] and case.step(40):
        _rayed(case)
    if row["drugs"]:
        _treated(case)
        if int(row["rays"]) and case.step(30):
            _rayed(case)
    _watched(case)


def _found(case: Case, problem: Plain) -> None:
    """The image, the biopsy and what the pathologist saw, all before the day of the diagnosis."""
    chart, row = case.chart, case.row
    doctor = someone(chart.owner, row["surgeon"] or "oncologue", chart.id, "biopsy")
    day = workday(case.held.onset - timedelta(days=24))
    if day <= chart.person.birth or not chart.free(day, 0):
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
    report = _pathology(case, done)
    problem["evidence"] = [{"detail": [chart.point(report)]}]
    problem["stage"] = [{"summary": {"text": f"Stade {row['stage']} ({row['tnm']})"}}]


def _pathology(case: Case, day: date) -> Plain:
    chart = case.chart
    specimen = chart.add(
        "Specimen",
        status="available",
        type={"text": f"Tissu : {notes.lowered(case.words('tissue'))}"},
        receivedTime=later(day, 700),
        collection={"collectedDateTime": later(day, 585)},
    )
    order = chart.order(day, 575, "Examen anatomopathologique")
    read = min(workday(day + timedelta(days=8)), max(case.held.onset, day + timedelta(days=1)))
    return chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "SP")]}],
        code={"text": "Rapport d’anatomopathologie"},
        effectiveDateTime=later(day, 585),
        issued=later(read, 900),
        resultsInterpreter=[someone(chart.owner, "pathologiste", chart.id, day.toordinal()).who()],
        specimen=[chart.point(specimen)],
        conclusion=f"{case.words('tissue')} : {notes.lowered(case.words('pathology'))}",
    )


def _decided(case: Case) -> None:
    """The stage, and what the tumour board proposes."""
    chart, row, day = case.chart, case.row, case.day
    doctor = someone(chart.owner, "oncologue", chart.id, case.held.condition.key)
    reason = f"Oncologie : {notes.lowered(case.held.condition.name)}"
    encounter = session(chart, case.episode, day, 540, 45, doctor, reason)
    chart.add(
        "Observation",
        status="final",
        code=concept(LOINC, "21908-9", "Stade du cancer"),
        encounter=chart.point(encounter),
        effectiveDateTime=later(day, 550),
        valueCodeableConcept={"text": f"Stade {row['stage']} ({row['tnm']})"},
        performer=[doctor.who()],
        focus=[chart.point(chart.problems[case.held.condition.key])],
    )
    steps = [
        notes.lowered(case.words("surgery")) if row["surgery"] else "",
        f"{_drug_name(row['drugs'])}, {row['cycles']} cycles" if row["drugs"] else "",
        f"radiothérapie, {row['rays']} séances" if int(row["rays"]) else "",
    ]
    plan = ", puis ".join(filter(None, steps)) or "surveillance active avec APS tous les 6 mois"
    text = (
        f"{notes.who(chart.age(day), chart.person.sex)}. {case.held.condition.name}, stade {row['stage']} "
        f"({row['tnm']}). {case.words('pathology')}\nProposition du comité : {plan}.\n"
        "Décision prise avec la personne. Infirmière pivot présentée, numéro de téléphone remis."
    )
    write(chart, encounter, day, 540, 45, BOARD, text)
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


def _operated(case: Case, random: Random) -> None:
    chart, row, day = case.chart, case.row, case.day
    what, days = case.words("surgery"), int(row["days"])
    if not chart.free(day, days + 1):
        return
    chart.author = someone(chart.owner, row["surgeon"], chart.id, day.toordinal())
    if days == 0:
        place = chart.place("hopital", "bo", chart.id)
        encounter = chart.visit(day, 480, 420, "SS", chart.author, what, place)
    else:
        stay = Stay(
            day=day,
            days=days,
            unit=row["unit"],
            reason=what,
            found=f"{case.held.condition.name}, stade {row['stage']}. État général bon.",
            plan="chirurgie le jour même, analgésie, lever précoce",
            course=f"Chirurgie sans complication. {row['after']}",
            trade=row["surgeon"],
            kind="surgery",
            follow="chirurgie dans 3 semaines, oncologie avec le rapport de pathologie",
        )
        encounter = stay_at(chart, stay, random)
    chart.author = someone(chart.owner, row["surgeon"], chart.id, day.toordinal())
    done = chart.procedure(encounter, later(day, 1150 if days else 540), "", what, case.words("tissue"))
    chart.stamp(later(day, 1150 if days else 540), later(day, 1200), done)
    case.day = day + timedelta(days=days)


def _treated(case: Case) -> None:
    """Each cycle: blood first, the drug, vital signs, a nurse's line."""
    chart, row = case.chart, case.row
    case.day += timedelta(days=25)
    lasting = int(row["cycles"]) * int(row["every"])
    if row["every"] in ("14", "21") and row["drugs"] != "pembrolizumab":
        chart.treated = (case.day + timedelta(days=10), case.day + timedelta(days=lasting + 30))
    for cycle in range(1, int(row["cycles"]) + 1):
        if not case.step(int(row["every"]) if cycle > 1 else 0):
            return
        _cycle(case, cycle)


def _cycle(case: Case, cycle: int) -> None:
    chart, row, day = case.chart, case.row, case.day
    doctor = someone(chart.owner, "oncologue", chart.id, case.held.condition.key)
    minutes = 495 + hash_of(chart.id, "chair") % 10 * 15
    encounter = session(chart, case.episode, day, minutes, 200, doctor, f"{DAY}, cycle {cycle}")
    found = laboratory.measure(chart, ["cbc", "renal"], day, minutes - 60) if row["every"] != "91" else {}
    chart.author = doctor
    state = "completed"
    ordered = chart.prescribe(row["drugs"], day, state, case.held.condition, encounter)
    ordered["category"] = [{"text": "Médecine de jour"}]
    ordered["authoredOn"] = later(day, minutes)
    nurse = someone(chart.owner, "infirmiere", chart.id, "chair", day.toordinal())
    chart.author = nurse
    upper, lower = chart.pressure(encounter, day, later(day, minutes + 10))
    weight = round(chart.body.weight(day, obese=chart.has("obesite", day)), 1)
    chart.vital(encounter, later(day, minutes + 12), "29463-7", "Poids", weight, "kg", "kg")
    chart.add(
        "MedicationAdministration",
        status="completed",
        medicationCodeableConcept=ordered["medicationCodeableConcept"],
        context=chart.point(encounter),
        effectiveDateTime=later(day, minutes + 60),
        performer=[{"actor": nurse.who()}],
        request=chart.point(ordered),
        dosage=infused(row["drugs"]),
    )
    counted = ""
    if found:
        white, red = notes.written(found["leukocytes"]), notes.written(found["hemoglobin"])
        counted = f" Leucocytes {white}, hémoglobine {red}."
    felt = "Enseignement fait avant le premier traitement."
    if cycle > 1:
        felt = _TOXICITIES[(cycle + hash_of(chart.id)) % len(_TOXICITIES)]
    text = (
        f"{tables.by_key('drugs')[row['drugs']]['name']}, cycle {cycle} de {row['cycles']}. "
        f"TA {upper}/{lower}, poids {notes.written(weight)} kg.{counted}\n{felt}"
    )
    write(chart, encounter, day, minutes, 200, "Note de médecine de jour", text)


def _rayed(case: Case) -> None:
    """One summary for the whole of it, on its last day."""
    chart, row = case.chart, case.row
    count = int(row["rays"])
    last = workday(case.day + timedelta(days=count * 7 // 5))
    if last >= chart.today or not chart.free(last, 0):
        return
    doctor = someone(chart.owner, "oncologue", chart.id, "rays")
    encounter = session(chart, case.episode, last, 610, 30, doctor, "Radiothérapie, dernière séance")
    done = chart.procedure(
        encounter, later(last, 615), "", f"Radiothérapie, {count} séances", case.words("tissue")
    )
    done.pop("performedDateTime")
    done["performedPeriod"] = {"start": later(case.day, 615), "end": later(last, 625)}
    text = f"Radiothérapie terminée, {count} séances reçues. Rougeur légère de la peau. Fatigue modérée."
    write(chart, encounter, last, 610, 30, TITLE, text)
    case.day = last


def _watched(case: Case) -> None:
    """Seen by oncology after three months, then twice a year, with an image each year where one is due."""
    chart, row = case.chart, case.row
    for number in range(WATCHED):
        if not case.step(95 if number == 0 else 180):
            return
        doctor = someone(chart.owner, "oncologue", chart.id, case.held.condition.key)
        minutes = 520 + hash_of(chart.id, case.day) % 20 * 15
        reason = f"Oncologie : {notes.lowered(case.held.condition.name)}"
        encounter = session(chart, case.episode, case.day, minutes, 20, doctor, reason)
        lines = _STABLE if row["stage"] == "IV" else _SURVEYED if not _treated_at_all(row) else _WELL_AFTER
        said = lines[(number + hash_of(chart.id, "watched")) % len(lines)]
        if case.held.condition.key == "cancer-prostate":
            found = laboratory.measure(chart, ["psa"], workday(case.day - timedelta(days=9)))
            said = f"APS {notes.written(found['psa'])} µg/L. {said}"
            chart.author = doctor
        if row["watch"] and number % 2 == 1:
            image(chart, encounter, case.day, minutes + 60, row["watch"], row["watched"])
            said += f" {row['watch']} demandée aujourd’hui."
        chart.author = doctor
        text = f"{case.held.condition.name}, stade {row['stage']}. {said}"
        write(chart, encounter, case.day, minutes, 20, TITLE, text)
    if row["stage"] != "IV" and chart.person.death is None:
        close(chart, case.episode, case.day)
