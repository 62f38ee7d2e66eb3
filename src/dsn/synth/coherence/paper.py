"""Rules of notes, stamps, visits, places and identity."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from datetime import date, timedelta

from dsn.care.reading import nam
from dsn.synth.coherence.record import Record
from dsn.synth.holidays import closed
from dsn.synth.plain import Plain


def references_resolve(record: Record) -> Iterator[str]:
    """Within the record: what one resource says of another of the same person is there.

    `Patient.link` alone leads to the records of kin."""
    known = {f"{one['resourceType']}/{one['id']}" for one in record.plains}
    outside = ("Practitioner/", "Organization/", "Location/", "Patient/")
    for one in record.plains:
        for target in _references({name: said for name, said in one.items() if name != "link"}):
            if target not in known and not target.startswith(outside):
                yield f"{one['id']} → {target}"


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def ids_are_single(record: Record) -> Iterator[str]:
    seen: set[str] = set()
    for one in record.plains:
        if one["id"] in seen:
            yield one["id"]
        seen.add(one["id"])


def everything_is_about_the_person(record: Record) -> Iterator[str]:
    mine = f"Patient/{record.patient['id']}"
    for one in record.plains:
        about = one.get("subject") or one.get("patient")
        if about and about["reference"] != mine:
            yield one["id"]


def everything_is_tagged_fiction(record: Record) -> Iterator[str]:
    yield from (one["id"] for one in record.plains if one["meta"]["tag"][0]["code"] != "fictif")


def end_follows_start(record: Record) -> Iterator[str]:
    for one in record.all("Encounter"):
        if one["period"].get("end", "9999") < one["period"]["start"]:
            yield one["id"]


def open_stays_are_now(record: Record) -> Iterator[str]:
    for one in record.all("Encounter"):
        if one["status"] == "in-progress" and record.end < record.today - timedelta(days=1):
            yield f"{one['id']} open after death"
        if one["status"] == "finished" and one["period"]["end"][:10] > record.today.isoformat():
            yield f"{one['id']} finished in the future"


def results_after_specimen(record: Record) -> Iterator[str]:
    for one in record.all("DiagnosticReport"):
        if one.get("issued", "9999") < one["effectiveDateTime"]:
            yield one["id"]


def ordered_before_done(record: Record) -> Iterator[str]:
    orders = {one["id"]: one["authoredOn"] for one in record.all("ServiceRequest")}
    for one in record.all("DiagnosticReport"):
        for order in one["basedOn"]:
            if orders[order["reference"].split("/")[1]][:10] > one["effectiveDateTime"][:10]:
                yield one["id"]


def note_names_what_it_treats(record: Record) -> Iterator[str]:
    """Each numbered problem of a note is on the list, and was there that day."""
    for one in record.all("DocumentReference"):
        for line in text_of(one).splitlines():
            head, _, rest = line.partition(". ")
            if head.isdigit() and not record.had((rest.split(". ")[0].rstrip("."),), one["date"]):
                yield f"{one['date'][:10]} {rest[:40]}"


def note_cites_the_pressure_of_the_day(record: Record) -> Iterator[str]:
    pressures = {
        one["encounter"]["reference"]: "/".join(
            str(part["valueQuantity"]["value"]) for part in one["component"]
        )
        for one in record.tests("85354-9")
    }
    for one in record.all("DocumentReference"):
        for line in text_of(one).splitlines():
            if line.startswith("Examen : TA ") and "non prise" not in line:
                said = line.removeprefix("Examen : TA ").partition(",")[0]
                if said != pressures.get(one["context"]["encounter"][0]["reference"]):
                    yield f"{one['date'][:10]} {said}"


def note_tells_the_age(record: Record) -> Iterator[str]:
    for one in record.all("DocumentReference"):
        for word in ("Femme de ", "Homme de "):
            _, found, rest = text_of(one).partition(word)
            if found and abs(int(rest.split(" ")[0]) - record.age(one["date"])) > 1:
                yield f"{one['date'][:10]} {rest[:8]}"


def note_leaves_no_blank(record: Record) -> Iterator[str]:
    yield from (
        one["id"] for one in record.all("DocumentReference") if "{" in text_of(one) or "  " in text_of(one)
    )


def note_has_an_author_and_a_visit(record: Record) -> Iterator[str]:
    visits = {f"Encounter/{one['id']}" for one in record.all("Encounter")}
    for one in record.all("DocumentReference"):
        if not one["author"] or one["context"]["encounter"][0]["reference"] not in visits:
            yield one["id"]


def written_after_it_happened(record: Record) -> Iterator[str]:
    yield from (one["id"] for one in record.all("Provenance") if one["recorded"] < one["occurredDateTime"])


def stamps_name_who_and_where(record: Record) -> Iterator[str]:
    for one in record.all("Provenance"):
        agent = one["agent"][0]
        if not agent["who"]["reference"].startswith("Practitioner/") or "onBehalfOf" not in agent:
            yield one["id"]


def clinics_open_on_work_days(record: Record) -> Iterator[str]:
    for one in record.all("Encounter"):
        if one["class"]["code"] == "AMB" and closed(date.fromisoformat(one["period"]["start"][:10])):
            yield one["period"]["start"]


def stays_have_a_bed(record: Record) -> Iterator[str]:
    yield from (
        one["id"]
        for one in record.all("Encounter")
        if one["class"]["code"] == "IMP" and "location" not in one
    )


def urgent_visits_have_a_priority(record: Record) -> Iterator[str]:
    yield from (
        one["id"]
        for one in record.all("Encounter")
        if one["class"]["code"] == "EMER" and "priority" not in one
    )


def no_home_visit_in_residence(record: Record) -> Iterator[str]:
    housed = [
        one["period"]["start"]
        for one in record.all("EpisodeOfCare")
        if one["type"][0]["text"] == "Hébergement"
    ]
    for one in record.all("Encounter"):
        seen_outside = (
            one["class"]["code"] in ("HH", "AMB") and housed and one["period"]["start"] > min(housed)
        )
        if seen_outside and one["reasonCode"][0]["text"].startswith(("Soutien", "Suivi")):
            yield one["period"]["start"]


def residence_is_for_the_old(record: Record) -> Iterator[str]:
    for one in record.all("EpisodeOfCare"):
        if one["type"][0]["text"] == "Hébergement" and record.age(one["period"]["start"]) < 75:
            yield str(record.age(one["period"]["start"]))


def newborn_without_card(record: Record) -> Iterator[str]:
    carded = any(one["system"] == nam.SYSTEM for one in record.patient["identifier"])
    if carded and (record.today - record.birth).days < 45 and "deceasedDateTime" not in record.patient:
        yield "card before 45 days"


def card_is_fictitious_and_agrees(record: Record) -> Iterator[str]:
    for one in record.patient["identifier"]:
        if one["system"] == nam.SYSTEM:
            card, birth = one["value"], record.birth
            if not (nam.is_nam(card) and nam.is_fictional(card)) or int(card[4:6]) != birth.year % 100:
                yield card
            if int(card[6:8]) % 50 != birth.month or int(card[8:10]) != birth.day:
                yield card


def telephone_leads_nowhere(record: Record) -> Iterator[str]:
    for one in [*record.all("Patient"), *record.all("RelatedPerson")]:
        yield from (tel["value"] for tel in one.get("telecom", []) if "-555-01" not in tel["value"])


def side_is_told_in_surgery(record: Record) -> Iterator[str]:
    for one in record.all("Procedure"):
        sided = one["code"]["text"].startswith(("Arthroplastie", "Extraction de la cataracte"))
        if sided and not one["bodySite"][0]["text"].endswith(("droite", "droit", "gauche")):
            yield one["id"]


def text_of(document: Plain) -> str:
    """The text of a note."""
    return b64decode(document["content"][0]["attachment"]["data"]).decode()
