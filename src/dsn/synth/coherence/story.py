"""Rules of visits, stays and notes that a reader would find odd. Each was found broken in a chart that was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.holidays import closed
from dsn.synth.plain import Plain


def kept_appointments_have_a_visit(record: Record) -> Iterator[str]:
    visits = {one["period"]["start"] for one in record.all("Encounter")}
    for one in record.all("Appointment"):
        if one["status"] == "fulfilled" and one["start"] not in visits:
            yield one["start"]


def appointments_lie_on_open_days(record: Record) -> Iterator[str]:
    for one in record.all("Appointment"):
        if closed(date.fromisoformat(one["start"][:10])):
            yield one["start"]


def booked_appointments_are_to_come(record: Record) -> Iterator[str]:
    for one in record.all("Appointment"):
        if (one["status"] == "booked") != (one["start"][:10] > record.today.isoformat()):
            yield f"{one['status']} {one['start']}"


def _hospital(record: Record) -> list[Plain]:
    lying = [one for one in record.all("Encounter") if one["class"]["code"] == "IMP"]
    return [one for one in lying if one["type"][0]["text"] != "Hébergement de longue durée"]


def one_bed_at_a_time(record: Record) -> Iterator[str]:
    spans = sorted((one["period"]["start"], one["period"].get("end", "9999")) for one in _hospital(record))
    for (_, end), (start, _end) in pairwise(spans):
        if start < end:
            yield f"{start} < {end}"


def no_clinic_while_in_a_bed(record: Record) -> Iterator[str]:
    spans = [
        (one["period"]["start"][:10], one["period"].get("end", "9999")[:10]) for one in _hospital(record)
    ]
    for one in record.all("Encounter"):
        day = one["period"]["start"][:10]
        reason = one["reasonCode"][0]["text"]
        seen = one["class"]["code"] in ("AMB", "HH") and reason.startswith(
            ("Suivi :", "Soutien", "Oncologie")
        )
        if seen and any(start < day < end for start, end in spans):
            yield f"{day} {reason}"


def stays_have_a_summary(record: Record) -> Iterator[str]:
    """A stay of the last years that is over ends with a summary, or with death, or is a birth."""
    summed = {one["encounter"]["reference"].split("/")[1] for one in record.all("Composition")}
    for one in _hospital(record):
        reason, over = one["reasonCode"][0]["text"], one["status"] == "finished"
        if over and one["id"] not in summed and reason not in ("Naissance", "Soins de confort"):
            yield f"{reason} {one['period']['start']}"


def a_birth_keeps_the_mother_in(record: Record) -> Iterator[str]:
    """Two days at least; three after a caesarean."""
    for one in record.all("Procedure"):
        least = {"Accouchement vaginal": 1.5, "Césarienne": 2.5}.get(one["code"]["text"])
        if least is None:
            continue
        stay = record.by_id("Encounter", one["encounter"]["reference"])
        end = stay["period"].get("end", "9999-12-31")[:10]
        born = date.fromisoformat(one["performedDateTime"][:10])
        if date.fromisoformat(end) - born < timedelta(days=least):
            yield end


def asked_before_drawn(record: Record) -> Iterator[str]:
    """In the emergency room blood is asked for that day, not two weeks before."""
    urgent = {
        one["period"]["start"][:10] for one in record.all("Encounter") if one["class"]["code"] == "EMER"
    }
    planned = {
        one["period"]["start"][:10] for one in record.all("Encounter") if one["class"]["code"] == "AMB"
    }
    orders = {one["id"]: one["authoredOn"][:10] for one in record.all("ServiceRequest")}
    blood = {one["id"] for one in record.all("Specimen") if one["type"]["text"] == "Sang veineux"}
    for one in record.all("DiagnosticReport"):
        if not any(said["reference"].split("/")[1] in blood for said in one.get("specimen", ())):
            continue
        day = one["effectiveDateTime"][:10]
        if day in urgent - planned and orders[one["basedOn"][0]["reference"].split("/")[1]] < day:
            soon = (date.fromisoformat(day) + timedelta(days=8)).isoformat()
            if not any(day < start <= soon for start in planned):
                yield day


def plan_agrees_with_the_next_visit(record: Record) -> Iterator[str]:
    """A follow-up note that says « revoir dans 1 mois » is not followed by a year of silence."""
    days = sorted(
        one["period"]["start"][:10]
        for one in record.all("Encounter")
        if one["class"]["code"] in ("AMB", "EMER", "IMP", "HH")
    )
    days += [one["start"][:10] for one in record.all("Appointment") if one["status"] == "booked"]
    for one in record.all("DocumentReference"):
        _, said, rest = text_of(one).partition("Plan : revoir dans ")
        if said and rest.split(" ")[0] in ("1", "2", "3"):
            day = one["date"][:10]
            late = (date.fromisoformat(day) + timedelta(days=125)).isoformat()
            if late <= record.end.isoformat() and not any(day < other <= late for other in days):
                yield day


def notes_agree_with_sex(record: Record) -> Iterator[str]:
    """No masculine participle about a woman, and no feminine one about a man."""
    wrong = ("Mobilisé ", "Amené par", "hospitalisé pour", "hospitalisé ", "Revu à ", "revu après")
    if not record.sexed:
        return
    for one in record.all("DocumentReference"):
        text = text_of(one)
        for word in wrong:
            feminine = word.replace("é ", "ée ").replace("Revu ", "Revue ").replace("revu ", "revue ")
            if (word if record.female else feminine) in text:
                yield f"{one['date'][:10]} {word}"


RULES = (
    kept_appointments_have_a_visit,
    appointments_lie_on_open_days,
    booked_appointments_are_to_come,
    one_bed_at_a_time,
    no_clinic_while_in_a_bed,
    stays_have_a_summary,
    a_birth_keeps_the_mother_in,
    asked_before_drawn,
    plan_agrees_with_the_next_visit,
    notes_agree_with_sex,
)
