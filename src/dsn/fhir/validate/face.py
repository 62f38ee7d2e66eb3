"""What the checks of single things ask of the walk that calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dsn.base.errors import Value
from dsn.fhir.validate.definitions import Definitions
from dsn.fhir.validate.frame import Frame
from dsn.fhir.validate.issue import Severity
from dsn.fhir.validate.shape import Compiler, Shape
from dsn.fhir.validate.terms import Terms
from dsn.fhir.validate.trail import Trail


class Walk(Protocol):
    """`is_base`: the pass by R4's own definitions. `is_trial`: asked whether something fits, only errors matter."""

    definitions: Definitions
    compiler: Compiler
    terms: Terms
    is_base: bool
    is_trial: bool

    def say(self, severity: Severity, code: str, trail: Trail, inner: str = "", **told: Value) -> None:
        """Note an issue about the element; the same one is noted once."""

    def profile(self, canonical: str, trail: Trail, frame: Frame) -> None:
        """Judge the value by a profile."""

    def element(self, shape: Shape, trail: Trail, frame: Frame) -> None:
        """Judge the value by a shape."""

    def conforms(self, canonical: str, trail: Trail, frame: Frame) -> bool:
        """Whether the value meets a profile or type, without a word."""

    def fits(self, shape: Shape, trail: Trail, frame: Frame) -> bool:
        """Whether the value meets a shape, without a word."""


Special = Callable[[Walk, Trail, Frame], None]
"""A check of a whole type, run once on each value."""
