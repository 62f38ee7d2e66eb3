"""What the whole system is busy with, when people should know: one line on every page, live; discreet, unless it warns.

The line is set by whoever is at work (a demonstration that fills up), never by what is in the record: anyone sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from dsn.web.live import Hub
from dsn.web.page import Page
from dsn.web.words import Words

Say = Callable[[Words], str]
"""The line in the reader's language."""
EVENT = "state"


class State:
    """The line of one process. All calls come from the event loop's thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._say: Say | None = None
        self._warning: Say | None = None

    def show(self, say: Say) -> None:
        """Shows that line from now on, on open pages too."""
        self._say = say
        self._hub.announce(EVENT)

    def clear(self) -> None:
        """Nothing to tell any more; open pages take the line away."""
        self._say = None
        self._hub.announce(EVENT)

    def warn(self, say: Say | None) -> None:
        """Shows that line, whatever else there is to tell, until it is None again."""
        if say != self._warning:
            self._warning = say
            self._hub.announce(EVENT)

    @property
    def is_warning(self) -> bool:
        """Is what there is to show one that nobody should overlook?"""
        return self._warning is not None

    def line(self, words: Words) -> str:
        """What to show now; "" for nothing."""
        say = self._warning or self._say
        return say(words) if say else ""


@dataclass(frozen=True, slots=True)
class StateLine(Page):
    """The line alone, as pages fetch it anew. Its text stands in the frame."""

    template: ClassVar[str] = "web/state.html"
