"""CodeSystems and ValueSets: do they say of themselves what they then hold? (codesystem.html, valueset.html)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail


def check_code_system(walk: Walk, trail: Trail, frame: Frame) -> None:
    concepts = list(_concepts(trail))
    if text(trail.item, "content") == "not-present" and concepts:
        # "None of the concepts defined by the code system are included in the code system resource" (not-present)
        walk.say("error", "fhir-code-system-not-empty", trail, ".concept")
    properties = child(trail.item, "property")
    for code, count in Counter(text(each, "code") for each in properties).items():
        if count > 1 and code is not None:
            walk.say("error", "fhir-code-property-twice", trail, ".property", value=code)
    types = {text(each, "code"): text(each, "type") for each in properties}
    for each in concepts:
        _check_properties(walk, each, types)


def _concepts(trail: Trail) -> Iterator[Trail]:
    for at, concept in enumerate(child(trail.item, "concept")):
        here = Trail(trail, "concept", at, concept)
        yield here
        yield from _concepts(here)


def _check_properties(walk: Walk, trail: Trail, types: dict[str | None, str | None]) -> None:
    """ "A code that is a reference to CodeSystem.property.code" (concept.property.code), which tells the type."""
    for at, each in enumerate(child(trail.item, "property")):
        here, code = Trail(trail, "property", at, each), text(each, "code")
        if code not in types:
            walk.say("error", "fhir-code-property-unknown", here, value=code)
            continue
        for value in child(each, "value"):
            if type_name(value) != types[code]:
                given, expected = type_name(value), types[code]
                walk.say("error", "fhir-type-not-allowed", here, ".value", value=given, expected=expected)


def check_value_set(walk: Walk, trail: Trail, frame: Frame) -> None:
    for compose in child(trail.item, "compose"):
        here = Trail(trail, "compose", 0, compose)
        for name in ("include", "exclude"):
            for at, part in enumerate(child(compose, name)):
                _check_part(walk, Trail(here, name, at, part), part)


def _check_part(walk: Walk, trail: Trail, part: Item) -> None:
    """ "An absolute URI which is the code system from which the selected codes come from" (include.system), and codes
    that this system has, where it is at hand whole."""
    system = text(part, "system")
    if system is None:
        return
    if ":" not in system:
        walk.say("error", "fhir-system-relative", trail, ".system", value=system)
        return
    for at, concept in enumerate(child(part, "concept")):
        code = text(concept, "code")
        if code is not None and walk.terms.exists(system, code) is False:
            here = Trail(trail, "concept", at, concept)
            walk.say("error", "fhir-code-unknown-in-system", here, value=code, system=system)
