"""The order of a search: for each sort key one value of the resource, the least ascending, the greatest descending."""

from __future__ import annotations

from dataclasses import dataclass

from dsn.base.errors import Unsupported
from dsn.fhir.search.judging import ID, LAST_UPDATED
from dsn.fhir.search.tree import Parameter, SortKey
from dsn.fhir.search.wording import WORDING
from dsn.store import kinds
from dsn.store.plan import ident
from dsn.store.plan.clause import of_type
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.rows import of_parameter
from dsn.store.plan.sql import FALSE, Sql, piece


@dataclass(frozen=True, slots=True)
class Column:
    """One sort key as SQL: NULL where the resource has no value, which comes last either way.

    `every`, where one table has them all: (key, s0) of each value of what is in `found`, a table of keys.
    """

    value: Sql
    descending: bool
    every: Sql | None = None


def columns(keys: tuple[SortKey, ...], frame: Frame, spot: Spot) -> tuple[Column, ...]:
    """The sort keys in order. Raises Unsupported for what has no order in the index."""
    return tuple(_column(key, frame, spot) for key in keys)


def _column(key: SortKey, frame: Frame, spot: Spot) -> Column:
    value = _value(key, frame, spot)
    read = None if key.parameter.code in _OWN_WAY else _READ.get(key.parameter.kind)
    every = read.every(key.parameter.number, frame) if read and frame.dialect.is_postgres else None
    return Column(value, key.descending, every)


def _value(key: SortKey, frame: Frame, spot: Spot) -> Sql:
    parameter = key.parameter
    if parameter.code == "_lastUpdated":
        return _since(key, frame, spot)
    if parameter.code == "_id":
        return _id(key, frame, spot)
    if parameter.kind == "reference":
        return _address(parameter, key.descending, frame, spot)
    read = _READ.get(parameter.kind)
    if read is None or parameter.code in WORDING:
        raise Unsupported("search.sort-unsupported", name=parameter.code, source="_sort")
    if of_type(parameter.type, spot, lambda: Sql("1 = 1")) == FALSE:
        raise Unsupported("search.sort-unsupported", name=parameter.code, source="_sort")
    return read.one(parameter.number, _way(key), frame, spot)


def _since(key: SortKey, frame: Frame, spot: Spot) -> Sql:
    """In microseconds, as of what is contained, which says it itself."""
    began = _began(frame, spot)
    if not spot.inside:
        return began
    return _of_either(spot, began, _First("ix_date", "@.low").one(LAST_UPDATED, _way(key), frame, spot))


def _began(frame: Frame, spot: Spot) -> Sql:
    if spot.life is not None:
        return Sql(f"{spot.life}.since * 1000")
    alias = frame.alias("l")
    return piece(
        f"(SELECT {alias}.since * 1000 FROM life {alias} WHERE {alias}.type = {spot.type_number}"
        f" AND {alias}.key = {spot.key} AND {{}} AND {{}})",
        frame.bucket(alias, spot),
        frame.live(alias),
    )


def _of_either(spot: Spot, alone: Sql, inside: Sql) -> Sql:
    return piece(f"CASE WHEN {spot.key} > 0 THEN {{}} ELSE {{}} END", alone, inside)


def _way(key: SortKey) -> str:
    return "DESC" if key.descending else "ASC"


def _id(key: SortKey, frame: Frame, spot: Spot) -> Sql:
    alone = _own_id(frame, spot)
    if not spot.inside:
        return alone
    return _of_either(spot, alone, _First("ix_token", "@.code").one(ID, _way(key), frame, spot))


def _own_id(frame: Frame, spot: Spot) -> Sql:
    alias = frame.alias("r")
    name = ident.text(f"{alias}.key", f"{alias}.name", frame.dialect)
    return piece(
        f"(SELECT {name} FROM resource {alias} WHERE {alias}.key = {spot.key} AND {{}})",
        frame.bucket(alias, spot),
    )


def _address(parameter: Parameter, descending: bool, frame: Frame, spot: Spot) -> Sql:
    """By address as text: `Type/id`, the id of what is not there being known to the directory; or the url."""
    types = parameter.targets or kinds.TYPES
    same = "resource.bucket = (@.target >> 51) AND " if frame.dialect.is_postgres else ""
    name = (
        f"coalesce((SELECT name FROM resource WHERE {same}resource.key = @.target),"
        " (SELECT name FROM directory WHERE directory.key = @.target AND directory.type = @.type))"
    )
    heads = " ".join(f"WHEN {kinds.number(each)} THEN '{each}/'" for each in types)
    name_of = ident.text("n.key", "n.name", frame.dialect)
    text = f"SELECT {name_of} FROM (SELECT @.target AS key, {name} AS name) n"
    value = f"CASE WHEN @.type <> 0 THEN CASE @.type {heads} END || ({text}) WHEN @.url = '' THEN '/' ELSE @.url END"
    written = " AND (@.type = 0 OR @.url = '')"  # not what `#id` leads to
    return _First("ix_reference", value, written).one(
        parameter.number, "DESC" if descending else "ASC", frame, spot
    )


@dataclass(frozen=True, slots=True)
class _First:
    """The first value of a parameter's rows in one direction: `@.` is the row, `{part}` parts two texts of a value."""

    table: str
    value: str
    more: str = ""
    join: str = ""

    def one(self, param: int, direction: str, frame: Frame, spot: Spot) -> Sql:
        """Of one resource, as an expression."""
        alias = frame.alias("s")
        row = self._of(self.value, alias, frame)
        return piece(
            f"(SELECT {row} FROM {self._source(alias, frame)} WHERE {{}}"
            f" AND {alias}.key = {spot.key} AND {{}} AND {{}}{self._of(self.more, alias, frame)}"
            f" ORDER BY {row} {direction} LIMIT 1)",
            of_parameter(alias, param),
            frame.bucket(alias, spot),
            frame.live(alias),
        )

    def every(self, param: int, frame: Frame) -> Sql:
        """All of them of all that is in `found`: one walk of the index, where asking for each costs it each time."""
        alias = frame.alias("s")
        return piece(
            f"SELECT {alias}.key AS key, {self._of(self.value, alias, frame)} AS s0"
            f" FROM {self._source(alias, frame)} WHERE {{}}"
            f" AND {alias}.key = ANY(ARRAY(SELECT key FROM found)) AND {{}}{self._of(self.more, alias, frame)}",
            of_parameter(alias, param),
            frame.live(alias),
        )

    def _source(self, alias: str, frame: Frame) -> str:
        return f"{self.table} {alias}{self._of(self.join, alias, frame)}"

    @staticmethod
    def _of(text: str, alias: str, frame: Frame) -> str:
        part = "chr(1)" if frame.dialect.is_postgres else "char(1)"
        return text.replace("@.", f"{alias}.").replace("{part}", part)


_CODE = "@.code || {part} || coalesce((SELECT text FROM symbol WHERE number = @.system), '')"
"""By code, then by system: one text, its halves parted by what sorts before any letter."""
_READ = {
    "token": _First("ix_token", _CODE),
    "string": _First("ix_string", "@.folded", " AND @.text <> ''"),
    "date": _First("ix_date", "@.low"),
    "number": _First("ix_number", "@.value"),
    "quantity": _First("ix_quantity", "coalesce(@.c_value, @.value)"),
    "uri": _First("ix_uri", "y.text", join=" JOIN symbol y ON y.number = @.uri"),
}
_OWN_WAY = frozenset({"_lastUpdated", "_id"})
