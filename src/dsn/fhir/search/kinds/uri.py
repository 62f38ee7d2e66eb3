"""uri: exact, or one the beginning of the other (R4 search, uri)."""

from __future__ import annotations

from dsn.fhir.search.escapes import plain
from dsn.fhir.search.folding import bounded
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, World
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import UriRow
from dsn.fhir.search.tree import Parameter, UriValue


def _uri(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    return lambda value, _resource: ((bounded(value),),)


def parse(text: str, _parameter: Parameter, modifier: str | None, reading: Reading) -> UriValue:
    """Any text. "The :above and :below modifiers only apply to URLs, and not URNS": refused."""
    uri = plain(text, reading)
    if modifier in ("above", "below") and uri.casefold().startswith("urn:"):
        raise reading.refuse("search.urn-has-no-hierarchy", text)
    return UriValue(uri if modifier else bounded(uri))


def matches(row: UriRow, value: UriValue, modifier: str | None, _world: World) -> bool:
    """ "Matches are precise (e.g. case, accent, and escape) sensitive, and the entire URI must match"."""
    if modifier == "below":
        return row.uri.startswith(value.uri)
    if modifier == "above":
        return value.uri.startswith(row.uri)
    return row.uri == value.uri


def order(row: UriRow) -> str:
    """As text."""
    return row.uri


URI = ParameterType(
    modifiers=frozenset(("missing", "above", "below")),
    row=UriRow,
    tails=dict.fromkeys(("uri", "url", "canonical", "oid", "uuid"), _uri),
    parse=parse,
    matches=matches,
    order=order,
)
