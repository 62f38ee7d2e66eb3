"""The pairs that say how results are to come: `_sort`, `_count`, `_include`, `_summary` and their like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.clauses import check_link, check_type, targets
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.tree import Include, Parameter, SortKey
from dsn.fhir.types import meta

_MOST_SORT_KEYS = 10
"""Each key is a column of the search; no list that people read is in the order of more."""

MOST = 10_000
"""The largest `_count` that is read as such; a larger one asks for this. Engines have their own, smaller limits."""
_TOTALS = ("none", "estimate", "accurate")
_CONTAINED = ("false", "true", "both")
_CONTAINED_TYPES = ("container", "contained")
_SUMMARIES = ("true", "text", "data", "count", "false")


@dataclass
class Results:
    """What has been asked so far of one search over `types`; `found` are the fields of the Query to be.

    `typed` when the type stands in the address rather than in `_type`.
    """

    types: tuple[str, ...]
    typed: bool = True
    found: dict[str, Any] = field(default_factory=dict)

    def take(self, name: str, value: str, source: str) -> bool:
        """Read one pair if it is of these; raises Unsupported or Invalid as for any other pair."""
        code, _, modifier = name.partition(":")
        if code in ("_include", "_revinclude"):
            self._include(code, modifier, value, source)
            return True
        read = _READERS.get(code)
        if read is None:
            return False
        if modifier:
            raise Unsupported("search.modifier-unknown", name=code, modifier=modifier, source=source)
        key, meant = read(self, value, source)
        if key and key in self.found:
            raise Invalid("search.repeated", name=code, source=source)
        if key:
            self.found[key] = meant
        return True

    def fields(self) -> dict[str, Any]:
        """The fields of the Query, once every pair is read."""
        if self.found.get("count") == 0:  # "shall be treated the same as _summary=count"
            self.found["summary"] = "count"
        if self.found.get("summary") == "text" and self.found.get("includes"):
            raise Invalid("search.include-with-summary-text")
        return self.found

    # what each means ------------------------------------------------------------------------------------------

    def sort(self, value: str, source: str) -> tuple[str, Any]:
        """`status,-date`: parameters in order, `-` for decreasing."""
        parts = value.split(",")
        if len(parts) > _MOST_SORT_KEYS:
            raise Unsupported("search.sort-too-long", most=_MOST_SORT_KEYS, source=source[:100])
        keys = tuple(self._sort_key(part, source) for part in parts)
        return "sort", keys

    def _sort_key(self, part: str, source: str) -> SortKey:
        code = part.removeprefix("-")
        if not code:
            raise Invalid("search.value-missing", name="_sort", source=source)
        types = self.types if len(self.types) == 1 else ("Resource", *self.types)
        known = [of_type(type_name).get(code) for type_name in types]
        first = known[0]
        if first is None or any(each is None or each.number != first.number for each in known):
            raise Unsupported("search.parameter-unknown", name=code, type="|".join(self.types), source=source)
        if PARAMETER_TYPES[first.kind].order is None or code in ("_text", "_content", "_query"):
            raise Unsupported("search.sort-unsupported", name=code, source=source)
        return SortKey(first, part.startswith("-"))

    def count(self, value: str, source: str) -> tuple[str, Any]:
        """A whole number."""
        if not (value.isascii() and value.isdigit()) or len(value) > 9:
            raise Invalid("search.count-invalid", value=value, source=source)
        return "count", min(int(value), MOST)

    def total(self, value: str, source: str) -> tuple[str, Any]:
        """One of three words."""
        return "total", _one_of(_TOTALS, "_total", value, source)

    def summary(self, value: str, source: str) -> tuple[str, Any]:
        """One of five words."""
        return "summary", _one_of(_SUMMARIES, "_summary", value, source)

    def elements(self, value: str, source: str) -> tuple[str, Any]:
        """Elements "defined at the root level in the resource", of any of the types searched."""
        wanted = tuple(part.removesuffix("[x]") for part in value.split(","))
        known = {element.name for name in self.types for element in meta.of(_struct(name)).elements}
        for each in wanted:
            if each not in known:
                raise Unsupported("search.element-unknown", name=each, source=source)
        return "elements", wanted

    def page(self, value: str, _source: str) -> tuple[str, Any]:
        """A token of our own, read by whoever gave it."""
        return "page", value

    def contained(self, value: str, source: str) -> tuple[str, Any]:
        """One of three words."""
        return "contained", _one_of(_CONTAINED, "_contained", value, source)

    def contained_type(self, value: str, source: str) -> tuple[str, Any]:
        """One of two words; says nothing where nothing contained is searched."""
        return "contained_type", _one_of(_CONTAINED_TYPES, "_containedType", value, source)

    def format(self, _value: str, _source: str) -> tuple[str, Any]:
        """How the answer is written is read elsewhere."""
        return "", None

    def _include(self, code: str, modifier: str, value: str, source: str) -> None:
        """`Type:parameter[:Target]`, `Type:*`, `*`."""
        if modifier not in ("", "iterate"):
            raise Unsupported("search.modifier-unknown", name=code, modifier=modifier, source=source)
        parts = value.split(":")
        if len(parts) > 3 or not all(parts):
            raise Invalid("search.include-invalid", value=value, source=source)
        type_name, wanted, target = (*parts, "", "")[:3]
        include = Include(
            forward=code == "_include",
            type=self._source_type(type_name, code, wanted, source),
            parameter=None if "*" in (type_name, wanted) else _reference(type_name, wanted, source),
            target=_target(type_name, wanted, target, source),
            iterate=modifier == "iterate",
            source=source,
        )
        self.found["includes"] = (*self.found.get("includes", ()), include)

    def _source_type(self, name: str, code: str, wanted: str, source: str) -> str:
        if name == "*":
            if wanted not in ("", "*"):
                raise Invalid("search.include-invalid", value=f"{name}:{wanted}", source=source)
            one = code == "_include" and len(self.types) == 1 and self.types != ("Resource",)
            return self.types[0] if one else "*"
        check_type(name, source)
        if not wanted:
            raise Invalid("search.include-invalid", value=name, source=source)
        return name


def _struct(type_name: str) -> str:
    return "DomainResource" if type_name == "Resource" else type_name


def _reference(type_name: str, code: str, source: str) -> Parameter:
    found = of_type(type_name).get(code)
    if found is None:
        raise Unsupported("search.parameter-unknown", name=code, type=type_name, source=source)
    check_link(found, source)
    return found


def _target(type_name: str, code: str, target: str, source: str) -> str | None:
    if not target:
        return None
    check_type(target, source)
    if code != "*" and not targets(_reference(type_name, code, source), target):
        raise Invalid("search.include-invalid", value=f"{type_name}:{code}:{target}", source=source)
    return target


def _one_of(words: tuple[str, ...], name: str, value: str, source: str) -> str:
    if value not in words:
        raise Invalid("search.word-invalid", name=name, value=value, expected=words, source=source)
    return value


_READERS: dict[str, Callable[[Results, str, str], tuple[str, Any]]] = {
    "_sort": Results.sort,
    "_count": Results.count,
    "_total": Results.total,
    "_summary": Results.summary,
    "_elements": Results.elements,
    "_page": Results.page,
    "_contained": Results.contained,
    "_containedType": Results.contained_type,
    "_format": Results.format,
    "_pretty": Results.format,
}
