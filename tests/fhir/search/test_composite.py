"""composite, near: values that one element fulfils together, and places on the globe."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search import parse
from dsn.fhir.search.kinds.special import metres_between

UCUM = "http://unitsofmeasure.org"


def coded(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def millimetres(value: int) -> dict[str, Any]:
    return {"value": value, "unit": "mmHg", "system": UCUM, "code": "mm[Hg]"}


def pressure(id: str, systolic: int, diastolic: int) -> Any:
    parts = [("8480-6", systolic), ("8462-4", diastolic)]
    components = [{"code": coded(code), "valueQuantity": millimetres(value)} for code, value in parts]
    return made("Observation", id, code=coded("85354-9"), component=components)


PRESSURES = [pressure("low", 55, 40), pressure("high", 140, 50), pressure("odd", 50, 140)]


def test_the_systolic_below_sixty_is_the_systolic_s_own_value() -> None:
    """A value of one component never stands for another's, as it would in two separate parameters."""
    query = "component-code-value-quantity=http://loinc.org|8480-6$lt60"
    assert finds(f"Observation?{query}", *PRESSURES) == ["low", "odd"]
    apart = "component-code=http://loinc.org|8480-6&component-value-quantity=lt60"
    assert finds(f"Observation?{apart}", *PRESSURES) == ["low", "high", "odd"]
    both = f"{query},http://loinc.org|8462-4$gt100"
    assert finds(f"Observation?{both}", *PRESSURES) == ["low", "odd"]


def test_combined_parameters_look_at_the_whole_and_at_the_parts() -> None:
    """`combo-` takes the observation's own code and value together, or a component's, never one of each."""
    sodium = made("Observation", "na", code=coded("2951-2"), valueQuantity={"value": 151, "unit": "mmol/L"})
    query = "Observation?combo-code-value-quantity="
    assert finds(f"{query}http://loinc.org|2951-2$gt150", sodium, *PRESSURES) == ["na"]
    assert finds(f"{query}http://loinc.org|8480-6$140||mmHg", sodium, *PRESSURES) == ["high"]
    assert finds(f"{query}http://loinc.org|85354-9$140", sodium, *PRESSURES) == []


def test_a_chain_may_end_in_a_composite() -> None:
    """The page's potassium above 5.4 mmol/L, through DiagnosticReport.result."""
    value = {"value": Decimal("5.5"), "unit": "mmol/L", "system": UCUM, "code": "mmol/L"}
    potassium = made("Observation", "k", code=coded("2823-3"), valueQuantity=value)
    report = made("DiagnosticReport", "it", result=[{"reference": "Observation/k"}])
    name = "result.code-value-quantity"
    assert finds(
        f"DiagnosticReport?{name}=http://loinc.org|2823-3$gt5.4|{UCUM}|mmol/L", report, among=[potassium]
    ) == ["it"]
    assert (
        finds(
            f"DiagnosticReport?{name}=http://loinc.org|2823-3$gt5.6|{UCUM}|mmol/L", report, among=[potassium]
        )
        == []
    )


def test_groups_are_found_by_pairs() -> None:
    """ "Group?characteristic-value=gender$mixed": code and value of one characteristic."""
    group = made(
        "Group",
        "it",
        characteristic=[
            {
                "code": {"coding": [{"code": "gender"}]},
                "valueCodeableConcept": {"coding": [{"code": "mixed"}]},
                "exclude": False,
            },
            {"code": {"coding": [{"code": "owner"}]}, "valueBoolean": True, "exclude": False},
        ],
    )
    assert finds("Group?characteristic-value=gender$mixed", group) == ["it"]
    assert finds("Group?characteristic-value=owner$true", group) == ["it"]
    assert finds("Group?characteristic-value=owner$mixed", group) == []
    assert finds("Group?characteristic-value=owner$Eve,gender$mixed", group) == ["it"]


def test_a_document_is_found_by_what_it_replaces() -> None:
    """`relationship` is the relation, then the document, though R4 crosses the two definitions."""
    target = {"reference": "DocumentReference/old"}
    new = made(
        "DocumentReference",
        "it",
        content=[{"attachment": {"title": "x"}}],
        relatesTo=[{"code": "replaces", "target": target}],
    )
    assert finds("DocumentReference?relationship=replaces$DocumentReference/old", new) == ["it"]
    assert finds("DocumentReference?relationship=appends$DocumentReference/old", new) == []


@pytest.mark.parametrize("value", ["a", "a$b$c", "a$", "$b", "a$zz5"])
def test_every_part_must_be_there(value: str) -> None:
    """A composite with too few, too many or empty parts is refused, like a part that cannot be read."""
    with pytest.raises(Invalid):
        parse("Observation", [("code-value-quantity", value)])


def test_composites_take_no_modifiers() -> None:
    """ "Modifiers are not used on composite parameters", `:missing` included."""
    with pytest.raises(Unsupported, match="modifier-unknown"):
        parse("Observation", [("code-value-quantity:missing", "true")])


def place(id: str, latitude: str, longitude: str) -> Any:
    return made("Location", id, position={"latitude": Decimal(latitude), "longitude": Decimal(longitude)})


QUEBEC, LEVIS, MONTREAL = (
    place("quebec", "46.8139", "-71.2080"),
    place("levis", "46.8033", "-71.1779"),
    place("montreal", "45.5017", "-73.5673"),
)


@pytest.mark.parametrize(
    ("distance", "ids"),
    [
        ("", ["quebec", "levis"]),
        ("|1|km", ["quebec"]),
        ("|3", ["quebec", "levis"]),
        ("|3000|m", ["quebec", "levis"]),
        ("|300000|cm", ["quebec", "levis"]),
        ("|1|[nmi_i]", ["quebec"]),
        ("|2|[mi_us]", ["quebec", "levis"]),
        ("|300|km", ["quebec", "levis", "montreal"]),
        ("|0|km", ["quebec"]),
    ],
)
def test_near_is_within_a_distance(distance: str, ids: list[str]) -> None:
    """Distance and units may be left out; kilometres are assumed."""
    assert finds(f"Location?near=46.8139|-71.2080{distance}", QUEBEC, LEVIS, MONTREAL) == ids


@pytest.mark.parametrize(
    "value", ["46", "91|0", "0|181", "a|b", "1|2|3|league", "1|2|-3", "1|2|3|km|5", "NaN|0", "1|Infinity"]
)
def test_what_is_no_place_is_refused(value: str) -> None:
    """Off the globe, in unknown units or not in numbers."""
    with pytest.raises(Invalid, match="near-invalid"):
        parse("Location", [("near", value)])


degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(degrees, degrees)
def test_distance_goes_both_ways_and_not_beyond_half_the_globe(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    """Symmetric, zero at home, never more than half a great circle."""
    assert metres_between(*here, *there) == pytest.approx(metres_between(*there, *here), abs=1e-3)
    assert 0 <= metres_between(*here, *there) <= 20_015_200
    assert metres_between(*here, *here) == 0
