"""create, update and delete, each with its conditional form (R4, http.html#create and following)."""

from __future__ import annotations

from urllib.parse import urlencode

from dsn.api.binary import brought
from dsn.api.call import Call, version_of_tag
from dsn.api.http import Reply
from dsn.api.media import MEDIA
from dsn.api.parameters import pairs_of
from dsn.api.refusal import done_outcome
from dsn.api.reply import body_in_form, version_headers
from dsn.base.errors import DsnError, Invalid, PreconditionFailed, Unsupported
from dsn.fhir import search as fhir_search
from dsn.fhir.search.tree import Query
from dsn.store.changes import Change, Create, Delete, Done, Update
from dsn.store.prepare import check_condition


async def create(call: Call) -> Reply:
    """`POST [type]`: 201 with its Location; with `If-None-Exist`, 200 when one match stands already."""
    resource, blobs = await brought(call)
    criteria = call.header("if-none-exist")
    condition = condition_of(call, call.type, criteria) if criteria else None
    done = await commit_one(call, Create(resource, if_none_exist=condition), blobs)
    return await written(call, done, light=bool(blobs))


async def update(call: Call) -> Reply:
    """`PUT [type]/[id]`, or `PUT [type]?criteria`: 200, or 201 when it made the resource."""
    resource, blobs = await brought(call)
    if not call.id:
        condition = condition_of(call, call.type, criteria_of(call))
        expected = await expected_version(call, "")
        return await written(call, await commit_one(call, Update(resource, expected, where=condition), blobs))
    if not resource.id:
        raise Invalid("id-missing-in-body", path=f"{call.type}.id", expected=call.id)
    if resource.id != call.id:
        raise Invalid("id-differs", path=f"{call.type}.id", given=resource.id, found=call.id)
    done = await commit_one(call, Update(resource, await expected_version(call, call.id)), blobs)
    return await written(call, done, light=bool(blobs))


async def delete(call: Call) -> Reply:
    """`DELETE [type]/[id]`, or `DELETE [type]?criteria`: 204 whether or not it was there."""
    id_ = call.id or await the_one(call, call.type, criteria_of(call))
    if not id_:
        return Reply(204)
    done = await commit_one(call, Delete(call.type, id_, await expected_version(call, id_)))
    return Reply(204, headers={"etag": f'W/"{done.version}"'} if done.outcome == "deleted" else {})


async def expected_version(call: Call, id_: str) -> int | None:
    """The version that must be current: what `If-Match` says, 0 (none) for `If-None-Match: *`, None for neither.

    `If-Match: *` is whichever stands now (RFC 9110, 13.1.1). Raises PreconditionFailed when there is none."""
    tag, none = call.header("if-match"), call.header("if-none-match")
    if none and none.strip() != "*":
        raise Unsupported("none-match-only-star", value=none)
    if none:
        return 0
    if tag.strip() != "*":
        return version_of_tag(tag)
    try:
        return (await call.desk.read(call.type, id_)).version
    except DsnError as error:
        if error.kind not in ("not-found", "gone"):
            raise
        raise PreconditionFailed("nothing-to-match", type=call.type, id=id_) from None


async def the_one(call: Call, type_: str, criteria: str) -> str:
    """The id of the only match, "" when there is none. Several are refused (CapabilityStatement: `single`)."""
    query = condition_of(call, type_, criteria)
    found = await call.desk.search(query, count=2, source=criteria)
    if len(found.matches) > 1:
        raise PreconditionFailed("condition-matches-several", criteria=criteria)
    return found.matches[0].id if found.matches else ""


def criteria_of(call: Call) -> str:
    """The criteria in the URL, without what is about the answer (`_format`, `_pretty`)."""
    return urlencode(call.pairs)


def condition_of(call: Call, type_: str, criteria: str) -> Query:
    """The criteria of a conditional act as a query. Empty criteria are refused: they would match everything."""
    pairs = pairs_of(criteria.lstrip("?"))
    query = fhir_search.parse(type_, pairs, base_urls=call.bases)
    if not query.where.clauses:
        raise PreconditionFailed("condition-empty", criteria=criteria)
    return check_condition(query)


async def commit_one(call: Call, change: Change, blobs: tuple[bytes, ...] = ()) -> Done:
    name = call.header("idempotency-key") or None
    receipt = await call.desk.commit((change,), idempotency=name, blobs=blobs)
    return receipt.done[0]


async def written(call: Call, done: Done, *, light: bool = False) -> Reply:
    """The answer to a write: the version, nothing, or an outcome, as `Prefer: return` says.

    `light`: who streamed a content in gets it back only when they ask.
    """
    wanted = call.preference("return") or ("minimal" if light else "representation")
    version = await call.desk.written(done, whole=wanted == "representation")
    headers = version_headers(version.version, version.instant)
    headers["location"] = f"{call.base}/{done.type}/{done.id}/_history/{done.version}"
    status = 201 if done.outcome == "created" else 200
    if wanted == "minimal":
        return Reply(status, headers=headers)
    body = done_outcome(done, call.language) if wanted == "OperationOutcome" else version.body
    return Reply(status, body_in_form(call, body), MEDIA[call.form], headers)
