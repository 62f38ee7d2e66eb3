"""References: do they lead where the profile says, and is what they lead to as the profile says? (references.html)"""

from __future__ import annotations

from dsn.fhir.path.model import known
from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import type_name
from dsn.fhir.types import meta
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import RESTFUL, Frame, text
from dsn.fhir.validate.issue import Severity
from dsn.fhir.validate.shape import Shape, type_of_profile
from dsn.fhir.validate.trail import Trail

_WHOLE = frozenset({"document", "message"})
_ANY = "http://hl7.org/fhir/StructureDefinition/Resource"


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    """One Reference, wherever it stands: can it lead anywhere?"""
    reference = text(trail.item, "reference")
    if reference is None:
        return
    _check_form(walk, reference, trail)
    _check_type(walk, reference, trail, frame)
    if frame.parameters:
        _check_parameters(walk, reference, trail, frame)
    found = frame.candidates(reference)
    if len(found) > 1:
        walk.say("error", "fhir-reference-ambiguous", trail, value=reference)
    elif not found and frame.entries is not None and not reference.startswith("#"):
        _check_missing(walk, reference, trail, frame)


def _check_missing(walk: Walk, reference: str, trail: Trail, frame: Frame) -> None:
    """In a Bundle, what leads to no fullUrl although what it means is there, or must be (bundle.html#references)."""
    entries = frame.entries
    if entries is None:
        return
    bare = reference.partition("/_history/")[0].partition("#")[0]
    # A relative reference "is relative to the service base URL" (Reference.reference): outside documents and messages,
    # which hold all they refer to, it may live on a server, so that a collection without it is no error.
    whole: Severity = "error" if text(entries.bundle, "type") in _WHOLE else "warning"
    if bare != reference.partition("#")[0] and frame.candidates(bare):
        walk.say("error", "fhir-reference-other-version", trail, value=reference)
    elif RESTFUL.fullmatch(frame.full_url or "") is None and (url := entries.meant(bare)):
        sure = url.endswith(":" + bare.rpartition("/")[2])
        walk.say("error" if sure else whole, "fhir-reference-full-url", trail, value=reference, expected=url)
    elif reference.startswith(("urn:uuid:", "urn:oid:")):
        closed = whole == "error" or text(entries.bundle, "type") in ("transaction", "batch")
        walk.say("error" if closed else "warning", "fhir-reference-not-in-bundle", trail, value=reference)
    elif whole == "error" and ":" not in bare:
        severity: Severity = (
            "error" if type_name(frame.resource) in ("Composition", "MessageHeader") else "warning"
        )
        walk.say(severity, "fhir-reference-not-in-bundle", trail, value=reference)


def _check_form(walk: Walk, reference: str, trail: Trail) -> None:
    """A reference of the form `…/Type/id` names a type of R4 (references.html#literal)."""
    match = RESTFUL.fullmatch(reference.partition("/_history/")[0])
    if match and match["base"].startswith("http") and match["type"] not in meta.RESOURCE_NAMES:
        walk.say("error", "fhir-reference-type-unknown", trail, value=reference)


def _check_type(walk: Walk, reference: str, trail: Trail, frame: Frame) -> None:
    """`Reference.type` says what the reference leads to, where both tell ("the type … must be consistent")."""
    declared = text(trail.item, "type")
    if declared is None or declared not in meta.RESOURCE_NAMES:
        return
    target = frame.resolve(reference)
    kind = type_name(target) if target is not None else named_type(trail.item, reference)
    if kind is not None and kind != declared:
        walk.say("error", "fhir-reference-type-other", trail, value=declared, expected=kind)


def _check_parameters(walk: Walk, reference: str, trail: Trail, frame: Frame) -> None:
    """Where Parameters bring resources of the type that is referred to, the one that is meant is among them.

    "References SHALL be a reference to an actual FHIR resource, and SHALL be resolveable"
    (https://hl7.org/fhir/R4/references-definitions.html); Parameters have no service base of their own to resolve
    a relative one by, so what they bring is where to look."""
    kind, _, identifier = reference.partition("/_history/")[0].partition("/")
    brought = [each for each in frame.parameters or () if type_name(each) == kind]
    if identifier and brought and all(text(each, "id") != identifier for each in brought):
        walk.say("error", "fhir-reference-not-in-parameters", trail, value=reference)


def check_targets(walk: Walk, shape: Shape, trail: Trail, frame: Frame) -> None:
    """A Reference against the target profiles and the aggregation of its element."""
    if type_name(trail.item) == "canonical":
        check_canonical(walk, shape, trail)
    if type_name(trail.item) != "Reference":
        return
    rules = [each for each in shape.targeted if each.code == "Reference"]
    targets = [target for each in rules for target in each.targets]
    reference = text(trail.item, "reference")
    target = frame.resolve(reference) if reference else None
    if reference and not walk.is_base:
        _check_aggregation(walk, rules[0].aggregation if rules else (), reference, target, trail)
        _check_versioning(walk, rules[0].versioning if rules else "either", reference, trail)
    if not targets or _ANY in targets:
        return
    kind = type_name(target) if target is not None else named_type(trail.item, reference)
    if kind is None:
        return
    fitting = [
        each for each in targets if type_of_profile(walk.definitions, each) in (kind, "Resource", None)
    ]
    if not fitting:
        allowed = tuple(each.rpartition("/")[2] for each in targets)
        walk.say("error", "fhir-target-type", trail, value=kind, expected=allowed)
    elif target is not None and not walk.is_base:
        _check_profiles(walk, fitting, target, trail, frame)


def check_canonical(walk: Walk, shape: Shape, trail: Trail) -> None:
    """A canonical that names something known to be of another type than its element asks for."""
    value = getattr(trail.item, "value", None)
    targets = {each.rpartition("/")[2] for rule in shape.targeted for each in rule.targets}
    if not isinstance(value, str) or not targets or "Resource" in targets:
        return
    kinds = walk.definitions.kinds(value)
    if kinds and not kinds & targets:
        walk.say(
            "error",
            "fhir-target-type",
            trail,
            value=", ".join(sorted(kinds)),
            expected=tuple(sorted(targets)),
        )


def _check_profiles(walk: Walk, targets: list[str], target: Item, trail: Trail, frame: Frame) -> None:
    there = Trail(None, type_name(target), 0, target)
    here = frame.beside(target)
    if not any(walk.conforms(each, there, here) for each in targets):
        walk.say("error", "fhir-target-profile", trail, expected=tuple(targets))


def _check_aggregation(
    walk: Walk, allowed: tuple[str, ...], reference: str, target: Item | None, trail: Trail
) -> None:
    if not allowed:
        return
    way = "contained" if reference.startswith("#") else ("bundled" if target is not None else "referenced")
    if way not in allowed and not (way == "bundled" and "referenced" in allowed):
        walk.say("error", "fhir-target-aggregation", trail, value=way, expected=allowed)


def _check_versioning(walk: Walk, asked: str, reference: str, trail: Trail) -> None:
    """ElementDefinition.type.versioning: the reference names a version, or none, as it is asked."""
    way = "specific" if "/_history/" in reference else "independent"
    if asked not in ("either", way) and not reference.startswith("#"):
        walk.say("error", "fhir-target-versioning", trail, value=way, expected=asked)


def named_type(item: Item, reference: str | None) -> str | None:
    """The type that the reference itself tells."""
    declared = text(item, "type")
    if reference and not reference.startswith(("#", "urn:")):
        steps = reference.partition("?")[0].partition("#")[0].split("/")
        steps = steps[: steps.index("_history")] if "_history" in steps else steps
        if len(steps) > 1 and known(steps[-2]):
            return steps[-2]
    return declared if declared and known(declared) else None
