"""The nine kinds of failure. Raised with the values at fault; put into words once, at the edge.

A refusal by a clinical rule is not an error: it is a result of the service that asked the rule.
"""

from __future__ import annotations

from typing import ClassVar, Self

Value = str | int | float | bool | None | tuple[str, ...]


class DsnError(Exception):
    """A failure of one kind. `code` is stable and names a sentence in `dsn.base.sentences`.

    `values` fill that sentence, and are what a caller may show: never patient data beyond what the
    caller sent. `path` is where in the input the fault lies (FHIRPath-like, such as `Patient.name[0].given`).
    """

    kind: ClassVar[str] = "fault"

    def __init__(self, code: str, /, *, path: str | None = None, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.values: dict[str, Value] = values

    def at(self, path: str) -> Self:
        """The same failure, with `path` put in front of where it was found."""
        self.path = path if not self.path else f"{path}.{self.path}"
        return self

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        where = f" at {self.path}" if self.path else ""
        return f"{self.code}{where}" + (f" ({shown})" if shown else "")


class Invalid(DsnError):
    """The input breaks a rule. Mending the input is the way out."""

    kind = "invalid"


class NotFound(DsnError):
    """There is no such thing, or the asker may not know that there is."""

    kind = "not-found"


class Gone(DsnError):
    """It was there and is no more: a deleted resource, a paging token older than its rows."""

    kind = "gone"


class Unauthenticated(DsnError):
    """Nobody is signed in, or the token is not one of ours."""

    kind = "unauthenticated"


class Forbidden(DsnError):
    """Someone is signed in, and may not do this."""

    kind = "forbidden"


class Conflict(DsnError):
    """Someone else changed it first, or a guard is taken."""

    kind = "conflict"


class PreconditionFailed(DsnError):
    """The condition the caller set (If-Match, a conditional criterion) does not hold."""

    kind = "precondition"


class Unsupported(DsnError):
    """Understood, and not done here. Refused rather than ignored."""

    kind = "unsupported"


class Busy(DsnError):
    """Not now: try again shortly. Nothing was changed."""

    kind = "busy"


class Fault(DsnError):
    """Our own mistake. The caller can do nothing but report it."""

    kind = "fault"


class Refused(Invalid):
    """Several faults of one input, found together. `issues` is never empty; its first is the error's own code."""

    def __init__(self, issues: list[DsnError]) -> None:
        first = issues[0]
        super().__init__(first.code, path=first.path, **first.values)
        self.issues = issues
