"""The way home: the summary sheet, what is prescribed for some days more, the visit that was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dsn.synth import aftermath, notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.hospital import mar
from dsn.synth.hospital.rounds import course
from dsn.synth.hospital.stay import LEAVING, Stay, known
from dsn.synth.hospital.summary import drugs, summarize
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.posology import dose_of
from dsn.synth.staff import someone

_SOOTHING = 5
"""Days for which a wound is soothed at home."""


def leave(chart: Chart, encounter: Plain, stay: Stay, home: list[mar.Taken]) -> None:
    """The sheet agrees with what is taken afterwards, whoever decides it: both are read from the same plans."""
    age, sex = chart.age(stay.day), chart.person.sex
    housed = chart.residence is not None and chart.residence <= stay.day
    follow = "médecin et équipe du centre d’hébergement" if housed else stay.follow
    short, after = _short(chart, stay), mar.at_home(chart, stay.leave)
    doctor = chart.author
    _gone(chart, encounter, stay)
    chart.author = doctor
    others = [notes.lowered(one.condition.name) for one in known(chart, stay)]
    lasted = "1 jour" if stay.days == 1 else f"{stay.days} jours"
    sections = (
        ("Diagnostic principal", f"{stay.reason}. {notes.who(age, sex)}, séjour de {lasted}."),
        ("Autres diagnostics", f"{', '.join(others) or 'aucun'}."),
        ("Complications", "Aucune."),
        ("Traitements", f"{stay.done or stay.plan}."),
        ("Évolution", stay.course),
        ("Médicaments au départ", drugs(home, after, short)),
        ("Orientation et suivi", f"{'Centre d’hébergement' if housed else 'Domicile'}. Suivi : {follow}."),
    )
    summarize(chart, encounter, later(stay.leave, LEAVING - 10), sections)
    came = aftermath.stay(chart, stay.day, stay.leave, stay.reason)
    if not housed and "médecin de famille" in follow and _seen_after(chart, stay):
        came = replace(came, text="")
    chart.happened.append(came)


def _short(chart: Chart, stay: Stay) -> list[str]:
    """What is prescribed on leaving for some days: the end of a course, tablets for the pain of a wound."""
    wanted: list[tuple[str, int]] = []
    if stay.drug and (days := course(tables.by_key("drugs")[stay.drug]["dosage"])) and days > stay.days:
        wanted.append((stay.drug, days - stay.days))
    if stay.kind == "surgery":
        wanted.append(("hydromorphone", _SOOTHING))
    found = []
    for key, days in wanted:
        dosage = tables.by_key("drugs")[key]["dosage"].partition(" pendant ")[0]
        ordered = chart.prescribe(key, stay.leave, "completed", None)
        ordered["reasonCode"] = [{"text": stay.reason}]
        ordered["authoredOn"] = later(stay.leave, LEAVING - 15)
        lasted = "1 jour" if days == 1 else f"{days} jours"
        ordered["dosageInstruction"] = [{"text": f"{dosage} pendant {lasted}"}]
        found.append(f"{dose_of(key)} pour {lasted}")
    return found


def _gone(chart: Chart, encounter: Plain, stay: Stay) -> None:
    """The nurse's last line."""
    e = notes.suited(chart.person.sex)["e"]
    chart.author = someone(chart.owner, "infirmiere", chart.id, stay.leave.toordinal(), "day")
    told = "Ordonnances, liste des médicaments et rendez-vous remis et expliqués."
    text = f"Quitte l’unité à 11 h, accompagné{e}. {told}"
    chart.note(encounter, later(stay.leave, LEAVING - 2), notes.NURSING, text)


def _seen_after(chart: Chart, stay: Stay) -> bool:
    """By the family doctor some two weeks later, as the sheet asks; was there such a visit?"""
    day = workday(stay.leave + timedelta(days=11 + hash_of(chart.id, stay.leave) % 6))
    housed = chart.residence is not None and day >= chart.residence
    if day >= chart.today or housed or not chart.free(day, 0):
        return False
    minutes = 495 + hash_of(chart.id, day) % 24 * 15
    encounter = chart.visit(day, minutes, 25, "AMB", chart.doctor, "Suivi après une hospitalisation")
    chart.clinics.append((day, minutes, encounter))
    upper, lower = chart.pressure(encounter, day, later(day, minutes + 4))
    who = notes.who(chart.age(day), chart.person.sex)
    e = notes.suited(chart.person.sex)["e"]
    said = aftermath.outcome(chart, stay.leave, stay.reason).format_map(notes.suited(chart.person.sex))
    text = (
        f"{who}, revu{e} après l’hospitalisation pour : {notes.lowered(stay.reason)}. TA {upper}/{lower}.\n"
        f"Feuille sommaire reçue et lue. {said} Médication comparée avec la liste du congé."
    )
    written = later(day, minutes + 24)
    note = chart.note(encounter, written, notes.CLINIC, text)
    chart.stamp(later(day, minutes), written, encounter, note)
    chart.told.append((day, note))
    return True
