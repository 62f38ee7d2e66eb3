"""Failures as an OperationOutcome."""

from __future__ import annotations

import pytest

from dsn.base import errors
from dsn.base.errors import DsnError
from dsn.fhir.json import decode, encode
from dsn.fhir.outcome import http_status, issue, operation_outcome, outcome


def kinds() -> list[type[DsnError]]:
    return [each for each in DsnError.__subclasses__() if each.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_failure_has_an_issue_and_a_status(kind: type[DsnError]) -> None:
    """One table serves all kinds, and what it gives is valid FHIR."""
    error = kind("some-code")
    written = encode(operation_outcome([error], lambda each: f"phrase de {each.code}"))
    read = decode(written, "OperationOutcome")
    assert read.issue[0].details.text == "phrase de some-code"  # type: ignore[attr-defined]
    assert 400 <= http_status(error) < 600


def test_the_status_says_what_the_caller_can_do() -> None:
    """A search that is refused is the caller's to mend (400), a fault is ours (500)."""
    assert http_status(errors.Unsupported("x")) == http_status(errors.Invalid("x")) == 400
    assert http_status(errors.Fault("x")) == 500


def test_each_failure_keeps_its_code_and_its_path() -> None:
    """The stable code and where the fault lies go along with the words."""
    found = operation_outcome(
        [errors.Invalid("a", path="Patient.name[0]"), errors.Gone("b")], lambda each: "mots"
    )
    assert [each.code for each in found.issue] == ["invalid", "deleted"]
    first = found.issue[0]
    assert first.details is not None
    assert first.details.coding[0].code == "a"
    assert first.expression == ("Patient.name[0]",)


def test_a_warning_is_no_error() -> None:
    """What was left out of a search is told as a warning."""
    told = outcome([issue("warning", "not-supported", "laissé de côté")])
    assert (told.issue[0].severity, told.issue[0].details is not None) == ("warning", True)
