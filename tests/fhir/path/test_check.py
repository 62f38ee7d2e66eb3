"""Checking an expression against its types before it runs."""

from __future__ import annotations

import pytest

from dsn.base.errors import Invalid
from dsn.fhir.path.check import check


@pytest.mark.parametrize(
    ("expression", "type_name"),
    [
        ("name.given", "Patient"),
        ("Patient.name.where(use = 'official').family", "Patient"),
        ("value.ofType(Quantity).unit", "Observation"),
        ("(value as Quantity).unit", "Observation"),
        ("value.unit", "Observation"),
        ("contact.select(name | telecom).first()", "Patient"),
        ("subject.resolve().ofType(Patient).birthDate", "Observation"),
        ("entry.resource.ofType(Patient).name", "Bundle"),
        ("descendants().anything", "Patient"),
        ("component.all(code.exists() and value.exists())", "Observation"),
        ("extension('x').value.ofType(Coding).code", "Patient"),
        ("%context.anything", "Patient"),
        ("birthDate.extension.url", "Patient"),
        ("children().count()", "Patient"),
    ],
)
def test_what_can_be_is_let_through(expression: str, type_name: str) -> None:
    """An expression whose names exist on their types passes."""
    check(expression, type_name)


@pytest.mark.parametrize(
    ("expression", "type_name", "code", "position"),
    [
        ("nom", "Patient", "fhirpath-element-unknown", 0),
        ("name.give", "Patient", "fhirpath-element-unknown", 5),
        ("name.where(usage = 'x')", "Patient", "fhirpath-element-unknown", 11),
        ("valueQuantity.unit", "Observation", "fhirpath-element-unknown", 0),
        ("(value as Period).unit", "Observation", "fhirpath-element-unknown", 18),
        ("value.ofType(Address)", "Observation", "fhirpath-never", 6),
        ("children().skip(1)", "Patient", "fhirpath-no-sequence", 11),
        ("descendants()[0]", "Patient", "fhirpath-no-sequence", 0),
        ("name", "Pacient", "fhirpath-type-unknown", 0),
    ],
)
def test_what_can_never_be_is_refused(expression: str, type_name: str, code: str, position: int) -> None:
    """A misspelt element, an impossible type or the first of what has no order is refused where it stands."""
    with pytest.raises(Invalid) as refusal:
        check(expression, type_name)
    assert (refusal.value.code, refusal.value.values["position"]) == (code, position)
