"""Results: grouped by test, newest first, flagged only as their sender says, drawn only where comparable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.town import made

from dsn.care.results import rules, values
from dsn.care.results.sections import line
from dsn.fhir.types import Observation
from dsn.web.words import words

FR, EN = words("fr"), words("en")


def quantity(value: float | str, unit: str = "mmol/L", **more: Any) -> dict[str, Any]:
    return {"value": value if isinstance(value, int) else Decimal(str(value)), "unit": unit, **more}


def observation(code: str = "2823-3", day: str = "2026-11-01", **more: Any) -> Observation:
    plain: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": code},
        "effectiveDateTime": day,
    }
    return cast(Observation, made(**{**plain, **more}))


def interpretation(*found: str) -> list[dict[str, Any]]:
    return [{"coding": [{"code": code}]} for code in found]


def test_one_group_a_test_newest_first() -> None:
    """The group with the newest result leads, and so does the newest result of each."""
    groups = rules.group(
        [observation("a", "2026-01-01"), observation("b", "2026-03-01"), observation("a", "2026-02-01")]
    )
    assert [[rules.when(one) for one in group] for group in groups] == [
        ["2026-03-01"],
        ["2026-02-01", "2026-01-01"],
    ]


@given(
    st.permutations(["2026-11-01T10:00:00-05:00", "2026-11-01T14:59:59Z", "2026-11", "2025", "2026-11-01"])
)
def test_order_is_by_instant_whatever_the_precision_and_zone(days: list[str]) -> None:
    """A law: 14:59:59 UTC is before 10:00 in Montréal; an unknown day counts as the first."""
    [group] = rules.group([observation(day=day) for day in days])
    assert [rules.when(one) for one in group][:2] == ["2026-11-01T10:00:00-05:00", "2026-11-01T14:59:59Z"]
    assert rules.when(group[-1]) == "2025"


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_withdrawn_results_are_not_shown(status: str) -> None:
    """Neither as the newest nor in the past."""
    [group] = rules.group([observation(status=status), observation(day="2020-01-01")])
    assert [one.status for one in group] == ["final"]


def test_zero_width_spaces_make_no_other_test() -> None:
    """One generator writes them into displays."""
    names = ("Protein [Mass/\u200bvolume]", "Protein [Mass/volume]")
    plain = {"resourceType": "Observation", "status": "final"}
    results = [cast(Observation, made(**plain, code={"text": name})) for name in names]
    assert len(rules.group(results)) == 1


RANGE = [{"low": quantity(3.5), "high": quantity("5.0")}]


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"valueQuantity": quantity(5.1), "referenceRange": RANGE}, "high"),
        ({"valueQuantity": quantity(5.0), "referenceRange": RANGE}, ""),
        ({"valueQuantity": quantity(3.4), "referenceRange": RANGE}, "low"),
        ({"valueQuantity": quantity(3.4)}, ""),
        ({"valueQuantity": quantity(9), "referenceRange": RANGE, "interpretation": interpretation("N")}, ""),
        ({"valueQuantity": quantity(4), "interpretation": interpretation("H", "HH")}, "critical-high"),
        ({"valueQuantity": quantity(90, "mg/dL"), "referenceRange": RANGE}, ""),
        ({"valueQuantity": quantity(5.1, comparator=">"), "referenceRange": RANGE}, ""),
        ({"valueQuantity": quantity(9), "referenceRange": [RANGE[0], RANGE[0]]}, ""),
        ({"valueString": "positif", "interpretation": interpretation("POS")}, "abnormal"),
    ],
)
def test_a_result_stands_out_only_as_its_sender_says(more: dict[str, Any], flag: str) -> None:
    """By interpretation; without one, by the one normal range in the value's own unit; never by ours."""
    assert rules.flag(observation(**more)) == flag


@pytest.mark.parametrize(
    ("more", "french", "english"),
    [
        ({"valueQuantity": quantity("5.40")}, "5,40 mmol/L", "5.40 mmol/L"),
        ({"valueQuantity": quantity(5, comparator="<")}, "< 5 mmol/L", "< 5 mmol/L"),
        ({"valueQuantity": quantity(3, "{score}")}, "3", "3"),
        ({"valueQuantity": quantity(37.2, "Cel")}, "37,2 °C", "37.2 °C"),
        ({"valueBoolean": False}, "non", "no"),
        ({"valueInteger": 0}, "0", "0"),
        ({"valueString": "Traces"}, "Traces", "Traces"),
        (
            {"valueRange": {"low": quantity(1), "high": quantity(2)}},
            "1 mmol/L – 2 mmol/L",
            "1 mmol/L – 2 mmol/L",
        ),
        (
            {"valueRatio": {"numerator": quantity(1, ""), "denominator": quantity(128, "")}},
            "1 / 128",
            "1 / 128",
        ),
        ({"valueDateTime": "2026-05"}, "2026-05", "2026-05"),
        ({"dataAbsentReason": {"text": "Hémolysé"}}, "Hémolysé", "Hémolysé"),
        (
            {"hasMember": [{"reference": "Observation/1"}]},
            "1 résultat dans ce groupe",
            "1 result in this group",
        ),
        ({}, "Sans valeur consignée", "No value recorded"),
    ],
)
def test_every_kind_of_value_is_readable(more: dict[str, Any], french: str, english: str) -> None:
    """With its unit, its comparator, its decimal mark; why there is none, when that is said."""
    more = {key: _without_empty_units(value) for key, value in more.items()}
    shown = observation(**more)
    assert (values.value(shown, FR).text, values.value(shown, EN).text) == (french, english)


def test_a_culture_says_the_organism_and_its_antibiogram() -> None:
    """What grew, then each antibiotic with how the organism answers it, in the words of the laboratory."""
    parts = [
        {"code": {"text": name}, "valueCodeableConcept": {"text": said}}
        for name, said in (
            ("Nitrofurantoïne", "sensible"),
            ("Ampicilline", "résistant"),
            ("Céphalexine", "sensible"),
        )
    ]
    shown = observation("630-4", valueCodeableConcept={"text": "Escherichia coli"}, component=parts)
    assert values.value(shown, FR).text == "Escherichia coli"
    assert [one.text for one in values.beside(shown, FR)] == [
        "sensible : Nitrofurantoïne, Céphalexine",
        "résistant : Ampicilline",
    ]
    assert [one.text for one in values.beside(shown, EN)][1] == "résistant: Ampicilline"
    assert values.beside(observation("630-4", component=parts), FR) == ()


def _without_empty_units(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty_units(one) for key, one in value.items() if one != ""}
    return value


PRESSURE = {
    "component": [
        {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": quantity(value, "mm[Hg]"),
        }
        for code, value in (("8462-4", 82), ("8480-6", 128))
    ]
}


def test_a_blood_pressure_is_one_value() -> None:
    """Systolic over diastolic, whichever comes first in the record; the plot has two lines."""
    results = [observation("85354-9", day, **PRESSURE) for day in ("2026-11-02", "2026-11-01")]
    assert values.value(results[0], FR).text == "128/82 mmHg"
    trend = values.trend(results, "PA", FR)
    assert trend is not None
    assert [len(series) for series in trend.series] == [2, 2]


def test_only_results_in_the_newest_unit_are_drawn() -> None:
    """Millimoles and milligrams do not stand on one line."""
    results = [
        observation(day="2026-11-03", valueQuantity=quantity(5)),
        observation(day="2026-11-02", valueQuantity=quantity(90, "mg/dL")),
        observation(day="2026-11-01", valueQuantity=quantity(6)),
    ]
    trend = values.trend(results, "Glucose", FR)
    assert trend is not None
    assert sorted(point.value for point in trend.series[0]) == [5.0, 6.0]
    assert values.trend(results[:2], "Glucose", FR) is None


def test_the_plot_says_in_words_what_it_shows() -> None:
    """How many results, from what to what."""
    results = [
        observation(day="2026-11-03", valueQuantity=quantity(5)),
        observation(day="2026-11-01", valueQuantity=quantity("6.5")),
    ]
    trend = values.trend(results, "Glucose", FR)
    assert trend is not None
    assert trend.label == "Glucose : 2 résultats, de 6,5 mmol/L (2026-11-01) à 5 mmol/L (2026-11-03)"


@pytest.mark.parametrize(
    ("limits", "shown"),
    [
        ({"low": quantity(3.5), "high": quantity(5)}, "3,5 – 5"),
        ({"high": quantity(5)}, "≤ 5"),
        ({"low": quantity(3.5)}, "≥ 3,5"),
        ({"text": "selon l’âge"}, "selon l’âge"),
    ],
)
def test_a_range_is_shown_as_given(limits: dict[str, Any], shown: str) -> None:
    """Both ends, one end, or the sender's words."""
    found = observation(valueQuantity=quantity(4), referenceRange=[limits])
    assert values.normal_range(found, FR) == shown


def test_a_line_says_what_is_not_final() -> None:
    """A preliminary result is called so."""
    assert line([observation(status="preliminary", valueQuantity=quantity(4))], FR).state == "préliminaire"
    assert line([observation(valueQuantity=quantity(4))], FR).state == ""
