"""The official tests of FHIRPath for R4 (tests-fhir-r4.xml), over structs and over plain JSON."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.fhir.path.inputs import FOLDER, plain, struct

from dsn.base.errors import DsnError
from dsn.fhir.path import compile
from dsn.fhir.path.check import check

PAGES = Path(__file__).parents[3] / "docs" / "clarifications"
# Where the suite and the sentence of the specification disagree, the sentence decides: each has its page.
CLARIFIED = {
    "testPlusDate19": "seconds-keep-their-fraction",
    "HighBoundaryDecimal15": "a-high-boundary-is-not-below-its-value",
    "HighBoundaryDecimal16": "a-high-boundary-is-not-below-its-value",
    "testFHIRPathAsFunction16": "of-type-keeps-subtypes",
}


@dataclass(frozen=True)
class Case:
    name: str
    expression: str
    input: str | None
    outputs: tuple[tuple[str, str], ...]
    refused: bool
    strict: bool
    predicate: bool


def _cases() -> list[Case]:
    found = []
    for test in ElementTree.parse(FOLDER / "tests-fhir-r4.xml").getroot().iter("test"):
        expression = test.find("expression")
        if expression is None or not expression.text:
            continue
        outputs = tuple((one.get("type", ""), one.text or "") for one in test.findall("output"))
        found.append(
            Case(
                str(test.get("name")),
                expression.text,
                (test.get("inputfile") or "").replace("observation-example.xml", "observation-example.json")
                or None,
                outputs,
                expression.get("invalid") is not None,
                test.get("mode") == "strict",
                test.get("predicate") == "true",
            )
        )
    return found


CASES = _cases()
AGREEING = [case for case in CASES if case.name not in CLARIFIED]
IDS = [f"{at}-{case.name}" for at, case in enumerate(AGREEING)]


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _agrees(case: Case, resource: Any) -> bool:
    try:
        if case.strict:
            check(case.expression, str(getattr(resource, "resourceType", None) or resource["resourceType"]))
        found = compile(case.expression)(resource)
    except DsnError:
        return case.refused
    if case.refused:
        return False
    wanted = [
        text.removeprefix("@").removeprefix("T") if text.startswith("@") else text for _, text in case.outputs
    ]
    if (
        len(found) == len(wanted) == 1
        and isinstance(found[0], (int, Decimal))
        and not isinstance(found[0], bool)
    ):
        return Decimal(wanted[0]) == Decimal(found[0])
    return [_shown(value) for value in found] == wanted


@pytest.mark.parametrize("case", AGREEING, ids=IDS)
def test_the_official_suite_over_structs(case: Case) -> None:
    """Every official expression finds, over structs, what the suite says."""
    broken = case.input == "patient-name-extensions.json"
    read = plain if broken else struct
    assert _agrees(case, None if case.input is None else read(case.input)), case.expression


@pytest.mark.parametrize("case", AGREEING, ids=IDS)
def test_the_official_suite_over_plain_json(case: Case) -> None:
    """Every official expression finds the same over plain JSON."""
    assert _agrees(case, None if case.input is None else plain(case.input)), case.expression


@pytest.mark.parametrize("name", CLARIFIED)
def test_a_disagreement_with_the_suite_has_its_page(name: str) -> None:
    """What we hold against the suite really differs from it, and a page tells which sentence decides."""
    (case,) = [case for case in CASES if case.name == name]
    assert not _agrees(case, None if case.input is None else struct(case.input))
    assert case.expression in (PAGES / f"{CLARIFIED[name]}.md").read_text()


def test_the_suite_is_whole_and_held_to_its_bar() -> None:
    """All 607 expressions are run, and at least 98 in 100 agree."""
    assert len(CASES) == 607
    assert len(AGREEING) / len(CASES) >= 0.98


def _mutated(random: Random) -> str:
    """An official expression with some of its tokens taken away, doubled or taken from another one."""
    tokens = list(random.choice(TOKENS))
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(tokens) + 1)
        other = random.choice(TOKENS)
        start = random.randrange(len(other))
        tokens[at : at + random.randint(0, 2)] = other[start : start + random.randint(0, 3)]
    return re.sub(r" (?=[.(\[)\]])|(?<=[.(\[]) ", "", " ".join(tokens))


TOKENS = [re.findall(r"'[^']*'|@[\w:.+-]+|\w+|[^\s\w]", case.expression) for case in CASES]


def _answered_or_refused(seed: int, count: int) -> int:
    random = Random(seed)
    resources = [
        struct("patient-example.xml"),
        plain("patient-example.xml"),
        struct("observation-example.json"),
        None,
    ]
    answered = 0
    for _ in range(count):
        with suppress(DsnError):
            compile(_mutated(random))(random.choice(resources))
            answered += 1
    return answered


def test_spoilt_expressions_are_answered_or_refused() -> None:
    """A spoilt official expression finds something or is refused, and never fails otherwise."""
    assert _answered_or_refused(2026, 3_000) > 100


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_many_spoilt_expressions_are_answered_or_refused(seed: int) -> None:
    """The same for very many."""
    assert _answered_or_refused(seed, 200_000) > 5_000
