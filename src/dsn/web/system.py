"""What the pages need of the assembled system; `dsn.assembly` gives it."""

from __future__ import annotations

from typing import Protocol

from dsn.accounts.sessions import Sessions
from dsn.base.clock import Clock
from dsn.records import Records
from dsn.web.live import Hub
from dsn.web.state import State


class System(Protocol):
    """The parts of a running system that pages use. `web_key` signs the tokens of forms (32 random bytes)."""

    @property
    def records(self) -> Records: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def web_key(self) -> bytes: ...
    @property
    def hub(self) -> Hub: ...
    @property
    def state(self) -> State: ...
    @property
    def establishment(self) -> str: ...
