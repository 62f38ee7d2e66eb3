"""One table from a stable code to what a person reads: (French, English).

The French is the source; both are complete (a test holds it). `{name}` is filled from the error's values.
Each room has a file here, listed in the order of the tree. The edges (pages, OperationOutcome) call `say`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsn.base.errors import DsnError
from dsn.base.sentences import (
    access,
    accounts,
    api,
    base,
    care,
    cli,
    fhir_paths,
    fhir_search,
    fhir_types,
    fhir_validation,
    jobs,
    log,
    records,
    store,
    store_plan,
    synth,
    web,
)

ROOMS = (
    base,
    fhir_types,
    fhir_validation,
    fhir_paths,
    fhir_search,
    access,
    store_plan,
    store,
    log,
    records,
    accounts,
    care,
    web,
    api,
    cli,
    synth,
    jobs,
)
"""The files, in the order of the tree."""

SENTENCES: dict[str, tuple[str, str]] = {
    code: pair for room in ROOMS for code, pair in room.SENTENCES.items()
}


def say(code: str, values: Mapping[str, object], language: str) -> str:
    """The sentence for `code` in `language` (`fr` or `en`; anything else reads French).

    A code without a sentence is shown as itself, with its values: never an exception while telling of one.
    """
    pair = SENTENCES.get(code)
    if pair is None:
        return code + "".join(f" {name}={value}" for name, value in values.items())
    shown = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
    return pair[1 if language == "en" else 0].format_map(_Forgiving(shown))


def say_error(error: DsnError, language: str) -> str:
    """The sentence of an error."""
    return say(error.code, error.values, language)


class _Forgiving(dict[str, object]):
    """A value that was not given shows its own name: a half sentence helps more than a second error."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
