"""patch: a change told as operations (R4, http.html#patch), as JSON Patch or as FHIRPath Patch."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from dsn.api.body import decode
from dsn.api.call import Call
from dsn.api.http import Reply
from dsn.api.own import relative
from dsn.api.write import commit_one, criteria_of, expected_version, the_one, written
from dsn.base.errors import Conflict, Invalid, NotFound, Unsupported
from dsn.fhir import json as fhir_json
from dsn.fhir.patch import apply_json_patch, apply_path_patch
from dsn.fhir.types import Binary, Parameters, Resource
from dsn.store.changes import Update

JSON_PATCH = "application/json-patch+json"
_TRIES = 3
_READ = msgspec.json.Decoder(float_hook=Decimal)

Apply = Callable[[dict[str, Any]], dict[str, Any]]


async def patch(call: Call) -> Reply:
    """`PATCH [type]/[id]`, or `PATCH [type]?criteria`: 200. Nothing is made by a patch: 404 when there is nothing.

    Without `If-Match` the operations are done again on what another writer made of the resource meanwhile."""
    apply = _operations(await call.request.body(), call.header("content-type"))
    if not call.id:
        call.id = await the_one(call, call.type, criteria_of(call))
        if not call.id:
            raise NotFound("condition-matches-none", criteria=criteria_of(call))
    expected = await expected_version(call, call.id)
    for left in reversed(range(_TRIES)):
        update = await patched(call, call.type, call.id, apply, expected)
        try:
            return await written(call, await commit_one(call, update))
        except Conflict as error:
            if error.code != "version-differs" or expected is not None or not left:
                raise
    raise AssertionError("the last try returns or raises")


async def patched(call: Call, type_: str, id_: str, apply: Apply, expected: int | None) -> Update:
    """The update that the operations come to, bound to the version they were done on.

    Raises NotFound, Gone, Conflict `version-differs`, what the operations raise, and Refused when what they make is
    no valid resource."""
    current = await call.desk.read(type_, id_)
    if expected is not None and expected != current.version:
        raise Conflict("version-differs", type=type_, expected=expected, found=current.version)
    plain = apply(fhir_json.to_plain(fhir_json.reopen(current.body)))
    if not isinstance(plain, dict) or plain.get("resourceType") != type_ or plain.get("id") != id_:
        raise Invalid("patch-changes-identity", path=f"{type_}.id")
    try:
        resource = fhir_json.from_plain(plain, expect=type_)
    except RecursionError:
        raise Invalid("patch-malformed") from None
    return Update(relative(resource, call.bases), current.version)


def of_entry(resource: Resource | None) -> Apply:
    """The operations in an entry of a Bundle: Parameters, or a Binary that holds a JSON Patch (R4, http.html#patch)."""
    if isinstance(resource, Parameters):
        return _path_patch(resource)
    if isinstance(resource, Binary) and resource.data:
        return _operations(b64decode(resource.data), str(resource.contentType))
    raise Invalid("patch-not-in-entry", path="resource")


def _operations(body: bytes, content_type: str) -> Apply:
    if content_type.partition(";")[0].strip().lower() == JSON_PATCH:
        return _json_patch(body)
    if not content_type:
        raise Unsupported("patch-media-type", value=content_type)
    resource = decode(body, content_type)
    if not isinstance(resource, Parameters):
        raise Unsupported("patch-media-type", value=type(resource).__name__)
    return _path_patch(resource)


def _json_patch(body: bytes) -> Apply:
    try:
        operations = _READ.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError, ValueError):
        raise Invalid("patch-malformed") from None
    return lambda plain: _as_dict(apply_json_patch(plain, operations))


def _path_patch(parameters: Parameters) -> Apply:
    operations = fhir_json.to_plain(parameters)
    return lambda plain: apply_path_patch(plain, operations)


def _as_dict(plain: Any) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise Invalid("patch-changes-identity")
    return plain
