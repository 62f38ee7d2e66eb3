"""transaction (all or nothing) and batch (each for itself) (R4, http.html#transaction)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from dsn.api import bundle
from dsn.api.batch import decode_batch
from dsn.api.call import Call
from dsn.api.entries import Step, answer_read, step_of
from dsn.api.http import Reply
from dsn.api.links import linked
from dsn.api.own import relative
from dsn.api.refusal import done_outcome, outcome_bytes, status_of
from dsn.api.reply import bytes_reply
from dsn.base import clock
from dsn.base.errors import DsnError, Gone, Invalid, Unsupported
from dsn.fhir.types import Bundle, BundleEntry
from dsn.store.changes import Delete, Done, Update

_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 2}
_STATUS = {"created": 201, "deleted": 204, "absent": 204}


async def transaction(call: Call) -> Reply:
    """`POST [base]` with a Bundle: its type says whether the entries stand or fall together."""
    decoded, wrong = decode_batch(await call.request.body(), call.header("content-type"))
    resource = relative(decoded, call.bases)
    if not isinstance(resource, Bundle):
        raise Invalid("bundle-expected", path="resourceType", value=type(resource).__name__)
    if resource.type == "transaction":
        answers = await _together(call, linked(resource))
    elif resource.type == "batch":
        answers = await _each(call, resource.entry or (), wrong)
    else:
        raise Unsupported("bundle-type-not-processed", path="Bundle.type", value=resource.type)
    return bytes_reply(call, bundle.bundle(f"{resource.type}-response", answers))


async def _each(call: Call, entries: Sequence[BundleEntry], wrong: dict[int, DsnError]) -> list[bytes]:
    """The answers of a batch, those to the entries that could not be read in their places."""
    rest = iter(entries)
    return [
        _refused(call, wrong[index]) if index in wrong else await _alone(call, index, next(rest))
        for index in range(len(entries) + len(wrong))
    ]


async def _together(call: Call, given: Bundle) -> list[bytes]:
    """R4's order: deletes, creates, updates, reads. The answers come back in the order of the Bundle."""
    steps = [await step_of(call, index, entry) for index, entry in enumerate(given.entry or ())]
    writes = sorted((step for step in steps if step.change), key=lambda step: _ORDER[step.method])
    if writes:
        await _try_reads(call, steps)
    answers: dict[int, bytes] = {}
    if writes:
        changes = tuple(step.change for step in writes if step.change)
        receipt = await call.desk.commit(changes, idempotency=call.header("idempotency-key") or None)
        for step, done in zip(writes, receipt.done, strict=True):
            answers[step.index] = await _written(call, done, receipt.instant)
    for step in steps:
        if not step.change:
            answers[step.index] = await (_read_after(call, step) if writes else _unwritten(call, step))
    return [answers[step.index] for step in steps]


async def _try_reads(call: Call, steps: Sequence[Step]) -> None:
    """Raises what a read would raise, before anything is written: a read that fails undoes the whole as well."""
    made = {_place(step) for step in steps if isinstance(step.change, Update)}
    gone = {_place(step) for step in steps if isinstance(step.change, Delete)}
    for step in steps:
        place = "/".join(step.url.partition("?")[0].split("/")[:2])
        if not step.is_read or place in made:
            continue
        try:
            await answer_read(call, step)
            if step.url.partition("?")[0] in gone:
                type_, _, id_ = place.partition("/")
                raise Gone("resource-deleted", type=type_, id=id_)
        except DsnError as error:
            raise error.at(step.path) from None


def _place(step: Step) -> str:
    change = step.change
    if isinstance(change, Delete):
        return f"{change.type}/{change.id}"
    return f"{type(change.resource).__name__}/{change.resource.id}" if isinstance(change, Update) else ""


async def _read_after(call: Call, step: Step) -> bytes:
    """A read once the changes are durable: what fails now (another writer came between) is told in its place."""
    try:
        return await _unwritten(call, step)
    except DsnError as error:
        return _refused(call, error.at(step.path))


async def _alone(call: Call, index: int, entry: BundleEntry) -> bytes:
    try:
        step = await step_of(call, index, entry)
        if not step.change:
            return await _unwritten(call, step)
        receipt = await call.desk.commit((step.change,))
        return await _written(call, receipt.done[0], receipt.instant)
    except DsnError as error:
        return _refused(call, error)


def _refused(call: Call, error: DsnError) -> bytes:
    return bundle.entry(
        response={"status": _said(status_of(error))}, outcome=outcome_bytes(error, call.language)
    )


async def _unwritten(call: Call, step: Step) -> bytes:
    """The answer to an entry that changes nothing: a read, or a conditional delete that found nothing."""
    if not step.is_read:
        return bundle.entry(response={"status": _said(204)})
    reply = await answer_read(call, step)
    response = {"status": _said(reply.status)}
    if "etag" in reply.headers:
        response["etag"] = reply.headers["etag"]
    return bundle.entry(resource=b"" if step.method == "HEAD" else reply.body, response=response)


async def _written(call: Call, done: Done, instant: clock.Instant) -> bytes:
    """The answer to one change: status, place, version; what else, `Prefer: return` says."""
    response = {"status": _said(_STATUS.get(done.outcome, 200))}
    wanted = call.preference("return")
    if done.outcome in ("deleted", "absent"):
        return bundle.entry(response=response)
    version = (
        await call.desk.written(done) if wanted == "representation" or done.outcome == "unchanged" else None
    )
    response["location"] = f"{call.base}/{done.type}/{done.id}/_history/{done.version}"
    response["etag"] = f'W/"{done.version}"'
    response["lastModified"] = clock.to_text(version.instant if version else instant)
    return bundle.entry(
        resource=version.body if version and wanted == "representation" else b"",
        response=response,
        outcome=done_outcome(done, call.language) if wanted == "OperationOutcome" else b"",
    )


def _said(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
