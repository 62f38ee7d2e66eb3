"""Everything the store derives from a resource alone: pure, so it is done before the transaction, or in a worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from dsn.access.labels import labels_of
from dsn.access.relations import Claim, Relate
from dsn.fhir.json import decode
from dsn.fhir.search import extract
from dsn.fhir.search.rows import IndexRow
from dsn.fhir.types import Resource
from dsn.store import codec, present
from dsn.store.beside import Beside, beside
from dsn.store.compartment import context, people


@dataclass(frozen=True, slots=True)
class Ready:
    """A resource, ready to be written under `id`. `content` as in `codec`; `patients` are ids of Patients."""

    type: str
    id: str
    content: bytes
    rows: Sequence[IndexRow]
    labels: int
    present: int
    patients: tuple[str, ...]
    claims: tuple[Claim, ...]
    beside: Beside | None = None


def ready(
    resource: Resource, id_: str, relate: Iterable[Relate] = (), rows: Sequence[IndexRow] | None = None
) -> Ready:
    """Derives. `id_` is the id it will have, whatever `resource.id` says; `rows` when they are at hand."""
    type_ = resource.resourceType
    if rows is None:
        rows = extract(resource)
    if resource.id != id_:
        resource = replace(resource, id=id_)
    content = codec.content(resource)
    return Ready(
        type_,
        id_,
        content,
        rows,
        labels_of(resource),
        present.mask(type_, {row.param for row in rows}),
        people(type_, id_, rows) or _in_context(resource),
        tuple(claim for rule in relate for claim in rule(resource)),
        beside(resource, rows, content),
    )


def _in_context(resource: Resource) -> tuple[str, ...]:
    """The person a Binary is about, where it says so itself."""
    found = context(resource)
    return (found[1],) if found is not None and found[0] == "Patient" else ()


def again(content: bytes, id_: str, relate: Iterable[Relate] = ()) -> Ready:
    """The same from what was kept of a version."""
    return ready(decode(content), id_, relate)
