"""How a function is declared: what runs, and how many arguments it takes.

An `eager` function is given its arguments as collections; a `lazy` one as compiled expressions, which it
evaluates for each item (`where`) or only when needed (`iif`); a `typed` one as the names of types.

To add one: write it in the file of its section,
and name it in that file's table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dsn.fhir.path.nodes import Items


@dataclass(frozen=True, slots=True)
class Function:
    """`run(scope, focus, *args)`; `least` and `most` count the arguments."""

    run: Callable[..., Items]
    least: int
    most: int
    lazy: bool = False
    typed: bool = False


Table = Mapping[str, Function]


def eager(run: Callable[..., Any], least: int = 0, most: int | None = None) -> Function:
    """A function whose arguments are evaluated before it runs."""
    return Function(run, least, least if most is None else most)


def lazy(run: Callable[..., Any], least: int = 0, most: int | None = None) -> Function:
    """A function that evaluates its arguments itself."""
    return Function(run, least, least if most is None else most, lazy=True)


def typed(run: Callable[..., Any], least: int = 0, most: int | None = None) -> Function:
    """A function whose arguments are names of types, handed over as text."""
    return Function(run, least, least if most is None else most, typed=True)
