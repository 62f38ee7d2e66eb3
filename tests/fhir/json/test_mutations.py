"""Valid official examples, each broken in one place: every one is refused, and the refusal says where and what."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fhir.json.mutating import Literal, Mutation, mutate
from tests.fhir.json.ways import MUTATIONS

from dsn.base.errors import Refused
from dsn.fhir.json import decode

PACKAGE = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"


RARE: dict[str, Any] = {
    "resourceType": "Basic",
    "code": {"text": "what no official example holds"},
    "extension": [
        {"url": "http://example.org/oid", "valueOid": "urn:oid:1.2.3"},
        {"url": "http://example.org/uuid", "valueUuid": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
        {"url": "http://example.org/time", "valueTime": "10:00:00"},
    ],
}


@cache
def examples() -> list[dict[str, Any]]:
    """The smallest valid examples of every resource type that has any, up to four of each."""
    by_type: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.glob("*-*.json"), key=lambda p: (p.stat().st_size, p.name)):
        by_type.setdefault(path.name.partition("-")[0], []).append(path)
    read = [RARE]
    for paths in by_type.values():
        kept = [text for text in (p.read_text(encoding="utf-8") for p in paths[:8]) if _is_valid(text)][:4]
        read += [json.loads(text, parse_float=Literal) for text in kept]
    return read


def _is_valid(text: str) -> bool:
    try:
        decode(text)
    except Refused:
        return False
    return True


def check(mutation: Mutation, text: str | bytes, path: str | None) -> None:
    """As it is, and indented, which is another way through the reader."""
    refuses(mutation, text, path)
    with suppress(msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        refuses(mutation, indented(text), path)


def indented(text: str | bytes) -> bytes:
    """The same JSON, repeated keys and odd numbers included, on many lines."""
    return msgspec.json.format(text.encode() if isinstance(text, str) else text, indent=2)


def refuses(mutation: Mutation, text: str | bytes, path: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        decode(text)
    fitting = [i for i in refusal.value.issues if i.code in mutation.codes]
    assert fitting, (mutation.name, [str(i) for i in refusal.value.issues])
    if path is not None:
        assert path in {i.path for i in fitting}, (mutation.name, path, [str(i) for i in fitting])


def test_the_campaign_has_its_breadth() -> None:
    """At least 40 ways, each with the rule it breaks, and examples of nearly every type to break."""
    assert len(MUTATIONS) >= 40
    assert all(m.rule and m.codes for m in MUTATIONS.values())
    assert len({e["resourceType"] for e in examples()}) >= 110


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_way_is_refused_somewhere(name: str) -> None:
    """Each way finds an example that it can break, and the broken one is refused for the right reason."""
    broken = [b for example in examples()[::3] if (b := mutate(example, MUTATIONS[name], 7))]
    if not broken:
        broken = [b for example in examples() if (b := mutate(example, MUTATIONS[name], 0))]
    assert broken
    for text, path in broken[:12]:
        check(MUTATIONS[name], text, path)


@settings(max_examples=400)
@given(st.data())
def test_any_break_of_any_example_is_refused(data: st.DataObject) -> None:
    """Wherever it stands, a fault is refused, and never by another exception than the refusal."""
    example = data.draw(st.sampled_from(examples()))
    mutation = data.draw(st.sampled_from(list(MUTATIONS.values())))
    broken = mutate(example, mutation, data.draw(st.integers(0, 500)))
    if broken is not None:
        check(mutation, *broken)
