"""search by GET and by POST `_search` (R4, search.html); also a compartment and all types."""

from __future__ import annotations

from urllib.parse import urlencode

from dsn.api import bundle
from dsn.api.call import Call
from dsn.api.http import Reply
from dsn.api.refusal import ignored_outcome
from dsn.api.reply import bytes_reply
from dsn.api.subset import Subset, subset
from dsn.base.errors import Unsupported
from dsn.fhir import search as fhir_search
from dsn.fhir.search.tree import Query
from dsn.store.changes import Found, Version

_PAGE = "_page"


async def search(call: Call) -> Reply:
    """One page of a searchset, with `self` and, where there is more, `next`."""
    return await _search(call)


async def _search(call: Call, compartment: str = "") -> Reply:
    token, pairs = _without_page(call.pairs)
    query = fhir_search.parse(
        call.type or None, pairs, lenient=call.preference("handling") == "lenient", base_urls=call.bases
    )
    count = page_size(call, query)
    found = await call.desk.search(
        query, count=count, token=token, source=urlencode(pairs), within=compartment
    )
    return bytes_reply(call, _bundle(call, query, pairs, found))


async def compartment_search(call: Call) -> Reply:
    """`GET Patient/[id]/[type]`: the search of that type among what belongs to the person (R4, compartments)."""
    if call.type != "Patient":
        raise Unsupported("compartment-not-offered", type=call.type)
    patient = call.id
    call.type, call.id = call.inner, ""
    return await _search(call, compartment=patient)


def page_size(call: Call, query: Query) -> int:
    """`_count` within what the deployment allows; `_summary=count` and `_count=0` want no entries."""
    if query.summary == "count" or query.count == 0:
        return 0
    return min(query.count or call.page_size, call.page_size_max)


def _without_page(pairs: list[tuple[str, str]]) -> tuple[str | None, list[tuple[str, str]]]:
    tokens = [value for name, value in pairs if name == _PAGE]
    return (tokens[0] if tokens else None), [pair for pair in pairs if pair[0] != _PAGE]


def _bundle(call: Call, query: Query, pairs: list[tuple[str, str]], found: Found) -> bytes:
    address = f"{call.base}/{call.type}".rstrip("/")
    understood = [pair for pair in pairs if pair not in _ignored_pairs(query)]
    links = [bundle.link("self", _url(address, understood))]
    if found.token:
        links.append(bundle.link("next", _url(address, [*understood, (_PAGE, found.token)])))
    cut = subset("false" if query.summary == "count" else query.summary, query.elements)
    entries = [_entry(call, version, "match", cut) for version in found.matches]
    entries += [_entry(call, version, "include", None) for version in found.included]
    if query.ignored:
        entries.append(
            bundle.entry(resource=ignored_outcome(query.ignored, call.language), search_mode="outcome")
        )
    return bundle.bundle("searchset", entries, links=links, total=found.total, instant=found.instant)


def _ignored_pairs(query: Query) -> set[tuple[str, str]]:
    split = (text.partition("=") for text in query.ignored)
    return {(name, value) for name, _, value in split}


def _url(address: str, pairs: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _entry(call: Call, version: Version, mode: str, cut: Subset | None) -> bytes:
    return bundle.entry(
        full_url=f"{call.base}/{version.type}/{version.id}",
        resource=cut.of(version.body) if cut else version.body,
        search_mode=mode,
    )
