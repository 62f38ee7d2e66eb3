"""The public suite of the reference validator: its verdict and ours."""

from __future__ import annotations

from functools import cache

from tests.conformance.validator_report import MODULES, Case, cases, differing, judge, profile_verdicts

from dsn.fhir import validate

LEAST = 236  # of 261; what differs and why stands in docs/decisions/what-validation-does-not-judge.md
LEAST_BY_PROFILE = 36  # of 52; the same page


@cache
def wrong() -> list[Case]:
    return [each for each in cases() if validate.has_errors(judge(each)) != each.has_error]


def test_where_two_validators_agree_so_do_we() -> None:
    """All 78 cases for which a second validator gives the reference validator's verdict."""
    asked = [each.name for each in cases() if each.agreed]
    assert len(asked) >= 74
    assert [each.name for each in wrong() if each.agreed] == []


def test_nine_in_ten_have_the_verdict_of_the_reference_validator() -> None:
    """Over the modules that R4 validation is about."""
    asked = [each for each in cases() if each.module in MODULES]
    assert len(asked) == 261
    assert len(asked) - len([each for each in wrong() if each.module in MODULES]) >= LEAST


def test_by_the_profiles_of_the_cases() -> None:
    """No right file is refused by its profile; the wrong ones that pass want what is not R4's or not at hand."""
    known = profile_verdicts()
    asked = [(each, known[each.name]) for each in cases() if each.name in known]
    assert len(asked) == 52
    others = [case.name for case, _ in differing(asked, with_profile=True)]
    assert [name for name in others if not known[name]] == []
    assert len(asked) - len(others) >= LEAST_BY_PROFILE
