"""Rules of chronic care: a value that stays above its target is answered, what is taken follows what was decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from dsn.synth import tables
from dsn.synth.coherence.makers import dins_of
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.plain import Plain

_TOLD = 8 * 365
"""Days back in which visits are told whole."""
_WHY = (
    "observance",
    "contrôle",
    "domicile",
    "MAPA",
    "référ",
    "refus",
    "doses maximales",
    "dose maximale",
    "près de la cible",
    "presque à la cible",
    "écart",
    "cible assouplie",
    "orthostatique",
    "habitudes de vie d’abord",
    "alimentation",
    "suivi en",
    "suivi spécialisé",
    "suivi conjoint",
    "avis en",
    "indiquée",
    "risque calculé",
    "myalgies",
    "à cet âge",
    "préfère ne pas augmenter",
    "préfère trois mois",
    "préfère surveiller",
    "préfère garder",
    "préfère rester",
    "pas d’hypouricémiant",
    "pas de traitement de fond",
    "même statine",
    "bilan à reprendre",
    "statine à rediscuter",
    "statine non débutée",
    "pas de statine",
    "statine cessée",
    "doses inchangées",
)
"""Words with which a note says why the treatment stays as it is."""
_DIABETES = ("Diabète de type 2", "Diabète de type 1")
_HYPERTENSION = ("Hypertension artérielle",)
_PRESSURE = dins_of(
    *("ramipril perindopril candesartan amlodipine hydrochlorothiazide bisoprolol spironolactone".split())
)
_SUGAR = dins_of("metformine", "gliclazide", "empagliflozine", "sitagliptine", "semaglutide", "glargine")
_STATINS = dins_of("atorvastatine", "rosuvastatine", "ezetimibe")
_POTASSIUM = dins_of("ramipril", "perindopril", "candesartan", "spironolactone")
_THYROID = dins_of("levothyroxine")


def _din(one: Plain) -> str:
    return str(one["medicationCodeableConcept"]["coding"][0]["code"])


def _clinics(record: Record) -> list[tuple[str, Plain, str]]:
    """Day, encounter and note of each visit to the family doctor, in order."""
    notes = {
        one["context"]["encounter"][0]["reference"].split("/")[1]: text_of(one)
        for one in record.all("DocumentReference")
        if one["type"]["text"] == "Suivi en clinique"
    }
    found = [one for one in record.all("Encounter") if notes.get(one["id"], "").startswith("Motif : suivi")]
    return sorted((one["period"]["start"][:10], one, notes[one["id"]]) for one in found)


def _changed(record: Record, day: str, dins: frozenset[str]) -> bool:
    """Was a product of these ordered that day that was not ordered before, or had been stopped?"""
    orders = sorted(
        (one["authoredOn"], _din(one), one["status"])
        for one in record.all("MedicationRequest")
        if _din(one) in dins and one["category"][0]["text"] == "Externe"
    )
    last = {din: state for at, din, state in orders if at[:10] < day}
    return any(at[:10] == day and last.get(din, "stopped") == "stopped" for at, din, _state in orders)


def _unanswered(
    record: Record, values: Sequence[tuple[str, bool, str]], dins: frozenset[str]
) -> Iterator[str]:
    """The visits that find a second value above the target, change nothing and do not say why. `values`: the day of
    each visit, whether its value is above, its note."""
    for (_, before, _note), (day, above, note) in pairwise(values):
        said = note.lower()
        if before and above and not _changed(record, day, dins) and not any(word in said for word in _WHY):
            yield day


def pressure_above_the_target_is_answered(record: Record) -> Iterator[str]:
    readings = {
        one["encounter"]["reference"].split("/")[1]: [
            part["valueQuantity"]["value"] for part in one["component"]
        ]
        for one in record.tests("85354-9")
    }
    values = []
    for day, visit, note in _clinics(record):
        if visit["id"] in readings and record.had(_HYPERTENSION, day):
            upper, lower = readings[visit["id"]]
            old = record.age(day) >= 80
            high, below = (150, 90) if old else (130, 80) if record.had(_DIABETES, day) else (140, 90)
            values.append((day, upper >= high or lower >= below, note))
    yield from _unanswered(record, values, _PRESSURE)


def _read(record: Record, code: str, bound: float) -> list[tuple[str, bool, str]]:
    """The results of a test as the visits read them: drawn in the month before."""
    drawn = {one["effectiveDateTime"][:10]: one["valueQuantity"]["value"] for one in record.tests(code)}
    found = []
    for day, _visit, note in _clinics(record):
        since = (date.fromisoformat(day) - timedelta(days=20)).isoformat()
        last = max((one for one in drawn if since <= one < day), default="")
        if last:
            found.append((day, drawn[last] > bound, note))
    return found


def sugar_above_the_target_is_answered(record: Record) -> Iterator[str]:
    """Of type 2: above 7 %, or 8.5 % for the frail."""
    frail = ("Trouble neurocognitif majeur", "Insuffisance cardiaque")
    values = []
    for (day, strict, note), (_, loose, _note) in zip(
        _read(record, "4548-4", 7.0), _read(record, "4548-4", 8.5), strict=True
    ):
        old = record.age(day) >= 85 or (record.age(day) >= 75 and record.had(frail, day))
        if record.had(("Diabète de type 2",), day):
            values.append((day, loose if old else strict, note))
    yield from _unanswered(record, values, _SUGAR)


def cholesterol_above_the_target_is_answered(record: Record) -> Iterator[str]:
    """Of who has a disease of the vessels: LDL of 2.0 or more."""
    ill = ("Maladie coronarienne", "Accident vasculaire cérébral")
    values = [one for one in _read(record, "39469-2", 1.999) if record.had(ill, one[0])]
    yield from _unanswered(record, values, _STATINS)


def thyroid_above_the_target_is_answered(record: Record) -> Iterator[str]:
    values = [one for one in _read(record, "3016-3", 6.0) if record.had(("Hypothyroïdie",), one[0])]
    yield from _unanswered(record, values, _THYROID)


def a_statin_or_the_reason(record: Record) -> Iterator[str]:
    """Coronary disease, a stroke, or diabetes at 40 and more, with lipids read since: a statin, or a word on it."""
    since = min(
        (
            one["onsetDateTime"]
            for name in (*_ASKS, "Diabète de type 2")
            for one in record.problems.get(name, [])
        ),
        default="9999",
    )
    read = [one for one in _read(record, "39469-2", 2.0) if one[0] > since and record.age(one[0]) >= 41]
    ordered = any(_din(one) in _STATINS for one in record.all("MedicationRequest"))
    above = any(high for _, high, _ in read[1:])
    if above and not ordered and not any("statine" in note for _, _, note in read):
        yield since


_ASKS = ("Maladie coronarienne", "Accident vasculaire cérébral")


def one_strength_at_a_time(record: Record) -> Iterator[str]:
    """No two strengths of a molecule are active beside one another; what a ward orders stands beside home's order."""
    molecules = {row["din"]: row["key"].partition("@")[0] for row in tables.rows("drugs")}
    seen: set[str] = set()
    for one in record.all("MedicationRequest"):
        if one["status"] == "active" and one["category"][0]["text"] != "Hospitalisation":
            name = molecules.get(_din(one), _din(one))
            if name in seen:
                yield name
            seen.add(name)


def dispensed_is_what_is_ordered(record: Record) -> Iterator[str]:
    """The product of the order, and nothing on an order that another has replaced."""
    orders = {one["id"]: one for one in record.all("MedicationRequest")}
    replaced = {
        one["priorPrescription"]["reference"].split("/")[1]: one["authoredOn"][:10]
        for one in orders.values()
        if "priorPrescription" in one
    }
    for one in record.all("MedicationDispense"):
        key = one["authorizingPrescription"][0]["reference"].split("/")[1]
        if _din(one) != _din(orders[key]) or one["whenHandedOver"][:10] > replaced.get(key, "9999"):
            yield one["id"]


def _recent(record: Record, name: str) -> Iterator[str]:
    """When the problem was found, if at a visit of the last years."""
    since = (record.end - timedelta(days=_TOLD)).isoformat()
    visits = {day for day, _visit, _note in _clinics(record)}
    for one in record.problems.get(name, []):
        if one["onsetDateTime"] > since and one["onsetDateTime"] in visits:
            yield one["onsetDateTime"]


def hypertension_shows_before_it_is_named(record: Record) -> Iterator[str]:
    """Two high readings in the four months up to its day, or one of 180/110."""
    for found in _recent(record, "Hypertension artérielle"):
        since = (date.fromisoformat(found) - timedelta(days=125)).isoformat()
        read = [
            [part["valueQuantity"]["value"] for part in one["component"]]
            for one in record.tests("85354-9")
            if since <= one["effectiveDateTime"][:10] <= found
        ]
        high = [one for one in read if one[0] >= 140 or one[1] >= 90]
        if len(high) < 2 and not any(one[0] >= 180 or one[1] >= 110 for one in high):
            yield f"{found} {read}"


def diabetes_shows_before_it_is_named(record: Record) -> Iterator[str]:
    """6.5 % of glycated haemoglobin, read at the visit that names it."""
    for found in _recent(record, "Diabète de type 2"):
        since = (date.fromisoformat(found) - timedelta(days=30)).isoformat()
        read = [
            one["valueQuantity"]["value"]
            for one in record.tests("4548-4")
            if since <= one["effectiveDateTime"][:10] <= found
        ]
        if not any(value >= 6.5 for value in read):
            yield f"{found} {read}"


def no_sentence_three_visits_running(record: Record) -> Iterator[str]:
    """Of the same problem, in the notes of the family doctor."""
    last: dict[str, list[set[str]]] = {}
    for day, _visit, note in _clinics(record):
        for line in note.splitlines():
            head, _, rest = line.partition(". ")
            if head.isdigit():
                name, *said = rest.rstrip(".").split(". ")
                told = last.setdefault(name, [])
                told.append(set(said))
                if len(told) > 2 and (again := told[-1] & told[-2] & told[-3]):
                    yield f"{day} {min(again)}"


def insulin_is_not_begun_for_little(record: Record) -> Iterator[str]:
    """Of type 2: the HbA1c that a visit reads is a point above its target when it adds insulin."""
    for day, over, note in _read(record, "4548-4", 7.95):
        if "d’insuline glargine" in note and not over:
            yield day


def nothing_is_compared_with_itself(record: Record) -> Iterator[str]:
    """« 7,7 % contre 7,7 % au bilan précédent » is what no physician writes."""
    for day, _visit, note in _clinics(record):
        yield from (f"{day} {one[0]}" for one in _ITSELF.finditer(note))


_ITSELF = re.compile(r"(?<![\d,])(\d+(?:,\d+)?)(?: [^\s\d]+)*,? (?:contre |\()\1(?= )")


def potassium_is_read_with_the_kidneys(record: Record) -> Iterator[str]:
    """At the visits of who had a blocker of the renin system or spironolactone before."""
    since = min(
        (one["authoredOn"][:10] for one in record.all("MedicationRequest") if _moves(one)), default="9"
    )
    until = max((_until(one) for one in record.all("MedicationRequest") if _moves(one)), default="")
    for day, _visit, note in _clinics(record):
        if since < day <= until and "créatinine " in _blood(note) and " K " not in _blood(note):
            yield day


def _moves(order: Plain) -> bool:
    return _din(order) in _POTASSIUM and order["category"][0]["text"] == "Externe"


def _until(order: Plain) -> str:
    return "9" if order["status"] == "active" else str(order["authoredOn"][:10])


def _blood(note: str) -> str:
    return next((line for line in note.splitlines() if line.startswith("Bilan : ")), "")


def children_inhale_the_low_dose(record: Record) -> Iterator[str]:
    """Before twelve years of age."""
    high = {row["din"] for row in tables.rows("drugs") if row["key"] == "fluticasone"}
    for one in record.all("MedicationRequest"):
        if _din(one) in high and record.age(one["authoredOn"][:10]) < 12:
            yield one["authoredOn"]


RULES = (
    insulin_is_not_begun_for_little,
    nothing_is_compared_with_itself,
    potassium_is_read_with_the_kidneys,
    children_inhale_the_low_dose,
    pressure_above_the_target_is_answered,
    sugar_above_the_target_is_answered,
    cholesterol_above_the_target_is_answered,
    thyroid_above_the_target_is_answered,
    a_statin_or_the_reason,
    one_strength_at_a_time,
    dispensed_is_what_is_ordered,
    hypertension_shows_before_it_is_named,
    diabetes_shows_before_it_is_named,
    no_sentence_three_visits_running,
)
