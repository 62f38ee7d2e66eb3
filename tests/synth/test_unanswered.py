"""The rules of chronic care speak when a record breaks them: each beside a record that breaks nothing."""

from __future__ import annotations

import copy
from base64 import b64encode
from collections.abc import Callable
from datetime import date

import pytest

from dsn.synth import coherence, tables
from dsn.synth.coherence import regulation
from dsn.synth.coherence.record import Record
from dsn.synth.lives import lives
from dsn.synth.plain import Plain

TODAY = date(2026, 6, 1)
LIVES = list(lives(33, 260, TODAY))


def _of(life: list[Plain], type_: str) -> list[Plain]:
    return [one for one in life if one["resourceType"] == type_]


def _ill(life: list[Plain], name: str) -> bool:
    return any(one["code"]["text"] == name for one in _of(life, "Condition"))


def _silence(life: list[Plain]) -> None:
    """Every note of the clinic says nothing of why, and every reading is high."""
    for one in _of(life, "DocumentReference"):
        if one["type"]["text"] == "Suivi en clinique":
            text = "Motif : suivi.\n1. Hypertension artérielle. Va bien."
            one["content"][0]["attachment"]["data"] = b64encode(text.encode()).decode()
    for one in _of(life, "Observation"):
        if one["code"]["text"] == "Pression artérielle":
            one["component"][0]["valueQuantity"]["value"] = 171


def _two_strengths(life: list[Plain]) -> None:
    for number, key in enumerate(("ramipril", "ramipril@10")):
        order = copy.deepcopy(_of(life, "MedicationRequest")[0])
        order |= {"id": f"other-{number}", "status": "active"}
        order["medicationCodeableConcept"]["coding"][0]["code"] = tables.by_key("drugs")[key]["din"]
        life.append(order)


def _other_product(life: list[Plain]) -> None:
    _of(life, "MedicationDispense")[0]["medicationCodeableConcept"] = {
        "coding": [{"code": "00000000"}],
        "text": "",
    }


def _calm_before(life: list[Plain]) -> None:
    for one in _of(life, "Observation"):
        if one["code"]["text"] == "Pression artérielle":
            one["component"][0]["valueQuantity"]["value"] = 121
            one["component"][1]["valueQuantity"]["value"] = 70


def _seen(life: list[Plain]) -> list[tuple[str, Plain, str]]:
    return regulation._clinics(Record(life, TODAY))


_FOUND = next(
    life
    for life in LIVES
    if any(regulation._recent(Record(life, TODAY), "Hypertension artérielle"))
    and sum(Record(life, TODAY).had(("Hypertension artérielle",), day) for day, *_ in _seen(life)) > 5
    and _of(life, "MedicationDispense")
    and "deceasedDateTime" not in life[0]
)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_silence, "pressure-above-the-target-is-answered"),
        (_two_strengths, "one-strength-at-a-time"),
        (_other_product, "dispensed-is-what-is-ordered"),
        (_calm_before, "hypertension-shows-before-it-is-named"),
        (_silence, "no-sentence-three-visits-running"),
    ],
)
def test_the_rules_find_a_planted_fault(spoil: Callable[[list[Plain]], None], rule: str) -> None:
    """One thing changed in a record that breaks nothing, and the rule for it speaks."""
    life = copy.deepcopy(_FOUND)
    assert not any(broken.startswith(f"{rule}:") for broken in coherence.breaks(life, TODAY))
    spoil(life)
    assert any(broken.startswith(f"{rule}:") for broken in coherence.breaks(life, TODAY))


def _without_answer(life: list[Plain], code: str, value: float, problem: str) -> list[Plain]:
    """A copy in which every value of a test is `value`, no drug is ordered and no note says why."""
    told = [copy.deepcopy(one) for one in life if one["resourceType"] != "MedicationRequest"]
    for one in Record(told, TODAY).tests(code):
        one["valueQuantity"]["value"] = value
    for one in _of(told, "DocumentReference"):
        if one["type"]["text"] == "Suivi en clinique":
            text = f"Motif : suivi.\n1. {problem}. Va bien."
            one["content"][0]["attachment"]["data"] = b64encode(text.encode()).decode()
    return told


@pytest.mark.parametrize(
    ("rule", "code", "value", "problem"),
    [
        ("sugar-above-the-target-is-answered", "4548-4", 9.1, "Diabète de type 2"),
        ("diabetes-shows-before-it-is-named", "4548-4", 6.0, "Diabète de type 2"),
        ("thyroid-above-the-target-is-answered", "3016-3", 11.0, "Hypothyroïdie"),
        ("cholesterol-above-the-target-is-answered", "39469-2", 3.1, "Maladie coronarienne"),
        ("a-statin-or-the-reason", "39469-2", 3.1, "Maladie coronarienne"),
    ],
)
def test_the_rules_find_what_is_left_unanswered(rule: str, code: str, value: float, problem: str) -> None:
    """In some record of who is ill with it, once nothing is ordered and nothing said."""
    found = [
        what
        for life in LIVES
        if _ill(life, problem)
        for what in coherence.RULES[rule](Record(_without_answer(life, code, value, problem), TODAY))
    ]
    assert found
