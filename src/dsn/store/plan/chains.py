"""Chains and `_has`: one hop along a reference. What stands at its end is under the scope like the answer itself."""

from __future__ import annotations

from collections.abc import Callable

from dsn.fhir.search.tree import Chain, Clause, Has
from dsn.store import kinds
from dsn.store.plan import scope
from dsn.store.plan.alive import exists
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.sql import Sql, piece

Condition = Callable[[Clause, Frame, Spot], Sql]


def chained(chain: Chain, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    """The reference's target exists, is of that type, is visible and fulfils the clause."""
    hop, end = frame.alias("h"), frame.alias("l")
    there = Spot.of_life(end, chain.target)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN life {end} WHERE {hop}.param = {{}}"
        f" AND {hop}.key = {spot.key} AND {{}} AND {hop}.type = {{}} AND {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        chain.parameter.number,
        frame.bucket(hop, spot),
        kinds.number(chain.target),
        frame.live(hop),
        exists(frame, end, chain.target, f"{hop}.target"),
        scope.within(frame, there),
        condition(chain.clause, frame, there),
    )


def referred(has: Has, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    """Something visible refers here by that parameter and fulfils the clause."""
    hop, end = frame.alias("h"), frame.alias("l")
    source = has.parameter.type
    there = Spot.of_life(end, source)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN life {end} WHERE {hop}.param = {{}}"
        f" AND {hop}.target = {spot.key} AND {hop}.type = {spot.type_number}"
        f" AND {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        has.parameter.number,
        frame.live(hop),
        exists(frame, end, source, f"{hop}.key", f"{hop}.bucket"),
        scope.within(frame, there),
        condition(has.clause, frame, there),
    )
