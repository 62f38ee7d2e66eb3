"""Days of work: volumes within a tenth of the province's figures, curves of the hour, the week and the season."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from dsn.base.errors import NotFound
from dsn.synth import days

TUESDAY = date(2026, 10, 6)
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


FIGURES = (
    ("urgence", "ED visits, 1 150 a day", 1150, "day"),
    ("admission", "Acute admissions, 220 a day", 220, "day"),
    ("conge", "Acute admissions, 220 a day: as many leave", 220, "day"),
    ("chirurgie", "Surgeries, 210 a working day", 210, "working day"),
    ("naissance", "Births, 18 a day", 18, "day"),
    ("resultat", "Lab analyses, 60-75 000", 67_500, "day"),
    ("imagerie", "Imaging exams, 3 000", 3000, "day"),
    ("visite", "Outpatient + CLSC contacts, 11 000 a working day", 11_000, "working day"),
    ("domicile", "Home-care visits, 6-7 000", 6500, "day"),
    ("administration", "CHSLD 40 000 + inpatient 20 000 med administrations", 60_000, "day"),
    ("ordonnance", "Orders (all kinds), 75 000", 75_000, "day"),
    ("signalement", "DPJ signalements, MCQ only, 27", 27, "day"),
    ("message", "Secure chats, 11 000", 11_000, "day"),
)
"""Kind, the row of the table « Scale » that it follows, its figure for the two showcase establishments, a day of which
sort."""
HELD_ELSEWHERE = {
    "Community prescriptions, 80 000": "seen through the DSQ: no event of an establishment",
    "Users, 30 000": "tests/synth/test_staff.py",
    "Audit read/write events, 6-8 M": "what the record's own log makes of the load",
    "Tickets after a go-live, 2 000 a day": "events of the deployment",
}
"""The rows of that table that are no event of a working day."""
NOT_OF_THE_TABLE = {"deplacement"}
BOTH = ("mcq", "nim")


def _kind(key: str) -> days.Kind:
    return next(one for one in days.KINDS if one.key == key)


def _mean(key: str, wanted: list[date]) -> float:
    return sum(days.expected(_kind(key), owner, day) for owner in BOTH for day in wanted) / len(wanted)


def test_every_kind_follows_a_figure() -> None:
    """Named with its row; whatever has none says so."""
    assert {key for key, *_ in FIGURES} == {kind.key for kind in days.KINDS} - NOT_OF_THE_TABLE
    assert len(HELD_ELSEWHERE) + len(FIGURES) - 1 == 16  # the rows of the table; who leaves follows who comes


@pytest.mark.parametrize(("key", "row", "figure", "of"), FIGURES)
def test_volumes_are_those_of_the_two_showcase_establishments(
    key: str, row: str, figure: float, of: str
) -> None:
    """Over a year, the mean day (or working day) is within a tenth of the figure."""
    wanted = YEAR if of == "day" else [day for day in YEAR if day.weekday() < 5]
    assert abs(_mean(key, wanted) - figure) <= 0.1 * figure, row


def test_a_full_day_at_full_scale_has_what_is_expected() -> None:
    """A Tuesday of both, every event made: kinds and hours of a thousand and more within a tenth."""
    found = Counter(
        (one["kind"], one["second"] // 3600)
        for owner in BOTH
        for one in days.events(4, owner, TUESDAY, people=1000)
    )
    for kind in days.KINDS:
        wanted = sum(days.expected(kind, owner, TUESDAY) for owner in BOTH)
        made = sum(found[kind.key, hour] for hour in range(24))
        if wanted >= 1000:
            assert abs(made - wanted) <= 0.1 * wanted, kind.key
        for hour, weight in enumerate(kind.hours):
            share = wanted * weight / sum(kind.hours)
            if share >= 1000:
                assert abs(found[kind.key, hour] - share) <= 0.1 * share, (kind.key, hour)
            if weight == 0:
                assert found[kind.key, hour] == 0


def test_what_is_played_is_what_is_expected() -> None:
    """Visits, admissions, surgeries, births of four weeks of MCQ and NIM, each kind within a tenth."""
    asked = [
        kind
        for kind in days.KINDS
        if kind.key in ("urgence", "admission", "conge", "chirurgie", "naissance", "signalement")
    ]
    weeks = [TUESDAY + timedelta(days=number) for number in range(28)]
    found = Counter(
        one["kind"]
        for day in weeks
        for owner in BOTH
        for one in days.events(4, owner, day, people=1000, kinds=asked)
    )
    for kind in asked:
        wanted = sum(days.expected(kind, owner, day) for day in weeks for owner in BOTH)
        assert abs(found[kind.key] - wanted) <= 0.1 * wanted
    assert abs(found["naissance"] / 28 - 18) <= 1.8


def test_the_emergency_peaks_on_monday_from_ten_to_two() -> None:
    """1.6 times the mean hour of a mean day, within a tenth; hardly anybody comes at four in the morning."""
    kind = _kind("urgence")
    monday = [day for day in YEAR if day.weekday() == 0]
    hourly = _mean("urgence", monday) * sum(kind.hours[10:14]) / 4 / sum(kind.hours)
    assert abs(hourly / (_mean("urgence", YEAR) / 24) - 1.6) <= 0.16
    assert kind.hours[4] < 0.5 * sum(kind.hours) / 24


def test_shifts_change_at_half_past_seven_three_and_eleven() -> None:
    """Wards order, write and give more then than in the hour before; the night is quiet."""
    for key in ("ordonnance", "message", "administration"):
        hours = _kind(key).hours
        assert hours[7] > 1.5 * hours[6]
        assert hours[15] > 1.2 * hours[14]
        assert hours[23] > 1.2 * hours[22]
        assert max(hours[1:5]) < 0.5 * sum(hours) / 24


def test_the_week_and_the_season() -> None:
    """Monday +15 %, Saturday and Sunday -60 % outside the hospital, emergency +15 % in winter: exactly so."""
    visit, emergency, birth = _kind("visite"), _kind("urgence"), _kind("naissance")
    tuesday = days.expected(visit, "nim", TUESDAY)
    assert days.expected(visit, "nim", TUESDAY - timedelta(days=1)) == pytest.approx(1.15 * tuesday)
    for day in (4, 5):
        for key in ("visite", "domicile", "imagerie"):
            weekday = days.expected(_kind(key), "nim", TUESDAY)
            assert days.expected(_kind(key), "nim", TUESDAY + timedelta(days=day)) == pytest.approx(
                0.4 * weekday
            )
    winter = days.expected(emergency, "mcq", date(2026, 1, 6))
    assert winter == pytest.approx(1.15 * days.expected(emergency, "mcq", TUESDAY))
    assert len({days.expected(birth, "mcq", day) for day in YEAR}) == 1


def test_youth_protection_is_where_its_mission_is() -> None:
    """MCQ has it, NIM has none."""
    assert days.expected(_kind("signalement"), "nim", TUESDAY) == 0
    assert days.expected(_kind("signalement"), "mcq", TUESDAY) > 20


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
    visit, emergency = _kind("visite"), _kind("urgence")
    assert days.expected(visit, "nim", date(2026, 10, 4)) < 0.5 * days.expected(visit, "nim", TUESDAY)
    assert days.expected(emergency, "nim", date(2026, 1, 6)) > 1.1 * days.expected(emergency, "nim", TUESDAY)


def test_an_establishment_that_is_not_there_is_refused() -> None:
    """Rather than an empty day."""
    with pytest.raises(NotFound, match="synth-no-such-establishment"):
        next(days.events(4, "lune", TUESDAY))
