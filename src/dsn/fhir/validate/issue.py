"""What validation says: one thing about one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dsn.base.errors import DsnError, Invalid, Value

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True)
class Issue:
    """`code` names a sentence of `dsn.base.sentences`, filled with `values`; `path` is FHIRPath: `Patient.name[0]`.

    `information` with a code that begins with `fhir-unjudged` says that something was not looked at, and why."""

    severity: Severity
    code: str
    path: str
    values: dict[str, Value] = field(default_factory=dict)

    def as_error(self) -> DsnError:
        """The same as a failure, for those who put failures into words or into an OperationOutcome."""
        return Invalid(self.code, path=self.path, **self.values)


def has_errors(issues: list[Issue]) -> bool:
    """Whether the resource breaks a rule; warnings and information break none."""
    return any(issue.severity == "error" for issue in issues)
