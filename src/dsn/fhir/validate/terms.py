"""Is this code in that value set? True, False, or None where nobody here can tell (LOINC, SNOMED CT…)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dsn.fhir import ucum
from dsn.fhir.validate.definitions import Definitions
from dsn.fhir.validate.tree import Json

UCUM = "http://unitsofmeasure.org"
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3})?(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9-]+)?"
)
# R4 lets `xml`, `json` and `ttl` stand for FHIR's own media types (CapabilityStatement.format).
_MEDIA = re.compile(r"xml|json|ttl|[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+\s*(?:;.*)?")


_GRAMMARS: dict[str, Callable[[str], object]] = {
    UCUM: ucum.is_unit,
    "urn:ietf:bcp:47": _LANGUAGE.fullmatch,
    "urn:ietf:bcp:13": _MEDIA.fullmatch,
}


class CodeSystem:
    """The codes of a system, with what stands above each. `whole` when a code that is not there does not exist."""

    def __init__(self, row: Json) -> None:
        self.whole = row.get("content") == "complete"
        self.version = row.get("version")
        self.displays: dict[str, set[str]] = {}
        self.above: dict[str, set[str]] = {}
        self.properties: dict[str, dict[str, Any]] = {}
        self._case = row.get("case", row.get("caseSensitive", True))
        for code, display, *parents in row.get("concepts", ()):
            self.displays[self.key(code)] = {display}
            self.above[self.key(code)] = set(parents)
        self._read(row.get("concept", ()), ())

    def key(self, code: str) -> str:
        """The code as this system compares it."""
        return code if self._case else code.lower()

    def _read(self, concepts: Any, parents: tuple[str, ...]) -> None:
        for concept in concepts:
            code = self.key(str(concept.get("code")))
            names = [
                concept.get("display", ""),
                *(d.get("value", "") for d in concept.get("designation", ())),
            ]
            self.displays[code] = set(names)
            found = {
                p["code"]: next((v for k, v in p.items() if k != "code"), None)
                for p in concept.get("property", ())
            }
            self.properties[code] = found
            up = {str(v) for k, v in found.items() if k in ("subsumedBy", "parent")}
            self.above[code] = {*parents, *up}
            self._read(concept.get("concept", ()), (code,))

    def has(self, code: str) -> bool | None:
        """None when the code is not among those listed and the list is not whole."""
        return True if self.key(code) in self.displays else (False if self.whole else None)

    def names(self, code: str) -> set[str]:
        return {each for each in self.displays.get(self.key(code), ()) if each}

    def is_under(self, code: str, top: str) -> bool:
        """Whether `top` stands somewhere above `code`."""
        waiting, seen = [self.key(code)], set()
        while waiting:
            for parent in self.above.get(waiting.pop(), ()):
                if parent == top:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return False


class Terms:
    """The code systems and value sets of some definitions."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._systems: dict[str, CodeSystem | None] = {}
        self._answers: dict[tuple[str, str | None, str], bool | None] = {}

    def system(self, url: str) -> CodeSystem | None:
        if url not in self._systems:
            row = self._definitions.find("CodeSystem", url)
            known = row is not None and row.get("content") not in ("not-present", "supplement")
            self._systems[url] = CodeSystem(row) if row is not None and known else None
        return self._systems[url]

    def exists(self, system: str, code: str) -> bool | None:
        """Whether a system has a code."""
        grammar = _GRAMMARS.get(system)
        if grammar is not None:
            return bool(grammar(code))
        found = self.system(system)
        return found.has(code) if found else None

    def displays(self, system: str, code: str) -> set[str]:
        """The names a code has in its system; empty when these are not known."""
        found = self.system(system)
        return found.names(code) if found else set()

    def language(self, system: str) -> str:
        """In which a system's displays are; R4's own are English."""
        row = self._definitions.find("CodeSystem", system)
        return str((row or {}).get("language") or "en")

    def has(self, value_set: str, system: str | None, code: str) -> bool | None:
        """Whether a code is in a value set; `system` is None for elements that are bare codes."""
        key = (value_set, system, code)
        if key not in self._answers:
            if len(self._answers) > 50_000:
                self._answers.clear()
            self._answers[key] = self._has(value_set, system, code, ())
        return self._answers[key]

    def _has(self, url: str, system: str | None, code: str, inside: tuple[str, ...]) -> bool | None:
        row = self._definitions.find("ValueSet", url)
        if row is None or url in inside:
            return None
        if "compose" not in row or not row["compose"].get("include"):
            return _listed(row.get("expansion"), system, code)
        here = (*inside, url)
        answer = _any(self._in(part, system, code, here) for part in row["compose"]["include"])
        if answer is None:
            answer = _listed(row.get("expansion"), system, code)
        if answer:
            out = _any(self._in(part, system, code, here) for part in row["compose"].get("exclude", ()))
            return None if out is None else not out
        return answer

    def _in(self, part: Json, system: str | None, code: str, inside: tuple[str, ...]) -> bool | None:
        imported = [self._has(url, system, code, inside) for url in part.get("valueSet", ())]
        if False in imported:
            return False
        own = part.get("system")
        if own is None:
            return None if None in imported else bool(imported)
        if system is not None and system != own:
            return False
        answer = self._of_system(part, str(own), code)
        return None if answer and None in imported else answer

    def _of_system(self, part: Json, system: str, code: str) -> bool | None:
        if "concept" in part:
            found = self.system(system)
            wanted = {code, found.key(code)} if found else {code}
            return any(each["code"] in wanted for each in part["concept"])
        exists = self.exists(system, code)
        if not exists or "filter" not in part:
            return exists
        found = self.system(system)
        if found is None:
            return None
        return _all(_filtered(found, each, code) for each in part["filter"])


def _listed(expansion: Json | None, system: str | None, code: str) -> bool | None:
    """By an expansion: our own `{system: codes}`, or FHIR's."""
    if not expansion:
        return None
    if "contains" not in expansion and not expansion.keys() & {"timestamp", "identifier", "total"}:
        systems = [system] if system is not None else list(expansion)
        return any(code in expansion.get(each, ()) for each in systems)
    return any(
        each.get("code") == code and system in (None, each.get("system")) and not each.get("abstract")
        for each in _flat(expansion.get("contains", ()))
    )


def _flat(contains: Any) -> Any:
    for each in contains:
        yield each
        yield from _flat(each.get("contains", ()))


def _filtered(system: CodeSystem, rule: Json, code: str) -> bool | None:
    prop, op, value = rule.get("property"), rule.get("op"), str(rule.get("value"))
    if prop in ("concept", "code") and op in ("is-a", "descendent-of", "is-not-a"):
        under = system.is_under(code, value)
        return {"is-a": under or code == value, "descendent-of": under}.get(op, not (under or code == value))
    if prop in ("concept", "code") and op == "generalizes":
        return code == value or system.is_under(value, code)
    if prop in ("concept", "code") and op in ("=", "in", "not-in", "regex"):
        return _compared(op, code, value)
    if prop == "display" and op in ("=", "in", "regex"):
        return _any(_compared(op, name, value) for name in system.names(code))
    if prop in ("parent", "child") and op == "=":
        return (
            value in system.above.get(code, ()) if prop == "parent" else code in system.above.get(value, ())
        )
    held = system.properties.get(code, {})
    if not system.properties:
        return None
    if op == "exists":
        return (prop in held) == (value == "true")
    return _compared(str(op), _text(held[prop]), value) if prop in held else False


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _compared(op: str, text: str, value: str) -> bool | None:
    if op == "=":
        return text == value
    if op in ("in", "not-in"):
        return (text in [each.strip() for each in value.split(",")]) == (op == "in")
    if op == "regex":
        return re.fullmatch(value, text) is not None
    return None


def _any(answers: Any) -> bool | None:
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown |= answer is None
    return None if unknown else False


def _all(answers: Any) -> bool | None:
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown |= answer is None
    return None if unknown else True
