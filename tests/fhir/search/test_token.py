"""token: systems and codes, negation, text, value sets, hierarchies, identifiers by type."""

from __future__ import annotations

import pytest
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search import parse

GENDER = "http://hl7.org/fhir/administrative-gender"
IDENTIFIED = [
    made("Patient", "acme", identifier=[{"system": "http://acme.org/patient", "value": "2345"}]),
    made("Patient", "other", identifier=[{"system": "http://other.org", "value": "2345"}]),
    made("Patient", "bare", identifier=[{"value": "2345"}]),
    made("Patient", "none"),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("identifier=http://acme.org/patient|2345", ["acme"]),
        ("identifier=2345", ["acme", "other", "bare"]),
        ("identifier=|2345", ["bare"]),
        ("identifier=http://other.org|", ["other"]),
        ("identifier=2345,9", ["acme", "other", "bare"]),
        ("identifier=234", []),
        ("identifier:not=2345", ["none"]),
        ("identifier:not=http://acme.org/patient|2345,http://other.org|", ["bare", "none"]),
        ("identifier:missing=true", ["none"]),
        ("identifier:missing=false", ["acme", "other", "bare"]),
    ],
)
def test_the_four_forms_of_a_token(query: str, ids: list[str]) -> None:
    """`code`, `system|code`, `|code` and `system|`, alone, negated and among several."""
    assert finds(f"Patient?{query}", *IDENTIFIED) == ids


def test_a_plain_code_has_the_system_of_its_value_set() -> None:
    """gender is a code without system in the resource, and is found by that of its binding."""
    woman = made("Patient", "it", gender="female")
    assert finds(f"Patient?gender={GENDER}|female", woman) == finds("Patient?gender=female", woman) == ["it"]
    assert finds("Patient?gender=http://other|female", woman) == []


@pytest.mark.parametrize(
    "system", ["http://hl7.org/fhir/special-values", "http://terminology.hl7.org/CodeSystem/special-values"]
)
def test_yes_and_no_have_a_system(system: str) -> None:
    """By the address of the search page, and by that of the code system in R4's definitions."""
    people = [
        made("Patient", "yes", active=True),
        made("Patient", "no", active=False),
        made("Patient", "unsaid"),
    ]
    assert finds(f"Patient?active={system}|true", *people) == ["yes"]
    assert finds(f"Patient?active={system}|", *people) == ["yes", "no"]
    assert finds(f"Patient?deceased={system}|false", people[0]) == ["yes"]
    assert finds(f"Patient?gender={system}|true", *people) == []


def test_negation_is_of_the_set_and_takes_the_missing() -> None:
    """ "?gender:not=male includes … patients that do not have a gender at all"; sections are negated together."""
    people = [
        made("Patient", "m", gender="male"),
        made("Patient", "f", gender="female"),
        made("Patient", "unsaid"),
    ]
    assert finds("Patient?gender:not=male", *people) == ["f", "unsaid"]
    both = made("Condition", "it", category=[{"coding": [{"code": "a"}]}, {"coding": [{"code": "b"}]}])
    assert finds("Condition?category:not=a", both) == []


def test_text_is_searched_as_a_string() -> None:
    """`:text` looks at the text of a concept, the display of a coding, the text of an identifier's type."""
    spoken = made("Condition", "1", code={"text": "Céphalée de tension"})
    coded = made("Condition", "2", code={"coding": [{"code": "x", "display": "Céphalée"}]})
    assert finds("Condition?code:text=cephalee", spoken, coded) == ["1", "2"]
    assert finds("Condition?code:text=tension", spoken, coded) == ["1"]
    assert finds("Condition?code:text=ension", spoken, coded) == []
    typed = made("Patient", "3", identifier=[{"type": {"text": "Numéro de dossier"}, "value": "1"}])
    assert finds("Patient?identifier:text=dossier", typed) == ["3"]


def test_a_concept_of_text_alone_is_not_missing_and_equals_no_code() -> None:
    """Text is a value, though no code finds it."""
    spoken = made("Condition", "it", code={"text": "Grippe"})
    assert finds("Condition?code:missing=false", spoken) == ["it"]
    assert finds("Condition?code:not=x", spoken) == ["it"]


def test_codes_keep_their_case_and_strings_lose_it() -> None:
    """Codes and identifiers are compared as written; an element of type string is not case sensitive."""
    assert finds("Condition?code=HA125", made("Condition", "it", code={"coding": [{"code": "ha125"}]})) == []
    medication = made("Medication", "it", batch={"lotNumber": "Lot-7a"})
    assert finds("Medication?lot-number=LOT-7A", medication) == ["it"]


def test_telephones_are_found_however_they_are_spaced() -> None:
    """Separators of a number and the case of an address do not count; `|` is refused there."""
    telecom = [{"system": "phone", "value": "(418) 555-0123"}, {"system": "email", "value": "Eve@Exemple.ca"}]
    person = made("Patient", "it", telecom=telecom)
    assert (
        finds("Patient?phone=4185550123", person) == finds("Patient?telecom=418.555.0123", person) == ["it"]
    )
    assert finds("Patient?email=eve@exemple.CA", person) == ["it"]
    assert finds("Patient?email=4185550123", person) == []
    with pytest.raises(Invalid, match="token-invalid"):
        parse("Patient", [("phone", "phone|4185550123")])


def test_yes_and_no() -> None:
    """Booleans are codes; `deceased` always answers, by date or by a plain yes."""
    people = [
        made("Patient", "dead", deceasedDateTime="2020-01-01", active=False),
        made("Patient", "said", deceasedBoolean=True),
        made("Patient", "denied", deceasedBoolean=False, active=True),
        made("Patient", "unsaid"),
    ]
    assert finds("Patient?deceased=true", *people) == ["dead", "said"]
    assert finds("Patient?deceased=false", *people) == ["denied", "unsaid"]
    assert finds("Patient?active=true", *people) == ["denied"]
    assert finds("Patient?active:not=true", *people) == ["dead", "said", "unsaid"]


def test_value_sets_are_asked_of_the_world() -> None:
    """`:in` and `:not-in` take the members of an expansion; where none is at hand the search is refused."""
    sets = {"http://acme/vs": [("s", "a"), ("s", "b")]}
    conditions = [made("Condition", c, code={"coding": [{"system": "s", "code": c}]}) for c in "abc"]
    assert finds("Condition?code:in=http://acme/vs", *conditions, value_sets=sets) == ["a", "b"]
    assert finds("Condition?code:not-in=http://acme/vs", *conditions, value_sets=sets) == ["c"]
    with pytest.raises(Unsupported, match="not-at-hand"):
        finds("Condition?code:in=http://unknown", *conditions, value_sets=sets)


def test_hierarchies_are_asked_of_the_world() -> None:
    """`:below` takes what is subsumed, `:above` what subsumes, the concept itself in both."""
    conditions = [made("Condition", c, code={"coding": [{"system": "s", "code": c}]}) for c in "abc"]
    tree = {"a": {"b"}}
    assert finds("Condition?code:below=s|a", *conditions, below=tree) == ["a", "b"]
    assert finds("Condition?code:above=s|b", *conditions, below=tree) == ["a", "b"]


def test_media_types_are_found_below_their_base() -> None:
    """`contenttype:below=text/xml` finds `text/xml; charset=UTF-8`."""
    documents = [
        made("DocumentReference", str(n), content=[{"attachment": {"contentType": kind}}])
        for n, kind in enumerate(["text/xml", "text/xml; charset=UTF-8", "text/xmlish"])
    ]
    assert finds("DocumentReference?contenttype=text/xml", *documents) == ["0"]
    assert finds("DocumentReference?contenttype:below=text/xml", *documents) == ["0", "1"]
    assert finds("DocumentReference?contenttype:above=text/xml;a=b", *documents) == ["0"]


def test_an_identifier_is_found_by_its_type() -> None:
    """`:of-type` asks for type system, type code and value of one identifier, all three."""
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    person = made("Patient", "it", identifier=[{"type": kind, "value": "446053"}, {"value": "9"}])
    system = "http://terminology.hl7.org/CodeSystem/v2-0203"
    assert finds(f"Patient?identifier:of-type={system}|MR|446053", person) == ["it"]
    assert finds(f"Patient?identifier:of-type={system}|MR|9", person) == []
    with pytest.raises(Invalid, match="token-invalid"):
        parse("Patient", [("identifier:of-type", f"{system}|MR")])
    with pytest.raises(Unsupported, match="modifier-unknown"):
        parse("Patient", [("gender:of-type", f"{system}|MR|1")])


@pytest.mark.parametrize("value", ["|", "a|b|c"])
def test_other_forms_are_refused(value: str) -> None:
    """Neither nothing nor too many parts."""
    with pytest.raises(Invalid, match="token-invalid"):
        parse("Patient", [("identifier", value)])


def test_the_id_is_a_token_too() -> None:
    """`_id` finds by id, case and all."""
    people = [made("Patient", each) for each in ("a", "A", "b")]
    assert finds("Patient?_id=a,b", *people) == ["a", "b"]
