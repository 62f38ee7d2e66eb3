"""Index rows of a resource as rows of tables: texts become numbers, references keys, decimals ordered bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from dsn.base.ids import Key
from dsn.fhir.search.ordering import encode
from dsn.fhir.search.rows import (
    DateRow,
    IndexRow,
    NumberRow,
    PositionRow,
    QuantityRow,
    ReferenceRow,
    StringRow,
    TokenRow,
    UriRow,
)
from dsn.sql.dialect import Value
from dsn.store import implied, kinds
from dsn.store.schema import span, url_target

Tuple = tuple[Value, ...]
Entries = dict[str, set[Tuple]]
"""Rows by table name, as in the schema but without `since` and `until`. No row twice."""


class Names(Protocol):
    """Numbers for what rows say in words. Asking makes one when there is none yet."""

    def symbol(self, text: str) -> int: ...

    def unit(self, system: str, code: str, unit: str, canonical: str) -> int: ...

    def key(self, type_: str, id_: str) -> Key: ...


def entries(rows: Sequence[IndexRow], key: Key, names: Names) -> Entries:
    """The rows of the resource `key`, without those that others imply."""
    found: Entries = {}
    for row in implied.stored(rows):
        _ADD[type(row)](row, key, names, found)
    return found


def _put(found: Entries, table: str, row: Tuple) -> None:
    known = found.get(table)
    if known is None:
        found[table] = {row}
    else:
        known.add(row)


def _token(row: TokenRow, key: Key, names: Names, found: Entries) -> None:
    param, group, system, code, display = row
    _put(found, "ix_token", (param, code, names.symbol(system), key, group))
    if display and not group:
        _put(found, "ix_display", (param, names.symbol(display), key))


def _string(row: StringRow, key: Key, names: Names, found: Entries) -> None:
    param, group, folded, text = row
    _put(found, "ix_string", (param, folded, key, group, text))


def _date(row: DateRow, key: Key, names: Names, found: Entries) -> None:
    param, group, low, high = row
    _put(found, "ix_date", (param, key, group, low, high, span(low, high)))


def _number(row: NumberRow, key: Key, names: Names, found: Entries) -> None:
    param, group, value, low, high = row
    _put(found, "ix_number", (param, key, group, encode(value), _end(low, value), _end(high, value)))


def _quantity(row: QuantityRow, key: Key, names: Names, found: Entries) -> None:
    unit = names.unit(row.system, row.code, row.unit, row.canonical_code or "")
    value, exact = row.value, row.canonical_value
    written = (encode(value), _end(row.low, value), _end(row.high, value))
    canonical = (_maybe(exact), _other(row.canonical_low, exact), _other(row.canonical_high, exact))
    _put(found, "ix_quantity", (row.param, key, row.group, unit, *written, *canonical))


def _end(number: Decimal, value: Decimal) -> bytes:
    """One end of a range: nothing when it is the value itself (see `schema.LOW`)."""
    return b"" if number == value else encode(number)


def _other(number: Decimal | None, value: Decimal | None) -> bytes | None:
    return None if number is None or number == value else encode(number)


def _maybe(number: Decimal | None) -> bytes | None:
    return None if number is None else encode(number)


def _reference(row: ReferenceRow, key: Key, names: Names, found: Entries) -> None:
    param, group, type_, id_, version, url = row
    if (
        url or not id_
    ):  # nothing literal (an identifier or a display alone) is an empty address: it equals nothing
        _put(found, "ix_reference", (param, url_target(url), key, group, 0, version, url))
    else:
        target = names.key(type_, id_)
        _put(found, "ix_reference", (param, target, key, group, kinds.number(type_), version, ""))


def _uri(row: UriRow, key: Key, names: Names, found: Entries) -> None:
    _put(found, "ix_uri", (row.param, names.symbol(row.uri), key))


def _position(row: PositionRow, key: Key, names: Names, found: Entries) -> None:
    _put(found, "ix_position", (row.param, float(row.latitude), float(row.longitude), key))


_ADD: dict[type, Callable[..., None]] = {
    TokenRow: _token,
    StringRow: _string,
    DateRow: _date,
    NumberRow: _number,
    QuantityRow: _quantity,
    ReferenceRow: _reference,
    UriRow: _uri,
    PositionRow: _position,
}
