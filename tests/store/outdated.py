"""Rows of an index as a program of before made them, and what a search finds while they are made anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.store.shelf import Shelf, made

from dsn.access.scope import Scope
from dsn.fhir.search import parse
from dsn.fhir.search.parameters import parameter
from dsn.sql.connection import Connection
from dsn.store.changes import Update
from dsn.store.reindex import slices

ALL = Scope("tests", None, "tests")


def number(type_: str, code: str) -> int:
    """The number that rows of this parameter carry."""
    found = parameter(type_, code)
    assert found is not None
    return found.number


CODE = number("Observation", "code")


async def found(shelf: Shelf, code: str) -> list[str]:
    """The ids of the observations with a code."""
    page = await shelf.store.search(parse("Observation", [("code", code)]), ALL)
    return sorted(version.id for version in page.matches)


def left_by_another_program(shelf: Shelf, harm: Callable[[Connection], object]) -> None:
    """Does `harm` to the rows, as if another program had left them so: whoever opens looks at every extractor."""

    def leave(connection: Connection) -> None:
        harm(connection)
        connection.run("DELETE FROM setting WHERE name = 'extractors'")

    shelf.store.database.writer.call(leave)


async def opened_by_another_program(shelf: Shelf, param: int = CODE) -> None:
    """As if the rows of the parameter had been made by an extractor of before, which read codes otherwise."""

    def harm(connection: Connection) -> None:
        connection.run("UPDATE ix_token SET code = 'ancien-' || code WHERE param = ?", (param,))
        connection.run("UPDATE extractor SET version = 0 WHERE param = ?", (param,))

    left_by_another_program(shelf, harm)
    await shelf.reopen()


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of five resources, or five rows to go."""
    for name, size in (("SMALLEST", 5), ("LARGEST", 5), ("ALONE", 5), ("ROWS", 1)):
        monkeypatch.setattr(slices, name, size)


def order(medication: str) -> Update:
    """A prescription with the medication, by its code, inside."""
    inner = {"resourceType": "Medication", "id": "m", "code": {"coding": [{"code": medication}]}}
    return Update(
        made(
            resourceType="MedicationRequest",
            id="r",
            status="active",
            intent="order",
            subject={"reference": "Patient/roy"},
            contained=[inner],
            medicationReference={"reference": "#m"},
        )
    )
