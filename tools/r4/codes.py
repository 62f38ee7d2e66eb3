"""The codes of every value set that an element of R4 is bound to as `required`."""

from __future__ import annotations

from collections.abc import Iterator

from tools.r4.model import Struct
from tools.r4.package import Json, Package

Codes = dict[str, list[str]]  # code system → codes, both in the order of the expansion


def required(package: Package, structs: list[Struct]) -> dict[str, Codes]:
    """By value-set url. Raises `KeyError` when the package ships no expansion: name it in `NOT_LISTED` then."""
    expansions = package.expansions()
    urls = sorted({e.value_set for s in structs for e in s.elements if e.value_set})
    return {url: _by_system(expansions[url]) for url in urls}


def _by_system(value_set: Json) -> Codes:
    found: Codes = {}
    for system, code in _walk(value_set["expansion"]["contains"]):
        found.setdefault(system, []).append(code)
    return found


def _walk(contains: list[Json]) -> Iterator[tuple[str, str]]:
    for concept in contains:
        if not concept.get("abstract"):
            yield concept["system"], concept["code"]
        yield from _walk(concept.get("contains", []))
