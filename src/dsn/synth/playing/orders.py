"""Orders and what comes of them: analyses, images, prescriptions."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.synth import tables
from dsn.synth.laboratory import PANELS
from dsn.synth.people import Person
from dsn.synth.plain import LOINC, THO, Plain, coding, concept, quantity, reference, status
from dsn.synth.playing.act import Act, Event, point
from dsn.synth.playing.day import Asked, Day
from dsn.synth.posology import drug_of
from dsn.synth.staff import someone

COMMON = ("cbc", "electrolytes", "renal", "glucose", "crp", "tsh", "lipids")
DRUGS = ("acetaminophene", "amoxicilline-adulte", "pantoprazole", "amlodipine")
IMAGES = (
    ("Radiographie pulmonaire", "DX"),
    ("Échographie abdominale", "US"),
    ("Radiographie du poignet", "DX"),
)
SHORTEST = 1800
"""Seconds from an order to its result."""


def ordered(day: Day, event: Event) -> Iterator[Act]:
    """Analyses mostly, for somebody of the wards or anyone; else a prescription."""
    inside = [one.person for one in day.wards] if event.random.random() < 0.4 else []
    person = (
        inside[int(event.random.random() * len(inside))]
        if inside
        else day.folk.pick(event.random, lambda _, age: age >= 18)
    )
    if person is None:
        return
    if event.random.random() < 0.3 and not inside:
        yield event.act("0", person, _prescription(event, person))
        return
    panel = COMMON[int(event.random.random() * len(COMMON))]
    plain = _request(event, person, PANELS[panel], "active")
    day.orders.append(Asked(person, plain, panel, event.second))
    yield event.act("0", person, plain)


def _prescription(event: Event, person: Person) -> Plain:
    key = next((one for one in (_choice(event),) if one in tables.by_key("drugs")), "acetaminophene")
    return event.made(
        "MedicationRequest",
        "m",
        person,
        status="active",
        intent="order",
        category=[{"text": "Externe"}],
        medicationCodeableConcept=drug_of(key),
        authoredOn=event.at(),
        requester=event.who.who(),
        dosageInstruction=[{"text": tables.by_key("drugs")[key]["dosage"]}],
    )


def _choice(event: Event) -> str:
    return DRUGS[int(event.random.random() * len(DRUGS))]


def _request(event: Event, person: Person, text: str, state: str, ago: int = 0) -> Plain:
    return event.made(
        "ServiceRequest",
        "o",
        person,
        status=state,
        intent="order",
        code={"text": text},
        authoredOn=event.at(-ago),
        requester=event.who.who(),
    )


def reported(day: Day, event: Event) -> Iterator[Act]:
    """The result of the oldest order that has waited long enough; else of one of the day before."""
    if day.orders and event.second - day.orders[0].since >= SHORTEST:
        asked = day.orders.popleft()
    else:
        person = day.folk.pick(event.random, lambda _, age: age >= 18)
        if person is None:
            return
        panel = COMMON[int(event.random.random() * len(COMMON))]
        asked = Asked(person, _request(event, person, PANELS[panel], "active", 43_200), panel, 0)
    done = asked.plain | {"status": "completed"}
    results = [_result(event, asked, test) for test in tables.rows("tests") if test["panel"] == asked.panel]
    yield event.act("0", asked.person, done, *results, _report(event, asked, results))


def _result(event: Event, asked: Asked, test: tables.Row) -> Plain:
    """Near the mean of the table, beyond a bound of its source now and then."""
    sex = asked.person.sex.lower()
    mean = float(test["female" if sex == "f" else "male"] or 0)
    spread = float(test["spread"] or 0) or mean * 0.12
    value = round(max(0.0, mean + spread * (event.random.random() * 4 - 2)), int(test["digits"] or 0))
    said: Plain = {
        "status": "final",
        "category": [status("observation-category", "laboratory")],
        "code": concept(LOINC, test["loinc"], test["name"]),
        "basedOn": [point(asked.plain)],
        "effectiveDateTime": event.at(-1200),
        "issued": event.at(),
        "performer": [event.who.who()],
        "valueQuantity": _of(value, test),
    }
    return event.made("Observation", f"r-{test['key']}", asked.person, **said, **_range(test, value, sex))


def _of(value: float, test: tables.Row) -> Plain:
    plain = quantity(value, test["unit"], test["ucum"])
    return plain if test["unit"] else {name: one for name, one in plain.items() if name != "unit"}


def _range(test: tables.Row, value: float, sex: str) -> Plain:
    """The bounds of the test's source, and on which side of them the value is."""
    told = {end: float(test[f"{end}_{sex}"]) for end in ("low", "high") if test[f"{end}_{sex}"]}
    if not told or not test["source"]:
        return {}
    said: Plain = {"referenceRange": [{end: _of(bound, test) for end, bound in told.items()}]}
    side = "L" if value < told.get("low", value) else "H" if value > told.get("high", value) else ""
    if side:
        said["interpretation"] = [{"coding": [coding(f"{THO}v3-ObservationInterpretation", side)]}]
    return said


def _report(event: Event, asked: Asked, results: list[Plain]) -> Plain:
    return event.made(
        "DiagnosticReport",
        "d",
        asked.person,
        basedOn=[point(asked.plain)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "LAB")]}],
        code={"text": PANELS[asked.panel]},
        effectiveDateTime=event.at(-1200),
        issued=event.at(),
        result=[point(one) for one in results],
    )


def imaged(day: Day, event: Event) -> Iterator[Act]:
    """The examination now, its report later."""
    person = day.folk.pick(event.random, lambda _, age: age >= 5)
    if person is None:
        return
    what, code = IMAGES[int(event.random.random() * len(IMAGES))]
    request = _request(event, person, what, "active")
    study = event.made(
        "ImagingStudy",
        "i",
        person,
        status="available",
        basedOn=[point(request)],
        started=event.at(),
        modality=[coding("http://dicom.nema.org/resources/ontology/DCM", code)],
        description=what,
    )
    yield event.act("0", person, request, study)
    seconds = 1800 + int(event.random.random() * 7200)
    day.after(event.second + seconds, lambda: _read(day, event, person, request, study, seconds))


def _read(
    day: Day, event: Event, person: Person, request: Plain, study: Plain, seconds: int
) -> Iterator[Act]:
    who = someone(day.establishment, "radiologiste", event.key)
    report = event.made(
        "DiagnosticReport",
        "d",
        person,
        basedOn=[point(request)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "RAD")]}],
        code=request["code"],
        effectiveDateTime=event.at(),
        issued=event.at(seconds),
        resultsInterpreter=[who.who()],
        performer=[reference("Organization", day.establishment)],
        imagingStudy=[point(study)],
        conclusion="Examen sans particularité.",
    )
    done = request | {"status": "completed"}
    yield event.act("1", person, done, report, seconds=seconds)
