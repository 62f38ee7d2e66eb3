"""From a small start to its answers, a table at a time: PostgreSQL looks up all that is left in one walk of an index.

Asked row by row (`EXISTS`) a look-up is two microseconds, and the whole statement is a join to be planned. The keys
found so far as one array are a scan of the next table that reads each page of its index once, and there is nothing to
plan: each table has one way in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dsn.fhir.search.tree import Clause, Test
from dsn.store import kinds
from dsn.store.plan import scope, token
from dsn.store.plan.clause import condition, rows
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.rows import Reach, Rows, of_parameter
from dsn.store.plan.sql import TRUE, Sql, aliased, all_of, any_of, piece
from dsn.store.plan.start import Drive
from dsn.store.schema import INDEX_TABLES

_BY_KEY = frozenset(
    table.name
    for table in INDEX_TABLES
    for columns in (table.key, *(index.columns for index in table.indexes if not index.where))
    if columns[:2] == ("param", "key")
)
"""Tables where the rows of a resource are found by its key."""
_OWN_WAY = frozenset({"_id", "_lastUpdated", "_text", "_content"})


def suits(start: Drive, frame: Frame) -> bool:
    """What starts from a code or from a whole type may stop at the end of the page: it is asked row by row."""
    return frame.dialect.is_postgres and start.reach <= Reach.NAMED and start.spot.type is not None


def narrowed(start: Drive, clauses: Sequence[Clause], frame: Frame) -> tuple[Drive, Sql]:
    """The start with all look-ups of the clauses and of the scope done, and what is left to ask of each row."""
    found = _unlabelled(start, frame)
    left: list[Clause] = []
    for clause in clauses:
        asked = _look_up(clause, start.spot.type, frame)
        if asked is None:
            left.append(clause)
        else:
            found = _of_rows(found, asked, frame)
    found = _of_people(found, frame)
    if frame.scope.barred_labels and start.labels is None:
        found = _of_life(found, frame)
    filters = [condition(clause, frame, found.spot) for clause in left]
    return found, all_of([*filters, scope.unhidden(frame, found.spot)])


def _look_up(clause: Clause, type_: str | None, frame: Frame) -> Rows | None:
    """The rows that answer it, when they are found by the keys of resources and by nothing else."""
    if not isinstance(clause, Test) or clause.parameter.type not in ("Resource", type_):
        return None
    if clause.modifier == "missing" or clause.modifier in token.NEGATED:
        return None
    if clause.parameter.code in _OWN_WAY or clause.parameter.kind == "composite":
        return None
    asked = rows(clause, frame)
    return asked if asked.table in _BY_KEY else None


def _unlabelled(start: Drive, frame: Frame) -> Drive:
    """Where the rows of the start have labels themselves, they are looked at there."""
    barred = frame.scope.barred_labels
    if start.labels is None or not barred:
        return start
    return replace(start, source=piece(f"{{}} AND ({start.labels} & {{}}) = 0", start.source, barred))


def _of_rows(found: Drive, asked: Rows, frame: Frame) -> Drive:
    alias = frame.alias("x")
    which = all_of([aliased(any_of(asked.alternatives), alias), frame.live(alias)])
    return _then(found, asked.table, alias, of_parameter(alias, asked.param), which)


def _of_people(found: Drive, frame: Frame) -> Drive:
    """Those of the scope's people."""
    whose = TRUE if found.belongs else scope.belonging(frame, found.spot)
    if whose == TRUE:
        return found
    alias = frame.alias("m")
    those = _then(found, "member", alias, TRUE, all_of([aliased(whose, alias), frame.live(alias)]))
    return replace(those, spot=replace(those.spot, bucket=f"({alias}.key >> 51)"))  # its own is the person's


def _of_life(found: Drive, frame: Frame) -> Drive:
    """Those that bear no barred label; each once, and with what `life` tells of it."""
    type_ = found.spot.type
    assert type_ is not None
    life = frame.alias("l")
    unbarred = piece(f"({life}.labels & {{}}) = 0", frame.scope.barred_labels)
    of_type = Sql(f"{life}.type = {kinds.number(type_)}")
    last = _then(found, "life", life, of_type, all_of([unbarred, frame.live(life)]))
    return replace(last, spot=Spot.of_life(life, type_, inside=found.spot.inside), once=True)


def _then(found: Drive, table: str, alias: str, first: Sql, which: Sql) -> Drive:
    """The rows of a table that are of what was found, and fulfil `first` and `which`."""
    source = piece(
        f"{table} {alias} WHERE {{}} AND {alias}.key = ANY(ARRAY(SELECT {found.spot.key} FROM {{}})) AND {{}}",
        first,
        found.source,
        which,
    )
    spot = Spot(f"{alias}.key", f"{alias}.bucket", found.spot.type, inside=found.spot.inside)
    return replace(found, source=source, spot=spot, once=False, labels=None)
