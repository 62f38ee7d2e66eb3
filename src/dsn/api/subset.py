"""`_summary` and `_elements`: part of a resource, marked SUBSETTED so that nobody takes it for the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from dsn.base.errors import Invalid
from dsn.fhir import json as fhir_json
from dsn.fhir.types import RESOURCE_TYPES, Resource
from dsn.fhir.types import meta as type_meta

Summary = Literal["true", "text", "data"]
_SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
_ALWAYS = frozenset(("resourceType", "id", "meta", "implicitRules", "_implicitRules"))


@dataclass(frozen=True, slots=True)
class Subset:
    """What to keep. `elements` when not empty goes before `summary`."""

    summary: Summary | None
    elements: tuple[str, ...]

    def of(self, body: bytes) -> bytes:
        """The part of a stored resource, with the SUBSETTED tag (R4, search.html#summary)."""
        plain = fhir_json.to_plain(fhir_json.decode(body))
        keep = self._keeps(plain["resourceType"])
        cut = {name: value for name, value in plain.items() if name in _ALWAYS or keep(name.lstrip("_"))}
        tags = cut.setdefault("meta", {}).setdefault("tag", [])
        tags.append(_SUBSETTED)
        return fhir_json.encode(fhir_json.from_plain(cut))

    def _keeps(self, type_: str) -> Callable[[str], bool]:
        required, summary = _element_names(RESOURCE_TYPES[type_])
        if self.elements:
            asked = frozenset(self.elements) | required
            return lambda name: _one_of(name, asked)
        if self.summary == "text":
            return lambda name: name == "text" or _one_of(name, required)
        if self.summary == "data":
            return lambda name: name != "text"
        return lambda name: _one_of(name, summary | required)


def _one_of(name: str, elements: frozenset[str]) -> bool:
    """`value` stands for `valueQuantity` too."""
    return name in elements or any(
        name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper() for stem in elements
    )


def _element_names(type_: type[Resource]) -> tuple[frozenset[str], frozenset[str]]:
    elements = type_meta.of(type_).elements
    required = frozenset(element.name for element in elements if element.min > 0)
    return required, frozenset(element.name for element in elements if element.summary)


def subset_asked(pairs: Sequence[tuple[str, str]]) -> Subset | None:
    """The subset asked for on a single read; None = whole. Any other parameter is refused."""
    summary: str | None = None
    elements: tuple[str, ...] = ()
    for name, value in pairs:
        if name == "_summary":
            summary = value
        elif name == "_elements":
            elements = tuple(part for part in value.split(",") if part)
        else:
            raise Invalid("parameter-not-for-read", name=name)
    return subset(summary or "false", elements)


def subset(summary: str, elements: tuple[str, ...]) -> Subset | None:
    """A Subset from the words of a search; None when the whole is wanted."""
    if summary not in ("true", "text", "data", "false"):
        raise Invalid("summary-unknown", value=summary)
    if elements:
        return Subset(None, elements)
    return None if summary == "false" else Subset(msgspec.convert(summary, Any), ())
