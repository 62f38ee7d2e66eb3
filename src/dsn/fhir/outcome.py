"""Failures as an OperationOutcome: one table from a kind of failure to R4's issue type and HTTP status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from dsn.base.errors import DsnError
from dsn.fhir.types import CodeableConcept, Coding, OperationOutcome, OperationOutcomeIssue

Severity = Literal["fatal", "error", "warning", "information"]

_ISSUE_AND_STATUS: dict[str, tuple[str, int]] = {
    "invalid": ("invalid", 400),
    "not-found": ("not-found", 404),
    "gone": ("deleted", 410),
    "unauthenticated": ("login", 401),
    "forbidden": ("forbidden", 403),
    "conflict": ("conflict", 409),
    "precondition": ("conflict", 412),
    # "it should reject a search … using an HTTP 400 error" (R4 search, modifiers)
    "unsupported": ("not-supported", 400),
    "busy": ("transient", 503),
    "fault": ("exception", 500),
}

_ISSUE_BY_CODE = {
    # more exact than their kind (R4, valueset-issue-type.html)
    "fhir-json-malformed": "structure",
    "fhir-xml-malformed": "structure",
    "fhir-element-unknown": "structure",
    "fhir-element-missing": "required",
    "fhir-code-unknown": "code-invalid",
    "fhir-primitive-malformed": "value",
    "fhir-string-too-long": "too-long",
    "body-too-large": "too-long",
    "condition-matches-several": "multiple-matches",
    "several-match": "multiple-matches",
}


def http_status(error: DsnError) -> int:
    """The HTTP status of a failure."""
    return _ISSUE_AND_STATUS[error.kind][1]


def issue_type(error: DsnError) -> str:
    """The code of R4's IssueType for a failure."""
    return _ISSUE_BY_CODE.get(error.code) or _ISSUE_AND_STATUS[error.kind][0]


def operation_outcome(errors: Iterable[DsnError], say: Callable[[DsnError], str]) -> OperationOutcome:
    """One issue for each failure; `say` puts it into the asker's words.

    The stable code stands in `details.coding`, the words in `details.text`, the path in `expression`.
    """
    return outcome(
        issue("error", issue_type(each), say(each), coded=each.code, expression=each.path or "")
        for each in errors
    )


def outcome(issues: Iterable[OperationOutcomeIssue]) -> OperationOutcome:
    """The issues as a resource. There must be one at least (R4 OperationOutcome.issue 1..*)."""
    return OperationOutcome(issue=tuple(issues))


def issue(
    severity: Severity, type_code: str, text: str, *, coded: str = "", expression: str = ""
) -> OperationOutcomeIssue:
    """One issue: R4's IssueType in `type_code`, what a person reads in `text`, our stable code in `coded`."""
    details = CodeableConcept(coding=(Coding(code=coded),) if coded else (), text=text)
    where = (expression,) if expression else ()
    # the sentence stands in `diagnostics` too: many clients show nothing else
    return OperationOutcomeIssue(
        severity=severity, code=type_code, details=details, diagnostics=text, expression=where
    )
