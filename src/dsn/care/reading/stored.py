"""Resources out of stored bytes, for showing.

The store keeps only what passed `dsn.fhir.json.decode`; reading it again checks shapes alone (2 µs, not 15).
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar, cast

import msgspec

from dsn.fhir.types import RESOURCE_TYPES, Resource
from dsn.store.changes import Version

R = TypeVar("R", bound=Resource)


def resource(version: Version, type_: type[R]) -> R:
    """The resource of a version that is not deleted. `type_` must be the version's own type."""
    return cast(R, _decoder(type_.__name__).decode(version.body))


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Resource]:
    return msgspec.json.Decoder(RESOURCE_TYPES[name])
