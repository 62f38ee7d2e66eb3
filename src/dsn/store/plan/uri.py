"""URI parameters: addresses are symbols, compared whole or by their start."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.tree import Test, UriValue
from dsn.store.plan.frame import Frame
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, piece
from dsn.store.plan.string import starts
from dsn.store.plan.token import symbol


def rows(test: Test, frame: Frame) -> Rows:
    """What a URI test asks."""
    alternatives = tuple(_alternative(test, value, frame) for value in _addresses(test))
    return Rows("ix_uri", test.parameter.number, alternatives, keyed=False, reach=Reach.NAMED)


def _addresses(test: Test) -> list[str]:
    if not all(isinstance(value, UriValue) for value in test.values):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return [value.uri for value in test.values if isinstance(value, UriValue)]


def _alternative(test: Test, uri: str, frame: Frame) -> Sql:
    match test.modifier:
        case None:
            return piece("@.uri = {}", symbol(uri))
        case "below":
            return piece("@.uri IN (SELECT number FROM symbol WHERE {})", starts("text", uri))
        case "above":
            starts_of_it = [uri[:length] for length in range(1, len(uri) + 1)]
            among = frame.dialect.among("text", "text").replace("?", "{}")
            listed = frame.dialect.listed(starts_of_it)
            return piece("@.uri IN (SELECT number FROM symbol WHERE {})", piece(among, listed))
    raise Unsupported(
        "search.modifier-unknown", name=test.parameter.code, modifier=test.modifier, source=test.source
    )
