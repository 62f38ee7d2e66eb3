"""Rules of stays: what is measured, given and written on a ward, and what the summary sheet says of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.plain import Plain

_TAGS = re.compile(r"<[^>]+>")


def _stays(record: Record) -> list[Plain]:
    """Stays in a hospital that are neither a birth nor the last days."""
    other = ("Naissance", "Soins de confort", "Travail et accouchement")
    return [
        one
        for one in record.all("Encounter")
        if one["class"]["code"] == "IMP"
        and one["type"][0]["text"] == "Hospitalisation"
        and one["reasonCode"][0]["text"] not in other
    ]


def _days(record: Record, stay: Plain) -> list[str]:
    """The whole days of a stay that have come: neither that of arrival nor that of leaving."""
    start = date.fromisoformat(stay["period"]["start"][:10])
    end = date.fromisoformat(stay["period"].get("end", record.end.isoformat())[:10])
    return [(start + timedelta(days=n)).isoformat() for n in range(1, (end - start).days)]


def _of_stay(record: Record, type_: str, stay: Plain) -> Iterator[Plain]:
    name = f"Encounter/{stay['id']}"
    for one in record.all(type_):
        where = one.get("encounter") or one.get("context") or {}
        found = where.get("reference") or where.get("encounter", [{"reference": ""}])[0]["reference"]
        if found == name:
            yield one


def each_day_is_measured(record: Record) -> Iterator[str]:
    """Temperature, pulse, breathing and saturation twice on every whole day of a stay."""
    for stay in _stays(record):
        told = Counter(
            (one["code"]["coding"][0]["code"], one["effectiveDateTime"][:10])
            for one in _of_stay(record, "Observation", stay)
            if "coding" in one["code"]
        )
        for day in _days(record, stay):
            for code in ("8310-5", "8867-4", "9279-1", "59408-5"):
                if told[code, day] < 2:
                    yield f"{code} {day}"


def each_day_is_written(record: Record) -> Iterator[str]:
    """A nurse's note on every whole day of a stay."""
    for stay in _stays(record):
        told = {
            one["date"][:10]
            for one in _of_stay(record, "DocumentReference", stay)
            if one["type"]["text"] == "Note infirmière"
        }
        yield from (day for day in _days(record, stay) if day not in told)


def scheduled_doses_are_given(record: Record) -> Iterator[str]:
    """On a whole day each drug of the stay that is given once a day was given, or refused, on that day."""
    for stay in _stays(record):
        given = {
            (one["request"]["reference"], one["effectiveDateTime"][:10])
            for one in _of_stay(record, "MedicationAdministration", stay)
        }
        for order in _of_stay(record, "MedicationRequest", stay):
            once = order["dosageInstruction"][0]["text"].endswith("1 fois par jour")
            for day in _days(record, stay) if once else ():
                if (f"MedicationRequest/{order['id']}", day) not in given:
                    yield f"{order['medicationCodeableConcept']['text']} {day}"


def courses_end(record: Record) -> Iterator[str]:
    """Nothing is given on a ward after the days that its order says."""
    orders = {one["id"]: one for one in record.all("MedicationRequest")}
    for one in record.all("MedicationAdministration"):
        order = orders[one["request"]["reference"].partition("/")[2]]
        found = re.search(r"pendant (\d+) jours", order["dosageInstruction"][0]["text"])
        start, day = (date.fromisoformat(at[:10]) for at in (order["authoredOn"], one["effectiveDateTime"]))
        if found and (day - start).days >= int(found[1]):
            yield f"{one['effectiveDateTime']} {order['dosageInstruction'][0]['text']}"


def fever_is_what_was_measured(record: Record) -> Iterator[str]:
    """« Fébrile à », « Afébrile à », « Température » of a note: the figure of that day, on the right side."""
    warm: dict[str, set[float]] = {}
    for one in record.tests("8310-5"):
        warm.setdefault(one["effectiveDateTime"][:10], set()).add(one["valueQuantity"]["value"])
    for one in record.all("DocumentReference"):
        found = re.search(r"(Fébrile|Afébrile|Température) à? ?(\d+(?:,\d)?) °C", text_of(one))
        if found and one["type"]["text"] in ("Note infirmière", "Note d’évolution"):
            value = float(found[2].replace(",", "."))
            right = {"Fébrile": value >= 38, "Afébrile": value < 38}.get(found[1], True)
            if not right or value not in warm.get(one["date"][:10], set()):
                yield f"{one['date'][:10]} {found[0]}"


def nothing_is_soothed_before_it_hurts(record: Record) -> Iterator[str]:
    """No wound is spoken of, and no tablet for it given, before the operation."""
    done = {
        one["encounter"]["reference"]: one["performedDateTime"]
        for one in record.all("Procedure")
        if "performedDateTime" in one
    }
    for stay in _stays(record):
        operated = done.get(f"Encounter/{stay['id']}", "")
        for one in _of_stay(record, "MedicationAdministration", stay):
            early = one["effectiveDateTime"] < operated
            if early and one["medicationCodeableConcept"]["text"].startswith("Hydromorphone"):
                yield one["effectiveDateTime"]
        for one in _of_stay(record, "DocumentReference", stay):
            if one["date"][:10] < operated[:10] and "laie propre" in text_of(one):
                yield one["date"]


def lines_of_a_ward_are_not_worn_out(record: Record) -> Iterator[str]:
    """The note of nurse, or of doctor, does not say the same on two days running, not in the last days either."""
    last = [one for one in record.all("Encounter") if one["reasonCode"][0]["text"] == "Soins de confort"]
    for stay in (*_stays(record), *last):
        for kind in ("Note infirmière", "Note d’évolution"):
            told = sorted(
                (one["date"], re.sub(r"[\d,]+", "", text_of(one)))
                for one in _of_stay(record, "DocumentReference", stay)
                if one["type"]["text"] == kind
            )
            for (first, before), (day, said) in pairwise(told):
                next_day = date.fromisoformat(first[:10]) + timedelta(days=1)
                if before == said and day[:10] == next_day.isoformat():
                    yield day


def sheets_have_their_parts(record: Record) -> Iterator[str]:
    """Diagnosis, drugs on leaving, where to and who follows."""
    wanted = {"Diagnostic principal", "Médicaments au départ", "Orientation et suivi"}
    for one in record.all("Composition"):
        missing = wanted - {part["title"] for part in one["section"]}
        if missing and one["title"] == "Feuille sommaire":
            yield f"{one['id']} {sorted(missing)}"


def sheets_agree_with_what_was_taken(record: Record) -> Iterator[str]:
    """What the sheet says goes on was said to be taken at home by the note of admission."""
    for stay in _stays(record):
        notes = list(_of_stay(record, "DocumentReference", stay))
        home = next((text_of(one) for one in notes if one["type"]["text"] == "Note d’admission"), "")
        for sheet in _of_stay(record, "Composition", stay):
            for line in _part(sheet, "Médicaments au départ"):
                title, _, said = line.rstrip(".").partition(" : ")
                if title in ("Poursuivis", "Cessés", "Suspendus pendant le séjour, repris"):
                    yield from (drug for drug in said.split(", ") if drug not in home)


def _part(sheet: Plain, title: str) -> list[str]:
    div = next((one["text"]["div"] for one in sheet["section"] if one["title"] == title), "")
    return _TAGS.sub("", div.replace("<br/>", "\n")).splitlines()


def held_drugs_are_not_given(record: Record) -> Iterator[str]:
    """Metformin is not given on a ward, whatever is taken at home."""
    for one in record.all("MedicationAdministration"):
        if one["medicationCodeableConcept"]["text"].startswith(("Metformine", "Naproxène")):
            yield one["effectiveDateTime"]


def chest_pain_has_its_troponin(record: Record) -> Iterator[str]:
    """Twice, three hours apart, and below what would be an infarction: the note says it was ruled out."""
    for one in record.all("Encounter"):
        if one["class"]["code"] == "EMER" and one["reasonCode"][0]["text"] == "Douleur à la poitrine":
            begun, over = one["period"]["start"], one["period"].get("end", "9999")
            found = [t for t in record.tests("67151-1") if begun <= t["effectiveDateTime"] <= over]
            if len(found) != 2 or any(t["valueQuantity"]["value"] > 14 for t in found):
                yield f"{begun} {len(found)}"


def a_failing_heart_has_its_peptide(record: Record) -> Iterator[str]:
    """Who comes to the emergency with a failing heart has a high NT-proBNP."""
    for one in record.all("DocumentReference"):
        if "Impression : insuffisance cardiaque décompensée" in text_of(one):
            day = one["date"][:10]
            before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
            found = [t for t in record.tests("33762-6") if before <= t["effectiveDateTime"][:10] <= day]
            if not any(t["valueQuantity"]["value"] > 1800 for t in found):
                yield day


def _emergencies(record: Record) -> Iterator[tuple[Plain, list[str]]]:
    """Emergency visits with the lines of their note, in their order."""
    visits = [one for one in record.all("Encounter") if one["class"]["code"] == "EMER"]
    for visit in sorted(visits, key=lambda one: str(one["period"]["start"])):
        for note in _of_stay(record, "DocumentReference", visit):
            if note["type"]["text"] == "Note de l’urgence":
                yield visit, text_of(note).splitlines()


def one_emergency_at_a_time(record: Record) -> Iterator[str]:
    """Nobody lies on two stretchers."""
    periods = [visit["period"] for visit, _lines in _emergencies(record)]
    for before, after in pairwise(periods):
        if before.get("end", "9999") > after["start"]:
            yield str(after["start"])


def stories_are_not_worn_out(record: Record) -> Iterator[str]:
    """Who comes twice running for the same trouble at the same age does not tell the same story."""
    last: dict[str, str] = {}
    for visit, lines in _emergencies(record):
        cause = next((line for line in lines if line.startswith("Impression")), "")
        told = next((line for line in lines if line.startswith("Histoire")), "")
        if last.get(cause) == told or not told:
            yield f"{visit['period']['start']} {told}"
        last[cause] = told


def a_stretcher_is_left_for_a_bed(record: Record) -> Iterator[str]:
    """Who is kept waits at the emergency until the minute the bed is ready."""
    stays = {one["period"]["start"] for one in _stays(record)}
    for visit, lines in _emergencies(record):
        if lines[-1] == "Orientation : hospitalisation." and visit["period"].get("end") not in stays:
            yield visit["period"]["start"]


def the_side_of_a_stroke_says_what_is_lost(record: Record) -> Iterator[str]:
    """Words with the right side weak, never with the left; neglect with the left, never with the right."""
    told = [text_of(one) for one in record.all("DocumentReference")]
    for side, never in (("gauche", "Manque du mot"), ("droit", "Négligence")):
        if any(f"Faiblesse du côté {side}" in one for one in told):
            yield from (one for one in told if never in one)


def doses_have_an_amount(record: Record) -> Iterator[str]:
    for one in record.all("MedicationAdministration"):
        if (one["status"] == "completed") != ("dose" in one.get("dosage", {})):
            yield one["id"]


RULES = (
    each_day_is_measured,
    each_day_is_written,
    scheduled_doses_are_given,
    courses_end,
    fever_is_what_was_measured,
    nothing_is_soothed_before_it_hurts,
    lines_of_a_ward_are_not_worn_out,
    sheets_have_their_parts,
    sheets_agree_with_what_was_taken,
    held_drugs_are_not_given,
    chest_pain_has_its_troponin,
    a_failing_heart_has_its_peptide,
    one_emergency_at_a_time,
    stories_are_not_worn_out,
    a_stretcher_is_left_for_a_bed,
    the_side_of_a_stroke_says_what_is_lost,
    doses_have_an_amount,
)
