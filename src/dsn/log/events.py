"""What the log keeps of an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsn.base.clock import Instant
from dsn.base.ids import Key

Act = Literal[
    "read", "search", "history", "open", "write", "export", "destroy", "sign-in", "refused", "system"
]


@dataclass(frozen=True, slots=True)
class Event:
    """One act on a screen or an API. `subjects` are the keys of the people shown or changed (may be empty).

    `relation` is the reason of the scope; `why` what the person declared; `query` what was asked, as sent.
    """

    at: Instant
    who: str
    function: str
    act: Act
    subjects: tuple[Key, ...]
    establishment: str = ""
    on_behalf_of: str = ""
    why: str = ""
    relation: str = ""
    screen: str = ""
    origin: str = ""
    request: str = ""
    query: str = ""
    actor: Literal["real", "training", "robot"] = "real"
