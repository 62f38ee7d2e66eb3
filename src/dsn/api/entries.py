"""One entry of a transaction or batch: what it asks, as a change or as a read (R4, http.html#transaction)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from dsn.api.call import Call, version_of_tag
from dsn.api.http import Reply
from dsn.api.parameters import pairs_of
from dsn.api.patch import of_entry, patched
from dsn.api.write import condition_of, the_one
from dsn.base.errors import DsnError, Invalid, NotFound, Unsupported
from dsn.fhir.search.references import without_base
from dsn.fhir.types import RESOURCE_TYPES, BundleEntry, Resource
from dsn.store.changes import Change, Create, Delete, Update

_CONDITIONS = {
    "if-none-match": "ifNoneMatch",
    "if-modified-since": "ifModifiedSince",
    "if-match": "ifMatch",
    "if-none-exist": "ifNoneExist",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: where it stands in the Bundle, what it asks. `change` None = a read after the changes, or, for a
    conditional DELETE that matched nothing, no act at all."""

    index: int
    method: str
    url: str
    change: Change | None
    entry: BundleEntry

    @property
    def is_read(self) -> bool:
        return self.method in ("GET", "HEAD")

    @property
    def path(self) -> str:
        return f"Bundle.entry[{self.index}]"


async def step_of(call: Call, index: int, entry: BundleEntry) -> Step:
    """What an entry asks. Raises what is wrong with it at `Bundle.entry[index]`."""
    try:
        if entry.request is None:
            raise Invalid("entry-without-request", path="request")
        # the strict types require both; the stubs cannot say so
        method = str(entry.request.method)
        url = without_base(str(entry.request.url), tuple(call.bases)).lstrip("/")
        return Step(index, method, url, await _change(call, entry, method, url), entry)
    except DsnError as error:
        raise error.at(f"Bundle.entry[{index}]") from None


async def _change(call: Call, entry: BundleEntry, method: str, url: str) -> Change | None:
    place, _, criteria = url.partition("?")
    type_, _, id_ = place.partition("/")
    if method in ("GET", "HEAD"):
        return None
    if type_ not in RESOURCE_TYPES:
        raise Invalid("type-unknown", path="request.url", value=type_)
    if method == "POST":
        if id_ or criteria:
            raise Unsupported("entry-url-not-processed", path="request.url", value=url)
        condition = _text(entry, "ifNoneExist")
        found = condition_of(call, type_, condition) if condition else None
        return Create(_resource(entry, type_), if_none_exist=found, local=entry.fullUrl)
    if method == "PUT":
        resource = _resource(entry, type_)
        if not id_:
            where = condition_of(call, type_, criteria)
            return Update(resource, _expected(entry), where=where, local=entry.fullUrl)
        local = None if entry.fullUrl == place else entry.fullUrl  # nothing is to be replaced by itself
        return Update(_with_id(resource, id_), _expected(entry), local=local)
    return await _change_of_there(call, entry, method, (type_, id_, criteria))


async def _change_of_there(
    call: Call, entry: BundleEntry, method: str, named: tuple[str, str, str]
) -> Change | None:
    """DELETE and PATCH: of what is there, or of the one that criteria find."""
    type_, id_, criteria = named
    apply = of_entry(entry.resource) if method == "PATCH" else None
    if not id_:
        id_ = await the_one(call, type_, criteria)
        if not id_ and apply is None:
            return None
        if not id_:
            raise NotFound("condition-matches-none", path="request.url", criteria=criteria)
    if apply is not None:
        return await patched(call, type_, id_, apply, _expected(entry))
    return Delete(type_, id_, _expected(entry))


def _expected(entry: BundleEntry) -> int | None:
    if none := _text(entry, "ifNoneMatch"):
        if none.strip() != "*":
            raise Unsupported("none-match-only-star", path="request.ifNoneMatch", value=none)
        return 0
    return version_of_tag(_text(entry, "ifMatch"))


def _text(entry: BundleEntry, name: str) -> str:
    return getattr(entry.request, name, None) or ""


def _resource(entry: BundleEntry, type_: str) -> Resource:
    resource = entry.resource
    if resource is None:
        raise Invalid("entry-without-resource", path="resource")
    if type(resource).__name__ != type_:
        raise Invalid("type-differs", path="resource", value=type(resource).__name__, expected=type_)
    return resource


def _with_id(resource: Resource, id_: str) -> Resource:
    if resource.id and resource.id != id_:
        raise Invalid("id-differs", path="resource.id", given=resource.id, found=id_)
    return msgspec.structs.replace(resource, id=id_)


async def answer_read(call: Call, step: Step) -> Reply:
    """A GET inside a Bundle: answered as its own request would be, in JSON, under the entry's own conditions."""
    path, _, query = step.url.partition("?")
    headers = {name: value for name, value in call.request.headers.items() if name not in _CONDITIONS}
    for header, name in _CONDITIONS.items():
        if value := getattr(step.entry.request, name, None):
            headers[header] = str(value)
    pairs = [pair for pair in pairs_of(query) if pair[0] not in ("_format", "_pretty")]
    request = replace(call.request, headers=headers)
    # in JSON: the outer answer is put into the asker's form as a whole
    inner = replace(
        call, request=request, pairs=pairs, form="json", pretty=False, type="", id="", version="", inner=""
    )
    return await call.answer(inner, "GET", path)
