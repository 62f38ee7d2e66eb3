"""Rules of bodies, problems, drugs and results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from dsn.synth import tables
from dsn.synth.body import estimate
from dsn.synth.coherence.record import Record


def problems_end_after_they_begin(record: Record) -> Iterator[str]:
    for one in record.all("Condition"):
        if one.get("abatementDateTime", "9999") < one["onsetDateTime"]:
            yield one["code"]["text"]


def resolved_problems_have_an_end(record: Record) -> Iterator[str]:
    for one in record.all("Condition"):
        resolved = one["clinicalStatus"]["coding"][0]["code"] == "resolved"
        if resolved != ("abatementDateTime" in one):
            yield one["code"]["text"]


def no_pregnancy_out_of_age(record: Record) -> Iterator[str]:
    for one in record.problems.get("Grossesse normale", []):
        if not 15 <= record.age(one["onsetDateTime"]) <= 50:
            yield f"at {record.age(one['onsetDateTime'])}"


def pregnancies_last_nine_months(record: Record) -> Iterator[str]:
    for one in record.problems.get("Grossesse normale", []):
        start, end = (date.fromisoformat(one[key]) for key in ("onsetDateTime", "abatementDateTime"))
        if not 255 <= (end - start).days <= 290:
            yield str((end - start).days)


def pregnancies_do_not_overlap(record: Record) -> Iterator[str]:
    spans = sorted(
        (one["onsetDateTime"], one["abatementDateTime"])
        for one in record.problems.get("Grossesse normale", [])
    )
    for (_, end), (start, _end) in pairwise(spans):
        if start < end:
            yield f"{start} < {end}"


def delivery_needs_pregnancy(record: Record) -> Iterator[str]:
    for one in record.all("Procedure"):
        delivery = one["code"]["text"] in ("Accouchement vaginal", "Césarienne")
        if delivery and not record.had(("Grossesse normale",), one["performedDateTime"]):
            yield one["id"]


def creatinine_follows_the_kidney(record: Record) -> Iterator[str]:
    """Each estimate is that of the creatinine beside it (CKD-EPI 2021)."""
    levels = {one["effectiveDateTime"]: one["valueQuantity"]["value"] for one in record.tests("14682-9")}
    for one in record.tests("98979-8"):
        day = date.fromisoformat(one["effectiveDateTime"][:10])
        age = (day - record.birth).days / 365.2425
        told = one["valueQuantity"]["value"]
        sexes = ("F" if record.female else "M",) if record.sexed else ("F", "M")
        if all(abs(estimate(levels[one["effectiveDateTime"]], sex, age) - told) > 1 for sex in sexes):
            yield f"{told}"


def low_filtration_means_disease(record: Record) -> Iterator[str]:
    """Below 60 the problem is on the list; with the problem the estimate is below 60."""
    for one in record.tests("98979-8"):
        low = one["valueQuantity"]["value"] < 60
        if low != record.had(("Maladie rénale chronique",), one["effectiveDateTime"]):
            yield f"{one['valueQuantity']['value']} {one['effectiveDateTime']}"


def a1c_follows_diabetes(record: Record) -> Iterator[str]:
    """Only of a diabetic, or of who is found to be one at the visit that reads it."""
    for one in record.tests("4548-4"):
        read = (date.fromisoformat(one["effectiveDateTime"][:10]) + timedelta(days=30)).isoformat()
        diabetic = record.had(("Diabète de type 1", "Diabète de type 2"), read)
        if not diabetic and one["valueQuantity"]["value"] >= 6.5:
            yield str(one["valueQuantity"]["value"])


def one_drug_of_a_kind(record: Record) -> Iterator[str]:
    """No product is prescribed twice at once; what a ward orders of the drugs of home stands beside home's order."""
    seen: set[str] = set()
    for one in record.all("MedicationRequest"):
        code = one["medicationCodeableConcept"]["coding"][0]["code"] + one["category"][0]["text"]
        if one["status"] == "active":
            if code in seen:
                yield one["medicationCodeableConcept"]["text"]
            seen.add(code)


def nothing_active_after_death(record: Record) -> Iterator[str]:
    if "deceasedDateTime" in record.patient:
        yield from (one["id"] for one in record.all("MedicationRequest") if one["status"] == "active")
        yield from (one["id"] for one in record.all("Appointment") if one["status"] == "booked")


def dispensed_after_prescribed(record: Record) -> Iterator[str]:
    ordered = {one["id"]: one["authoredOn"][:10] for one in record.all("MedicationRequest")}
    for one in record.all("MedicationDispense"):
        if one["whenHandedOver"][:10] < ordered[one["authorizingPrescription"][0]["reference"].split("/")[1]]:
            yield one["id"]


def given_during_a_stay(record: Record) -> Iterator[str]:
    stays = {one["id"]: one["period"] for one in record.all("Encounter")}
    for one in record.all("MedicationAdministration"):
        period = stays[one["context"]["reference"].split("/")[1]]
        if not period["start"][:10] <= one["effectiveDateTime"][:10] <= period.get("end", "9999")[:10]:
            yield one["id"]


def flags_follow_ranges(record: Record) -> Iterator[str]:
    for one in record.all("Observation"):
        if "referenceRange" in one:
            ends, value = one["referenceRange"][0], one["valueQuantity"]["value"]
            low, high = (ends.get(end, {"value": value})["value"] for end in ("low", "high"))
            outside = not low <= value <= high
            if outside != ("interpretation" in one):
                yield one["code"]["text"]


def ranges_have_a_source(record: Record) -> Iterator[str]:
    sources = {row["loinc"]: row["source"] for row in tables.rows("tests")}
    for one in record.all("Observation"):
        if "referenceRange" in one and not sources[one["code"]["coding"][0]["code"]]:
            yield one["code"]["text"]


def pulse_pressure(record: Record) -> Iterator[str]:
    for one in record.tests("85354-9"):
        upper, lower = (part["valueQuantity"]["value"] for part in one["component"])
        if upper - lower < 20 or not 30 <= lower <= 115 or not 65 <= upper <= 215:
            yield f"{upper}/{lower}"


def children_grow(record: Record) -> Iterator[str]:
    found = sorted(
        (one["effectiveDateTime"], one["valueQuantity"]["value"]) for one in record.tests("8302-2")
    )
    for (_, before), (day, after) in pairwise(found):
        if record.age(day) < 15 and after < before - 0.5:
            yield f"{before} → {after}"


def bmi_is_weight_over_height(record: Record) -> Iterator[str]:
    weights = {one["effectiveDateTime"]: one["valueQuantity"]["value"] for one in record.tests("29463-7")}
    heights = {one["effectiveDateTime"]: one["valueQuantity"]["value"] for one in record.tests("8302-2")}
    for one in record.tests("39156-5"):
        at = one["effectiveDateTime"]
        if (
            at in heights
            and abs(weights[at] / (heights[at] / 100) ** 2 - one["valueQuantity"]["value"]) > 0.15
        ):
            yield str(one["valueQuantity"]["value"])


def obesity_shows(record: Record) -> Iterator[str]:
    for one in record.tests("39156-5"):
        obese = record.had(("Obésité",), one["effectiveDateTime"])
        if record.age(one["effectiveDateTime"]) >= 20 and obese != (one["valueQuantity"]["value"] >= 29.85):
            yield f"{one['valueQuantity']['value']} {obese}"


def flu_vaccine_in_season(record: Record) -> Iterator[str]:
    for one in record.all("Immunization"):
        if one["vaccineCode"]["text"].startswith("Influenza") and one["occurrenceDateTime"][5:7] not in (
            "10",
            "11",
            "12",
        ):
            yield one["occurrenceDateTime"]


def live_vaccine_after_a_year(record: Record) -> Iterator[str]:
    for one in record.all("Immunization"):
        if "RRO" in one["vaccineCode"]["text"]:
            day = date.fromisoformat(one["occurrenceDateTime"][:10])
            if (day - record.birth).days < 365:
                yield str(day)
