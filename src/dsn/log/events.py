"""What the log keeps of an act."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dsn.base.clock import Instant
from dsn.base.ids import Key

Act = Literal[
    "read", "search", "history", "open", "write", "export", "destroy", "sign-in", "refused", "system"
]


class Event(Struct, frozen=True):
    """One act on a screen or an API. `subjects` are the keys of the people shown or changed (may be empty).

    `relation` is the reason of the scope; `why` what the person declared; `query` what was asked, as sent. A Struct:
    one is made for every read.
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
