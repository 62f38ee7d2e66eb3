"""Places within places, encounters within encounters: `:below` and `:above` along a type's own part-of reference.

Only what is visible leads further. The one recursive query of the planner: on a partitioned database it is for the
types that lie whole on every machine (Location, Organization), and for encounters where the partition is known.
"""

from __future__ import annotations

from dsn.fhir.search.kinds.hierarchy import parent_parameter
from dsn.fhir.search.tree import ReferenceValue, Test
from dsn.store import kinds
from dsn.store.plan import scope
from dsn.store.plan.alive import exists
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.named import key_of, named
from dsn.store.plan.sql import TRUE, Sql, piece


def related(value: ReferenceValue, test: Test, frame: Frame) -> list[Sql]:
    """Conditions on `@.` of `ix_reference`, one for each type that the reference may be of."""
    assert value.id is not None
    types = (value.type,) if value.type is not None else test.parameter.targets or kinds.TYPES
    return [_of_type(type_, value.id, test.modifier == "below", frame) for type_ in types]


def _of_type(type_: str, id_: str, below: bool, frame: Frame) -> Sql:
    number = Sql(str(kinds.number(type_)))
    parent = parent_parameter(type_)
    if parent is None:
        return piece("({} AND @.type = {} AND @.url = '')", named("@.target", type_, id_), number)
    tree = _tree(type_, id_, parent.number, below, frame)
    return piece("(@.target IN ({}) AND @.type = {} AND @.url = '')", tree, number)


def _tree(type_: str, id_: str, param: int, below: bool, frame: Frame) -> Sql:
    """The key itself, then the keys one step further, as long as there are new ones."""
    tree, hop, life = frame.alias("t"), frame.alias("h"), frame.alias("l")
    here, there = ("target", "key") if below else ("key", "target")
    first = frame.alias("d")
    start = piece(
        f"SELECT {first}.key FROM (SELECT {{}} AS key) {first} WHERE {first}.key IS NOT NULL",
        key_of(type_, id_),
    )
    step = piece(
        f"SELECT {hop}.{there} FROM {tree} CROSS JOIN ix_reference {hop} CROSS JOIN life {life}"
        f" WHERE {hop}.param = {{}} AND {hop}.{here} = {tree}.key AND {hop}.type = {{}} AND {{}}"
        f" AND {hop}.key > 0 AND {hop}.url = ''"
        f" AND {{}} AND {{}} AND {{}}",
        param,
        kinds.number(type_),
        TRUE if below else frame.bucket(hop, Spot(f"{tree}.key", f"({tree}.key >> 51)", type_)),
        frame.live(hop),
        exists(frame, life, type_, f"{hop}.key", f"{hop}.bucket"),
        scope.within(frame, Spot.of_life(life, type_)),
    )
    return piece(f"WITH RECURSIVE {tree}(key) AS ({{}} UNION {{}}) SELECT key FROM {tree}", start, step)
