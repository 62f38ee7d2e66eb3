"""What the R4 package itself tells of value sets and hierarchies, until a terminology room stands.

Only what is whole there: a value set cut short, or drawing on SNOMED CT, LOINC and other systems that are not HL7's to
give, is not at hand, and a search that needs it is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

import msgspec

from dsn.base.errors import Unsupported


class _Line(msgspec.Struct):
    value_set: str = ""
    code_system: str = ""
    codes: dict[str, list[str]] = {}
    children: dict[str, list[str]] = {}


_LINE = msgspec.json.Decoder(_Line)


class ShippedTerms:
    """Answers `:in`, `:not-in`, `:below`, `:above` of codes, as `World` and the planner ask."""

    def expand(self, value_set: str) -> Collection[tuple[str, str]]:
        """(system, code) of every member of a value set, by its url (a `|version` must be that of R4).

        Raises Unsupported when no whole expansion is at hand."""
        url, _, version = value_set.partition("|")
        if url not in _lines() or version not in ("", "4.0.1"):
            raise Unsupported("search.value-set-not-at-hand", value=value_set)
        return _expanded(url)

    def subsumed_by(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        """The concept and all below it. Raises Unsupported when the system is not named or not at hand."""
        name, children = _tree(system, code)
        return [(name, each) for each in _reached(code, children)]

    def subsuming(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        """The concept and all above it. Raises as `subsumed_by`."""
        name, children = _tree(system, code)
        return [(name, each) for each in _reached(code, _turned(name, children))]


@cache
def _lines() -> dict[str, str]:
    """The lines of the table by url, not yet read: `value_set` and `code_system` urls never coincide."""
    text = (files(__package__) / "shipped.jsonl").read_text(encoding="utf-8")
    return {line.split('"', 4)[3]: line for line in text.splitlines()[1:]}


@cache
def _expanded(url: str) -> Collection[tuple[str, str]]:
    line = _LINE.decode(_lines()[url])
    if not line.value_set:
        raise Unsupported("search.value-set-not-at-hand", value=url)
    return frozenset((system, code) for system, codes in line.codes.items() for code in codes)


def _tree(system: str | None, code: str) -> tuple[str, dict[str, list[str]]]:
    if not system or system not in _lines():
        raise Unsupported("search.hierarchy-not-at-hand", value=f"{system or ''}|{code}")
    return system, _children(system)


@cache
def _children(system: str) -> dict[str, list[str]]:
    line = _LINE.decode(_lines()[system])
    if not line.code_system:
        raise Unsupported("search.hierarchy-not-at-hand", value=system)
    return line.children


_parents: dict[str, dict[str, list[str]]] = {}


def _turned(system: str, children: dict[str, list[str]]) -> dict[str, list[str]]:
    """From each code to those next above it."""
    if system not in _parents:
        turned: dict[str, list[str]] = {}
        for parent, below in children.items():
            for child in below:
                turned.setdefault(child, []).append(parent)
        _parents[system] = turned
    return _parents[system]


def _reached(start: str, edges: dict[str, list[str]]) -> Iterable[str]:
    found, waiting = {start}, [start]
    while waiting:
        for each in edges.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
