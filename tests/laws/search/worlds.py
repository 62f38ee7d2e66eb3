"""Small worlds: histories of a few resources of ten types, with few ids and few values, so that things meet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.laws.search.chance import Chance, Plain, record

PATIENTS = ("p1", "p2", "11f2a4d0-59e9-48ca-9495-6d0da2498d66")
IDS = {
    "Patient": PATIENTS,
    "Practitioner": ("d1", "d2"),
    "Organization": ("o1", "o2", "o3"),
    "Location": ("l1", "l2", "l3"),
    "Encounter": ("e1", "e2", "e3"),
    "Observation": ("b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"),
    "Condition": ("c1", "c2"),
    "Appointment": ("a1", "a2"),
    "RiskAssessment": ("r1", "r2"),
    "ValueSet": ("v1", "v2", "v3"),
    "Questionnaire": ("q1", "q2", "q3"),
    "QuestionnaireResponse": ("qr1", "qr2", "qr3"),
}
CONTAINABLE = ("Patient", "Practitioner", "Organization", "Location", "Observation", "Questionnaire")
HOLDERS = ("Encounter", "Observation", "Condition", "Appointment", "Questionnaire", "QuestionnaireResponse")
INSIDE = ("x", "y", "p1")
NAMES = ("Tremblay", "TREMBLAY", "L'Heureux", "Œuvray", "Saint-Pierre", "St-Pierre Roy", "tremblant")
GIVEN = ("Éloïse", "Jean-Guy", "Marie")
DATES = (
    "2019",
    "2020",
    "2020-02",
    "2020-02-29",
    "2020-03-01",
    "2020-02-29T10:00:00Z",
    "2020-02-29T23:30:00-05:00",
)
CODES = ("a", "b", "c")
SYSTEMS = ("http://s.example/1", "http://s.example/1", "http://s.example/2")
DISPLAYS = ("Tension artérielle", "pression, tension", "Poids")
NUMBERS = ("5", "5.0", "5.04", "5.4", "5.5", "50", "-5", "0.05", "5000")
UNITS = (("http://unitsofmeasure.org", "g"), ("http://unitsofmeasure.org", "kg"), ("http://u.example", "box"))
LABELS = ("R", "V", "N")
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
URLS = ("http://v.example/a", "http://v.example/a/b", "http://v.example/ab", "urn:oid:1.2.3")

Change = tuple[str, Any]


class World:
    """Draws resources as plain JSON."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self._inside: list[tuple[str, str]] = []

    def history(self, low: int, high: int) -> list[Change]:
        """(`put`, resource) and, now and then, (`delete`, (type, id))."""
        return [self._change() for _ in range(self.chance.between(low, high))]

    def _change(self) -> Change:
        type_ = self.chance.one(_OFTEN)
        if self.chance.often(7):
            return "delete", (type_, self.chance.one(IDS[type_]))
        contained = self._contained(type_) if type_ in HOLDERS and self.chance.often(35) else []
        found: Plain = getattr(self, f"_{type_.lower()}")()
        self._inside = []
        head: Plain = {"resourceType": type_, "id": self.chance.one(IDS[type_])}
        return "put", head | record(meta=self._meta(), text=self._narrative(), contained=contained) | found

    def _narrative(self) -> Plain | None:
        said = " ".join(self.chance.several((*DISPLAYS, "<b>L'Hôpital</b>", "a", "Éloïse"), 40))
        words = {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{said or "a"}</div>',
        }
        return self.chance.maybe(35, lambda: words)

    def _contained(self, holder: str) -> list[Plain]:
        """One to three resources inside another; what is made after them may refer to them."""
        chance = self.chance
        names = [(chance.one(CONTAINABLE), id_) for id_ in INSIDE[: chance.between(1, 3)]]
        self._inside = [*names, (holder, "")]
        return [
            {"resourceType": type_, "id": id_} | getattr(self, f"_{type_.lower()}")() for type_, id_ in names
        ]

    # parts --------------------------------------------------------------------------------------------------------

    def _meta(self) -> Plain:
        chance = self.chance
        labels = chance.several(LABELS, 15)
        return record(
            security=[{"system": CONFIDENTIALITY, "code": code} for code in labels],
            tag=chance.some(0, 1, self._coding),
            profile=chance.several(URLS, 20),
            source=chance.maybe(20, lambda: chance.one(URLS)),
        )

    def _to(self, *types: str) -> Plain:
        """A reference; sometimes to what is not there, is elsewhere, or is only named."""
        near = [id_ for type_, id_ in self._inside if type_ in types]
        if near and self.chance.often(60):
            return {"reference": f"#{self.chance.one(near)}"}
        type_ = self.chance.one(types)
        text = f"{type_}/{self.chance.one((*IDS[type_] * 4, 'nowhere'))}"
        match self.chance.between(0, 19):
            case 0:
                return {"reference": f"http://other.example/{text}"}
            case 1:
                return {"identifier": {"system": SYSTEMS[0], "value": self.chance.one(CODES)}}
            case 2:
                return {"reference": text, "identifier": {"value": self.chance.one(CODES)}}
        return {"reference": text}

    def _coding(self) -> Plain:
        chance = self.chance
        return record(
            system=chance.maybe(75, lambda: chance.one(SYSTEMS)),
            code=chance.maybe(90, lambda: chance.one(CODES)),
            display=chance.maybe(40, lambda: chance.one(DISPLAYS)),
        )

    def _concept(self) -> Plain:
        chance = self.chance
        coding, text = chance.some(1, 2, self._coding), chance.maybe(30, lambda: chance.one(DISPLAYS))
        return record(coding=coding, text=text) or {"text": DISPLAYS[0]}

    def _identifier(self) -> Plain:
        chance = self.chance
        return record(
            system=chance.maybe(70, lambda: chance.one(SYSTEMS)),
            value=chance.maybe(90, lambda: chance.one(CODES)),
            type=chance.maybe(50, self._concept),
        )

    def _name(self) -> Plain:
        chance = self.chance
        return record(family=chance.maybe(80, lambda: chance.one(NAMES)), given=chance.several(GIVEN, 30))

    def _date(self) -> str:
        return self.chance.one(DATES)

    def _period(self) -> Plain:
        chance = self.chance
        return record(
            start=chance.maybe(85, lambda: chance.one(DATES[:4])),
            end=chance.maybe(50, lambda: chance.one(("2020-02-29", "2020-12", "2021", "1999-06"))),
        )

    def _quantity(self) -> Plain:
        chance = self.chance
        system, code = chance.one(UNITS) if chance.often(75) else (None, None)
        return record(
            value=Decimal(chance.one(NUMBERS)),
            comparator=chance.maybe(15, lambda: chance.one(("<", ">", "<=", ">="))),
            unit=chance.maybe(50, lambda: chance.one(("g", "kg", "boîte"))),
            system=system,
            code=code,
        )

    # types --------------------------------------------------------------------------------------------------------

    def _patient(self) -> Plain:
        chance = self.chance
        return record(
            identifier=chance.some(0, 2, self._identifier),
            active=chance.maybe(50, lambda: chance.often(50)),
            name=chance.some(0, 2, self._name),
            telecom=chance.some(0, 1, lambda: {"system": "phone", "value": f"555-{chance.one(CODES)}"}),
            gender=chance.maybe(80, lambda: chance.one(("male", "female"))),
            birthDate=chance.maybe(70, lambda: chance.one(DATES[:5])),
            address=chance.some(0, 1, lambda: {"city": chance.one(NAMES), "postalCode": "G1R 4S9"}),
            generalPractitioner=chance.some(0, 1, lambda: self._to("Practitioner", "Organization")),
            managingOrganization=chance.maybe(60, lambda: self._to("Organization")),
            link=chance.some(0, 1, self._link) if chance.often(40) else None,
        )

    def _link(self) -> Plain:
        """Two records of one person, said by either; or something else."""
        chance = self.chance
        kind = chance.one(("replaces", "replaced-by", "replaced-by", "seealso"))
        return {"type": kind, "other": {"reference": f"Patient/{chance.one((*PATIENTS, 'nowhere'))}"}}

    def _practitioner(self) -> Plain:
        chance = self.chance
        return record(
            identifier=chance.some(0, 1, self._identifier),
            active=chance.maybe(50, lambda: chance.often(50)),
            name=chance.some(0, 2, self._name),
        )

    def _organization(self) -> Plain:
        chance = self.chance
        return record(
            identifier=chance.some(0, 1, self._identifier),
            name=chance.one(NAMES),
            partOf=chance.maybe(80, lambda: self._to("Organization")),
        )

    def _location(self) -> Plain:
        chance = self.chance
        east = chance.one(("-71.2", "-71.25", "-73.5"))
        return record(
            status=chance.maybe(80, lambda: chance.one(("active", "inactive"))),
            name=chance.maybe(80, lambda: chance.one(NAMES)),
            position=chance.maybe(70, lambda: {"longitude": Decimal(east), "latitude": Decimal("46.8")}),
            partOf=chance.maybe(80, lambda: self._to("Location")),
        )

    def _encounter(self) -> Plain:
        chance = self.chance
        participants = chance.some(0, 2, lambda: {"individual": self._to("Practitioner")})
        return record(
            status=chance.one(("planned", "finished")),
            **{"class": self._coding() or {"code": "a"}},
            type=chance.some(0, 2, self._concept),
            subject=chance.maybe(85, lambda: self._to("Patient")),
            participant=participants,
            period=chance.maybe(80, self._period),
            location=chance.some(0, 3, self._place),
            serviceProvider=chance.maybe(50, lambda: self._to("Organization")),
            partOf=chance.maybe(70, lambda: self._to("Encounter")),
        )

    def _place(self) -> Plain:
        return record(location=self._to("Location"), period=self.chance.maybe(90, self._period))

    def _observation(self) -> Plain:
        chance = self.chance
        when = chance.one(("", "DateTime", "Period", "Period"))
        what = chance.one(("", "Quantity", "Quantity", "CodeableConcept", "String"))
        found = record(
            status=chance.one(("final", "preliminary")),
            category=chance.some(0, 1, self._concept),
            code=self._concept(),
            subject=chance.maybe(85, lambda: self._to("Patient")),
            encounter=chance.maybe(60, lambda: self._to("Encounter")),
            performer=chance.some(0, 2, lambda: self._to("Practitioner", "Patient", "Organization")),
            hasMember=chance.some(0, 1, lambda: self._to("Observation")),
            component=chance.some(0, 2, lambda: {"code": self._concept(), "valueQuantity": self._quantity()}),
        )
        if when:
            found |= record(**{f"effective{when}": self._date() if when == "DateTime" else self._period()})
        if what:
            values = {"Quantity": self._quantity, "CodeableConcept": self._concept, "String": self._display}
            found[f"value{what}"] = values[what]()
        return found

    def _display(self) -> str:
        return self.chance.one(DISPLAYS)

    def _condition(self) -> Plain:
        chance = self.chance
        return record(
            code=chance.maybe(90, self._concept),
            subject=self._to("Patient"),
            encounter=chance.maybe(60, lambda: self._to("Encounter")),
            onsetDateTime=chance.maybe(60, self._date),
            recordedDate=chance.maybe(60, self._date),
            asserter=chance.maybe(60, lambda: self._to("Practitioner", "Patient")),
        )

    def _appointment(self) -> Plain:
        chance = self.chance
        participants = chance.some(
            1,
            3,
            lambda: {
                "actor": self._to("Patient", "Patient", "Practitioner", "Location"),
                "status": chance.one(("accepted", "declined")),
            },
        )
        return record(status=chance.one(("booked", "pending")), participant=participants)

    def _riskassessment(self) -> Plain:
        chance = self.chance
        chances = chance.some(0, 2, lambda: chance.one(("0.5", "5", "5.0", "5.4", "5.5", "50")))
        return record(
            status="final",
            method=chance.maybe(60, self._concept),
            subject=self._to("Patient"),
            prediction=[{"probabilityDecimal": Decimal(each)} for each in chances],
        )

    def _valueset(self) -> Plain:
        chance = self.chance
        return record(
            url=chance.maybe(80, lambda: chance.one(URLS)),
            version=chance.maybe(60, lambda: chance.one(("1", "1.1"))),
            title=chance.maybe(70, self._display),
            status=chance.one(("active", "draft")),
            date=chance.maybe(60, self._date),
        )

    def _questionnaire(self) -> Plain:
        chance = self.chance
        return record(
            url=chance.maybe(80, lambda: chance.one(URLS[:2])),
            version=chance.maybe(60, lambda: chance.one(("1", "1.1"))),
            title=chance.maybe(70, self._display),
            status=chance.one(("active", "draft")),
        )

    def _canonical(self) -> str:
        """An address, with or without version, into what it contains or not; or of what stands beside."""
        chance = self.chance
        near = [f"#{id_}" for type_, id_ in self._inside if type_ == "Questionnaire"]
        far = ("", "", "", "|1", "|1.1", "#x", "#x|1", "|1#x", "#", "|#y")
        return chance.one(near) if near and chance.often(40) else chance.one(URLS[:2]) + chance.one(far)

    def _questionnaireresponse(self) -> Plain:
        chance = self.chance
        return record(
            questionnaire=chance.maybe(90, self._canonical),
            status=chance.one(("completed", "amended")),
            subject=chance.maybe(80, lambda: self._to("Patient")),
            author=chance.maybe(40, lambda: self._to("Practitioner", "Patient")),
        )


_FORMS = ("Questionnaire", "QuestionnaireResponse", "QuestionnaireResponse")
_OFTEN = (
    "Patient",
    "Patient",
    "Observation",
    "Observation",
    "Observation",
    "Encounter",
    "ValueSet",
    *_FORMS,
    *IDS,
)
