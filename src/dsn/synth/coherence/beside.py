"""Rules of what stands beside what: drugs, diagnoses, results. Each was found broken in a chart that was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dsn.synth import tables
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record


def blood_thinners_are_not_doubled(record: Record) -> Iterator[str]:
    """No aspirin, warfarin or apixaban active beside one another, at home or on the same ward."""
    dins = {tables.by_key("drugs")[key]["din"] for key in ("aas", "warfarine", "apixaban", "clopidogrel")}
    active: dict[str, list[str]] = {}
    for one in record.all("MedicationRequest"):
        if one["status"] == "active" and one["medicationCodeableConcept"]["coding"][0]["code"] in dins:
            active.setdefault(one["category"][0]["text"], []).append(one["medicationCodeableConcept"]["text"])
    yield from (" + ".join(names) for names in active.values() if len(names) > 1)


def warfarin_is_measured(record: Record) -> Iterator[str]:
    """Who has a ratio measured takes warfarin."""
    din = tables.by_key("drugs")["warfarine"]["din"]
    takes = any(
        one["medicationCodeableConcept"]["coding"][0]["code"] == din
        for one in record.all("MedicationRequest")
    )
    if record.tests("6301-6") and not takes:
        yield "ratio without warfarin"


def fibrillation_without_aspirin_alone(record: Record) -> Iterator[str]:
    """Who has fibrillation and takes a blood thinner now takes an anticoagulant."""
    aspirin = tables.by_key("drugs")["aas"]["din"]
    for one in record.all("MedicationRequest"):
        code = one["medicationCodeableConcept"]["coding"][0]["code"]
        fibrillates = record.had(("Fibrillation auriculaire",), record.end.isoformat())
        known = record.problems.get("Fibrillation auriculaire", [{"onsetDateTime": "9999"}])[0][
            "onsetDateTime"
        ]
        if one["status"] == "active" and code == aspirin and fibrillates and known < one["authoredOn"][:10]:
            plans = [other for other in record.all("MedicationRequest") if other["status"] == "active"]
            if not any("pixaban" in str(other) or "arfarine" in str(other) for other in plans):
                yield one["id"]


def injector_of_the_right_size(record: Record) -> Iterator[str]:
    """The paediatric injector is for children."""
    din = tables.by_key("drugs")["epinephrine-enfant"]["din"]
    for one in record.all("MedicationRequest"):
        if (
            one["medicationCodeableConcept"]["coding"][0]["code"] == din
            and record.age(one["authoredOn"]) >= 9
        ):
            yield f"{record.age(one['authoredOn'])}"


def aromatase_after_the_menopause(record: Record) -> Iterator[str]:
    dins = {tables.by_key("drugs")[key]["din"] for key in ("letrozole", "anastrozole")}
    for one in record.all("MedicationRequest"):
        code = one["medicationCodeableConcept"]["coding"][0]["code"]
        if code in dins and record.age(one["authoredOn"]) < 52:
            yield f"{record.age(one['authoredOn'])}"


def one_mood_at_a_time(record: Record) -> Iterator[str]:
    """Depression is not active beside bipolar disorder or schizophrenia; nor one diabetes beside the other."""
    pairs = (
        ("Trouble dépressif majeur", "Trouble bipolaire"),
        ("Trouble dépressif majeur", "Schizophrénie"),
        ("Trouble bipolaire", "Schizophrénie"),
        ("Diabète de type 1", "Diabète de type 2"),
    )
    day = record.end.isoformat()
    for one, other in pairs:
        if record.had((one,), day) and record.had((other,), day):
            active = [
                record.problems[name][-1]["clinicalStatus"]["coding"][0]["code"] for name in (one, other)
            ]
            if active == ["active", "active"]:
                yield f"{one} + {other}"


def diagnoses_of_their_time(record: Record) -> Iterator[str]:
    """Nobody wrote these words before."""
    words = {
        "Trouble déficitaire de l’attention avec ou sans hyperactivité": 1985,
        "Apnée obstructive du sommeil": 1990,
        "Maladie rénale chronique": 2002,
        "Carence en vitamine D": 2006,
    }
    for name, year in words.items():
        for one in record.problems.get(name, []):
            if int(one["onsetDateTime"][:4]) < year:
                yield f"{name} {one['onsetDateTime']}"


def infants_gain_weight(record: Record) -> Iterator[str]:
    found = sorted(
        (one["effectiveDateTime"], one["valueQuantity"]["value"]) for one in record.tests("29463-7")
    )
    for (_, before), (day, after) in pairwise(found):
        if record.age(day) < 2 and after < before:
            yield f"{before} → {after}"


def tests_are_read_whole(record: Record) -> Iterator[str]:
    """Thyroid and blood counts that no illness explains stay where a healthy body keeps them."""
    ill = ("Hypothyroïdie", "Trouble bipolaire")
    for one in record.tests("3016-3"):
        if one["valueQuantity"]["value"] < 0.25 and not record.had(ill, one["effectiveDateTime"]):
            yield f"TSH {one['valueQuantity']['value']}"


def residents_have_their_orders(record: Record) -> Iterator[str]:
    """Who lives in a residence takes nothing on an order of the clinic any more."""
    housed = [
        one["period"]["start"]
        for one in record.all("EpisodeOfCare")
        if one["type"][0]["text"] == "Hébergement"
    ]
    for one in record.all("MedicationRequest"):
        clinic = one["category"][0]["text"] == "Externe"
        if housed and clinic and one["status"] == "active" and one["authoredOn"][:10] < min(housed):
            yield one["medicationCodeableConcept"]["text"]


def allergies_are_asked_and_heeded(record: Record) -> Iterator[str]:
    """« Aucune allergie connue » stands alone; no amoxicillin to who is written down as allergic to penicillin."""
    names = [one["code"]["text"] for one in record.all("AllergyIntolerance")]
    if "Aucune allergie connue" in names and len(names) > 1:
        yield ", ".join(names)
    since = [
        one["recordedDate"]
        for one in record.all("AllergyIntolerance")
        if one["code"]["text"] == "Pénicilline"
    ]
    dins = {tables.by_key("drugs")[key]["din"] for key in ("amoxicilline", "amoxicilline-adulte")}
    for one in record.all("MedicationRequest"):
        code = one["medicationCodeableConcept"]["coding"][0]["code"]
        if since and code in dins and min(since) < one["authoredOn"][:10]:
            yield one["authoredOn"]


def pregnancy_heeds_diabetes(record: Record) -> Iterator[str]:
    """Who had it before: each prenatal note names it, and nobody screens for it."""
    for one in record.all("DocumentReference"):
        day, text = one["date"][:10], text_of(one)
        ill = record.had(("Diabète de type 1", "Diabète de type 2"), day)
        prenatal = one["type"]["text"] == "Suivi de grossesse"
        if prenatal and ill and ("Diabète de type" not in text or "Dépistage du diabète" in text):
            yield day


def insulin_has_its_units(record: Record) -> Iterator[str]:
    """Each note of the clinic says how many, and the number moves only by what a note says."""
    before, dated = 0, sorted((one["date"], text_of(one)) for one in record.all("DocumentReference"))
    for day, text in dated:
        if not text.startswith("Motif : suivi") or "\nMédication : " not in text:
            continue
        taken = text.partition("\nMédication : ")[2].partition("\n")[0]
        told = _UNITS.search(taken)
        now = int(told[1]) if told else 0
        moved = sum(int(more) for more in _MOVED.findall(text))
        if ("insuline glargine" in taken and not now) or (before and now and now != before + moved):
            yield f"{day[:10]} {before} {now}"
        before = now


_UNITS = re.compile(r"insuline glargine (\d+) unités HS")
_MOVED = re.compile(r"(?:ajustée|montée) de (\d+) unités")
RULES = (
    pregnancy_heeds_diabetes,
    insulin_has_its_units,
    allergies_are_asked_and_heeded,
    blood_thinners_are_not_doubled,
    warfarin_is_measured,
    fibrillation_without_aspirin_alone,
    injector_of_the_right_size,
    aromatase_after_the_menopause,
    one_mood_at_a_time,
    diagnoses_of_their_time,
    infants_gain_weight,
    tests_are_read_whole,
    residents_have_their_orders,
)
