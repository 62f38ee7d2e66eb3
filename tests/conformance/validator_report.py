"""The public validator suite: our verdict beside the reference validator's, as a table.

Usage: python -m tests.conformance.validator_report [MODULE…]    (default: the modules that R4 validation is about)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dsn.base.errors import Refused
from dsn.fhir import json as fhir_json
from dsn.fhir import validate, xml

FOLDER = Path(__file__).resolve().parent.parent / "data" / "validator"
MODULES = ("general", "profile", "bundle", "references", "extensions", "questionnaire", "xhtml")


@dataclass(frozen=True)
class Case:
    """One case: `has_error` is the reference validator's verdict of the file without the case's profile."""

    name: str
    module: str
    file: str
    has_error: bool
    agreed: bool
    supporting: tuple[str, ...]
    profile: str | None
    profile_supporting: tuple[str, ...]


def cases() -> Iterator[Case]:
    """Every case, in the order of the index."""
    for row in json.loads((FOLDER / "cases.json").read_text(encoding="utf-8")):
        yield Case(
            row["name"],
            row["module"] or "",
            row["file"],
            row["has_error"],
            row["second_validator_agrees"],
            tuple(row["supporting"]),
            row["profile"],
            tuple(row["profile_supporting"]),
        )


def plain(file: str) -> dict[str, Any]:
    """A definition as plain JSON: several lack what R4 requires, so nothing but their syntax is judged."""
    data = (FOLDER / file).read_bytes()
    try:
        data = msgspec.json.encode(xml.to_plain(data)) if file.endswith(".xml") else data
    except Refused:
        return {}
    read: dict[str, Any] = json.loads(data)
    return read


def judge(case: Case, *, with_profile: bool = False) -> list[validate.Issue]:
    """What we say of the case's file, by R4 and what it claims itself, or by the case's profile too."""
    supporting = [*case.supporting]
    profiles: list[str] = []
    if with_profile and case.profile:
        supporting += [*case.profile_supporting, case.profile]
        profiles = [plain(case.profile)["url"]]
    definitions = validate.Definitions(each for file in supporting if (each := plain(file)))
    data = (FOLDER / case.file).read_bytes()
    try:
        resource = xml.decode(data) if case.file.endswith(".xml") else fhir_json.decode(data)
    except Refused as refused:
        return [validate.Issue("error", e.code, e.path or "", e.values) for e in refused.issues]
    return validate.validate(resource, profiles=profiles, definitions=definitions)


def main(arguments: list[str]) -> None:
    say = sys.stdout.write
    right = total = 0
    for case in cases():
        if case.module not in (arguments or MODULES):
            continue
        issues = judge(case)
        total += 1
        if validate.has_errors(issues) == case.has_error:
            right += 1
            continue
        errors = [f"{each.code} {each.path} {each.values}" for each in issues if each.severity == "error"]
        mark = "!" if case.agreed else " "
        say(f"{mark} {case.module:13} {case.name}: expected {'an' if case.has_error else 'no'} error\n")
        say("".join(f"      {each[:230]}\n" for each in errors[:3]))
    say(f"{right} of {total} ({right / total:.1%}) have the reference validator's verdict\n")


if __name__ == "__main__":
    main(sys.argv[1:])
