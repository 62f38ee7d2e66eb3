"""The order of a search: for each sort key one value of the resource, the least ascending, the greatest descending."""

from __future__ import annotations

from collections.abc import Callable
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
    """One sort key as SQL: NULL where the resource has no value, which comes last either way."""

    value: Sql
    descending: bool


def columns(keys: tuple[SortKey, ...], frame: Frame, spot: Spot) -> tuple[Column, ...]:
    """The sort keys in order. Raises Unsupported for what has no order in the index."""
    return tuple(Column(_value(key, frame, spot), key.descending) for key in keys)


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
    return read(parameter.number, "DESC" if key.descending else "ASC", frame, spot)


def _since(key: SortKey, frame: Frame, spot: Spot) -> Sql:
    """In microseconds, as of what is contained, which says it itself."""
    began = _began(frame, spot)
    if not spot.inside:
        return began
    return _of_either(spot, began, _first("ix_date", "@.low")(LAST_UPDATED, _way(key), frame, spot))


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
    return _of_either(spot, alone, _first("ix_token", "@.code")(ID, _way(key), frame, spot))


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
    return _first("ix_reference", value, written)(
        parameter.number, "DESC" if descending else "ASC", frame, spot
    )


def _first(table: str, value: str, more: str = "", join: str = "") -> Callable[[int, str, Frame, Spot], Sql]:
    """The first value of a parameter's rows in that direction. `@.` is the row."""

    def read(param: int, direction: str, frame: Frame, spot: Spot) -> Sql:
        alias = frame.alias("s")
        row = value.replace("@.", f"{alias}.")
        return piece(
            f"(SELECT {row} FROM {table} {alias}{join.replace('@.', f'{alias}.')} WHERE {{}}"
            f" AND {alias}.key = {spot.key} AND {{}} AND {{}}{more.replace('@.', f'{alias}.')}"
            f" ORDER BY {row} {direction} LIMIT 1)",
            of_parameter(alias, param),
            frame.bucket(alias, spot),
            frame.live(alias),
        )

    return read


def _code(param: int, direction: str, frame: Frame, spot: Spot) -> Sql:
    """By code, then by system: one text, its halves parted by what sorts before any letter."""
    part = "chr(1)" if frame.dialect.is_postgres else "char(1)"
    text = f"@.code || {part} || coalesce((SELECT text FROM symbol WHERE number = @.system), '')"
    return _first("ix_token", text)(param, direction, frame, spot)


_READ: dict[str, Callable[[int, str, Frame, Spot], Sql]] = {
    "token": _code,
    "string": _first("ix_string", "@.folded", " AND @.text <> ''"),
    "date": _first("ix_date", "@.low"),
    "number": _first("ix_number", "@.value"),
    "quantity": _first("ix_quantity", "coalesce(@.c_value, @.value)"),
    "uri": _first("ix_uri", "y.text", join=" JOIN symbol y ON y.number = @.uri"),
}
