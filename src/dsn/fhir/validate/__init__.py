"""Is a resource right, by R4 and by profiles? Beyond what `dsn.fhir.json.decode` refuses already.

    issues = validate(patient, profiles=["http://…/profile-patient"], definitions=Definitions(profiles))

Everything is answered from definitions at hand: R4's own are shipped, others are handed in. What nobody here can tell
(codes of LOINC, unknown profiles) is said with a code that begins with `fhir-unjudged` and is no error.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from dsn.base.errors import Refused
from dsn.fhir import json
from dsn.fhir.types import Resource
from dsn.fhir.validate.definitions import Definitions, r4, snapshot
from dsn.fhir.validate.frame import Entries, Frame, is_bundle
from dsn.fhir.validate.issue import Issue, Severity, has_errors
from dsn.fhir.validate.specials import SPECIALS
from dsn.fhir.validate.trail import Trail
from dsn.fhir.validate.walk import Walk

__all__ = ["Definitions", "Issue", "Severity", "check", "has_errors", "r4", "snapshot", "validate"]

Depth = Literal["commit", "full"]


def validate(
    resource: Resource,
    *,
    profiles: Iterable[str] = (),
    definitions: Definitions | None = None,
    depth: Depth = "full",
) -> list[Issue]:
    """What is to be said of a decoded resource, by R4, the profiles it claims (`meta.profile`) and `profiles`.

    `commit` looks at what every commit looks at: structure, primitives, required codes, reference types. `full` adds
    cardinality, invariants, bindings, slices, extensions, references, Bundles, questionnaires. Never raises."""
    if depth == "commit":
        return _refusals(json.encode(resource))
    known = definitions or r4()
    walk = Walk(known, SPECIALS)
    frame = Frame(resource, resource, Entries(resource) if is_bundle(resource) else None)
    walk.resource(Trail(None, str(resource.resourceType), 0, resource), frame, tuple(profiles))
    return list(walk.issues.values())


def check(
    data: bytes | str, *, profiles: Iterable[str] = (), definitions: Definitions | None = None
) -> list[Issue]:
    """As `validate`, of JSON; what `decode` refuses comes as errors, and then nothing else is looked at."""
    try:
        resource = json.decode(data)
    except Refused as refused:
        return _of(refused)
    return validate(resource, profiles=profiles, definitions=definitions)


def _refusals(data: bytes) -> list[Issue]:
    try:
        json.decode(data)
    except Refused as refused:
        return _of(refused)
    except (msgspec.MsgspecError, RecursionError) as error:
        return [Issue("error", "fhir-refused", "", values={"value": str(error)[:200]})]
    return []


def _of(refused: Refused) -> list[Issue]:
    return [Issue("error", each.code, each.path or "", each.values) for each in refused.issues]
