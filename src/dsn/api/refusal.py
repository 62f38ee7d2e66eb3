"""A failure as an OperationOutcome in the asker's language, with its HTTP status."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dsn.api.call import Form
from dsn.api.http import Reply
from dsn.api.media import MEDIA
from dsn.base.errors import DsnError, Refused
from dsn.base.sentences import say
from dsn.fhir import json as fhir_json
from dsn.fhir import xml as fhir_xml
from dsn.fhir.outcome import http_status, issue, operation_outcome, outcome
from dsn.store.changes import Done

_STATUS_BY_CODE = {
    "method-not-allowed": 405,
    "version-differs": 412,  # R4, http.html#concurrency
    "format-not-offered": 406,
    "content-type-not-read": 415,
    "patch-media-type": 415,
    "body-too-large": 413,
}


def status_of(error: DsnError) -> int:
    """The HTTP status of a failure. A few codes are about HTTP itself and have their own."""
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    # well formed, and not to be carried out on this resource (RFC 5789, 2.2)
    is_patch = error.code.startswith("patch-") and error.kind in ("invalid", "conflict")
    return (
        422
        if is_patch and error.code not in ("patch-bad-operation", "patch-malformed")
        else http_status(error)
    )


def outcome_bytes(error: DsnError, language: str) -> bytes:
    """Every fault found, worst first, as FHIR JSON."""
    issues = error.issues if isinstance(error, Refused) else [error]
    return fhir_json.encode(operation_outcome(issues, partial(_sentence, language=language)))


def refusal(error: DsnError, language: str, form: Form = "json") -> Reply:
    """The reply to a request that failed."""
    headers = {"www-authenticate": "Bearer"} if error.kind == "unauthenticated" else {}
    allowed = error.values.get("allowed")
    if isinstance(allowed, tuple) and error.code == "method-not-allowed":
        headers["allow"] = ", ".join(allowed)
    if error.kind == "busy":
        headers["retry-after"] = "1"
    body = outcome_bytes(error, language)
    if form == "xml":
        body = fhir_xml.encode(fhir_json.decode(body))
    return Reply(status_of(error), body, MEDIA[form], headers)


def _sentence(error: DsnError, language: str) -> str:
    return say(error.code, error.values, language)


def ignored_outcome(ignored: Sequence[str], language: str) -> bytes:
    """What lenient handling left out of a search, as warnings inside the Bundle: never in silence."""
    issues = [
        issue("warning", "not-supported", say("search-part-ignored", {"part": part}, language))
        for part in ignored
    ]
    return fhir_json.encode(outcome(issues))


_WRITTEN = {"created": "written-created", "updated": "written-updated", "unchanged": "written-unchanged"}


def done_outcome(done: Done, language: str) -> bytes:
    """What a write came to, for `Prefer: return=OperationOutcome`."""
    values = {"type": done.type, "id": done.id, "version": done.version}
    return fhir_json.encode(
        outcome([issue("information", "informational", say(_WRITTEN[done.outcome], values, language))])
    )
