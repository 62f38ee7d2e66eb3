"""What every other test stands on."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.support.browser import findings
from tests.support.covers import covers
from tests.support.run import run_folder, run_owner

if TYPE_CHECKING:
    from playwright.sync_api import Page

WELL = "<!doctype html><html lang='fr'><title>Essai</title><main><h1>Dossier</h1><p>Bonjour</p></main></html>"


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_an_empty_database(engine: str, turn: str) -> None:
    """A table made by one test is not there for the next, on either engine."""
    assert table_count(engine) == 0, turn
    run(engine, "CREATE TABLE ward (id integer)")
    assert table_count(engine) == 1


def test_a_page_is_opened_and_judged(page: Page) -> None:
    """Chromium shows a page, and axe finds nothing on a good one."""
    page.set_content(WELL)
    assert page.inner_text("h1") == "Dossier"
    assert findings(page) == []


def test_a_page_with_a_fault_is_found(page: Page) -> None:
    """The same page with an image that nobody can hear is reported by axe."""
    page.set_content(WELL.replace("Bonjour", "<img src='data:,'>"))
    assert [line.partition(":")[0] for line in findings(page)] == ["image-alt"]


def test_a_row_that_is_none_is_refused() -> None:
    """A slip in the name of a row is an error, and a true one is a mark."""
    assert covers("F58", "R-12").args == ("F58", "R-12")
    with pytest.raises(ValueError, match="Z9"):
        covers("Z9")


def test_the_run_has_its_own_folder() -> None:
    """Workers share one folder and know who owns the run."""
    assert run_folder().is_dir()
    assert run_owner() > 0


def table_count(url: str) -> int:
    if url.startswith("sqlite"):
        return int(run(url, "SELECT count(*) FROM sqlite_master"))
    return int(run(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))


def run(url: str, statement: str) -> int:
    """Executes on a connection of its own; returns the first value when there is one."""
    if url.startswith("sqlite"):
        link = sqlite3.connect(url.removeprefix("sqlite:///"))
        row = link.execute(statement).fetchone()
        link.commit()
        link.close()
    else:
        with psycopg.connect(url) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
    return int(row[0]) if row else 0
