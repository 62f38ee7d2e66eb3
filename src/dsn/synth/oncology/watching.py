"""After the treatments, or instead of them: what oncology says at each visit until the family doctor follows alone."""

from __future__ import annotations

from datetime import timedelta

from dsn.synth import laboratory, notes, tables
from dsn.synth.chart import hash_of
from dsn.synth.episodes import close, session, write
from dsn.synth.holidays import workday
from dsn.synth.hospital.imaging import image
from dsn.synth.oncology.case import TITLE, Case

WATCHED = 8
"""Visits after the treatments; then the family doctor follows alone."""
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


def watched(case: Case) -> None:
    """Seen by oncology after three months, then twice a year, with an image each year where one is due."""
    chart, row = case.chart, case.row
    for number in range(WATCHED):
        if not case.step(95 if number == 0 else 180):
            return
        doctor = case.oncologist()
        minutes = 520 + hash_of(chart.id, case.day) % 20 * 15
        encounter = session(chart, case.episode, case.day, minutes, 20, doctor, case.reason())
        lines = _STABLE if row["stage"] == "IV" else _SURVEYED if not _treated(row) else _WELL_AFTER
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


def _treated(row: tables.Row) -> bool:
    return bool(row["surgery"] or row["drugs"] or int(row["rays"]))
