"""The last days of who died: comfort care in a bed, at home or in a residence, and the certificate; or at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of
from dsn.synth.hospital import charting
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.residence import levels_of_care
from dsn.synth.staff import Member, someone

COMFORT = "Soins de confort"
CERTIFICATE = "Constat de décès"
_SLOW = (
    ("cancer-poumon", "cancer du poumon", 0, 6),
    ("cancer-colorectal", "cancer colorectal", 1, 6),
    ("cancer-sein", "cancer du sein", 2, 8),
    ("cancer-prostate", "cancer de la prostate", 4, 10),
    ("demence", "trouble neurocognitif majeur avancé", 5, 40),
    ("ic", "insuffisance cardiaque réfractaire", 2, 40),
    ("mpoc", "exacerbation sévère de la maladie pulmonaire obstructive chronique", 5, 60),
)
"""(condition, words of the certificate, years it has lasted: at least, at most)."""


@dataclass(frozen=True, slots=True)
class End:
    """How a life ended: `cause` as the certificate has it; `days` of comfort care, 0 for a sudden death."""

    cause: str
    days: int
    home: bool


def end_of(chart: Chart) -> End:
    """By what the person had. Ours, « à valider »."""
    draw = hash_of(chart.id, "end")
    housed = chart.residence is not None and chart.residence < chart.today - timedelta(days=15)
    cause = next((words for key, words, low, high in _SLOW if _lasted(chart, key, low, high)), "")
    if cause and draw % 10 < 8:
        return End(cause, 3 + draw % 9, home=draw % 7 == 0)
    if housed:  # with a level of care that spares them the ambulance
        return End(cause or "pneumonie", 3 + draw % 6, home=False)
    if chart.age(chart.today) < 45:
        return End("traumatisme", 0, home=False)
    heart = any(chart.has(key, chart.today) for key in ("mcas", "ic"))
    sudden = "infarctus du myocarde" if heart or draw % 2 else "embolie pulmonaire massive"
    if chart.age(chart.today) >= 80 and draw % 3:
        return End("pneumonie", 4 + draw % 5, home=False)
    return End(sudden, 0, home=False)


def _lasted(chart: Chart, key: str, low: int, high: int) -> bool:
    found = [one.onset for one in chart.held if one.condition.key == key and one.on(chart.today)]
    return any(low * 365 <= (chart.today - one).days <= high * 365 for one in found)


def ended(chart: Chart) -> None:
    """Nothing for the living. Comes before what fills the last months, so that nothing else takes the bed."""
    if chart.person.death is None or chart.today > chart.now:
        return
    end = end_of(chart)
    start = chart.today - timedelta(days=end.days)
    housed = chart.residence is not None and chart.residence < start
    if end.days and start > chart.person.birth + timedelta(days=400):
        _comfort(chart, end, housed=housed)
    else:
        _sudden(chart, end)


def _comfort(chart: Chart, end: End, *, housed: bool) -> None:
    start = chart.today - timedelta(days=end.days)
    trade = "medecin-famille" if housed or end.home else "interniste"
    doctor = someone(chart.owner, trade, chart.id, "comfort")
    kind = "HH" if end.home and not housed else "IMP"
    place = None
    if kind == "IMP":
        where = (
            ("hebergement", "a" if hash_of(chart.id) % 2 else "b")
            if housed
            else ("hopital", "onco" if "cancer" in end.cause else "4n")
        )
        place = chart.place(*where, chart.id)
    minutes = 600
    died = 1440 * end.days + 240 + hash_of(chart.id, "hour") % 1080
    encounter = chart.visit(start, minutes, died - minutes + 20, kind, doctor, COMFORT, place)
    if kind == "IMP":
        encounter["hospitalization"] = {
            "dischargeDisposition": {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/discharge-disposition", "code": "exp"}
                ],
                "text": "Décès",
            }
        }
    levels_of_care(chart, start, "D")
    for key, why in (
        ("morphine", "Douleur ou dyspnée en fin de vie"),
        ("midazolam", "Détresse en fin de vie"),
        ("scopolamine", "Râles en fin de vie"),
    ):
        ordered = chart.prescribe(key, start, "completed", None, encounter)
        ordered["reasonCode"] = [{"text": why}]
        ordered["authoredOn"] = later(start, minutes + 20)
    il = notes.suited(chart.person.sex)["il"]
    expected = "cancer" in end.cause or "neurocognitif" in end.cause
    course = "évolution attendue" if expected else "déclin rapide malgré le traitement"
    admitted = (
        f"{notes.who(chart.age(start), chart.person.sex)}. {end.cause[0].upper()}{end.cause[1:]}, {course}. "
        f"Niveau de soins D confirmé avec la personne et ses proches : {il} souhaite être confortable. "
        "Médication orale cessée, soins de confort débutés."
    )
    chart.author = doctor
    written = later(start, minutes + 40)
    chart.stamp(
        later(start, minutes),
        written,
        encounter,
        chart.note(encounter, written, COMFORT if kind == "HH" else notes.ADMISSION, admitted),
    )
    _vigil(chart, encounter, end)
    _certificate(chart, encounter, doctor, end, died)


def _vigil(chart: Chart, encounter: Plain, end: End) -> None:
    """Each day the note of the nurse of that day; on open days the doctor's."""
    doctor, words = chart.author, notes.suited(chart.person.sex)
    turn = hash_of(chart.id, "vigil") % 4
    for number in range(1, end.days):
        day = chart.today - timedelta(days=end.days - number)
        when = min(number * 3 // end.days, 2)
        if day.weekday() < 5:
            chart.author = doctor
            told = charting.line("comfort", when, "doctor", turn + number).format_map(words)
            chart.note(
                encounter, later(day, 545 + hash_of(chart.id, day, "round") % 150), notes.PROGRESS, told
            )
        chart.author = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "comfort")
        told = charting.line("comfort", when, "nurse", turn + number).format_map(words)
        chart.note(encounter, later(day, 800 + hash_of(chart.id, day, "shift") % 400), notes.NURSING, told)
    chart.author = doctor


def _certificate(chart: Chart, encounter: Plain, doctor: Member, end: End, died: int) -> None:
    start = chart.today - timedelta(days=end.days)
    hour, minute = divmod(died % 1440, 60)
    chart.author = doctor
    text = (
        f"Décès constaté à {hour} h {minute:02}. Cause : {end.cause}. Proches présents ou avisés, "
        "bulletin de décès rempli."
    )
    at = later(start, died + 15)
    chart.stamp(later(start, died), at, chart.note(encounter, at, CERTIFICATE, text))


def _sudden(chart: Chart, end: End) -> None:
    """Brought by ambulance, and not brought back."""
    minutes = 300 + hash_of(chart.id, "hour") % 1000
    doctor = someone(chart.owner, "urgentologue", chart.id, "end")
    place = chart.place("hopital", "urg-choc", chart.id)
    encounter = chart.visit(chart.today, minutes, 70, "EMER", doctor, "Arrêt cardiorespiratoire", place)
    chart.triage(encounter, later(chart.today, minutes + 1), "P1", doctor)
    hour, minute = divmod(minutes + 45, 60)
    text = (
        "Amené par ambulance en arrêt cardiorespiratoire. Réanimation sans succès. "
        f"Décès constaté à {hour} h {minute:02}. Cause probable : {end.cause}. Proches avisés."
    ).replace("Amené", "Amenée" if chart.person.sex == "F" else "Amené")
    at = later(chart.today, minutes + 60)
    chart.stamp(later(chart.today, minutes), at, encounter, chart.note(encounter, at, CERTIFICATE, text))
