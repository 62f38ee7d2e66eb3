"""What is large is refused for the same reasons, told in little room; what is crowded is refused before it is read."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Refused
from dsn.fhir.json import decode, explain, from_plain, large
from dsn.fhir.json.fast import is_fine
from dsn.fhir.types import Bundle, Questionnaire

TEXT = "a" * 2000


def refused(data: str | bytes) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refusal:
        decode(data)
    return [(issue.code, issue.path) for issue in refusal.value.issues]


def items(many: int, **last: Any) -> dict[str, Any]:
    """A questionnaire of `many` long items; the last one has `last` too."""
    listed: list[dict[str, Any]] = [{"linkId": str(n), "type": "display", "text": TEXT} for n in range(many)]
    listed[-1].update(last)
    return {"resourceType": "Questionnaire", "status": "draft", "item": listed}


def text_of(plain: dict[str, Any]) -> str:
    return json.dumps(plain)


def test_large_resources_are_accepted() -> None:
    """More than a megabyte, in one list or in one entry of a Bundle."""
    read = from_plain(items(600))
    assert isinstance(read, Questionnaire)
    assert len(read.item) == 600
    bundle = from_plain({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": items(600)}]})
    assert isinstance(bundle, Bundle)


@pytest.mark.parametrize(
    ("last", "code", "path"),
    [
        ({"type": "x"}, "fhir-code-unknown", "item[599].type"),
        ({"nom": "x"}, "fhir-element-unknown", "item[599]"),
        ({"required": "true"}, "fhir-kind-wrong", "item[599].required"),
        ({"item": [{"linkId": "a"}]}, "fhir-element-missing", "item[599].item[0].type"),
        ({"item": [{"linkId": "a", "type": "display", "code": []}]}, "fhir-empty", "item[599].item[0].code"),
    ],
)
def test_faults_of_large_resources_are_told_with_their_place(
    last: dict[str, Any], code: str, path: str
) -> None:
    """As those of small ones, whether the resource stands by itself or in an entry."""
    assert refused(text_of(items(600, **last))) == [(code, f"Questionnaire.{path}")]
    entries = {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": items(600, **last)}]}
    assert refused(text_of(entries)) == [(code, f"Bundle.entry[0].resource.{path}")]


def test_a_key_twice_is_found_in_large_resources() -> None:
    """At the top, within an item, and behind an escape."""
    text = text_of(items(600, linkId="last"))
    for wrong, path in (
        (text.replace('"status":', '"status": "active", "status":'), "Questionnaire.status"),
        (text.replace('"linkId": "last"', '"linkId": "x", "linkId": "y"'), "Questionnaire.item[599].linkId"),
        (text.replace('"status":', r'"st\u0061tus": "active", "status":'), "Questionnaire.status"),
    ):
        assert refused(wrong) == [("fhir-key-repeated", path)]


def test_a_decimal_in_quotation_marks_is_found_in_a_large_bundle() -> None:
    """What the quick reader would have taken for a number."""
    wrong = {
        "resourceType": "Basic",
        "code": {"text": "x"},
        "extension": [{"url": "u", "valueDecimal": "1.5"}],
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"resource": items(600)}, {"resource": wrong}],
    }
    assert refused(text_of(bundle)) == [
        ("fhir-kind-wrong", "Bundle.entry[1].resource.extension[0].valueDecimal")
    ]


@given(
    st.integers(0, 11),
    st.sampled_from(["x", {}, None, [], 1, {"linkId": "a"}, {"linkId": "b", "type": "display"}]),
)
def test_both_ways_of_explaining_agree(place: int, value: Any) -> None:
    """Reading by parts finds what reading the whole finds."""
    plain = items(60)
    plain["item"][place * 5]["item"] = [{"linkId": "i", "type": "display", "text": "b" * 70_000}, value]
    text = msgspec.json.encode(plain)
    told = [(each.code, each.path, each.values) for each in explain.issues(text.decode())]
    assert [(each.code, each.path, each.values) for each in large.issues(text, is_fine)] == told


@pytest.mark.parametrize(
    "filler", ["{},", "null,", '"a",', "0,", "[],", '{"url":"u","valueDecimal":1e999},', '{"value":"a"},']
)
def test_nothing_but_tiny_values_is_refused_unread(filler: str) -> None:
    """Decoded, they would take dozens of times their text; here, hardly more than it."""
    size = 15_000_000
    data = ('{"resourceType":"Basic","identifier":[' + filler * (size // len(filler)) + "{}]}").encode()
    tracemalloc.start()
    try:
        assert refused(data) == [("fhir-crowded", None)]
        assert tracemalloc.get_traced_memory()[1] <= 2 * len(data)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("filler", ["{},", "null,", '"a",', "0,", "[],"])
def test_a_crowd_is_refused_from_a_few_hundred_kilobytes(filler: str) -> None:
    """Below that, what it could take is not worth a rule."""
    data = '{"resourceType":"Basic","identifier":[' + filler * (300_000 // len(filler)) + "{}]}"
    assert refused(data) == [("fhir-crowded", None)]
    assert "fhir-crowded" not in [code for code, _ in refused(data[:38] + filler * 1000 + "{}]}")]


def test_many_codes_are_no_crowd() -> None:
    """A value set that lists 50,000 codes and nothing else."""
    codes = [{"code": f"{number:05}-{number % 10}"} for number in range(50_000)]
    compose = {"include": [{"system": "http://loinc.org", "concept": codes}]}
    assert from_plain({"resourceType": "ValueSet", "status": "draft", "compose": compose})


def test_resources_in_resources_are_ten_at_most() -> None:
    """Each is read once more than what holds it."""
    held: dict[str, Any] = {"resourceType": "Basic", "code": {"text": "x"}}
    for _ in range(9):
        held = {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": held}]}
    assert from_plain(held)
    for _ in range(9):
        held = {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": held}]}
    assert [code for code, _ in refused(text_of(held))] == ["fhir-too-deep"]
