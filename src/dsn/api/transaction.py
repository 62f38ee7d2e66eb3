"""transaction (all or nothing) and batch (each for itself) (R4, http.html#transaction)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote

import msgspec

from dsn.api import bundle
from dsn.api.body import resource_of
from dsn.api.call import Call, version_of_tag
from dsn.api.http import Reply
from dsn.api.refusal import outcome_bytes, status_of
from dsn.api.reply import bytes_reply
from dsn.api.write import condition_of
from dsn.base import clock
from dsn.base.errors import DsnError, Invalid, Unsupported
from dsn.fhir.types import RESOURCE_TYPES, Bundle, BundleEntry, Resource
from dsn.store.changes import Change, Create, Delete, Done, Update

_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: where it stands in the Bundle, what it asks. `change` None = a read after the changes."""

    index: int
    method: str
    url: str
    change: Change | None


async def transaction(call: Call) -> Reply:
    """`POST [base]` with a Bundle: its type says whether the entries stand or fall together."""
    resource = await resource_of(call)
    if not isinstance(resource, Bundle):
        raise Invalid("bundle-expected", path="resourceType", value=type(resource).__name__)
    if resource.type == "transaction":
        answers = await _together(call, resource)
    elif resource.type == "batch":
        answers = [await _alone(call, index, entry) for index, entry in enumerate(resource.entry or ())]
    else:
        raise Unsupported("bundle-type-not-processed", path="Bundle.type", value=resource.type)
    return bytes_reply(call, bundle.bundle(f"{resource.type}-response", answers))


async def _together(call: Call, given: Bundle) -> list[bytes]:
    """R4's order: deletes, creates, updates, reads. The answers come back in the order of the Bundle."""
    steps = [step_of(call, index, entry) for index, entry in enumerate(given.entry or ())]
    writes = sorted((step for step in steps if step.change), key=lambda step: _ORDER[step.method])
    answers: dict[int, bytes] = {}
    if writes:
        changes = tuple(step.change for step in writes if step.change)
        receipt = await call.desk.commit(changes, idempotency=call.header("idempotency-key") or None)
        for step, done in zip(writes, receipt.done, strict=True):
            answers[step.index] = written_entry(call, done, receipt.instant)
    for step in steps:
        if not step.change:
            answers[step.index] = await _read(call, step)
    return [answers[step.index] for step in steps]


async def _alone(call: Call, index: int, entry: BundleEntry) -> bytes:
    try:
        step = step_of(call, index, entry)
        if not step.change:
            return await _read(call, step)
        receipt = await call.desk.commit((step.change,))
        return written_entry(call, receipt.done[0], receipt.instant)
    except DsnError as error:
        status = str(status_of(error))
        return bundle.entry(response={"status": status}, outcome=outcome_bytes(error, call.language))


def step_of(call: Call, index: int, entry: BundleEntry) -> Step:
    """What an entry asks. Raises Invalid or Unsupported at `Bundle.entry[index]`."""
    try:
        if entry.request is None:
            raise Invalid("entry-without-request", path="request")
        # the strict types require both; the stubs cannot say so
        method, url = str(entry.request.method), str(entry.request.url).lstrip("/")
        return Step(index, method, url, _change(call, entry, method, url))
    except DsnError as error:
        raise error.at(f"Bundle.entry[{index}]") from None


def _change(call: Call, entry: BundleEntry, method: str, url: str) -> Change | None:
    place, _, criteria = url.partition("?")
    type_, _, id_ = place.partition("/")
    if method in ("GET", "HEAD"):
        return None
    if type_ not in RESOURCE_TYPES:
        raise Invalid("type-unknown", path="request.url", value=type_)
    if method == "DELETE":
        if criteria:
            raise Unsupported("conditional-delete-in-transaction", path="request.url", value=url)
        return Delete(type_, id_, version_of_tag(_text(entry, "ifMatch")))
    resource = _resource(entry, type_)
    local = entry.fullUrl
    if method == "POST":
        condition = _text(entry, "ifNoneExist")
        found = condition_of(call, type_, condition) if condition else None
        return Create(resource, if_none_exist=found, local=local)
    if method == "PUT":
        if criteria:
            return Update(resource, where=condition_of(call, type_, unquote(criteria)), local=local)
        return Update(_with_id(resource, id_), version_of_tag(_text(entry, "ifMatch")), local=local)
    raise Unsupported("method-not-processed", path="request.method", value=method)


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


def written_entry(call: Call, done: Done, instant: clock.Instant) -> bytes:
    """The answer to one change of a transaction: status, place, version; the resource is not sent back."""
    status = {"created": "201 Created", "deleted": "204 No Content", "absent": "204 No Content"}
    response = {"status": status.get(done.outcome, "200 OK")}
    if done.version and done.outcome not in ("deleted", "absent"):
        response["location"] = f"{call.base}/{done.type}/{done.id}/_history/{done.version}"
        response["etag"] = f'W/"{done.version}"'
        response["lastModified"] = clock.to_text(instant)
    return bundle.entry(response=response)


async def _read(call: Call, step: Step) -> bytes:
    """A GET inside a Bundle: a read, a vread or a search, answered as its own request would be."""
    path, _, query = step.url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    # in JSON: the outer answer is put into the asker's form as a whole
    inner = replace(call, pairs=pairs, form="json", pretty=False, type="", id="", version="")
    reply = await call.answer(inner, "GET", path)
    return bundle.entry(resource=reply.body, response={"status": str(reply.status)})
