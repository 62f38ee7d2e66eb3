"""References that say our own address are made relative before anything is stored.

`https://us/fhir/Patient/1` and `Patient/1` are one person. Left absolute, a resource would not count as theirs, and
so escape the scope, the log and the search of their record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsn.fhir import json as fhir_json
from dsn.fhir.search.references import without_base
from dsn.fhir.types import Resource

_PLACES = ("reference", "fullUrl")
"""`Reference.reference`, and `Bundle.entry.fullUrl`, by which entries refer to each other."""


def relative(resource: Resource, bases: Sequence[str]) -> Resource:
    """`resource` with its references to `bases` made relative; itself when there are none (the usual case)."""
    written = fhir_json.encode(resource)
    if not any(base.encode() in written for base in bases):
        return resource
    plain = fhir_json.to_plain(resource)
    _cut(plain, tuple(bases))
    return fhir_json.from_plain(plain)


def _cut(value: Any, bases: tuple[str, ...]) -> None:
    if isinstance(value, dict):
        for name in _PLACES:
            if isinstance(value.get(name), str):
                value[name] = without_base(value[name], bases)
        for inner in value.values():
            _cut(inner, bases)
    elif isinstance(value, list):
        for inner in value:
            _cut(inner, bases)
