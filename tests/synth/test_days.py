"""Days of work: volumes within a tenth of the province's figures, curves of the hour, the week and the season."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from dsn.base.errors import NotFound
from dsn.synth import days

TUESDAY = date(2026, 10, 6)
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


def _year(key: str) -> float:
    kind = next(one for one in days.KINDS if one.key == key)
    return sum(days.expected(kind, owner, day) for owner in ("mcq", "nim") for day in YEAR) / len(YEAR)


@pytest.mark.parametrize(
    ("key", "figure"), [("urgence", 1150), ("admission", 220), ("naissance", 18), ("message", 11_000)]
)
def test_volumes_are_those_of_the_two_showcase_establishments(key: str, figure: float) -> None:
    """Over a year, a mean day is within a tenth of the figure."""
    assert abs(_year(key) - figure) <= 0.1 * figure


def test_what_is_played_is_what_is_expected() -> None:
    """Visits, admissions and births of four weeks of MCQ and NIM, each kind within a tenth."""
    asked = [kind for kind in days.KINDS if kind.key in ("urgence", "admission", "naissance")]
    weeks = [TUESDAY + timedelta(days=number) for number in range(28)]
    found = Counter(
        one["kind"]
        for day in weeks
        for owner in ("mcq", "nim")
        for one in days.events(4, owner, day, people=1000, kinds=asked)
    )
    for kind in asked:
        wanted = sum(days.expected(kind, owner, day) for day in weeks for owner in ("mcq", "nim"))
        assert abs(found[kind.key] - wanted) <= 0.1 * wanted
    assert abs(found["naissance"] / 28 - 18) <= 1.8


def test_a_day_comes_in_order_and_again() -> None:
    """Same seed, same events; another day, others; never backwards in time."""
    once = list(days.events(4, "mcq", TUESDAY, rate=0.01))
    assert once == list(days.events(4, "mcq", TUESDAY, rate=0.01))
    assert once != list(days.events(5, "mcq", TUESDAY, rate=0.01))
    moments = [one["at"] for one in once]
    assert moments == sorted(moments)
    assert {one["at"][:10] for one in once} == {TUESDAY.isoformat()}
    assert len({one["id"] for one in once}) == len(once)


def test_clinics_peak_in_the_morning_and_rest_on_sunday() -> None:
    """And winter fills the emergency."""
    by_hour = Counter(
        int(one["at"][11:13]) for one in days.events(4, "nim", TUESDAY, rate=0.1) if one["kind"] == "visite"
    )
    assert by_hour.most_common(1)[0][0] in (9, 10, 11)
    assert by_hour[3] == 0
    visit, emergency = days.KINDS[6], days.KINDS[0]
    assert days.expected(visit, "nim", date(2026, 10, 4)) < 0.5 * days.expected(visit, "nim", TUESDAY)
    assert days.expected(emergency, "nim", date(2026, 1, 6)) > 1.1 * days.expected(emergency, "nim", TUESDAY)


def test_an_establishment_that_is_not_there_is_refused() -> None:
    """Rather than an empty day."""
    with pytest.raises(NotFound, match="synth-no-such-establishment"):
        next(days.events(4, "lune", TUESDAY))
