"""The public validator suite: our verdict beside the reference validator's, as a table.

Usage: python -m tests.conformance.validator_report [MODULE…]    (default: the modules that R4 validation is about)

Two figures: each file by R4 and what it claims itself, then the files that come with a profile by that profile too.
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
        profiles = [url for url in (plain(case.profile).get("url"),) if url]
    definitions = validate.Definitions(each for file in supporting if (each := plain(file)))
    data = (FOLDER / case.file).read_bytes()
    try:
        resource = xml.decode(data) if case.file.endswith(".xml") else fhir_json.decode(data)
    except Refused as refused:
        return [validate.Issue("error", e.code, e.path or "", e.values) for e in refused.issues]
    return validate.validate(resource, profiles=profiles, definitions=definitions)


def profile_verdicts() -> dict[str, bool]:
    """The reference validator's verdicts by the cases' own profiles, of the cases for which it is at hand."""
    read: dict[str, bool] = json.loads((FOLDER / "profile-verdicts.json").read_text(encoding="utf-8"))
    return read


def differing(
    asked: list[tuple[Case, bool]], *, with_profile: bool
) -> Iterator[tuple[Case, list[validate.Issue]]]:
    """Those of which we say something else than the reference validator, with what we say."""
    for case, has_error in asked:
        issues = judge(case, with_profile=with_profile)
        if validate.has_errors(issues) != has_error:
            yield case, issues


def table(asked: list[tuple[Case, bool]], *, with_profile: bool) -> str:
    """The differing cases, a paragraph each, and how many do not differ."""
    lines = []
    for case, issues in differing(asked, with_profile=with_profile):
        errors = [f"{each.code} {each.path} {each.values}" for each in issues if each.severity == "error"]
        mark = "!" if case.agreed and not with_profile else " "
        lines.append(f"{mark} {case.module:13} {case.name}: expected {'no' if errors else 'an'} error")
        lines += [f"      {each[:230]}" for each in errors[:3]]
    total = len(asked)
    right = total - sum(1 for line in lines if not line.startswith("      "))
    how = " by the case's own profile" if with_profile else ""
    lines.append(f"{right} of {total} ({right / total:.1%}) have the reference validator's verdict{how}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    asked = [case for case in cases() if case.module in (arguments or MODULES)]
    sys.stdout.write(table([(case, case.has_error) for case in asked], with_profile=False))
    known = profile_verdicts()
    profiled = [(case, known[case.name]) for case in asked if case.name in known]
    if profiled:
        sys.stdout.write(table(profiled, with_profile=True))


if __name__ == "__main__":
    main(sys.argv[1:])
