"""What refers to resources that were found, or is referred to by them: keys as SELECTs, by key and by address."""

from __future__ import annotations

from dsn.fhir.search.tree import Chain, Has
from dsn.store import kinds
from dsn.store.plan.chains import meeting, outward
from dsn.store.plan.frame import Frame, Which
from dsn.store.plan.merged import concerns, widened
from dsn.store.plan.sql import Sql, piece


def to_keys(chain: Chain, found: Sql, frame: Frame) -> tuple[Sql, str]:
    alias = frame.alias("d")
    if concerns(chain.target, frame):
        found = widened(found, frame)
    return piece(
        f"ix_reference {alias} WHERE {alias}.param = {{}} AND {alias}.target IN ({{}})"
        f" AND {alias}.type = {{}} AND {{}}",
        chain.parameter.number,
        found,
        kinds.number(chain.target),
        frame.live(alias),
    ), alias


def to_addresses(chain: Chain, found: Sql, frame: Frame) -> tuple[Sql, str]:
    called, alias = frame.alias("a"), frame.alias("d")
    return piece(
        f"ix_address {called} CROSS JOIN ix_reference {alias} WHERE {called}.key IN ({{}}) AND {called}.type = {{}}"
        f" AND {alias}.param = {{}} AND {{}} AND {{}}",
        found,
        kinds.number(chain.target),
        chain.parameter.number,
        meeting(frame, alias, called),
        frame.live(alias),
    ), alias


def of_keys(has: Has, found: Sql, type_: str, frame: Frame, which: Which) -> Sql:
    alias = frame.alias("h")
    targets = piece(
        f"SELECT DISTINCT {alias}.target AS key FROM ix_reference {alias} WHERE {alias}.param = {{}}"
        f" AND {alias}.key IN ({{}}) AND {alias}.type = {{}} AND {{}} AND {{}}",
        has.parameter.number,
        found,
        kinds.number(type_),
        outward(alias, inside=which is not Which.ALONE),
        frame.live(alias),
    )
    return widened(targets, frame) if concerns(type_, frame) else targets


def of_addresses(has: Has, found: Sql, frame: Frame) -> Sql:
    alias, called = frame.alias("h"), frame.alias("a")
    return piece(
        f"SELECT {called}.key AS key FROM ix_reference {alias} CROSS JOIN ix_address {called}"
        f" WHERE {alias}.param = {{}} AND {alias}.key IN ({{}}) AND {alias}.key > 0 AND {{}} AND {{}}"
        f" AND {called}.key > 0",
        has.parameter.number,
        found,
        frame.live(alias),
        meeting(frame, alias, called),
    )
