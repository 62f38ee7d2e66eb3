"""FHIR in and out of bytes, in one process: CPU time for accepting, writing, opening again."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from bench.figures import Figure
from bench.place import Place
from dsn.fhir import xml
from dsn.fhir.json import admit, decode, encode, reopen

T = TypeVar("T")


def measure(place: Place) -> list[Figure]:
    """The floor of reading is msgspec into dicts and lists, which checks nothing."""
    texts = [body for file in sorted(place.data.glob("*.json.gz")) for body in bodies(file)]
    data = f"{len(texts)} resources of {sum(map(len, texts)) // len(texts)} bytes"
    floor = each(msgspec.json.decode, texts)
    compact = [msgspec.json.format(text, indent=-1) for text in texts]
    stored = [admit(text)[1] for text in texts]
    some = [decode(text) for text in texts[::20]]
    documents = [xml.encode(resource) for resource in some]
    return [
        Figure(
            "Strict decode, compact JSON",
            each(decode, compact),
            "µs",
            data,
            each(msgspec.json.decode, compact),
            15.0,
            at_least=False,
        ),
        Figure(
            "Strict decode, indented as in the files",
            each(decode, texts),
            "µs",
            data,
            floor,
            15.0,
            at_least=False,
        ),
        Figure("Opening what was stored", each(reopen, stored), "µs", data, floor, at_least=False),
        Figure("Encode", each(encode, some), "µs", f"{len(some)} resources", at_least=False),
        Figure("Encode as XML", each(xml.encode, some), "µs", f"{len(some)} resources", at_least=False),
        Figure(
            "Strict decode from XML",
            each(xml.decode, documents),
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


def each(act: Callable[[T], object], inputs: Sequence[T]) -> float:
    """Microseconds of one core for one; the least of three passes, after one that is not counted."""
    passes = []
    for _ in range(4):
        begun = time.process_time()
        for one in inputs:
            act(one)
        passes.append(time.process_time() - begun)
    return min(passes[1:]) / len(inputs) * 1e6
