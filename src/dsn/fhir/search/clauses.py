"""The left side of a search pair, `subject:Patient.name:exact`, and its values, as a clause of the tree.

Unknown names, types and modifiers raise Unsupported, which lenient handling may leave out and name; what is known but
badly written raises Invalid, always.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.escapes import plain, split
from dsn.fhir.search.folding import words
from dsn.fhir.search.kinds.hierarchy import has_levels
from dsn.fhir.search.kinds.shape import Reading
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.tree import (
    Any,
    Chain,
    Clause,
    Every,
    Has,
    MissingValue,
    Parameter,
    StringValue,
    Test,
    TokenValue,
    UriValue,
    Value,
)
from dsn.fhir.types import meta

ALL = "Resource"
_DEEPEST = 8
_MOST_LINKS = 200
"""Links looked along in one pair: without types a chain branches at every step, and could go on without end."""
_WORDING = ("_text", "_content")
_OPERATORS = ("(", ")", '"', " OR ", " AND ", " NOT ", "*", "~")


@dataclass(frozen=True, slots=True)
class Clauses:
    """Reads clauses about resources of some types (`Resource` for all of them)."""

    types: tuple[str, ...]
    reading: Reading
    depth: int = 0
    links: Iterator[int] = field(default_factory=count)

    def clause(self, name: str, value: str) -> Clause:
        """The clause of one pair. Over several types, each type's own parameter: any of them may fulfil it."""
        found = tuple(self._one(type_name, name, value) for type_name in self.types)
        first = found[0]
        if len(found) == 1 or all(clause == first for clause in found):
            return first
        return Any(found)

    def _one(self, type_name: str, name: str, value: str) -> Clause:
        if name.startswith("_has:"):
            return self._has(type_name, name, value)
        head, dot, rest = name.partition(".")
        code, _, modifier = head.partition(":")
        parameter = self._parameter(type_name, code)
        if dot:
            return self._chain(parameter, modifier, rest, value)
        return self._test(parameter, modifier or None, value)

    def _parameter(self, type_name: str, code: str) -> Parameter:
        found = (of_type(ALL).get(code) if len(self.types) > 1 else None) or of_type(type_name).get(code)
        if found is None or code == "_query":
            raise Unsupported(
                "search.parameter-unknown", name=code, type=type_name, source=self.reading.source
            )
        return found

    def _deeper(self, type_name: str) -> Clauses:
        if self.depth >= _DEEPEST or next(self.links) >= _MOST_LINKS:
            raise Invalid("search.too-deep", source=self.reading.source)
        return replace(self, types=(type_name,), depth=self.depth + 1)

    # chains ---------------------------------------------------------------------------------------------------

    def _chain(self, parameter: Parameter, modifier: str, rest: str, value: str) -> Clause:
        self._reference_wanted(parameter)
        if modifier:
            if not targets(parameter, modifier):
                raise self._modifier_unknown(parameter, modifier)
            inner = self._deeper(modifier).clause(rest, value)
            return Chain(parameter, modifier, inner, self.reading.source)
        found = tuple(self._possible(parameter, rest, value))
        if not found:
            raise Unsupported(
                "search.parameter-unknown",
                name=rest,
                type="|".join(parameter.targets),
                source=self.reading.source,
            )
        return found[0] if len(found) == 1 else Any(found)

    def _possible(self, parameter: Parameter, rest: str, value: str) -> list[Clause]:
        """A chain for each target type that knows what follows."""
        if not parameter.targets:
            raise Invalid("search.chain-needs-type", name=parameter.code, source=self.reading.source)
        found: list[Clause] = []
        for target in parameter.targets:
            try:
                inner = self._deeper(target).clause(rest, value)
            except Unsupported:
                continue
            found.append(Chain(parameter, target, inner, self.reading.source))
        return found

    def _has(self, type_name: str, name: str, value: str) -> Clause:
        """`_has:Observation:patient:code`: the type that refers, its reference parameter, what it must fulfil."""
        parts = name.split(":", 3)
        if len(parts) < 4 or not all(parts):
            raise Invalid("search.has-invalid", value=name, source=self.reading.source)
        _, referring, code, rest = parts
        check_type(referring, self.reading.source)
        parameter = self._parameter(referring, code)
        self._reference_wanted(parameter)
        if type_name != ALL and not targets(parameter, type_name):
            raise Invalid("search.has-invalid", value=name, source=self.reading.source)
        return Has(parameter, self._deeper(referring).clause(rest, value), self.reading.source)

    def _reference_wanted(self, parameter: Parameter) -> None:
        check_link(parameter, self.reading.source)

    # tests ----------------------------------------------------------------------------------------------------

    def _test(self, parameter: Parameter, modifier: str | None, value: str) -> Clause:
        self._check_modifier(parameter, modifier)
        parts = split(value, ",")
        if not all(parts):
            raise Invalid("search.value-missing", name=parameter.code, source=self.reading.source)
        if parameter.code in ("url", "_profile") and modifier is None and len(split(value, "|")) == 2:
            return self._versioned(parameter, parts)
        values = tuple(self._value(part, parameter, modifier) for part in parts)
        kept = None if modifier in meta.RESOURCE_NAMES else modifier
        return Test(parameter, kept, values, self.reading.source)

    def _value(self, part: str, parameter: Parameter, modifier: str | None) -> Value:
        if modifier == "missing":
            if part not in ("true", "false"):
                raise self.reading.refuse("search.missing-invalid", part)
            return MissingValue(part == "true")
        if parameter.code in _WORDING:
            return self._wording(part)
        return PARAMETER_TYPES[parameter.kind].parse(part, parameter, modifier, self.reading)

    def _wording(self, part: str) -> StringValue:
        """Words that must all be there. The operators of a text engine are refused, not taken for words."""
        text = plain(part, self.reading)
        if any(operator in f" {text} " for operator in _OPERATORS):
            raise Unsupported("search.text-operators", value=text, source=self.reading.source)
        folded = " ".join(words(text))
        if not folded:
            raise self.reading.refuse("search.text-empty", part)
        return StringValue(text, folded)

    def _versioned(self, parameter: Parameter, parts: list[str]) -> Clause:
        """ "Automatically detecting a `|[version]` portion … as a search on the version" of the resource sought."""
        url, version = (plain(part, self.reading) for part in split(parts[0], "|"))
        own = of_type(parameter.type).get("version")
        if parameter.code == "_profile" or own is None or len(parts) != 1:
            whole = tuple(UriValue(plain(part, self.reading)) for part in parts)
            return Test(parameter, None, whole, self.reading.source)
        source = self.reading.source
        of_url = Test(parameter, None, (UriValue(url),), source)
        code = version.casefold() if own.fold else version
        return Every((of_url, Test(own, None, (TokenValue(None, code),), source)))

    def _check_modifier(self, parameter: Parameter, modifier: str | None) -> None:
        if modifier is None:
            return
        known = modifier in PARAMETER_TYPES[parameter.kind].modifiers and parameter.code not in _WORDING
        if modifier in ("of-type", "identifier"):
            known = modifier in parameter.also
        if parameter.kind == "reference" and modifier in ("above", "below"):
            known = has_levels(parameter, modifier)
        if parameter.kind == "reference" and targets(parameter, modifier):
            known = True
        if not known:
            raise self._modifier_unknown(parameter, modifier)

    def _modifier_unknown(self, parameter: Parameter, modifier: str) -> Unsupported:
        return Unsupported(
            "search.modifier-unknown", name=parameter.code, modifier=modifier, source=self.reading.source
        )


def targets(parameter: Parameter, type_name: str) -> bool:
    """Whether a reference parameter may point at resources of a type."""
    return type_name in meta.RESOURCE_NAMES and (not parameter.targets or type_name in parameter.targets)


def check_link(parameter: Parameter, source: str) -> None:
    """Raises Invalid for what is no reference."""
    if parameter.kind != "reference":
        raise Invalid("search.not-a-reference", name=parameter.code, source=source)


def check_type(type_name: str, source: str) -> None:
    """Raises Unsupported for a name that is no resource type of R4."""
    if type_name not in meta.RESOURCE_NAMES:
        raise Unsupported("search.type-unknown", type=type_name, source=source)
