"""A record as a page of text, for reading: what a physician would look at first, in that order."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import date

from dsn.care.reading import nam
from dsn.synth.plain import Plain

RECENT = 8
"""Notes and summaries shown, newest first."""
_TAGS = re.compile(r"<[^>]+>")


def page(plains: list[Plain], today: date) -> str:
    """One record, French, ending with a line of dashes."""
    return "\n".join([*_lines(plains, today), "─" * 78])


def _lines(plains: list[Plain], today: date) -> Iterator[str]:
    by: dict[str, list[Plain]] = {}
    for plain in plains:
        by.setdefault(plain["resourceType"], []).append(plain)
    yield from _identity(by["Patient"][0], by, today)
    yield from _section("Problèmes", (_problem(one) for one in by.get("Condition", [])))
    yield from _section("Allergies", (one["code"]["text"] for one in by.get("AllergyIntolerance", [])))
    yield from _section(
        "Alertes", (one["code"]["text"] for one in by.get("Flag", []) if one["status"] == "active")
    )
    yield from _section("Médicaments actifs", _drugs(by))
    yield from _section("Vaccins", _vaccines(by))
    yield from _section("Derniers résultats", _results(by))
    yield from _section("Microbiologie", _cultures(by))
    yield from _section("Mesures", _vitals(by))
    yield from _section("Consultations", (_visit(one) for one in _latest(by, "Encounter", 12)))
    yield from _section("Suivis", (_episode(one) for one in by.get("EpisodeOfCare", [])))
    yield from _section("Interventions", (_done(one) for one in by.get("Procedure", [])))
    yield from _section(
        "Imagerie, pathologie et cytologie",
        (_report(one) for one in _reports(by, "RAD", "SP", "CP", "MB") if not _grown(one)),
    )
    yield from _section("Dernières notes", _notes(by))
    yield from _section(
        "Rendez-vous", (f"{one['start'][:16]} {one['status']}" for one in by.get("Appointment", []))
    )


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{title}"
        yield from (f"  {line}" for line in found)


def _identity(patient: Plain, by: dict[str, list[Plain]], today: date) -> Iterator[str]:
    name = patient["name"][0]
    birth = date.fromisoformat(patient["birthDate"])
    age = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    card = next((one["value"] for one in patient["identifier"] if one["system"] == nam.SYSTEM), "")
    yield f"{' '.join(name['given'])} {name['family']} — {patient['gender']}, {birth} ({age} ans)"
    yield f"NAM (fictif) : {nam.spaced(card) or 'aucun'}" + (
        f" — décès {patient['deceasedDateTime']}" if "deceasedDateTime" in patient else ""
    )
    address = patient["address"][0]
    yield f"{address['line'][0]}, {address['city']} {address['postalCode']} — {patient['telecom'][0]['value']}"
    yield f"Langue : {patient['communication'][0]['language']['text']}"
    for one in by.get("RelatedPerson", []):
        yield f"Proche : {one['name'][0]['text']} ({one['relationship'][0]['text']})"


def _problem(one: Plain) -> str:
    state = one["clinicalStatus"]["coding"][0]["code"]
    end = f" → {one['abatementDateTime']}" if "abatementDateTime" in one else ""
    return f"{one['code']['text']} ({state}) depuis {one['onsetDateTime']}{end}"


def _drugs(by: dict[str, list[Plain]]) -> Iterator[str]:
    for one in by.get("MedicationRequest", []):
        if one["status"] == "active":
            reason = one.get("reasonCode", [{"text": "?"}])[0]["text"]
            drug, dose = one["medicationCodeableConcept"], one["dosageInstruction"][0]["text"]
            yield f"{drug['text']} [DIN {drug['coding'][0]['code']}] : {dose} — {reason} ({one['authoredOn'][:10]})"


def _vaccines(by: dict[str, list[Plain]]) -> Iterator[str]:
    for one in _latest(by, "Immunization", 8):
        yield f"{one['occurrenceDateTime'][:10]} {one['vaccineCode']['text']}"


def _results(by: dict[str, list[Plain]]) -> Iterator[str]:
    last: dict[str, Plain] = {}
    for one in by.get("Observation", []):
        name = one["code"]["text"]
        if (
            "specimen" in one
            and "valueQuantity" in one
            and (name not in last or one["effectiveDateTime"] > last[name]["effectiveDateTime"])
        ):
            last[name] = one
    for name, one in last.items():
        value, flag = one["valueQuantity"], one.get("interpretation", [{"coding": [{"code": ""}]}])[0]
        parts = (name, _number(value["value"]), value.get("unit", ""), _range(one), flag["coding"][0]["code"])
        yield " ".join(filter(None, (*parts, f"({one['effectiveDateTime'][:10]})")))


def _grown(report: Plain) -> bool:
    """A culture, read or to come: a test for a virus has no result beside its conclusion."""
    of_microbiology = report["category"][0]["coding"][0]["code"] == "MB"
    return of_microbiology and ("result" in report or report["status"] == "registered")


def _cultures(by: dict[str, list[Plain]]) -> Iterator[str]:
    """Date, test, specimen, what grew and what it resists, in one line."""
    taken = {f"Specimen/{one['id']}": one["type"]["text"] for one in by.get("Specimen", [])}
    for one in filter(_grown, _reports(by, "MB")):
        said = one.get("conclusion", "en cours")
        yield f"{one['effectiveDateTime'][:10]} {one['code']['text']} ({_from(one, taken)}) : {said}"


def _from(report: Plain, taken: dict[str, str]) -> str:
    """« sang veineux, flacons d’hémoculture, 2 prélèvements »."""
    specimens = [taken[one["reference"]] for one in report["specimen"]]
    several = f", {len(specimens)} prélèvements" if len(specimens) > 1 else ""
    return f"{specimens[0][0].lower()}{specimens[0][1:]}{several}"


def _range(one: Plain) -> str:
    """« [3,5 à 4,9] », « [≥ 50] », « [≤ 5,2] »."""
    ends = {end: bound["value"] for end, bound in one.get("referenceRange", [{}])[0].items()}
    if len(ends) == 2:
        return f"[{_number(ends['low'])} à {_number(ends['high'])}]"
    return "".join(f"[{'≥' if end == 'low' else '≤'} {_number(bound)}]" for end, bound in ends.items())


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _vitals(by: dict[str, list[Plain]]) -> Iterator[str]:
    found = [one for one in by.get("Observation", []) if "specimen" not in one]
    for one in sorted(found, key=lambda one: one["effectiveDateTime"], reverse=True)[:10]:
        if "component" in one:
            upper, lower = (part["valueQuantity"]["value"] for part in one["component"])
            said = f"{upper}/{lower} mmHg"
        elif "valueQuantity" in one:
            said = f"{_number(one['valueQuantity']['value'])} {one['valueQuantity'].get('unit', '')}".rstrip()
        else:
            said = one["valueCodeableConcept"]["text"]
        yield f"{one['effectiveDateTime'][:16]} {one['code']['text']} {said}"


def _visit(one: Plain) -> str:
    period, who = one["period"], one["participant"][0]["individual"]["display"]
    place = one.get("location", [{"location": {"display": ""}}])[0]["location"].get("display", "")
    return f"{period['start'][:16]} {one['type'][0]['text']} : {one['reasonCode'][0]['text']} — {who} {place}".rstrip()


def _done(one: Plain) -> str:
    when = one.get("performedDateTime") or one["performedPeriod"]["end"]
    return f"{when[:10]} {one['code']['text']} {one.get('bodySite', [{'text': ''}])[0]['text']}".rstrip()


def _report(one: Plain) -> str:
    return f"{one['effectiveDateTime'][:10]} {one['code']['text']} : {one['conclusion']}"


def _episode(one: Plain) -> str:
    period = one["period"]
    return f"{one['type'][0]['text']} ({one['status']}) {period['start']} → {period.get('end', '')}".rstrip(
        " →"
    )


def _reports(by: dict[str, list[Plain]], *kinds: str) -> list[Plain]:
    found = [
        one for one in by.get("DiagnosticReport", []) if one["category"][0]["coding"][0]["code"] in kinds
    ]
    return sorted(found, key=lambda one: str(one["effectiveDateTime"]), reverse=True)


def _latest(by: dict[str, list[Plain]], type_: str, most: int) -> list[Plain]:
    def when(one: Plain) -> str:
        return str(one["period"]["start"] if "period" in one else one.get("occurrenceDateTime", ""))

    return sorted(by.get(type_, []), key=when, reverse=True)[:most]


def _notes(by: dict[str, list[Plain]]) -> Iterator[str]:
    found = [*by.get("DocumentReference", []), *by.get("Composition", [])]
    for one in sorted(found, key=lambda one: str(one["date"]), reverse=True)[:RECENT]:
        if one["resourceType"] == "Composition":
            text = "\n".join(_section_text(part) for part in one["section"])
        else:
            text = b64decode(one["content"][0]["attachment"]["data"]).decode()
        yield f"{one['date'][:16]} {one['type']['text']} — {one['author'][0]['display']}"
        yield from (f"    {line}" for line in text.splitlines() if line)


def _section_text(part: Plain) -> str:
    """« Complications : aucune », its own lines below when it has several."""
    said = _TAGS.sub("", part["text"]["div"].replace("<br/>", "\n"))
    return f"{part['title']} : {said}"
