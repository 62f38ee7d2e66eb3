"""FHIR in and out of bytes, in one process: CPU time for accepting, refusing, writing, opening again."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from bench.figures import Figure
from bench.place import Place
from dsn.base.errors import Refused
from dsn.fhir import xml
from dsn.fhir.json import admit, decode, encode, reopen

T = TypeVar("T")


def measure(place: Place) -> list[Figure]:
    """The floor of reading is msgspec into dicts and lists, which checks nothing."""
    texts = [body for file in sorted(place.data.glob("*.json.gz")) for body in bodies(file)]
    data = f"{len(texts)} resources of {sum(map(len, texts)) // len(texts)} bytes"
    floor = _each(msgspec.json.decode, texts)
    compact = [msgspec.json.format(text, indent=-1) for text in texts]
    stored = [admit(text)[1] for text in texts]
    some = [decode(text) for text in texts[::20]]
    documents = [xml.encode(resource) for resource in some]
    wrong = [broken for text in texts[::20] for broken in _broken(text)]
    return [
        Figure(
            "Strict decode, compact JSON",
            _each(decode, compact),
            "µs",
            data,
            _each(msgspec.json.decode, compact),
            15.0,
            at_least=False,
        ),
        Figure(
            "Strict decode, indented as in the files", _each(decode, texts), "µs", data, floor, at_least=False
        ),
        Figure(
            "A structural refusal",
            _each(_refuse, wrong),
            "µs",
            f"{len(wrong)} broken ones",
            None,
            100.0,
            at_least=False,
        ),
        Figure("Opening what was stored", _each(reopen, stored), "µs", data, floor, at_least=False),
        Figure("Encode", _each(encode, some), "µs", f"{len(some)} resources", at_least=False),
        Figure("Encode as XML", _each(xml.encode, some), "µs", f"{len(some)} resources", at_least=False),
        Figure(
            "Strict decode from XML",
            _each(xml.decode, documents),
            "µs",
            f"{len(some)} resources",
            at_least=False,
        ),
    ]


def bodies(file: Path) -> list[bytes]:
    """The resources of a Bundle, as they stand in the file."""
    bundle = msgspec.json.decode(gzip.decompress(file.read_bytes()), type=_Bundle)
    return [bytes(entry.resource) for entry in bundle.entry]


class _Entry(msgspec.Struct):
    resource: msgspec.Raw


class _Bundle(msgspec.Struct):
    entry: list[_Entry]


def _each(act: Callable[[T], object], inputs: Sequence[T]) -> float:
    """Microseconds for one, after a pass that is not counted."""
    for counted in (False, True):
        begun = time.process_time()
        for each in inputs:
            act(each)
        if counted:
            break
    return (time.process_time() - begun) / len(inputs) * 1e6


def _broken(text: bytes) -> tuple[bytes, ...]:
    """An unknown element, a key twice, a null, a wrong kind."""
    return (
        text[:-1] + b',"unheardOf":1}',
        text[:-1] + b',"resourceType":"Patient"}',
        text[:-1] + b',"language":null}',
        text[:-1] + b',"implicitRules":1}',
    )


def _refuse(text: bytes) -> None:
    try:
        decode(text)
    except Refused:
        return
    raise ValueError(f"accepted, and should not have been: {text[:200]!r}")
