"""The rows of `member` that belong to some people: where a plan starts when they are few."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.base import ids
from dsn.store import kinds
from dsn.store.plan.frame import Frame, Which
from dsn.store.plan.sql import FALSE, TRUE, Sql, joined, piece


def memberships(frame: Frame, people: frozenset[int], which: Which) -> Sql:
    """Type and key of everything that belongs to these people, and of what is shared, each once.

    Of what is contained the type is that of its holder.
    """
    alias, nobody = frame.alias("m"), frame.alias("m")
    found = "SELECT {0}.type, {0}.key FROM {{}}{1} AND {{}}"
    shared = sorted(kinds.number(name) for name in frame.scope.shared_types)
    return joined(
        " UNION ",
        [
            piece(
                found.format(alias, which.said_of(f"{alias}.key").text),
                of_people(frame, alias, people),
                frame.live(alias),
            ),
            piece(
                found.format(nobody, which.said_of(f"{nobody}.key").text),
                piece(f"member {nobody} WHERE {nobody}.patient = 0 AND {{}}", _of_types(nobody, shared)),
                frame.live(nobody),
            ),
        ],
    )


def _of_types(alias: str, numbers: Sequence[int]) -> Sql:
    if not numbers:
        return FALSE
    return Sql(f"{alias}.bucket = 0 AND {alias}.type IN ({', '.join(map(str, numbers))})")


def of_people(frame: Frame, alias: str, people: frozenset[int]) -> Sql:
    """FROM … WHERE …: the membership rows of these people, each person a seek."""
    if len(people) == 1:
        person = next(iter(people))
        bucket = ids.bucket_of_key(person)
        return piece(f"member {alias} WHERE {alias}.patient = {{}} AND {alias}.bucket = {{}}", person, bucket)
    who = frame.alias("p")
    return piece(
        f"{frame.dialect.unnest(who, 'patient').replace('?', '{}')} CROSS JOIN member {alias}"
        f" WHERE {alias}.patient = {who}.patient AND {{}}",
        frame.listed(people),
        Sql(f"{alias}.bucket = ({who}.patient >> 51)") if frame.dialect.is_postgres else TRUE,
    )
