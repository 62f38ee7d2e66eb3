"""A small trend plot, drawn on the server as SVG: points, a line, the reference band; a sentence says the same.

Colours come from the style sheet by class, so that the plot follows light, dark and print.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 132
HEIGHT = 30
_MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time (any unit of time, the same for all points)."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Band:
    """The reference range; None = no limit on that side."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """`series` are drawn on one scale, each with its points in any order. `label` is the text alternative.

    `width` and `height` are in pixels.
    """

    series: tuple[tuple[Point, ...], ...]
    label: str
    band: Band | None = None
    width: int = WIDTH
    height: int = HEIGHT

    def __html__(self) -> str:
        return draw(self)


def draw(trend: Trend) -> Markup:
    """The plot as one `<svg>`; empty when no series has two points: a single value is better read than drawn."""
    series = [sorted(points, key=_at) for points in trend.series if len(points) > 1]
    if not series:
        return Markup("")
    place = _Scale([point for points in series for point in points], trend)
    drawn = "".join(_line(place, points) + _last(place, points[-1]) for points in series)
    width, height = place.width, place.height
    return Markup(  # noqa: S704 - numbers of ours, and the label escaped
        f'<svg class="trend" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(trend.label)}">{_band(place, trend.band)}{drawn}</svg>'
    )


class _Scale:
    """Where a point lies. A limit counts for the height only as far as it does not flatten the line."""

    def __init__(self, points: Sequence[Point], trend: Trend) -> None:
        self.width, self.height, band = trend.width, trend.height, trend.band
        low, high = _ends(point.value for point in points)
        reach = (high - low) or abs(high) * 0.2 or 1.0
        limits = (band.low, band.high) if band else ()
        near = [end for end in limits if end is not None and low - 2 * reach <= end <= high + 2 * reach]
        low, high = _ends([low, high, *near])
        self.reach = (high - low) or reach
        self.low = low if high > low else low - reach / 2
        self.start, end = _ends(point.at for point in points)
        self.span = (end - self.start) or 1.0

    def across(self, at: float) -> float:
        return _MARGIN + (at - self.start) / self.span * (self.width - 2 * _MARGIN)

    def down(self, value: float) -> float:
        share = (value - self.low) / self.reach
        return self.height - _MARGIN - min(max(share, 0.0), 1.0) * (self.height - 2 * _MARGIN)


def _ends(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    return min(found), max(found)


def _band(place: _Scale, band: Band | None) -> str:
    """The reference band; where a limit lies outside the scale the band goes on to the edge of the frame."""
    if band is None or (band.low is None and band.high is None):
        return ""
    open_above = band.high is None or band.high > place.low + place.reach
    open_below = band.low is None or band.low < place.low
    top = 0.0 if open_above else place.down(float(band.high or 0))
    bottom = float(place.height) if open_below else place.down(float(band.low or 0))
    height = max(bottom - top, 0.5)
    return f'<rect class="trend-band" x="0" y="{top:.1f}" width="{place.width}" height="{height:.1f}"/>'


def _line(place: _Scale, points: Sequence[Point]) -> str:
    path = " ".join(
        f"{place.across(point.at):.1f},{place.down(point.value):.1f}" for point in _thin(points, place.width)
    )
    return f'<polyline class="trend-line" points="{path}"/>'


def _last(place: _Scale, point: Point) -> str:
    return f'<circle class="trend-last" cx="{place.across(point.at):.1f}" cy="{place.down(point.value):.1f}" r="2.5"/>'


def _thin(points: Sequence[Point], width: int) -> Sequence[Point]:
    """About two points a pixel: the lowest and the highest of each column, so that no peak is lost."""
    if len(points) <= 2 * width:
        return points
    size = -(-len(points) // width)
    columns = [points[start : start + size] for start in range(0, len(points), size)]
    kept = [sorted({min(column, key=_value), max(column, key=_value)}, key=_at) for column in columns]
    return [point for column in kept for point in column]


def _value(point: Point) -> float:
    return point.value


def _at(point: Point) -> float:
    return point.at
