"""Where one can be: the registry of screens, used by menus, links, the log, help and tickets alike."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Screen:
    """`id` is stable (the log keeps it). `path` is a route, `{name}` its holes. `title` and `help` are message ids.

    `permissions`: what an account must be allowed for the screen to be offered; empty = whoever is signed in.
    `open` screens are shown to nobody in particular (sign-in). `menu`: it stands in the menu.
    """

    id: str
    path: str
    title: str
    help: str
    permissions: frozenset[str] = frozenset()
    open: bool = False
    menu: bool = False

    def url(self, **holes: str) -> str:
        """The address of this screen with its holes filled; each value is quoted as one segment."""
        return self.path.format_map({name: quote(value, safe="") for name, value in holes.items()})
