"""Extensions: is there a definition, may it stand here, and is the value as it says? (extensibility.html)"""

from __future__ import annotations

from dsn.base.errors import DsnError
from dsn.fhir import path as fhirpath
from dsn.fhir.path.model import ancestors, known
from dsn.fhir.path.nodes import Prim
from dsn.fhir.path.operators import truth
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.types import meta
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail, is_resource
from dsn.fhir.validate.tree import Json

_OF_HL7 = "http://hl7.org/fhir/StructureDefinition/"


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    """One Extension that stands somewhere in a resource."""
    url = text(trail.item, "url")
    if url is None or trail.up is None:
        return
    if ":" not in url:
        _check_part(walk, url, trail)
        return
    if "|" in url:
        walk.say("error", "fhir-extension-versioned", trail, value=url)
        return
    definition = walk.definitions.structure(url)
    if definition is None:
        _say_unknown(walk, url, trail)
        return
    if definition.get("type") != "Extension":
        walk.say("error", "fhir-extension-no-extension", trail, value=url)
        return
    _check_modifier(walk, definition, url, trail)
    if not _may_stand(definition, trail, frame):
        allowed = tuple(f"{each.get('type')}:{each.get('expression')}" for each in definition["context"])
        walk.say("error", "fhir-extension-context", trail, value=url, expected=allowed)
    _check_invariants(walk, definition, url, trail, frame)
    _check_parts(walk, url, trail)
    walk.profile(url, trail, frame)


def _check_part(walk: Walk, url: str, trail: Trail) -> None:
    """A relative url names a part of the extension around it; elsewhere nothing gives it a meaning."""
    if trail.up is None or type_name(trail.up.item) != "Extension":
        walk.say("error", "fhir-extension-relative", trail, value=url)


def _check_invariants(walk: Walk, definition: Json, url: str, trail: Trail, frame: Frame) -> None:
    """`contextInvariant`: true of the element that the extension stands on (`%extension` is the extension)."""
    for expression in definition.get("contextInvariant", ()) if trail.up is not None else ():
        try:
            found = fhirpath.compile(str(expression), as_filters=True).items(
                trail.up.item if trail.up else None,
                resource=frame.resource,
                root=frame.root,
                variables={"extension": trail.item},
                resolver=frame.resolve,
            )
        except DsnError as error:
            walk.say("warning", "fhir-unjudged-rule", trail, key=str(expression), why=error.code)
            continue
        if truth(found) is not True:
            walk.say("error", "fhir-extension-invariant", trail, value=url, expected=str(expression))


def _check_parts(walk: Walk, url: str, trail: Trail) -> None:
    """The parts of an extension, named by relative urls, are those that its definition has."""
    try:
        tree = walk.definitions.tree(url)
    except DsnError:
        return  # said by `Walk.profile`
    parts = tree.child("extension") if tree else None
    names = {each.slice_name for each in parts.slices} if parts else set()
    for each in child(trail.item, "extension"):
        name = text(each, "url")
        if name is not None and ":" not in name and name not in names:
            walk.say("error", "fhir-extension-part-unknown", trail, value=name, extension=url)


def _say_unknown(walk: Walk, url: str, trail: Trail) -> None:
    if trail.name == "modifierExtension":
        # "Applications processing a resource are required to check for modifier extensions"
        # (DomainResource.modifierExtension): whoever reads it may have to refuse it, but it is no wrong resource.
        walk.say("warning", "fhir-modifier-unknown", trail, value=url)
    elif url.startswith(_OF_HL7):
        walk.say("warning", "fhir-unjudged-extension", trail, value=url)
    else:
        walk.say("information", "fhir-unjudged-extension", trail, value=url)


def _check_modifier(walk: Walk, definition: Json, url: str, trail: Trail) -> None:
    elements = (definition.get("snapshot") or definition.get("differential") or {}).get("element", ())
    is_modifier = any(each.get("isModifier") for each in elements if each.get("path") == "Extension")
    if is_modifier != (trail.name == "modifierExtension"):
        walk.say("error", "fhir-modifier-place" if is_modifier else "fhir-not-modifier", trail, value=url)


def _may_stand(definition: Json, trail: Trail, frame: Frame) -> bool:
    contexts = definition.get("context", ())
    return not contexts or any(_is_at(each, trail, frame) for each in contexts)


def _is_at(context: Json, trail: Trail, frame: Frame) -> bool:
    expression = str(context.get("expression", ""))
    container = trail.up
    if container is None:
        return False
    if context.get("type") == "extension":
        return any(text(each.item, "url") == expression for each in _extensions_around(container))
    if context.get("type") == "fhirpath":
        return _is_found(expression, container, frame)
    wanted = expression.rpartition("#")[2].replace("[x]", "")
    if wanted.startswith(_OF_HL7):
        wanted = wanted.removeprefix(_OF_HL7)
    if not known(wanted.partition(".")[0]):
        return True  # a class of types that R4 has no name for, such as R5's CanonicalResource
    return wanted in ("Element", "*") or wanted in _names(container)


def _extensions_around(container: Trail) -> list[Trail]:
    """The extension that the container is, or whose value it is or is part of."""
    found = []
    here: Trail | None = container
    while here is not None and not is_resource(here.item):
        if type_name(here.item) == "Extension":
            found.append(here)
        here = here.up
    return found[:1]


def _is_found(expression: str, container: Trail, frame: Frame) -> bool:
    """R4: "The context is all elements that match the FHIRPath query found in the expression." """
    try:
        found = fhirpath.compile(expression, as_filters=True).items(
            frame.resource, root=frame.root, resolver=frame.resolve
        )
    except DsnError:
        return True  # nobody can tell
    item = container.item
    return found == [True] or any(
        each is item or (isinstance(each, Prim) and isinstance(item, Prim) and each.element is item.element)
        for each in found
    )


def _names(trail: Trail) -> set[str]:
    """What definitions may call an element: `Patient.name`, `HumanName`, `Element`; backbones by R4's own path."""
    kind = type_name(trail.item)
    names = set(ancestors(kind)) if known(kind) else set()
    if kind in meta.STRUCT_NAMES:
        names.add(meta.of(kind).path)
    if trail.up is not None and not is_resource(trail.item):
        names |= {f"{each}.{trail.name}" for each in _names(trail.up)}
        names |= {f"{each}{kind[:1].upper()}{kind[1:]}" for each in names if each.endswith(f".{trail.name}")}
    if is_resource(trail.item):
        names |= {"Resource", "DomainResource"} if child(trail.item, "text") else {"Resource"}
    return names
