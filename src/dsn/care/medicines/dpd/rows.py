"""The rows of one file, each checked for its shape; what is wrong is told with file, line and reason, never dropped."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from dsn.base.errors import Invalid, Value
from dsn.care.medicines.dpd.columns import COLUMNS, DAYS, FLAGS, NEEDED

Row = dict[str, str]
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(r"(\d{2})-([A-Z]{3})-(\d{4})", re.ASCII)
_DIN = re.compile(r"\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken. `line` counts rows from 1; `code` names a sentence of `dsn.base.sentences`."""

    file: str
    line: int
    code: str
    values: dict[str, Value]


Refuse = Callable[[Refusal], None]


def rows(file: str, name: str, data: bytes, refuse: Refuse) -> Iterator[tuple[int, Row]]:
    """The rows of `data`, the file `file` of the kind `name`, with their numbers.

    Raises Invalid `dpd-not-utf8` when the bytes are no text, `dpd-not-csv` when quotes do not close."""
    columns = COLUMNS[name]
    reader = csv.reader(io.StringIO(_text(file, data), newline=""), strict=True)
    line = 0
    while True:
        line += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Invalid("dpd-not-csv", file=file, line=line, why=str(error)) from error
        if cells is None:
            return
        if not cells:
            continue
        wrong = _shape(cells, columns) or _wrong(name, dict(zip(columns, cells, strict=True)))
        if wrong:
            refuse(Refusal(file, line, *wrong))
        else:
            yield line, {key: cell.strip() for key, cell in zip(columns, cells, strict=True)}


def _text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("dpd-not-utf8", file=file, at=error.start) from error


Wrong = tuple[str, dict[str, Value]] | None


def _shape(cells: list[str], columns: tuple[str, ...]) -> Wrong:
    if len(cells) != len(columns):
        return "dpd-row-width", {"found": len(cells), "expected": len(columns)}
    return None


def _wrong(name: str, row: Row) -> Wrong:
    """The first thing wrong with the cells of a row; None for a good one."""
    if not row["code"].isascii() or not row["code"].isdigit():
        return _cell("code", row)
    for column in NEEDED.get(name, ()):
        if not row[column].strip():
            return "dpd-cell-empty", {"column": column}
    for column in FLAGS.get(name, ()):
        if row[column] not in ("Y", "N"):
            return _cell(column, row)
    for column in DAYS.get(name, ()):
        if row[column] and day(row[column]) is None:
            return _cell(column, row)
    return _own(name, row)


def _own(name: str, row: Row) -> Wrong:
    """What holds of one file only."""
    if name == "drug" and not _DIN.fullmatch(row["din"]):
        return _cell("din", row)
    if name == "ingred" and row["strength"].strip() and number(row["strength"]) is None:
        return _cell("strength", row)
    return None


def _cell(column: str, row: Row) -> Wrong:
    return "dpd-cell", {"column": column, "value": row[column]}


def day(text: str) -> date | None:
    """« 24-DEC-2025 », whatever the language of this machine; None for anything else."""
    found = _DAY.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def number(text: str) -> Decimal | None:
    """A strength, digits kept (« 0.50 »); blanks around it and a bare leading point are the DPD's own way."""
    if not re.fullmatch(r"\d*\.?\d+", text.strip(), re.ASCII):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None
