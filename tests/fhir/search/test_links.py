"""Chains, `_has`, lists, several types: what a search asks beyond one resource."""

from __future__ import annotations

import pytest
from tests.fhir.search.small import SmallWorld, finds, made

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search import included, parse
from dsn.fhir.search.tree import Any, Chain, Test

PETER = made(
    "Patient", "peter", name=[{"given": ["Peter"]}], managingOrganization={"reference": "Organization/o"}
)
PAUL = made("Patient", "paul", name=[{"given": ["Paul"]}])
ORGANIZATION = made("Organization", "o", name="Hôpital de la Cité")
PEOPLE = [PETER, PAUL, ORGANIZATION]
REPORTS = [
    made("DiagnosticReport", "1", subject={"reference": "Patient/peter"}),
    made("DiagnosticReport", "2", subject={"reference": "Patient/paul"}),
    made("DiagnosticReport", "3", subject={"reference": "Patient/gone"}),
    made("DiagnosticReport", "4"),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("subject:Patient.name=peter", ["1"]),
        ("subject.name=peter", ["1"]),
        ("patient.name=peter", ["1"]),
        ("patient.name=peter,paul", ["1", "2"]),
        ("patient.name:exact=peter", []),
        ("patient.organization.name=hopital", ["1"]),
        ("patient.organization:missing=true", ["2"]),
        ("subject:Group.code=x", []),
        ("patient._id=paul", ["2"]),
    ],
)
def test_a_chain_asks_the_target(query: str, ids: list[str]) -> None:
    """With its type or without, over several links; what is not there answers nothing."""
    assert finds(f"DiagnosticReport?{query}", *REPORTS, among=PEOPLE) == ids


def test_chains_are_applied_independently() -> None:
    """ "May return Patients cared for by Joe from CA and Jane from MN: no one practitioner need satisfy both"."""
    joe = made("Practitioner", "joe", name=[{"given": ["Joe"]}], address=[{"state": "CA"}])
    jane = made("Practitioner", "jane", name=[{"given": ["Jane"]}], address=[{"state": "MN"}])
    cared = made(
        "Patient",
        "it",
        generalPractitioner=[{"reference": "Practitioner/joe"}, {"reference": "Practitioner/jane"}],
    )
    query = "general-practitioner:Practitioner.name=Joe&general-practitioner:Practitioner.address-state=MN"
    assert finds(f"Patient?{query}", cared, among=[joe, jane]) == ["it"]


def test_a_chain_looks_into_contained_resources() -> None:
    """ "MedicationRequest?medication.ingredient-code=abc will include the MedicationRequest"."""
    medication = {
        "resourceType": "Medication",
        "id": "m1",
        "ingredient": [
            {"itemCodeableConcept": {"coding": [{"system": "http://acme.com./medications", "code": "abc"}]}}
        ],
    }
    request = made(
        "MedicationRequest", "it", contained=[medication], medicationReference={"reference": "#m1"}
    )
    assert finds("MedicationRequest?medication.ingredient-code=abc", request) == ["it"]
    assert finds("MedicationRequest?medication.ingredient-code=xyz", request) == []


def test_a_chain_without_type_tries_each_that_knows_the_parameter() -> None:
    """`subject.name` asks patients and locations, not groups and devices, which have no such parameter."""
    clause = parse("DiagnosticReport", [("subject.name", "peter")]).where.clauses[0]
    assert isinstance(clause, Any)
    assert {each.target for each in clause.clauses if isinstance(each, Chain)} == {"Location", "Patient"}


@pytest.mark.parametrize(
    ("type_name", "name", "kind"),
    [
        ("Observation", "code.name", "not-a-reference"),
        ("Observation", "focus.name", "chain-needs-type"),
        ("Observation", "_has:Observation:code:code", "not-a-reference"),
        ("Patient", "_has:Observation:patient", "has-invalid"),
        ("Practitioner", "_has:Observation:patient:code", "has-invalid"),
        ("Patient", ".".join(["link:Patient"] * 12), "too-deep"),
        ("Observation", ".".join(["part-of"] * 7 + ["status"]), "too-deep"),
        ("Observation", ".".join(["part-of"] * 7 + ["nothing"]), "too-deep"),
    ],
)
def test_links_that_lead_nowhere_are_refused(type_name: str, name: str, kind: str) -> None:
    """A chain over what is no reference, without its type where any is possible, or without end."""
    with pytest.raises(Invalid, match=kind):
        parse(type_name, [(name, "x")])


@pytest.mark.parametrize(
    ("type_name", "name", "kind"),
    [
        ("Observation", "subject:Medication.code", "modifier-unknown"),
        ("Observation", "subject:Patient.nom", "parameter-unknown"),
        ("Observation", "subject.nom", "parameter-unknown"),
        ("Patient", "_has:Observation:sujet:code", "parameter-unknown"),
        ("Patient", "_has:Observations:patient:code", "type-unknown"),
        ("QuestionnaireResponse", "questionnaire.titre", "parameter-unknown"),
        ("QuestionnaireResponse", "questionnaire:Patient.name", "modifier-unknown"),
    ],
)
def test_links_to_the_unknown_are_refused(type_name: str, name: str, kind: str) -> None:
    """Types and parameters that R4 does not have there."""
    with pytest.raises(Unsupported, match=kind):
        parse(type_name, [(name, "x")])


def test_reverse_chains_ask_what_refers_here() -> None:
    """Each `_has` is judged for itself; values may be several; they nest."""
    coded = [("1", "123", "peter"), ("2", "456", "peter"), ("3", "123", "paul")]
    observations = [
        made("Observation", id, code={"coding": [{"code": code}]}, subject={"reference": f"Patient/{who}"})
        for id, code, who in coded
    ]
    audit = made(
        "AuditEvent",
        "a",
        type={"code": "rest"},
        recorded="2020-01-01T00:00:00Z",
        source={"observer": {"display": "x"}},
        agent=[{"requestor": True, "who": {"reference": "Practitioner/me"}}],
        entity=[{"what": {"reference": "Observation/3"}}],
    )
    among = [*observations, audit]
    has = "_has:Observation:patient:code"
    assert finds(f"Patient?{has}=123", PETER, PAUL, among=among) == ["peter", "paul"]
    assert finds(f"Patient?{has}=123,456", PETER, PAUL, among=among) == ["peter", "paul"]
    assert finds(f"Patient?{has}=123&{has}=456", PETER, PAUL, among=among) == ["peter"]
    nested = "_has:Observation:patient:_has:AuditEvent:entity:agent=Practitioner/me"
    assert finds(f"Patient?{nested}", PETER, PAUL, among=among) == ["paul"]
    assert finds(
        "Observation?subject:Patient._has:Observation:patient:code=456", *observations, among=[PETER]
    ) == ["1", "2"]


FORMS = [
    made("Questionnaire", "f1", url="http://acme.org/f", version="1.0", title="Dépistage"),
    made("Questionnaire", "f2", url="http://acme.org/f", version="2.0", title="Suivi"),
    made("Questionnaire", "other", url="http://acme.org/other", title="Suivi"),
    made("Questionnaire", "nameless", title="Suivi"),
]
FILLED = [
    made("QuestionnaireResponse", "old", questionnaire="http://acme.org/f|1.0"),
    made("QuestionnaireResponse", "new", questionnaire="http://acme.org/f|2.0", status="in-progress"),
    made("QuestionnaireResponse", "any", questionnaire="http://acme.org/f"),
    made("QuestionnaireResponse", "lost", questionnaire="http://acme.org/f|3.0"),
    made("QuestionnaireResponse", "none"),
    made(
        "QuestionnaireResponse",
        "own",
        contained=[{"resourceType": "Questionnaire", "id": "q", "status": "draft", "title": "Suivi"}],
        questionnaire="#q",
    ),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("questionnaire.title=depistage", ["old", "any"]),
        ("questionnaire.title=suivi", ["new", "any", "own"]),
        ("questionnaire:Questionnaire.title=suivi", ["new", "any", "own"]),
        ("questionnaire.version=3.0", []),
        ("questionnaire.status=draft", ["own"]),
        ("questionnaire.url=http://acme.org/other", []),
    ],
)
def test_a_chain_follows_a_canonical_address(query: str, ids: list[str]) -> None:
    """By url and, where one is written, by version; to what is contained; never to what has no address."""
    assert finds(f"QuestionnaireResponse?{query}", *FILLED, among=FORMS) == ids


def test_a_reverse_chain_follows_a_canonical_address() -> None:
    """A form is found by what was answered to its version, or to any; what nothing names is not."""
    has = "Questionnaire?_has:QuestionnaireResponse:questionnaire"
    assert finds(f"{has}:status=completed", *FORMS, among=FILLED) == ["f1", "f2"]
    assert finds(f"{has}:status=in-progress", *FORMS, among=FILLED) == ["f2"]
    assert finds(f"{has}:_id=lost", *FORMS, among=FILLED) == []
    assert finds(f"{has}:_id=own", *FORMS, among=FILLED) == []


def test_a_canonical_leads_into_what_another_resource_contains() -> None:
    """ "`…/Questionnaire/example|1.0#vs1`: the value set with id vs1 in version 1.0 of the questionnaire"."""
    members = {"resourceType": "ValueSet", "id": "vs1", "status": "active", "name": "Choix"}
    form = made("Questionnaire", "f", url="http://acme.org/q", version="1.0", contained=[members])
    maps = [
        made("ConceptMap", id, sourceCanonical=f"http://acme.org/q{end}")
        for id, end in (("1", "|1.0#vs1"), ("2", "#vs1"), ("3", "|2.0#vs1"), ("4", "|1.0#vs2"), ("5", "|1.0"))
    ]
    assert finds("ConceptMap?source.name=choix", *maps, among=[form]) == ["1", "2"]


def test_an_address_is_canonical_only_where_the_standard_says_so() -> None:
    """A Reference to a resource elsewhere does not lead to what has that address for a name; a canonical does."""
    plan = made("PlanDefinition", "p", url="http://acme.org/plan")
    followed = [
        made("CarePlan", "by-name", instantiatesCanonical=["http://acme.org/plan"], **_PLANNED),
        made("CarePlan", "based", basedOn=[{"reference": "http://acme.org/plan"}], **_PLANNED),
    ]
    assert finds("CarePlan?instantiates-canonical:PlanDefinition.status=draft", *followed, among=[plan]) == [
        "by-name"
    ]
    other = made("CarePlan", "other", **_PLANNED)
    assert finds("CarePlan?based-on.status=active", *followed, among=[plan, other]) == []


_PLANNED = {"status": "active", "intent": "plan", "subject": {"reference": "Patient/peter"}}


def _included(pair: tuple[str, str], resource: object, *among: object) -> list[str]:
    (include,) = parse(None, [pair]).includes
    return [each.id for each in included(resource, include, SmallWorld([resource, *among]))]


@pytest.mark.parametrize(
    ("pair", "start", "ids"),
    [
        (("_include", "QuestionnaireResponse:questionnaire"), FILLED[0], ["f1"]),
        (("_include", "QuestionnaireResponse:questionnaire"), FILLED[2], ["f1", "f2"]),
        (("_include", "QuestionnaireResponse:questionnaire"), FILLED[5], []),
        (("_include", "QuestionnaireResponse:*"), FILLED[0], ["f1"]),
        (("_include", "*"), FILLED[0], ["f1"]),
        (("_include", "Observation:subject"), FILLED[0], []),
        (("_revinclude", "QuestionnaireResponse:questionnaire"), FORMS[0], ["old", "any"]),
        (("_revinclude", "QuestionnaireResponse:questionnaire:Questionnaire"), FORMS[1], ["new", "any"]),
        (("_revinclude", "*"), FORMS[2], []),
        (("_include", "DiagnosticReport:subject"), REPORTS[0], ["peter"]),
        (("_include", "DiagnosticReport:subject:Group"), REPORTS[0], []),
        (("_include", "DiagnosticReport:subject"), REPORTS[2], []),
        (("_revinclude", "DiagnosticReport:subject:Patient"), PETER, ["1"]),
        (("_revinclude", "DiagnosticReport:subject:Group"), PETER, []),
        (("_revinclude", "*"), ORGANIZATION, ["peter"]),
    ],
)
def test_includes_follow_references_and_canonical_addresses(
    pair: tuple[str, str], start: object, ids: list[str]
) -> None:
    """One step, forward or back, each once; what is contained is there already."""
    everything = [each for each in [*FORMS, *FILLED, *PEOPLE, *REPORTS] if each is not start]
    assert _included(pair, start, *everything) == ids


def test_a_list_selects_what_it_refers_to() -> None:
    """`_list=42` with further criteria; lists by function are refused."""
    people = [
        made("Patient", "a", gender="female"),
        made("Patient", "b", gender="male"),
        made("Patient", "c"),
    ]
    entries = [{"item": {"reference": f"Patient/{id}"}} for id in "ab"]
    found = finds("Patient?_list=42&gender=female", *people, among=[made("List", "42", entry=entries)])
    assert found == ["a"]
    with pytest.raises(Unsupported, match="list-unsupported"):
        parse("AllergyIntolerance", [("_list", "$current-allergies")])


def test_several_types_are_searched_by_what_they_share() -> None:
    """`_type=Observation,Condition&code=x`: each by its own parameter; other types never."""
    resources = [
        made("Observation", "o", code={"coding": [{"code": "x"}]}),
        made("Condition", "c", code={"coding": [{"code": "x"}]}),
        made("Procedure", "p", code={"coding": [{"code": "x"}]}),
        made("Condition", "d", code={"coding": [{"code": "y"}]}),
    ]
    assert finds("?_type=Observation,Condition&code=x", *resources) == ["o", "c"]
    with pytest.raises(Unsupported, match="parameter-unknown"):
        parse(None, [("_type", "Patient,Condition"), ("code", "x")])


def test_all_types_are_searched_by_what_all_have() -> None:
    """Without a type only the parameters of every resource: one test, of all types."""
    tagged = {"tag": [{"system": "s", "code": "t"}]}
    resources = [
        made("Patient", "p", meta=tagged),
        made("Condition", "c", meta=tagged),
        made("Condition", "d"),
    ]
    assert finds("?_tag=s|t", *resources) == ["p", "c"]
    clause = parse(None, [("_tag", "s|t")]).where.clauses[0]
    assert isinstance(clause, Test)
    assert clause.parameter.type == "Resource"
    with pytest.raises(Unsupported, match="parameter-unknown"):
        parse(None, [("name", "x")])
