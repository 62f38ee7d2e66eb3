"""Trend plots: one scale, the reference band, a sentence for who cannot see them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from dsn.web.widgets.trend import HEIGHT, WIDTH, Band, Point, Trend, draw

finite = st.floats(-1e6, 1e6, allow_nan=False)
points = st.lists(st.builds(Point, finite, finite), min_size=2, max_size=600)


def line(svg: str) -> list[tuple[float, float]]:
    found = re.search(r'points="([^"]*)"', svg)
    assert found is not None
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in found[1].split())]


@given(points, st.none() | st.builds(Band, st.none() | finite, st.none() | finite))
def test_every_plot_is_well_formed_and_stays_in_its_frame(some: list[Point], band: Band | None) -> None:
    """A law: whatever the numbers, nothing is drawn outside, and the XML parses."""
    svg = draw(Trend((tuple(some),), "étiquette", band))
    ElementTree.fromstring(svg)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in line(svg))


@given(points)
def test_the_lowest_and_the_highest_are_never_thinned_away(some: list[Point]) -> None:
    """A law: a peak among hundreds of values is still there."""
    few, many = line(draw(Trend((tuple(some),), "x"))), sorted(some, key=lambda point: point.at)
    assert len(few) <= max(len(many), 1)
    spread = max(p.value for p in many) - min(p.value for p in many)
    if spread > 1e-3:
        assert min(y for _, y in few) < max(y for _, y in few)


def test_higher_is_higher_and_later_is_further_right() -> None:
    """Points in any order come out by time."""
    drawn = line(draw(Trend(((Point(2, 5), Point(0, 1), Point(1, 3)),), "x")))
    assert drawn == sorted(drawn)
    assert [y for _, y in drawn] == sorted((y for _, y in drawn), reverse=True)


def test_a_single_value_is_not_drawn() -> None:
    """One point is no trend."""
    assert draw(Trend(((Point(0, 1),),), "x")) == ""


def test_two_series_share_one_scale() -> None:
    """Systolic stays above diastolic."""
    svg = draw(Trend(((Point(0, 140), Point(1, 142)), (Point(0, 80), Point(1, 82))), "x"))
    upper, lower = re.findall(r'polyline class="trend-line" points="([^"]*)"', svg)
    assert float(upper.split()[0].split(",")[1]) < float(lower.split()[0].split(",")[1])


def test_a_band_stands_where_the_range_is() -> None:
    """Values within the range lie on the band, values above it above."""
    svg = draw(Trend(((Point(0, 5), Point(1, 9)),), "x", Band(4, 6)))
    found = re.search(r'trend-band" x="0" y="([\d.]+)" width="\d+" height="([\d.]+)"', svg)
    assert found is not None
    top, height = float(found[1]), float(found[2])
    inside, above = line(svg)
    assert top <= inside[1] <= top + height
    assert above[1] < top


def test_the_sentence_is_escaped() -> None:
    """A test's name may hold anything."""
    assert "&lt;b&gt;" in draw(Trend(((Point(0, 1), Point(1, 2)),), "<b>"))


def test_a_band_whose_other_end_is_far_away_goes_on_to_the_edge() -> None:
    """Glucose at 7 and 8 with a range of 3.1 to 6.2: the band stands below the line, and is not flat."""
    svg = draw(Trend(((Point(0, 7), Point(1, 8)),), "x", Band(3.1, 6.2)))
    found = re.search(r'trend-band" x="0" y="([\d.]+)" width="\d+" height="([\d.]+)"', svg)
    assert found is not None
    top, height = float(found[1]), float(found[2])
    assert top + height == HEIGHT
    assert height >= 3
    assert all(y < top for _, y in line(svg))
