"""Official examples, and the questions that their own index rows answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dsn.base.errors import Refused
from dsn.fhir.json import decode
from dsn.fhir.search.escapes import escaped
from dsn.fhir.search.folding import fold
from dsn.fhir.search.rows import EARLIEST, LATEST, IndexRow
from dsn.fhir.search.tree import Parameter

PACKAGE = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"


def token(row: Any) -> str:
    if not row.code:
        return f"{escaped(row.system)}|" if row.system else ""
    return f"{escaped(row.system)}|{escaped(row.code)}" if row.system else escaped(row.code)


def string(row: Any) -> str:
    """The beginning; nothing for the further pieces of a long text, which only `:contains` finds."""
    return escaped((row.text or row.folded)[:100]) if fold(row.folded[0]) else ""


def date(row: Any) -> str:
    """A moment within the row's range, asked for with `le`; nothing for a range without end."""
    low = row.low if row.low != EARLIEST else row.high - 1
    if low in (EARLIEST, LATEST - 1):
        return ""
    return "le" + (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=low)).isoformat(
        timespec="microseconds"
    )


def number(row: Any) -> str:
    return f"{row.value:f}"


def quantity(row: Any) -> str:
    if row.low != row.high:
        return f"ap{row.value:f}"
    unit = f"|{escaped(row.system)}|{escaped(row.code)}" if row.code else ""
    return f"{row.value:f}{unit}"


def reference(row: Any) -> str:
    version = f"|{escaped(row.version)}" if row.version else ""
    if row.url:
        return escaped(row.url) + version if ":" in row.url or row.url.startswith("#") else ""
    return f"{row.type}/{row.id}" if row.id else ""


def uri(row: Any) -> str:
    return escaped(row.uri)


def special(row: Any) -> str:
    return f"{row.latitude:f}|{row.longitude:f}|1|m"


ASK: dict[str, Callable[[Any], str]] = {
    "token": token,
    "string": string,
    "date": date,
    "number": number,
    "quantity": quantity,
    "reference": reference,
    "uri": uri,
    "special": special,
}


def questions(parameter: Parameter, rows: list[IndexRow]) -> Iterator[str]:
    """For each row of a parameter a value that it fulfils; "" for a row that no value names."""
    if parameter.kind == "composite":
        yield from composite_questions(parameter, rows)
        return
    for row in rows:
        if row.param == parameter.number:
            yield ASK[parameter.kind](row)


def composite_questions(parameter: Parameter, rows: list[IndexRow]) -> Iterator[str]:
    for group in {row.group for row in rows if row.param == parameter.components[0].number}:
        parts = []
        for component in parameter.components:
            own = next(row for row in rows if row.param == component.number and row.group == group)
            parts.append(ASK[component.kind](own))
        yield "$".join(parts) if all(parts) else ""


def examples(part: int, parts: int) -> Iterator[Any]:
    """Every `parts`-th small example that does not itself break R4, beginning at `part`."""
    for index, file in enumerate(sorted(PACKAGE.glob("*.json"))):
        if index % parts == part and file.stat().st_size < 60_000:
            try:
                yield decode(file.read_bytes())
            except Refused:  # what breaks R4 itself is told in tests/conformance
                continue
