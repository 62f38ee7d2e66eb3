"""The doors of `dsn.fhir.json` beyond the campaign: types expected, plain values, tricks, sizes."""

from __future__ import annotations

import gzip
import json as stdlib
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Refused
from dsn.fhir.json import admit, decode, encode, explain, from_plain, reopen, to_plain
from dsn.fhir.types import Bundle, Extension, Observation, Patient

LIVES = Path(__file__).resolve().parents[2] / "data" / "synthea"
BASIC: dict[str, Any] = {"resourceType": "Basic", "code": {"text": "x"}}


def refused(data: str | bytes, expect: str | None = None) -> Refused:
    with pytest.raises(Refused) as refusal:
        decode(data, expect)
    return refusal.value


def codes(text: str) -> list[str]:
    """What is refused in `text`; nothing when it is accepted."""
    try:
        decode(text)
    except Refused as error:
        return [issue.code for issue in error.issues]
    return []


def test_the_expected_type_is_held() -> None:
    """Accepted as what it is, refused as another."""
    text = stdlib.dumps(BASIC)
    assert decode(text, expect="Basic").resourceType == "Basic"
    error = refused(text, expect="Patient")
    assert (error.code, error.values) == ("fhir-type-unexpected", {"value": "Basic", "expected": "Patient"})


def test_several_faults_are_told_together() -> None:
    """One reading, every fault, each with its path and value."""
    error = refused('{"resourceType":"Patient","gender":"x","birthDate":"1990-02-30","nom":"y"}')
    assert [(i.code, i.path, i.values["value"]) for i in error.issues] == [
        ("fhir-element-unknown", "Patient", "nom"),
        ("fhir-code-unknown", "Patient.gender", "x"),
        ("fhir-primitive-malformed", "Patient.birthDate", "1990-02-30"),
    ]


def test_resources_within_resources_are_of_their_own_type() -> None:
    """Contained, in a Bundle's entry, in Parameters: typed when decoded, told by path when refused."""
    patient = {"resourceType": "Patient", "contained": [{**BASIC, "id": "b"}], "active": True}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": BASIC}, {"resource": patient}],
    }
    read = decode(stdlib.dumps(bundle))
    assert isinstance(read, Bundle)
    inner = read.entry[1].resource
    assert isinstance(inner, Patient)
    assert inner.contained[0].resourceType == "Basic"
    assert decode(encode(read)) == read
    patient["active"] = "true"
    assert refused(stdlib.dumps(bundle)).path == "Bundle.entry[1].resource.active"


def test_bytes_admitted_are_those_encoded() -> None:
    """Compact, in the order of the definition, with the decimals' digits."""
    text = '{ "valueQuantity": {"value": 1.50}, "status": "final", "code": {"text": "é"}, '
    text += '"resourceType": "Observation" }'
    resource, written = admit(text)
    assert isinstance(resource, Observation)
    assert resource.valueQuantity is not None
    assert resource.valueQuantity.value == Decimal("1.50")
    assert written == encode(resource)
    assert written.decode() == (
        '{"resourceType":"Observation","status":"final","code":{"text":"é"},"valueQuantity":{"value":1.50}}'
    )


def test_what_was_admitted_is_opened_again_as_the_same() -> None:
    """Contained resources and entries too are of their own type; other bytes are refused."""
    patient = {"resourceType": "Patient", "contained": [{**BASIC, "id": "b"}], "active": True}
    for plain in (
        BASIC,
        patient,
        {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": patient}]},
    ):
        resource, written = admit(stdlib.dumps(plain))
        assert reopen(written) == resource
        with pytest.raises(Refused):
            reopen(written[:-1])


def nested_items(levels: int) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": "x", "text": "y"}
    for _ in range(levels - 1):
        item = {"linkId": "x", "item": [item]}
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [item]}


def nested_extensions(levels: int) -> dict[str, Any]:
    extension: dict[str, Any] = {"url": "u", "valueCoding": {"code": "c"}}
    for _ in range(levels - 1):
        extension = {"url": "u", "extension": [extension]}
    return {**BASIC, "extension": [extension]}


@pytest.mark.parametrize("nested", [nested_items, nested_extensions])
def test_a_hundred_levels_are_the_bound(nested: Callable[[int], dict[str, Any]]) -> None:
    """The same for both readers, and whichever checks run; what stands deeper is refused."""
    assert codes(stdlib.dumps(nested(100))) == []
    assert explain.issues(stdlib.dumps(nested(100))) == []
    assert codes(stdlib.dumps(nested(101))) == ["fhir-too-deep"]


def test_plain_values_go_both_ways() -> None:
    """Decimals by their digits; what is wrong is refused as in a text."""
    plain = {**BASIC, "extension": [{"url": "u", "valueDecimal": Decimal("0.10")}]}
    assert to_plain(from_plain(plain)) == plain
    assert str(to_plain(from_plain(plain))["extension"][0]["valueDecimal"]) == "0.10"
    with pytest.raises(Refused):
        from_plain({**plain, "code": None})
    with pytest.raises(Refused):
        from_plain({**plain, "id": "\ud800"})


def test_lists_are_never_none() -> None:
    """An absent list is empty, so that one may go through it."""
    patient = decode('{"resourceType":"Patient","active":true}')
    assert isinstance(patient, Patient)
    assert patient.name == ()
    assert patient.birthDate is None


@pytest.mark.parametrize(
    "text",
    [
        # Two keys too many, and as many marks written as escapes: the count of marks is what it should be.
        r'{"resourceType":"Basic","id":"a","id":"b","code":{"text":"\u0022\u0022\u0022\u0022"}}',
        r'{"resourceType":"Basic","id":"a","code":{"text":"x","text":"\u0022\u0022\u0022\u0022"}}',
        r'{"resourceType":"Basic","code":{"text":"\u0022\u0022"},"extension":[{"url":"u","valueDecimal":"1.5"}]}',
        # Keys written so that a search for them finds none.
        r'{"resourceType":"Basic","code":{"text":"x"},"ext\u0065nsion":[{"url":"u"}]}',
        r'{"resourceType":"Basic","code":{"text":"x"},"\u005flanguage":{"ext\u0065nsion":[{"url":"u"}]}}',
        r'{"resourceType":"Patient","contained":[{"resourceType":"Basic","code":{"id":"c"},"ext\u0065nsion":[{"url":"u"}]}]}',
        r'{"resourceType":"Bundle","type":"collection","entry":[{"ext\u0065nsion":[{"url":"u"}]}]}',
        r'{"resourceType":"Parameters","parameter":[{"name":"a","\u005fvalueString":{"ext\u0065nsion":[{"url":"u"}]}}]}',
        r'{"\u0072esourceType":"Basic","code":{"text":"x"},"\u0072esourceType":"Patient"}',
        # Nine characters too many, and three exponents that take three more each when written: the length is right.
        '{"resourceType":"Basic","id":"a","id":"b","extension":['
        + ",".join(3 * ['{"url":"u","valueDecimal":15e9}'])
        + '],"code":{"text":"x"}}',
    ],
)
def test_tricks_against_the_quick_way_fail(text: str) -> None:
    """What the quick way tells by counting and searching cannot be hidden by escapes."""
    assert refused(text).code != "fhir-refused"


def test_white_space_changes_nothing() -> None:
    """Blanks wherever JSON allows them: the same resource, the same bytes; within strings they stay."""
    blank = " \t\r\n"
    text = '{~"resourceType"~:~"Observation"~,~"status"~:~"final"~,~"code"~:~{~"text"~:~"a  b \\\\ \\n"~}~,~'
    text += (
        '"valueQuantity"~:~{~"value"~:~1.50~}~,~"extension"~:~[~{~"url"~:~"u"~,~"valueDecimal"~:~2e3~}~]~}~'
    )
    assert admit(text.replace("~", blank)) == admit(text.replace("~", ""))
    assert b"a  b " in admit(text.replace("~", blank))[1]
    twice = text.replace("~", blank).replace('"value"', f'"value"{blank}:1,{blank}"value"')
    assert [issue.code for issue in refused(twice).issues] == ["fhir-key-repeated"]


def test_escapes_that_hide_nothing_are_accepted() -> None:
    """The same characters, honestly used."""
    text = r'{"\u0072esourceType":"Basic","code":{"text":"\u0022{}\u0022 \\b \\u0000 \ud83d\ude00"}}'
    assert to_plain(decode(text)) == {**BASIC, "code": {"text": '"{}" \\b \\u0000 😀'}}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: (
    st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["resourceType", "id", "extension", "url"]), inner)
)))  # fmt: skip
def test_no_json_at_all_gives_another_exception(value: Any) -> None:
    """Whatever the JSON, the answer is a resource or a refusal that can be told."""
    assert "fhir-refused" not in codes(stdlib.dumps(value))


@given(st.binary())
def test_no_bytes_at_all_give_another_exception(data: bytes) -> None:
    """Nor does anything that is no JSON."""
    assert refused(data).code != "fhir-refused"


def test_lives_are_accepted_and_come_back() -> None:
    """A whole life of another program's making, resource by resource; and both ways of reading agree."""
    path = sorted(LIVES.glob("*.json.gz"))[0]
    for entry in stdlib.loads(gzip.decompress(path.read_bytes()))["entry"]:
        text = stdlib.dumps(entry["resource"])
        assert stdlib.loads(encode(decode(text))) == entry["resource"]
        assert explain.issues(text) == []


@pytest.mark.parametrize(
    ("before", "filler", "after", "code"),
    [
        (b'{"resourceType":"Basic","code":{"text":"', b"a", b'"}}', "fhir-string-too-long"),
        (b'{"resourceType":"Basic","code":{"text":"', "é".encode(), b'"}}', "fhir-string-too-long"),
        (b'{"resourceType":"Basic","id":"', b"a", b'","code":{"text":"x"}}', "fhir-string-too-long"),
        (b'{"resourceType":"Basic","', b"a", b'":1}', "fhir-element-unknown"),
        (b"", b" ", b"", "fhir-json-malformed"),
        (b"", b"[", b"", "fhir-too-deep"),
        (b'{"resourceType":"Basic","code":', b"[", b"", "fhir-too-deep"),
        (b'{"resourceType":"Basic","x":', b"9", b"}", "fhir-element-unknown"),
    ],
)
def test_fifty_megabytes_are_refused_within_bounds(
    before: bytes, filler: bytes, after: bytes, code: str
) -> None:
    """At most five times the input in memory."""
    data = before + filler * (50_000_000 // len(filler)) + after
    tracemalloc.start()
    try:
        assert refused(data).code == code
        assert tracemalloc.get_traced_memory()[1] <= 5 * len(data)
    finally:
        tracemalloc.stop()


def test_a_struct_of_ours_is_encoded_without_what_is_absent() -> None:
    """Neither null nor empty list is ever written."""
    made = Extension(url="http://example.org/x", valueString="é")
    basic = decode(stdlib.dumps({**BASIC, "extension": [{"url": made.url, "valueString": made.valueString}]}))
    assert (
        encode(basic)
        .decode()
        .endswith('"extension":[{"url":"http://example.org/x","valueString":"é"}],"code":{"text":"x"}}')
    )
