"""What an expression is evaluated in: the environment of one evaluation, and the scope of one focus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dsn.base import clock
from dsn.fhir.path.nodes import Item, Items

Resolver = Callable[[str], Any]
"""Gives the resource (struct or mapping) that a literal reference names, or None."""
Trace = Callable[[str, Items], None]


@dataclass(slots=True)
class Env:
    """One evaluation: its resource, its variables and what it may ask the outside for."""

    resource: Items
    root: Items
    context: Items
    variables: Mapping[str, Any] = field(default_factory=dict)
    resolver: Resolver | None = None
    trace: Trace | None = None
    now: clock.Instant | None = None
    conforms: Callable[[Item, str], bool] | None = None
    member_of: Callable[[Item, str], bool] | None = None
    subsumes: Callable[[Item, Item], bool] | None = None

    def instant(self) -> clock.Instant:
        """The same instant for the whole evaluation, as the specification asks of `now()` and `today()`."""
        if self.now is None:
            self.now = clock.now()
        return self.now


class Scope:
    """The focus that a name without a left side starts from, and `$this`, `$index`, `$total`, `%named` values."""

    __slots__ = ("env", "focus", "index", "names", "total")

    def __init__(
        self,
        env: Env,
        focus: Items,
        index: int | None = None,
        total: Items | None = None,
        names: dict[str, Items] | None = None,
    ) -> None:
        self.env = env
        self.focus = focus
        self.index = index
        self.total = total
        self.names = names

    def on(self, item: Item, index: int) -> Scope:
        """The scope of a function's argument that is evaluated for each item."""
        return Scope(self.env, [item], index, self.total, self.names)

    def over(self, focus: Items) -> Scope:
        """The same scope with another focus."""
        return Scope(self.env, focus, self.index, self.total, self.names)


Fn = Callable[[Scope], Items]
"""A compiled expression."""
