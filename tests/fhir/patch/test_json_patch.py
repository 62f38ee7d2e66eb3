"""JSON Patch: the cases of RFC 6902, and its laws."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Conflict, DsnError, Invalid
from dsn.fhir.patch import apply_json_patch

DATA = Path(__file__).parents[2] / "data" / "fhirpath-patch"
CASES: list[dict[str, Any]] = json.loads((DATA / "json-patch-tests.json").read_bytes())
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~0", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["comment"]))
def test_the_official_cases(case: dict[str, Any]) -> None:
    """Each official case gives its result or is refused."""
    if "error" in case:
        with pytest.raises(DsnError):
            apply_json_patch(case["doc"], case["patch"])
    else:
        assert apply_json_patch(case["doc"], case["patch"]) == case["expected"]


def test_all_official_cases_are_there() -> None:
    """All 16 cases are run."""
    assert len(CASES) == 16


@given(values, values)
def test_replacing_the_root_gives_the_value(document: Any, value: Any) -> None:
    """The empty pointer is the whole document."""
    assert apply_json_patch(document, [{"op": "replace", "path": "", "value": value}]) == value


@given(
    st.dictionaries(st.text("ab/~0", max_size=3), values, max_size=4), st.text("ab/~0", max_size=3), values
)
def test_what_is_added_is_found_and_removed(document: dict[str, Any], key: str, value: Any) -> None:
    """A member added passes its test, and removing it gives the document without it; the input stays as it was."""
    before = deepcopy(document)
    path = "/" + key.replace("~", "~0").replace("/", "~1")
    added = [{"op": "add", "path": path, "value": value}, {"op": "test", "path": path, "value": value}]
    assert apply_json_patch(document, added)[key] == value
    removed = apply_json_patch(document, [*added, {"op": "remove", "path": path}])
    assert removed == {name: one for name, one in document.items() if name != key}
    assert document == before


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ([{"op": "remove", "path": "/b"}], "patch-nothing-there"),
        ([{"op": "replace", "path": "/b", "value": 1}], "patch-nothing-there"),
        ([{"op": "add", "path": "/a/5", "value": 1}], "patch-nothing-there"),
        ([{"op": "add", "path": "/a/01", "value": 1}], "patch-nothing-there"),
        ([{"op": "remove", "path": "/a/-"}], "patch-nothing-there"),
        ([{"op": "add", "path": "a", "value": 1}], "patch-bad-operation"),
        ([{"op": "add", "path": "/a~2", "value": 1}], "patch-bad-operation"),
        ([{"op": "add", "path": "/a"}], "patch-bad-operation"),
        ([{"op": "merge", "path": "/a"}], "patch-bad-operation"),
        ([{"op": "move", "from": "/a", "path": "/a/0"}], "patch-bad-operation"),
        ([{"op": "copy", "from": "/z", "path": "/a/0"}], "patch-nothing-there"),
        (["add"], "patch-bad-operation"),
        ("add", "patch-bad-operation"),
    ],
)
def test_what_cannot_be_done_is_refused(operations: Any, code: str) -> None:
    """An operation that is malformed or finds nothing is refused."""
    with pytest.raises(Invalid) as refusal:
        apply_json_patch({"a": [1, 2]}, operations)
    assert refusal.value.code == code


@pytest.mark.parametrize("value", [1, "true", [True], None])
def test_a_test_that_fails_is_a_conflict(value: Any) -> None:
    """`test` holds for the equal value only: true is neither 1 nor a text."""
    document = {"a": True}
    assert apply_json_patch(document, [{"op": "test", "path": "/a", "value": True}]) == document
    with pytest.raises(Conflict, match="patch-test-failed"):
        apply_json_patch(document, [{"op": "test", "path": "/a", "value": value}])
