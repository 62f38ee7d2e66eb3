"""Chains and `_has`: one hop along a reference. What stands at its end is under the scope like the answer itself.

The clause is asked before the scope: of what refers to somebody's people nearly all is within, and few fulfil it.

A reference `#id` has a row of its own that leads to what is contained (`dsn.store.beside`), told by `type` and `url`
both being there; a canonical one is met by address.
"""

from __future__ import annotations

from collections.abc import Callable

from dsn.fhir.search.parameters import by_canonical
from dsn.fhir.search.tree import Chain, Clause, Has
from dsn.store import kinds
from dsn.store.plan import scope
from dsn.store.plan.alive import exists
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.merged import concerns, others_of
from dsn.store.plan.sql import Sql, any_of, piece

Condition = Callable[[Clause, Frame, Spot], Sql]


def chained(chain: Chain, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    """The reference's target exists, is of that type, is visible and fulfils the clause."""
    ways = [_to_key(chain, frame, spot, condition)]
    if concerns(chain.target, frame):
        ways.append(_to_same(chain, frame, spot, condition))
    if by_canonical(chain.parameter):
        ways.append(_to_address(chain, frame, spot, condition))
    return any_of(ways)


def _to_key(chain: Chain, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    hop, end = frame.alias("h"), frame.alias("l")
    there = Spot.of_life(end, chain.target, inside=True)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN life {end} WHERE {hop}.param = {{}}"
        f" AND {hop}.key = {spot.key} AND {{}} AND {hop}.type = {{}} AND {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        chain.parameter.number,
        frame.bucket(hop, spot),
        kinds.number(chain.target),
        frame.live(hop),
        exists(frame, end, chain.target, f"{hop}.target"),
        condition(chain.clause, frame, there),
        scope.within(frame, there),
    )


def _to_same(chain: Chain, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    """To whoever is one with the person referred to."""
    hop, end = frame.alias("h"), frame.alias("l")
    there = Spot.of_life(end, chain.target)
    of = Spot(f"{hop}.target", f"({hop}.target >> 51)", chain.target)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN life {end} WHERE {hop}.param = {{}}"
        f" AND {hop}.key = {spot.key} AND {{}} AND {hop}.type = {{}} AND {hop}.url = '' AND {{}}"
        f" AND {end}.key IN ({{}}) AND {end}.type = {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        chain.parameter.number,
        frame.bucket(hop, spot),
        kinds.number(chain.target),
        frame.live(hop),
        others_of(of, frame),
        kinds.number(chain.target),
        frame.live(end),
        condition(chain.clause, frame, there),
        scope.within(frame, there),
    )


def _to_address(chain: Chain, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    hop, called, end = frame.alias("h"), frame.alias("a"), frame.alias("l")
    there = Spot.of_life(end, chain.target, inside=True)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN ix_address {called} CROSS JOIN life {end}"
        f" WHERE {hop}.param = {{}} AND {hop}.key = {spot.key} AND {{}} AND {{}} AND {{}}"
        f" AND {called}.type = {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        chain.parameter.number,
        frame.bucket(hop, spot),
        frame.live(hop),
        meeting(frame, hop, called),
        kinds.number(chain.target),
        exists(frame, end, chain.target, f"{called}.key", f"{called}.bucket"),
        condition(chain.clause, frame, there),
        scope.within(frame, there),
    )


def meeting(frame: Frame, hop: str, called: str) -> Sql:
    """The reference `hop` is written as the address `called` is."""
    return piece(
        f"{called}.hash = {hop}.target AND {called}.url = {hop}.url AND {called}.version = {hop}.version AND {{}}",
        frame.live(called),
    )


def referred(has: Has, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    """Something visible refers here by that parameter and fulfils the clause."""
    ways = [_from_key(has, frame, spot, condition)]
    if concerns(spot.type, frame):
        ways.append(_from_same(has, frame, spot, condition))
    if by_canonical(has.parameter):
        ways.append(_from_address(has, frame, spot, condition))
    return any_of(ways)


def _from_key(has: Has, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    hop, end = frame.alias("h"), frame.alias("l")
    source = has.parameter.type
    there = Spot.of_life(end, source, inside=spot.inside)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN life {end} WHERE {hop}.param = {{}}"
        f" AND {hop}.target = {spot.key} AND {hop}.type = {spot.type_number} AND {{}}"
        f" AND {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        has.parameter.number,
        outward(hop, inside=spot.inside),
        frame.live(hop),
        exists(frame, end, source, f"{hop}.key", f"{hop}.bucket"),
        condition(has.clause, frame, there),
        scope.within(frame, there),
    )


def _from_same(has: Has, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    """From what refers to whoever is one with the person at `spot`."""
    hop, end = frame.alias("h"), frame.alias("l")
    there = Spot.of_life(end, has.parameter.type)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_reference {hop} CROSS JOIN life {end} WHERE {hop}.param = {{}}"
        f" AND {hop}.target IN ({{}}) AND {hop}.type = {{}} AND {{}} AND {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        has.parameter.number,
        others_of(spot, frame),
        kinds.number("Patient"),
        outward(hop, inside=False),
        frame.live(hop),
        exists(frame, end, has.parameter.type, f"{hop}.key", f"{hop}.bucket"),
        condition(has.clause, frame, there),
        scope.within(frame, there),
    )


def outward(hop: str, *, inside: bool) -> Sql:
    """Who may refer: what stands by itself to what does; to what is contained, whatever is in the same container."""
    alone = f"{hop}.key > 0 AND {hop}.url = ''"
    return Sql(f"(({alone}) OR {hop}.target < 0)" if inside else alone)


def _from_address(has: Has, frame: Frame, spot: Spot, condition: Condition) -> Sql:
    called, hop, end = frame.alias("a"), frame.alias("h"), frame.alias("l")
    source = has.parameter.type
    there = Spot.of_life(end, source)
    return piece(
        f"EXISTS (SELECT 1 FROM ix_address {called} CROSS JOIN ix_reference {hop} CROSS JOIN life {end}"
        f" WHERE {called}.key = {spot.key} AND {called}.key > 0 AND {{}} AND {hop}.param = {{}} AND {hop}.key > 0"
        f" AND {{}} AND {{}} AND {{}} AND {{}} AND {{}}{frame.fence})",
        frame.bucket(called, spot),
        has.parameter.number,
        meeting(frame, hop, called),
        frame.live(hop),
        exists(frame, end, source, f"{hop}.key", f"{hop}.bucket"),
        condition(has.clause, frame, there),
        scope.within(frame, there),
    )
