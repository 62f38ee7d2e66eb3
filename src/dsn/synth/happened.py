"""What happened to a person that their family doctor hears of: said at the first visit after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Happened:
    """`day`: from when a visit may tell it (the way home, the day a letter or a result came); `text`: whole sentences,
    their endings still open (« revu{e} »), each with its full stop, "" when it was told already; `then`: what the
    visit after that one still says of it, "" for nothing."""

    day: date
    text: str
    then: str = ""
