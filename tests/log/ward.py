"""What the log's tests share: a record in memory, events of an invented ward, the log as an auditor opens it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsn.log.events import Event
from dsn.log.log import Log

KEY = b"k" * 32
NOVEMBER = 1_794_000_000_000
"""2026-11-06: any instant within the month most tests play in."""
DAY = 86_400_000
TREMBLAY, GAGNON = 7 << 51 | 1, 9 << 51 | 2
"""Two people, in different buckets."""


def opened(engine: str) -> Log:
    return Log.open(engine, KEY)


def looked(number: int = 0, *people: int, at: int = NOVEMBER, who: str = "inf-gagnon") -> Event:
    """Somebody read the record of some people."""
    return Event(at + number, who, "story", "open", people, request=f"r{number}", origin="127.0.0.1")


@dataclass
class MemoryRecord:
    """What the log knows of the record: its outbox, oldest first, and its settings."""

    rows: dict[int, bytes] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    breaks_on_drop: bool = False

    def put(self, packed: bytes) -> None:
        self.rows[len(self.rows) + 1] = packed

    async def outbox_take(self, limit: int) -> list[tuple[int, bytes]]:
        return sorted(self.rows.items())[:limit]

    async def outbox_drop(self, numbers: list[int]) -> None:
        if self.breaks_on_drop:
            raise ConnectionError("the power went")
        for number in numbers:
            del self.rows[number]

    async def setting_set(self, name: str, value: str) -> None:
        self.kept[name] = value

    async def settings(self, prefix: str) -> dict[str, str]:
        return {name: value for name, value in self.kept.items() if name.startswith(prefix)}
