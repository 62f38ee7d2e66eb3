"""A result in words: value with its unit, range, and a plot of what came before."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.care.reading.shown import Text, concept, language_of
from dsn.care.results import rules
from dsn.fhir.types import Observation, ObservationComponent, Quantity
from dsn.web.widgets.trend import HEIGHT, WIDTH, Band, Point, Trend
from dsn.web.words import Words

NO_UNIT = frozenset({"{score}", "(score)", "{T-score}", "{#}", "{count}", "1"})
"""Curly braces of UCUM are annotations, and 1 is unity: they say no unit."""

PRINTED = {
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "kg/m2": "kg/m²",
    "10*3/uL": "10³/µL",
    "10*6/uL": "10⁶/µL",
    "10*9/L": "10⁹/L",
    "mL/min/{1.73_m2}": "mL/min/1,73 m²",
}
"""UCUM codes that senders write as the unit's name, as UCUM prints them: the same unit, to the letter."""


def value(observation: Observation, words: Words) -> Text:
    """What came out, in words; why nothing did, when that is said; that nothing is recorded, when it is not."""
    language = language_of(observation)
    if rules.is_pressure(observation):
        return Text(_pressure(observation, words), words.language)
    single = _single(observation, words, language)
    if single:
        return single
    if told := " · ".join(filter(None, (_part(part, words, language) for part in observation.component))):
        return Text(told, language)
    return concept(observation.dataAbsentReason, language) or Text(
        _silent(observation, words), words.language
    )


def beside(observation: Observation, words: Words) -> tuple[Text, ...]:
    """What a result says beside its value, as a culture its antibiogram: what is said alike is said once, « sensible :
    nitrofurantoïne, céphalexine ». Empty for a result whose parts are its value."""
    language = language_of(observation)
    if rules.is_pressure(observation) or not _single(observation, words, language):
        return ()
    found: dict[str, list[str]] = {}
    for part in observation.component:
        if said := _single(part, words, language):
            found.setdefault(said.text, []).append(concept(part.code, language).text)
    return tuple(
        Text(words._("{said} : {names}", said=said, names=", ".join(names)), language)
        for said, names in found.items()
    )


def _silent(observation: Observation, words: Words) -> str:
    """A group of results has none of its own; anything else without one says so."""
    if observation.hasMember:
        return words.n_(
            "{count} résultat dans ce groupe", "{count} résultats dans ce groupe", len(observation.hasMember)
        )
    return words._("Sans valeur consignée")


def _single(held: Observation | ObservationComponent, words: Words, language: str) -> Text:
    if held.valueQuantity:
        return Text(quantity(held.valueQuantity, words), words.language)
    if held.valueCodeableConcept:
        return concept(held.valueCodeableConcept, language)
    if held.valueString:
        return Text(held.valueString, language)
    if held.valueInteger is not None:
        return Text(words.number(held.valueInteger), words.language)
    if held.valueBoolean is not None:
        return Text(words._("oui") if held.valueBoolean else words._("non"), words.language)
    if held.valueDateTime:
        return Text(words.moment(held.valueDateTime), words.language)
    return Text(_compound(held, words), words.language)


def _compound(held: Observation | ObservationComponent, words: Words) -> str:
    if held.valueRange:
        ends = [quantity(end, words) for end in (held.valueRange.low, held.valueRange.high) if end]
        return " – ".join(ends)
    if held.valueRatio:
        ends = [
            quantity(end, words) for end in (held.valueRatio.numerator, held.valueRatio.denominator) if end
        ]
        return " / ".join(ends)
    if held.valueTime:
        return held.valueTime
    if held.valuePeriod:
        return f"{words.moment(held.valuePeriod.start)} – {words.moment(held.valuePeriod.end)}"
    if held.valueSampledData:
        return words._("Tracé (non affiché)")
    return ""


def _part(part: ObservationComponent, words: Words, language: str) -> str:
    said = _single(part, words, language)
    return f"{concept(part.code, language).text} {said.text}" if said else ""


def _pressure(observation: Observation, words: Words) -> str:
    upper = rules.quantity_of(observation, rules.SYSTOLIC)
    lower = rules.quantity_of(observation, rules.DIASTOLIC)
    assert upper is not None
    assert lower is not None
    return f"{_figure(upper, words)}/{_figure(lower, words)} {unit(upper)}".rstrip()


def quantity(measured: Quantity, words: Words) -> str:
    """`< 5,4 mmol/L`."""
    return " ".join(part for part in (measured.comparator, _figure(measured, words), unit(measured)) if part)


def _figure(measured: Quantity, words: Words) -> str:
    return words.number(measured.value) if measured.value is not None else ""


def unit(measured: Quantity) -> str:
    """The unit as written, else its code."""
    said = measured.unit or measured.code or ""
    return "" if said in NO_UNIT else PRINTED.get(said, said)


def normal_range(observation: Observation, words: Words) -> str:
    """`3,5 – 5,0`, `≤ 5,0`, or the sender's own words; "" when none is given."""
    limits = rules.range_of(observation)
    if limits is None:
        return "; ".join(one.text for one in observation.referenceRange if one.text)
    low, high = limits
    if low is not None and high is not None:
        return f"{words.number(low)} – {words.number(high)}"
    return (
        f"≤ {words.number(high)}" if high is not None else f"≥ {words.number(low)}" if low is not None else ""
    )


def trend(
    results: Sequence[Observation], name: str, words: Words, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Trend | None:
    """The plot of one test, newest first in `results`; only results in the newest one's unit can be compared."""
    newest = results[0]
    parts = (rules.SYSTOLIC, rules.DIASTOLIC) if rules.is_pressure(newest) else ("",)
    series = tuple(_points(results, part) for part in parts)
    if max(map(len, series)) < 2:
        return None
    limits = rules.range_of(newest)
    band = Band(*(None if end is None else float(end) for end in limits)) if limits else None
    return Trend(series, _label(results, name, words), band, *size)


def _points(results: Sequence[Observation], part: str) -> tuple[Point, ...]:
    newest = rules.quantity_of(results[0], part)
    found = []
    for result in results:
        measured, at = rules.quantity_of(result, part), rules.when(result)
        if measured and newest and unit(measured) == unit(newest) and at and measured.value is not None:
            found.append(Point(rules.instant(at), float(measured.value)))
    return tuple(found)


def _label(results: Sequence[Observation], name: str, words: Words) -> str:
    oldest, newest = results[-1], results[0]
    return words._(
        "{name} : {count} résultats, de {first} ({start}) à {last} ({end})",
        name=name,
        count=len(results),
        first=value(oldest, words).text,
        start=words.day(rules.when(oldest)),
        last=value(newest, words).text,
        end=words.day(rules.when(newest)),
    )
