"""A failure as an OperationOutcome in the asker's language, with its HTTP status."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dsn.api.http import Reply
from dsn.base.errors import DsnError, Refused
from dsn.base.sentences import say
from dsn.fhir import json as fhir_json
from dsn.fhir.outcome import http_status, issue, operation_outcome, outcome
from dsn.store.changes import Done

_STATUS_BY_CODE = {
    "method-not-allowed": 405,
    "version-differs": 412,  # R4, http.html#concurrency
    "format-not-offered": 406,
    "content-type-not-read": 415,
    "body-too-large": 413,
}


def status_of(error: DsnError) -> int:
    """The HTTP status of a failure. A few codes are about HTTP itself and have their own."""
    return _STATUS_BY_CODE.get(error.code) or http_status(error)


def outcome_bytes(error: DsnError, language: str) -> bytes:
    """Every fault found, worst first, as FHIR JSON."""
    issues = error.issues if isinstance(error, Refused) else [error]
    return fhir_json.encode(operation_outcome(issues, partial(_sentence, language=language)))


def refusal(error: DsnError, language: str) -> Reply:
    """The reply to a request that failed: always JSON, for the asked form may be what is wrong."""
    headers = {"www-authenticate": "Bearer"} if error.kind == "unauthenticated" else {}
    allowed = error.values.get("allowed")
    if isinstance(allowed, tuple) and error.code == "method-not-allowed":
        headers["allow"] = ", ".join(allowed)
    if error.kind == "busy":
        headers["retry-after"] = "1"
    return Reply(
        status_of(error), outcome_bytes(error, language), "application/fhir+json; charset=utf-8", headers
    )


def _sentence(error: DsnError, language: str) -> str:
    return say(error.code, error.values, language)


def ignored_outcome(ignored: Sequence[str], language: str) -> bytes:
    """What lenient handling left out of a search, as warnings inside the Bundle: never in silence."""
    issues = [
        issue("warning", "not-supported", say("search-part-ignored", {"part": part}, language))
        for part in ignored
    ]
    return fhir_json.encode(outcome(issues))


def done_outcome(done: Done, language: str) -> bytes:
    """What a write came to, for `Prefer: return=OperationOutcome`."""
    values = {"type": done.type, "id": done.id, "version": done.version}
    return fhir_json.encode(
        outcome([issue("information", "informational", say(f"written-{done.outcome}", values, language))])
    )
