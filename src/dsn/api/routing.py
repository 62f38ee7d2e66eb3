"""Which interaction a method and a path mean: one table, read from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from dsn.api.call import Call
from dsn.api.capability import metadata
from dsn.api.history import history
from dsn.api.http import Reply
from dsn.api.patch import patch
from dsn.api.read import read, vread
from dsn.api.search import compartment_search, search
from dsn.api.transaction import transaction
from dsn.api.write import create, delete, update
from dsn.base.errors import Invalid, NotFound, Unsupported
from dsn.fhir.types import RESOURCE_TYPES

Interaction = Callable[[Call], Awaitable[Reply]]
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


class Route(NamedTuple):
    """`path`: `T` stands for a resource type, `I` for an id, `V` for a version; other words for themselves."""

    method: str
    path: tuple[str, ...]
    interaction: Interaction


INTERACTIONS: tuple[Route, ...] = (
    Route("POST", (), transaction),
    Route("GET", (), search),
    Route("GET", ("metadata",), metadata),
    Route("POST", ("_search",), search),
    Route("GET", ("_history",), history),
    Route("GET", ("T",), search),
    Route("POST", ("T", "_search"), search),
    Route("GET", ("T", "_history"), history),
    Route("GET", ("T", "I"), read),
    Route("GET", ("T", "I", "_history"), history),
    Route("GET", ("T", "I", "_history", "V"), vread),
    Route("GET", ("T", "I", "T"), compartment_search),
    Route("GET", ("T", "I", "*"), compartment_search),
    Route("POST", ("T", "I", "T", "_search"), compartment_search),
    Route("POST", ("T",), create),
    Route("PUT", ("T", "I"), update),
    Route("PUT", ("T",), update),
    Route("PATCH", ("T", "I"), patch),
    Route("PATCH", ("T",), patch),
    Route("DELETE", ("T", "I"), delete),
    Route("DELETE", ("T",), delete),
)


def find(method: str, path: str) -> tuple[Interaction, dict[str, str]]:
    """The interaction and what the path names (`type`, `id`, `version`, and `inner` for a compartment).

    HEAD is a GET. Raises NotFound for a path that is none, Unsupported for a method that it does not take.
    """
    words = tuple(word for word in path.split("/") if word)
    method = "GET" if method == "HEAD" else method
    others: list[str] = []
    for route in _BY_LENGTH.get(len(words), ()):
        if (named := _match(route.path, words)) is not None:
            if route.method == method:
                _check_id(method, named)
                return route.interaction, named
            others.append(route.method)
    if others:
        raise Unsupported("method-not-allowed", method=method, allowed=tuple(sorted(set(others))))
    if words and words[0] not in RESOURCE_TYPES and words[0][:1].isupper():
        raise NotFound("type-unknown", value=words[0])
    raise NotFound("path-unknown", value=path)


def _check_id(method: str, named: dict[str, str]) -> None:
    """Raises for an id that no resource can have: Invalid when one would be made, else NotFound."""
    if "id" not in named or _ID.fullmatch(named["id"]):
        return
    if method == "PUT":
        raise Invalid("id-malformed", value=named["id"])
    raise NotFound("resource-not-found", type=named["type"], id=named["id"])


def _match(pattern: tuple[str, ...], words: tuple[str, ...]) -> dict[str, str] | None:
    named: dict[str, str] = {}
    for sign, word in zip(pattern, words, strict=True):
        if sign == "T":
            if word not in RESOURCE_TYPES:
                return None
            named["inner" if "type" in named else "type"] = word
        elif sign == "I":
            if word[0] in "_$":
                return None
            named["id"] = word
        elif sign == "V":
            named["version"] = word
        elif sign != word:
            return None
    return named


_BY_LENGTH: dict[int, list[Route]] = {}
for _route in INTERACTIONS:
    _BY_LENGTH.setdefault(len(_route.path), []).append(_route)
