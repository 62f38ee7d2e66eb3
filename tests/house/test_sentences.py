"""No failure leaves the house without words in both languages."""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path

from tools.docs.codes import KINDS, Raised, raised
from tools.setup.places import ROOT

from dsn.base.sentences import SENTENCES

SOURCE = ROOT / "src" / "dsn"
ADDED = re.compile(r"""\.values(?:\.setdefault\(|\[)"(\w+)\"""")


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_has_its_sentence() -> None:
    """Each code raised in the source is in the table."""
    assert (
        sorted({f"{place.code} ({place.module})" for place in raised(SOURCE) if place.code not in SENTENCES})
        == []
    )


def test_every_sentence_is_filled() -> None:
    """Where a code is raised, each blank of its sentence is given."""
    empty = [
        f"{place.code} in {place.module}:{place.line}: {missing}"
        for place in raised(SOURCE)
        if (missing := unfilled(place))
    ]
    assert empty == []


def unfilled(place: Raised) -> set[str]:
    if place.code not in SENTENCES or place.values is None:
        return set()
    return blanks(SENTENCES[place.code][0]) - place.values - added_later(place.module.split(".")[1])


@cache
def added_later(room: str) -> set[str]:
    """Values that a room adds to a failure on its way up, such as the position in an expression."""
    return set(ADDED.findall("\n".join(file.read_text() for file in (SOURCE / room).rglob("*.py"))))


def test_every_sentence_has_its_code() -> None:
    """A sentence whose code the source no longer holds is taken out of the table."""
    source = "\n".join(file.read_text() for file in SOURCE.rglob("*.py") if file.parent.name != "sentences")
    assert [code for code in SENTENCES if f'"{code}"' not in source] == []


def test_raising_is_seen_however_it_is_written(tmp_path: Path) -> None:
    """Qualified names, both sides of a condition, and values handed on as a whole."""
    (tmp_path / "room.py").write_text(
        'raise errors.NotFound("a", id=1)\nreturn Invalid("b" if x else "c", path="p", **values)\nBusy(code)\n'
    )
    assert [(place.code, place.kind, place.values) for place in raised(tmp_path)] == [
        ("a", KINDS["NotFound"], frozenset({"id"})),
        ("b", KINDS["Invalid"], None),
        ("c", KINDS["Invalid"], None),
    ]


def test_what_validation_says_is_seen(tmp_path: Path) -> None:
    """An error is of the kind it becomes, a remark of its severity."""
    (tmp_path / "room.py").write_text(
        'walk.say("warning", "a", trail, value=1)\nself.walk.say(missing, "b", t)\nIssue("error", "c", "")\n'
    )
    assert [(place.code, place.kind, place.values) for place in raised(tmp_path)] == [
        ("a", "warning", frozenset({"value"})),
        ("b", KINDS["Invalid"], frozenset()),
        ("c", KINDS["Invalid"], frozenset()),
    ]
