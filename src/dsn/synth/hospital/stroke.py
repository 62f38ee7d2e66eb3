"""The stroke itself, when it came in the years that are told: emergency, scan, stay, rehabilitation."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from dsn.synth import laboratory, notes, rehabilitation
from dsn.synth.chart import Chart, hash_of
from dsn.synth.hospital import telling
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.stay import FIRST_BED, Stay
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.staff import someone
from dsn.synth.tables import Row

TOLD_YEARS = 8
_REASON = "Accident vasculaire cérébral ischémique"


def strokes(chart: Chart, random: Random) -> None:
    """At most one in a life."""
    held = next((one for one in chart.held if one.condition.key == "avc"), None)
    if held is None or held.onset < chart.today - timedelta(days=365 * TOLD_YEARS):
        return
    days = 5 + int(random.random() * 7)
    if held.onset >= chart.today or not chart.free(held.onset, days + 2):
        return  # of the last day only the problem is known yet: the bed is found the day after
    side, other = ("droit", "gauche") if hash_of(chart.id, "stroke") % 2 else ("gauche", "droit")
    speech = " et trouble de la parole" if side == "droit" else ""
    score = 4 + hash_of(chart.id, "nihss") % 6
    found = f"Faiblesse du côté {side}{speech} constatée au réveil, conscience normale. NIHSS à {score}."
    day, minutes = held.onset, 560 + int(random.random() * 500)
    doctor = someone(chart.owner, "urgentologue", chart.id, day.toordinal())
    place = chart.place("hopital", "urg-choc", chart.id)
    encounter = chart.visit(day, minutes, 240, "EMER", doctor, "Faiblesse d’un côté du corps", place)
    chart.triage(encounter, later(day, minutes + 2), "P2", doctor)
    upper, lower = chart.pressure(encounter, day, later(day, minutes + 4))
    laboratory.measure(chart, ["cbc", "renal", "glucose"], day, minutes + 15)
    told = (
        f"Hypodensité débutante du territoire sylvien {other}, pas d’hémorragie. Pas d’occlusion proximale."
    )
    image(chart, encounter, day, minutes + 35, "Tomodensitométrie cérébrale", told)
    chart.author = doctor
    start = FIRST_BED + int(random.random() * 600)
    if "end" in encounter["period"]:
        encounter["period"]["end"] = later(day, 1440 + start)
        note = telling.written(chart, day, _told(found), [f"TA {upper}/{lower}"], "", 2, "hospitalisation")
        written = later(day, minutes + 150)
        chart.stamp(
            later(day, minutes), written, encounter, chart.note(encounter, written, notes.EMERGENCY, note)
        )
    stay = Stay(
        day=day + timedelta(days=1),
        days=days,
        unit="4n",
        reason=_REASON,
        found=found,
        plan="surveillance neurologique, dépistage de la dysphagie, antiplaquettaire, réadaptation précoce",
        topic="avc",
        course="Déficit en amélioration, marche avec aide, déglutition sécuritaire.",
        start=start,
        follow="réadaptation, clinique de prévention des AVC dans 6 semaines",
    )
    stay_at(chart, stay, random)
    rehabilitation.after(chart, day + timedelta(days=days + 1), rehabilitation.STROKE[side])


def _told(found: str) -> Row:
    """Who wakes up with it comes too late to dissolve the clot, and says so."""
    return {
        "text": "Faiblesse d’un côté du corps",
        "story": "Bien au coucher la veille, déficit constaté au réveil. Pas de céphalée ni de convulsion.",
        "found": found,
        "sat": "97",
        "diagnosis": _REASON,
        "plan": "code AVC, scan et angiographie faits, hors délai pour la thrombolyse, pas d’occlusion à retirer, "
        "antithrombotique après le dépistage de la dysphagie",
        "drug": "",
    }
