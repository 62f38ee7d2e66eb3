"""The functions R4 adds (R4, FHIRPath page, "Additional functions")."""

from __future__ import annotations

from typing import Any

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir import narrative
from dsn.fhir.path.functions.collections import descendants
from dsn.fhir.path.functions.strings import text_of
from dsn.fhir.path.functions.table import Table, eager
from dsn.fhir.path.model import is_a, known
from dsn.fhir.path.nodes import Item, Items, Prim
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.walk import child, plain, system, type_name, wrap

_DEFINITIONS = "http://hl7.org/fhir/StructureDefinition/"


def _extension(scope: Scope, focus: Items, url: Items) -> Items:
    wanted = text_of(url)
    if wanted is None:
        return []
    return [
        found for item in focus for found in child(item, "extension") if _first(child(found, "url")) == wanted
    ]


def _first(items: Items) -> Any:
    return plain(items[0]) if items else None


def _has_value(scope: Scope, focus: Items) -> Items:
    return [len(focus) == 1 and _valued(focus[0])]


def _valued(item: Item) -> bool:
    return item.value is not None if isinstance(item, Prim) else system(item) is not None


def _get_value(scope: Scope, focus: Items) -> Items:
    if len(focus) != 1 or not _valued(focus[0]):
        return []
    return [system(focus[0])]


def reference_text(item: Item) -> str | None:
    """The literal reference of a Reference, canonical, uri or string; None without one."""
    if isinstance(item, (Prim, str)):
        text = plain(item)
        return text if isinstance(text, str) else None
    found = _first(child(item, "reference"))
    return found if isinstance(found, str) else None


def resolve(scope: Scope, focus: Items) -> Items:
    """The resources that references name: contained ones at once, others through the caller's resolver.

    Those that cannot be found are left out, as R4 says."""
    return [found for item in focus for found in _resolved(scope, item)]


def _resolved(scope: Scope, item: Item) -> Items:
    text = reference_text(item)
    if text is None:
        return []
    if text.startswith("#"):
        return _contained(scope, text[1:])
    return _in_bundle(scope, text) or ([] if scope.env.resolver is None else wrap(scope.env.resolver(text)))


def _in_bundle(scope: Scope, text: str) -> Items:
    """The resource of the entry that a reference names, when the root is a Bundle (R4, bundle.html#references)."""
    if not scope.env.root or type_name(scope.env.root[0]) != "Bundle":
        return []
    for entry in child(scope.env.root[0], "entry"):
        url = _first(child(entry, "fullUrl"))
        if isinstance(url, str) and (url == text or url.endswith(f"/{text}")):
            return child(entry, "resource")
    return []


def _contained(scope: Scope, identifier: str) -> Items:
    if not identifier:
        return scope.env.root
    inside = [found for item in scope.env.root for found in child(item, "contained")]
    return [found for found in inside if _first(child(found, "id")) == identifier][:1]


def target_type(scope: Scope, item: Item) -> str | None:
    """The type of resource a reference names, told from its text or `type` alone; None when they do not say."""
    text = reference_text(item)
    if text is not None:
        if text.startswith("#"):
            found = _contained(scope, text[1:])
            return type_name(found[0]) if found else None
        segments = text.partition("?")[0].split("/")
        if "_history" in segments:
            segments = segments[: segments.index("_history")]
        if len(segments) > 1 and known(segments[-2]):
            return segments[-2]
    declared = None if isinstance(item, (Prim, str)) else _first(child(item, "type"))
    return declared if isinstance(declared, str) and known(declared) else None


def resolves_to(scope: Scope, focus: Items, wanted: str) -> Items:
    """`resolve() is Type` for each reference, fetching only what neither its text nor its `type` tells."""
    found: Items = []
    for item in focus:
        name = target_type(scope, item)
        names = [name] if name is not None else [type_name(one) for one in _resolved(scope, item)]
        found += [is_a(one, wanted) for one in names]
    return found


def _conforms_to(scope: Scope, focus: Items, url: Items) -> Items:
    wanted = text_of(url)
    if wanted is None or not focus:
        return []
    base = wanted.removeprefix(_DEFINITIONS)
    if base != wanted and known(base):
        return [all(is_a(type_name(item), base) for item in focus)]
    if scope.env.conforms is None:
        raise Unsupported("fhirpath-profile-unknown", profile=wanted)
    check = scope.env.conforms
    return [all(check(plain(item), wanted) for item in focus)]


def _member_of(scope: Scope, focus: Items, value_set: Items) -> Items:
    wanted = text_of(value_set)
    if wanted is None or len(focus) != 1:
        return []
    if scope.env.member_of is None:
        raise Unsupported("fhirpath-value-set-unknown", valueSet=wanted)
    return [scope.env.member_of(plain(focus[0]), wanted)]


def _subsumes(scope: Scope, focus: Items, other: Items) -> Items:
    if len(focus) != 1 or len(other) != 1:
        return []
    if scope.env.subsumes is None:
        raise Unsupported("fhirpath-no-terminology")
    return [scope.env.subsumes(plain(focus[0]), plain(other[0]))]


def _of_a_profile(scope: Scope, focus: Items, *args: Items) -> Items:
    """`elementDefinition()` and `slice()` look into the profile being checked, which only a validator has."""
    raise Unsupported("fhirpath-profile-unknown", profile="?")


def _check_modifiers(scope: Scope, focus: Items, *allowed: Items) -> Items:
    urls = {text_of(url) for url in allowed}
    for item in [*focus, *descendants(focus)]:
        for found in child(item, "modifierExtension"):
            url = _first(child(found, "url"))
            if url not in urls:
                raise Invalid("fhirpath-modifier-unknown", url=str(url))
    return focus


def _html_checks(scope: Scope, focus: Items) -> Items:
    """Whether each narrative keeps to txt-1 and txt-2."""
    return [all(next(narrative.faults(str(plain(item)), ""), None) is None for item in focus)]


TABLE: Table = {
    "extension": eager(_extension, 1),
    "hasValue": eager(_has_value),
    "getValue": eager(_get_value),
    "resolve": eager(resolve),
    "conformsTo": eager(_conforms_to, 1),
    "memberOf": eager(_member_of, 1),
    "subsumes": eager(_subsumes, 1),
    "subsumedBy": eager(lambda scope, focus, other: _subsumes(scope, other, focus), 1),
    "elementDefinition": eager(_of_a_profile),
    "slice": eager(_of_a_profile, 2),
    "checkModifiers": eager(_check_modifiers, 0, 99),
    "htmlChecks": eager(_html_checks),
}
