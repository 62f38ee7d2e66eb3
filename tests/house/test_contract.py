"""The import contract sees every arrow that goes the wrong way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.contract.__main__ import SOURCE, broken_arrows


def test_the_tree_keeps_the_contract() -> None:
    """No room imports a room that stands after it."""
    assert broken_arrows(SOURCE) == []


@pytest.mark.parametrize(
    ("room", "statement"),
    [
        ("store", "import dsn.records.desk"),
        ("store", "from dsn.records import desk"),
        ("store", "def f() -> None:\n    from dsn.records.desk import Desk"),
        ("store", "from ..records.desk import Desk"),
        ("store", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dsn.records import desk"),
        ("fhir", "import sqlite3"),
        ("care/story", "from dsn.care.people import rules"),
        ("base", "from dsn.nowhere import thing"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, room: str, statement: str) -> None:
    """Each way of writing an import that goes up is reported; the same tree without it is clean."""
    plant(tmp_path, "dsn/records/desk.py", "from dsn.store import rows")
    plant(tmp_path, "dsn/care/people/rules.py", "from dsn.base import errors")
    plant(tmp_path, "dsn/care/story/page.py", "from dsn.care.reading import section")
    plant(tmp_path, "dsn/care/reading/section.py", "x = 1")
    assert broken_arrows(tmp_path) == []
    plant(tmp_path, f"dsn/{room}/faulty.py", statement)
    assert len(broken_arrows(tmp_path)) == 1


@pytest.mark.parametrize(
    "taken",
    [
        '{% extends "care/people/card.html" %}',
        "{% include 'care/people/card.html' %}",
        '{%- from "care/people/card.html" import card %}',
        '{% import "missing.html" as missing %}',
    ],
)
def test_a_forbidden_template_is_found(tmp_path: Path, taken: str) -> None:
    """A base template that takes one of a capability is reported; the arrow the other way is not."""
    plant(tmp_path, "dsn/web/templates/base.html", "{% block page %}{% endblock %}")
    plant(tmp_path, "dsn/care/people/templates/card.html", '{% extends "web/base.html" %}')
    assert broken_arrows(tmp_path) == []
    plant(tmp_path, "dsn/web/templates/faulty.html", taken)
    assert len(broken_arrows(tmp_path)) == 1


def test_a_room_outside_the_list_is_found(tmp_path: Path) -> None:
    """A package that nobody placed in the order is reported."""
    plant(tmp_path, "dsn/attic/things.py", "x = 1")
    assert broken_arrows(tmp_path) == ["dsn.attic.things: stands in no room of tools/contract/rooms.py"]


def test_a_ring_is_found(tmp_path: Path) -> None:
    """Two modules of one room that import each other are reported; a package that shows what it holds is not."""
    plant(tmp_path, "dsn/store/__init__.py", "from dsn.store.plan import plan")
    plant(tmp_path, "dsn/store/plan.py", "from dsn.store import rows")
    plant(tmp_path, "dsn/store/rows.py", "x = 1")
    assert broken_arrows(tmp_path) == []
    plant(tmp_path, "dsn/store/rows.py", "from dsn.store import plan")
    (told,) = broken_arrows(tmp_path)
    assert told.removeprefix("import ring: ") in (
        "dsn.store.rows → dsn.store.plan → dsn.store.rows",
        "dsn.store.plan → dsn.store.rows → dsn.store.plan",
    )


def plant(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
