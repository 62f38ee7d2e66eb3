"""token: codes, identifiers, contact points, yes and no, scoped by a system (R4 search, token)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from dsn.fhir.search.escapes import plain, split
from dsn.fhir.search.folding import LONGEST, LONGEST_ASKED, bounded, fold, windows
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.parameters import Fold, LeafExtra, leaf_types, of_type
from dsn.fhir.search.rows import TokenRow
from dsn.fhir.search.tree import Parameter, StringValue, TokenValue, UriValue, Value

SPECIAL = "http://hl7.org/fhir/special-values"
_SPECIAL_IN_R4 = "http://terminology.hl7.org/CodeSystem/special-values"
"""The same code system by the address it has in R4's own definitions."""
_SEPARATORS = re.compile(r"[\s().\-‐-―/]+")


def comparable(code: str, how: Fold) -> str:
    """`code` as rows and queries of a parameter hold it.

    Long codes are bounded.

    `case`: an element of type string, for which "the search is not case sensitive". `contact`: also without the
    separators of telephone numbers. `mime`: media types have no case. Otherwise as written.
    """
    if not how:
        return bounded(code) if len(code) > LONGEST else code
    if how == "contact" and "@" not in code and ":" not in code:
        code = _SEPARATORS.sub("", code)
    return bounded(code.casefold())


def _code(extra: LeafExtra, _code: str, how: Fold) -> Convert:
    system = extra.system
    return lambda value, _resource: ((system, comparable(value, how), ""),)


def _boolean(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    return lambda value, _resource: ((SPECIAL, "true" if value else "false", ""),)


def _deceased(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    """`Patient.deceased.exists() and Patient.deceased != false`: always one answer, yes or no."""

    def convert(patient: Any, _resource: Any) -> Collection[Tail]:
        dead = patient.deceasedDateTime is not None or patient.deceasedBoolean
        return ((SPECIAL, "true" if dead else "false", ""),)

    return convert


def _coding(_extra: LeafExtra, _code: str, how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        tail = _of_coding(value, how)
        return (tail,) if len(tail[2]) <= LONGEST else _in_windows([tail])

    return convert


def _of_coding(value: Any, how: Fold) -> Tail:
    display = value.display
    code, system = value.code or "", value.system or ""
    if len(system) > LONGEST:
        system = bounded(system)
    return (system, comparable(code, how), fold(display) if display else "")


def _in_windows(tails: list[Tail]) -> list[Tail]:
    """The same with long displays bounded, their further pieces in tails that no code finds."""
    found = [(system, code, bounded(said)) for system, code, said in tails]
    return found + [("", "", piece) for _, _, said in tails for piece in windows(said)]


def _concept(_extra: LeafExtra, _code: str, how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        found = [_of_coding(coding, how) for coding in value.coding]
        text = value.text
        if text:
            said = fold(text)
            if not any(tail[2] == said for tail in found):
                found.append(("", "", said))
        return found if all(len(tail[2]) <= LONGEST for tail in found) else _in_windows(found)

    return convert


def _identifier(_extra: LeafExtra, _code: str, how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        kind = value.type
        said = fold(kind.text) if kind is not None and kind.text else ""
        return _in_windows([(bounded(value.system or ""), comparable(value.value or "", how), said)])

    return convert


def _contact(_extra: LeafExtra, _code: str, how: Fold) -> Convert:
    return lambda value, _resource: (("", comparable(value.value, how), ""),) if value.value else ()


def of_type_tails(value: Any, _resource: Any) -> Collection[Tail]:
    """The rows behind `:of-type`: an Identifier's type, then `type code|value`."""
    if value.type is None or value.value is None:
        return ()
    return [
        (bounded(coding.system or ""), bounded(f"{coding.code or ''}|{value.value}"), "")
        for coding in value.type.coding
    ]


def identifier_tails(value: Any, _resource: Any) -> Collection[Tail]:
    """The rows behind `:identifier`: the identifier that a Reference gives beside or instead of an address."""
    identifier = value.identifier
    if identifier is None:
        return ()
    return ((bounded(identifier.system or ""), bounded(identifier.value or ""), ""),)


def parse(text: str, parameter: Parameter, modifier: str | None, reading: Reading) -> Value:
    """`code`, `system|code`, `|code`, `system|`; words after `:text`, a value set after `:in` and `:not-in`."""
    if modifier in ("in", "not-in"):
        return UriValue(plain(text, reading))
    if modifier == "text":
        return words_value(text, reading)
    parts = [plain(part, reading) for part in split(text, "|")]
    if modifier == "of-type":
        return _of_type(parts, text, reading)
    if len(parts) > 2 or not any(parts) or (len(parts) > 1 and parameter.fold == "contact"):
        raise reading.refuse("search.token-invalid", text)
    code = comparable(parts[-1], parameter.fold) or None
    if len(parts) == 2 and parts[0] == _SPECIAL_IN_R4 and _is_boolean(parameter):
        return TokenValue(SPECIAL, code)
    return TokenValue(bounded(parts[0]) if len(parts) == 2 else None, code)


def _is_boolean(parameter: Parameter) -> bool:
    known = parameter.code in of_type(parameter.type)
    return known and not leaf_types(parameter.type, parameter.code).isdisjoint(("boolean", "deceased"))


def _of_type(parts: list[str], text: str, reading: Reading) -> TokenValue:
    if len(parts) != 3 or not all(parts):  # "All 3 parts must be present"
        raise reading.refuse("search.token-invalid", text)
    return TokenValue(bounded(parts[0]), bounded(f"{parts[1]}|{parts[2]}"))


def words_value(text: str, reading: Reading) -> StringValue:
    """A value that is searched as text. Refused when folding leaves nothing, which would match everything,
    or more than index rows can be asked for."""
    written = plain(text, reading)
    folded = fold(written)
    if not folded:
        raise reading.refuse("search.text-empty", text)
    if len(folded) > LONGEST_ASKED:
        raise reading.refuse("search.text-too-long", text)
    return StringValue(written, folded)


def matches(row: TokenRow, value: Any, modifier: str | None, world: World) -> bool:
    """`:not` and `:not-in` are judged over all rows by the caller: here they ask what `=` and `:in` ask."""
    return _JUDGES.get(modifier or "", _equal)(row, value, world)


def _equal(row: TokenRow, value: TokenValue, _world: World) -> bool:
    if value.code is not None and row.code != value.code:
        return False
    return value.system is None or row.system == value.system


def _text(row: TokenRow, value: StringValue, _world: World) -> bool:
    return f" {value.folded}" in f" {row.display}"


def _in(row: TokenRow, value: UriValue, world: World) -> bool:
    return (row.system, row.code) in world.expand(value.uri)


def _below(row: TokenRow, value: TokenValue, world: World) -> bool:
    if row.system == MIME:
        return value.code is not None and (row.code == value.code or row.code.startswith(value.code + ";"))
    return (row.system, row.code) in world.subsumed_by(value.system, value.code or "")


def _above(row: TokenRow, value: TokenValue, world: World) -> bool:
    if row.system == MIME:
        return value.code is not None and (row.code == value.code or value.code.startswith(row.code + ";"))
    return (row.system, row.code) in world.subsuming(value.system, value.code or "")


MIME = "urn:ietf:bcp:13"
_JUDGES: dict[str, Callable[[TokenRow, Any, World], bool]] = {
    "text": _text,
    "in": _in,
    "not-in": _in,
    "below": _below,
    "above": _above,
}


def order(row: TokenRow) -> tuple[str, str]:
    """By code, then by system."""
    return row.code, row.system


TOKEN = ParameterType(
    modifiers=frozenset(("missing", "text", "not", "above", "below", "in", "not-in", "of-type")),
    row=TokenRow,
    tails={
        "code": _code,
        "id": _code,
        "uri": _code,
        "url": _code,
        "string": _code,
        "boolean": _boolean,
        "deceased": _deceased,
        "Coding": _coding,
        "CodeableConcept": _concept,
        "Identifier": _identifier,
        "ContactPoint": _contact,
    },
    parse=parse,
    matches=matches,
    order=order,
)
