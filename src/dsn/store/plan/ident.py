"""Ids as text within SQL, for the orders that compare them: as `dsn.base.ids.to_text` and `names.unpack` write them."""

from __future__ import annotations

from dsn.base import ids
from dsn.sql.dialect import Dialect

_ALPHABET = "".join(ids.to_text(digit)[12] for digit in range(32))
_DASHES = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


def text(key: str, name: str, dialect: Dialect) -> str:
    """The id of the resource `key` whose client's name (NULL = an id of ours) is `name`, both SQL."""
    own = " || ".join(_digit(key, shift) for shift in range(60, -1, -5))
    return (
        f"CASE WHEN {name} IS NULL THEN {own} WHEN substr({name}, 1, 1) = {_bytes('00', dialect)}"
        f" THEN {_uuid(name, dialect)} ELSE {_plain(name, dialect)} END"
    )


def _digit(key: str, shift: int) -> str:
    return f"substr('{_ALPHABET}', CAST(({key} >> {shift} & 31) AS integer) + 1, 1)"


def _bytes(digits: str, dialect: Dialect) -> str:
    return f"'\\x{digits}'::bytea" if dialect.is_postgres else f"x'{digits}'"


def _uuid(name: str, dialect: Dialect) -> str:
    digits = f"encode(substr({name}, 2), 'hex')" if dialect.is_postgres else f"lower(hex(substr({name}, 2)))"
    return " || '-' || ".join(f"substr({digits}, {start}, {length})" for start, length in _DASHES)


def _plain(name: str, dialect: Dialect) -> str:
    return f"convert_from({name}, 'UTF8')" if dialect.is_postgres else f"CAST({name} AS TEXT)"
