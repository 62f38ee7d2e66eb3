"""Codings and quantities by their own code system: does the code exist, is its display one of its own?"""

from __future__ import annotations

from dsn.fhir.validate.bindings import folded
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail


def check_coding(walk: Walk, trail: Trail, frame: Frame) -> None:
    system, code = text(trail.item, "system"), text(trail.item, "code")
    if system is None or code is None:
        return
    if ":" not in system:
        walk.say("error", "fhir-system-relative", trail, value=system)
        return
    if "/ValueSet/" in system and walk.definitions.find("ValueSet", system) is not None:
        walk.say("error", "fhir-system-is-value-set", trail, value=system)
        return
    if (walk.definitions.find("CodeSystem", system) or {}).get("content") == "supplement":
        # "The resource doesn't define any new concepts" (codesystem-content-mode): no code is one of it.
        walk.say("error", "fhir-system-is-supplement", trail, value=system)
        return
    exists = walk.terms.exists(system, code)
    if exists is False:
        walk.say("error", "fhir-code-unknown-in-system", trail, value=code, system=system)
    elif exists:
        _check_display(walk, system, code, trail)


def _check_display(walk: Walk, system: str, code: str, trail: Trail) -> None:
    display = text(trail.item, "display")
    known = walk.terms.displays(system, code)
    if display is None or not known:
        return
    if folded(display) not in {folded(each) for each in known}:
        walk.say("warning", "fhir-display-other", trail, value=display, expected=tuple(sorted(known)))


def check_quantity(walk: Walk, trail: Trail, frame: Frame) -> None:
    system, code = text(trail.item, "system"), text(trail.item, "code")
    if system is not None and code is not None and walk.terms.exists(system, code) is False:
        walk.say("error", "fhir-code-unknown-in-system", trail, value=code, system=system)
