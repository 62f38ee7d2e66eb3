"""Rules of specialists’ letters: each answers an older demand, about what the person has, with its own figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.plain import Plain

_DEMAND = "Demande de consultation : "
_LETTER = "Consultation en "
_LEAST = 14
"""Days that nobody's wait is shorter than."""
THEIRS = {
    "cardiologie": ("Insuffisance cardiaque", "Fibrillation auriculaire", "Maladie coronarienne"),
    "néphrologie": ("Maladie rénale chronique",),
    "endocrinologie": ("Diabète de type 1", "Diabète de type 2"),
    "pneumologie": ("Maladie pulmonaire obstructive chronique", "Apnée obstructive du sommeil"),
    "neurologie": ("Migraine",),
    "gériatrie": ("Trouble neurocognitif majeur",),
    "rhumatologie": ("Polyarthrite rhumatoïde", "Goutte"),
    "gastro-entérologie": ("Maladie inflammatoire de l’intestin",),
    "psychiatrie": ("Trouble bipolaire", "Schizophrénie", "Trouble dépressif majeur"),
    "ophtalmologie": ("Glaucome", "Cataracte", "Diabète de type 1", "Diabète de type 2"),
    "oto-rhino-laryngologie": ("Perte auditive",),
    "orthopédie": ("Arthrose",),
    "dermatologie": ("Psoriasis",),
    "urologie": ("Lithiase urinaire",),
}
"""By specialty, the problems that bring somebody there."""
_RESULTS = {"DFGe à ": "98979-8", "HbA1c à ": "4548-4", "Lithémie à ": "14334-7", "lithémie à ": "14334-7"}
_FIGURE = r"(\d+(?:,\d+)?)"


def _demands(record: Record) -> list[Plain]:
    return [one for one in record.all("ServiceRequest") if one["code"]["text"].startswith(_DEMAND)]


def _letters(record: Record) -> Iterator[tuple[Plain, Plain, str]]:
    """Each letter with its visit and its text."""
    visits = {f"Encounter/{one['id']}": one for one in record.all("Encounter")}
    for one in record.all("DocumentReference"):
        if one["type"]["text"].startswith(_LETTER):
            yield one, visits[one["context"]["encounter"][0]["reference"]], text_of(one)


def _asked(record: Record, visit: Plain) -> Plain | None:
    names = {one["reference"] for one in visit.get("basedOn", ())}
    return next((one for one in _demands(record) if f"ServiceRequest/{one['id']}" in names), None)


def a_letter_answers_an_older_demand(record: Record) -> Iterator[str]:
    """Of the same specialty, written two weeks before at least."""
    for letter, visit, _text in _letters(record):
        asked, day = _asked(record, visit), visit["period"]["start"][:10]
        specialty = letter["type"]["text"].removeprefix(_LETTER)
        if asked is None or asked["code"]["text"] != f"{_DEMAND}{specialty}":
            yield f"{day} {specialty}"
        elif date.fromisoformat(asked["authoredOn"][:10]) + timedelta(days=_LEAST) > date.fromisoformat(day):
            yield f"{day} {asked['authoredOn']}"


def a_completed_demand_has_its_visit(record: Record) -> Iterator[str]:
    """And one that is active has none yet."""
    seen = {said["reference"] for one in record.all("Encounter") for said in one.get("basedOn", ())}
    for one in _demands(record):
        if (one["status"] == "completed") != (f"ServiceRequest/{one['id']}" in seen):
            yield f"{one['status']} {one['code']['text']}"


def a_demand_is_written_at_a_visit(record: Record) -> Iterator[str]:
    """By who saw the person there, on that day, not to somebody who is a child."""
    for one in _demands(record):
        visit = record.by_id("Encounter", one["encounter"]["reference"])
        seen = [who["individual"]["reference"] for who in visit["participant"]]
        same_day = visit["period"]["start"][:10] == one["authoredOn"][:10]
        if one["requester"]["reference"] not in seen or not same_day or record.age(one["authoredOn"]) < 18:
            yield f"{one['authoredOn']} {one['code']['text']}"


def a_demand_is_in_the_plan(record: Record) -> Iterator[str]:
    """The note of that visit says whom the person is sent to."""
    notes = {
        one["context"]["encounter"][0]["reference"]: text_of(one) for one in record.all("DocumentReference")
    }
    for one in _demands(record):
        plan = notes.get(one["encounter"]["reference"], "").rpartition("Plan : ")[2]
        if f"en {one['code']['text'].removeprefix(_DEMAND)}" not in plan:
            yield f"{one['authoredOn']} {one['code']['text']}"


def a_letter_names_a_problem_of_that_day(record: Record) -> Iterator[str]:
    """The problem for which the person was sent, which they have."""
    for letter, visit, text in _letters(record):
        asked = _asked(record, visit)
        name = asked["reasonCode"][0]["text"] if asked else ""
        low = name[:1].lower() + name[1:]
        if not record.had((name,), visit["period"]["start"]) or low not in text.partition("\n")[0]:
            yield f"{letter['date'][:10]} {name}"


def specialists_see_what_is_theirs(record: Record) -> Iterator[str]:
    """Nobody is sent to, or seen by, one for what they do not have."""
    for one in _demands(record):
        theirs = THEIRS.get(one["code"]["text"].removeprefix(_DEMAND), ())
        name = one["reasonCode"][0]["text"]
        if name not in theirs or not record.had((name,), one["authoredOn"]):
            yield f"{one['code']['text']} {name}"


def letters_cite_what_was_measured(record: Record) -> Iterator[str]:
    """Pressure and pulse are those of the visit; a result of the laboratory is one that was read before."""
    for letter, visit, text in _letters(record):
        for word, found in re.findall(r"(TA|FC) (\d+(?:/\d+)?)", text):
            if found not in _measured(record, visit, word):
                yield f"{letter['date'][:10]} {word} {found}"
        for word, code in _RESULTS.items():
            for said in re.findall(word + _FIGURE, text):
                read = [one for one in record.tests(code) if one["issued"] < letter["date"]]
                if float(said.replace(",", ".")) not in {one["valueQuantity"]["value"] for one in read}:
                    yield f"{letter['date'][:10]} {word}{said}"


def _measured(record: Record, visit: Plain, word: str) -> set[str]:
    """As a letter writes them."""
    here = [
        one
        for one in record.all("Observation")
        if one.get("encounter", {}).get("reference") == f"Encounter/{visit['id']}"
    ]
    if word == "TA":
        parts = [one["component"] for one in here if "component" in one]
        return {"/".join(str(part["valueQuantity"]["value"]) for part in several) for several in parts}
    return {str(one["valueQuantity"]["value"]) for one in here if "valueQuantity" in one}


def nobody_leaves_a_bed_for_a_letter(record: Record) -> Iterator[str]:
    """Nobody lies in a hospital, or lives in a residence, while they wait in a specialist's room."""
    stays = [one["period"] for one in record.all("Encounter") if one["class"]["code"] == "IMP"]
    for _letter, visit, _text in _letters(record):
        at = visit["period"]["start"]
        if any(one["start"] <= at < one.get("end", "9999") for one in stays):
            yield str(at)


def letters_are_not_worn_out(record: Record) -> Iterator[str]:
    """The same specialist does not write the same impression twice running."""
    last: dict[str, str] = {}
    for letter, _visit, text in sorted(_letters(record), key=lambda one: str(one[0]["date"])):
        said = next((line for line in text.splitlines() if line.startswith("Impression : ")), "")
        title = letter["type"]["text"]
        if not said or last.get(title) == said:
            yield f"{letter['date'][:10]} {said}"
        last[title] = said


RULES = (
    a_letter_answers_an_older_demand,
    a_completed_demand_has_its_visit,
    a_demand_is_written_at_a_visit,
    a_demand_is_in_the_plan,
    a_letter_names_a_problem_of_that_day,
    specialists_see_what_is_theirs,
    letters_cite_what_was_measured,
    nobody_leaves_a_bed_for_a_letter,
    letters_are_not_worn_out,
)
