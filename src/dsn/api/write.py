"""create, update and delete, each with its conditional form (R4, http.html#create and following)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from dsn.api.body import resource_of
from dsn.api.call import Call
from dsn.api.http import Reply
from dsn.api.refusal import done_outcome
from dsn.api.reply import MEDIA, body_in_form, version_headers
from dsn.base.errors import Invalid, PreconditionFailed
from dsn.fhir import search as fhir_search
from dsn.fhir.search.tree import Query
from dsn.store.changes import Change, Create, Delete, Done, Update


async def create(call: Call) -> Reply:
    """`POST [type]`: 201 with its Location; with `If-None-Exist`, 200 when one match stands already."""
    resource = await resource_of(call)
    criteria = call.header("if-none-exist")
    condition = condition_of(call, call.type, criteria) if criteria else None
    done = await _commit(call, Create(resource, if_none_exist=condition))
    return await written(call, done)


async def update(call: Call) -> Reply:
    """`PUT [type]/[id]`, or `PUT [type]?criteria`: 200, or 201 when it made the resource."""
    resource = await resource_of(call)
    if not call.id:
        condition = condition_of(call, call.type, call.request.query)
        return await written(call, await _commit(call, Update(resource, call.if_match(), where=condition)))
    if not resource.id:
        raise Invalid("id-missing-in-body", path=f"{call.type}.id", expected=call.id)
    if resource.id != call.id:
        raise Invalid("id-differs", path=f"{call.type}.id", given=resource.id, found=call.id)
    return await written(call, await _commit(call, Update(resource, call.if_match())))


async def delete(call: Call) -> Reply:
    """`DELETE [type]/[id]`, or `DELETE [type]?criteria`: 204 whether or not it was there."""
    id_ = call.id or await _the_one(call)
    if id_:
        await _commit(call, Delete(call.type, id_, call.if_match()))
    return Reply(204)


async def _the_one(call: Call) -> str:
    """Conditional delete of one: several matches are refused (CapabilityStatement: `single`)."""
    query = condition_of(call, call.type, call.request.query)
    found = await call.desk.search(query, count=2)
    if len(found.matches) > 1:
        raise PreconditionFailed("condition-matches-several", criteria=call.request.query)
    return found.matches[0].id if found.matches else ""


def condition_of(call: Call, type_: str, criteria: str) -> Query:
    """The criteria of a conditional act as a query. Empty criteria are refused: they would match everything."""
    pairs = parse_qsl(criteria.lstrip("?"), keep_blank_values=True)
    query = fhir_search.parse(type_, pairs, base_urls=call.bases)
    if not query.where.clauses:
        raise PreconditionFailed("condition-empty", criteria=criteria)
    return query


async def _commit(call: Call, change: Change) -> Done:
    receipt = await call.desk.commit((change,), idempotency=call.header("idempotency-key") or None)
    return receipt.done[0]


async def written(call: Call, done: Done) -> Reply:
    """The answer to a write: the version, nothing, or an outcome, as `Prefer: return` says."""
    version = await call.desk.written(done)
    headers = version_headers(version.version, version.instant)
    headers["location"] = f"{call.base}/{done.type}/{done.id}/_history/{done.version}"
    status = 201 if done.outcome == "created" else 200
    wanted = call.preference("return") or "representation"
    if wanted == "minimal":
        return Reply(status, headers=headers)
    body = done_outcome(done, call.language) if wanted == "OperationOutcome" else version.body
    return Reply(status, body_in_form(call, body), MEDIA[call.form], headers)
