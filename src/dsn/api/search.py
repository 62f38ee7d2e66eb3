"""search by GET and by POST `_search` (R4, search.html); also a compartment and all types."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from msgspec import structs

from dsn.api import bundle
from dsn.api.call import Call
from dsn.api.http import Reply
from dsn.api.refusal import ignored_outcome
from dsn.api.reply import bytes_reply
from dsn.api.subset import Subset, subset
from dsn.base.errors import NotFound, Unsupported
from dsn.fhir import search as fhir_search
from dsn.fhir.search.tree import Query
from dsn.fhir.types import RESOURCE_TYPES
from dsn.store.changes import Found, Version
from dsn.store.compartment import is_personal

_PAGE = "_page"


async def search(call: Call) -> Reply:
    """One page of a searchset, with `self` and, where there is more, `next`."""
    return await _search(call)


async def _search(call: Call, compartment: str = "") -> Reply:
    token, pairs = _without_page(call.pairs)
    query = fhir_search.parse(
        call.type or None, pairs, lenient=call.preference("handling") == "lenient", base_urls=call.bases
    )
    if compartment and call.type == "":
        query = replace(query, types=_personal(query))
    count = page_size(call, query)
    source = urlencode(pairs)
    found = await call.desk.search(
        query, count=count, token=token, source=source, within=compartment, whole=True
    )
    whole = token is None and found.token is None and ("_total", "none") not in pairs
    if whole and found.total is None:
        found = structs.replace(found, total=len(found.matches))  # costs nothing: all of them are here
    place = f"Patient/{compartment}/{call.type or '*'}" if compartment else call.type
    understood = urlencode(_understood(query, pairs)) if query.ignored else source
    return bytes_reply(call, _bundle(call, query, understood, found, place))


async def compartment_search(call: Call) -> Reply:
    """`GET Patient/[id]/[type]`, or `/*` for all types: a search of what belongs to the person (R4, compartments)."""
    if call.type != "Patient":
        raise Unsupported("compartment-not-offered", type=call.type)
    if call.inner and not is_personal(call.inner):
        raise NotFound("type-not-in-compartment", type=call.inner)
    patient = call.id
    call.type, call.id = call.inner, ""
    return await _search(call, compartment=patient)


def _personal(query: Query) -> tuple[str, ...]:
    """The types that can stand in a person's compartment; of those asked for by `_type`, where any are.

    Raises NotFound when one of those asked for cannot."""
    for type_ in query.types:
        if not is_personal(type_):
            raise NotFound("type-not-in-compartment", type=type_)
    return query.types or tuple(type_ for type_ in sorted(RESOURCE_TYPES) if is_personal(type_))


def page_size(call: Call, query: Query) -> int:
    """`_count` within what the deployment allows; `_summary=count` and `_count=0` want no entries."""
    if query.summary == "count" or query.count == 0:
        return 0
    return min(query.count or call.page_size, call.page_size_max)


def _without_page(pairs: list[tuple[str, str]]) -> tuple[str | None, list[tuple[str, str]]]:
    tokens = [value for name, value in pairs if name == _PAGE]
    return (tokens[0] if tokens else None), [pair for pair in pairs if pair[0] != _PAGE]


def _bundle(call: Call, query: Query, asked: str, found: Found, place: str) -> bytes:
    """`asked`: what was understood of the query, as it stands in a URL."""
    address = f"{call.base}/{place}".rstrip("/")
    links = [bundle.link("self", _url(address, asked))]
    if found.token:
        goes_on = urlencode([(_PAGE, found.token)])
        links.append(bundle.link("next", _url(address, f"{asked}&{goes_on}" if asked else goes_on)))
    cut = subset("false" if query.summary == "count" else query.summary, query.elements)
    entries = [_entry(call, version, "match", cut) for version in found.matches]
    entries += [_entry(call, version, "include", None) for version in found.included]
    if query.ignored:
        entries.append(
            bundle.entry(resource=ignored_outcome(query.ignored, call.language), search_mode="outcome")
        )
    return bundle.bundle("searchset", entries, links=links, total=found.total, instant=found.instant)


def _understood(query: Query, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if f"{name}={value}" not in query.ignored]


def _url(address: str, asked: str) -> str:
    return f"{address}?{asked}" if asked else address


def _fragment(version: Version) -> str:
    """What is contained stands at the address of its container, `#` and its own id."""
    return f"#{version.part}" if version.part is not None else ""


def _entry(call: Call, version: Version, mode: str, cut: Subset | None) -> bytes:
    return bundle.entry(
        full_url=f"{call.base}/{version.type}/{version.id}" + _fragment(version),
        resource=cut.of(version.body) if cut else version.body,
        search_mode=mode,
    )
