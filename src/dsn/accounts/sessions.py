"""Who is signed in at which browser.

The text of a session is `id.account.ends.signature`: any process that has the key can read it, so a session opened by
the command line or by another process holds here too. What is kept on the server is the ids of the sessions that were
ended before their time.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets

import msgspec

from dsn.access.actor import Actor
from dsn.accounts import demo
from dsn.base.clock import Clock, Instant, now
from dsn.base.errors import NotFound
from dsn.log.keys import Settings, stored_key

LIFETIME = 12 * 3600
"""Seconds: a shift."""

_KEY = "accounts.session-key"
_ENDED = "accounts.ended-sessions"


class Sessions:
    """Opened once per process. Its acts do not wait; what they change is kept by a task of its own."""

    def __init__(self, settings: Settings, key: bytes, ended: dict[str, Instant], clock: Clock) -> None:
        self._settings = settings
        self._key = key
        self._ended = ended
        self._clock = clock
        self._keeping: set[asyncio.Task[None]] = set()

    @classmethod
    async def open_all(cls, settings: Settings, clock: Clock = now) -> Sessions:
        """With the store's key, and what was ended before."""
        kept = await settings.setting_get(_ENDED)
        ended = msgspec.json.decode(kept, type=dict[str, int]) if kept else {}
        return cls(settings, await stored_key(settings, _KEY), ended, clock)

    @property
    def seconds(self) -> int:
        """How long a session lasts."""
        return LIFETIME

    def open(self, account: str) -> str:
        """A new session of the account of that id. Raises NotFound `account-unknown`."""
        known = demo.account(account)
        ends = self._clock() + LIFETIME * 1000
        said = f"{secrets.token_urlsafe(16)}.{known.id}.{ends}"
        return f"{said}.{self._signature(said)}"

    def find(self, session: str) -> Actor | None:
        """Who signed in; None for a session that is unknown, altered, ended or too old."""
        said, _, signature = session.rpartition(".")
        if not session.isascii() or not hmac.compare_digest(signature, self._signature(said)):
            return None
        id_, account, ends = said.split(".")
        if id_ in self._ended or int(ends) <= self._clock():
            return None
        try:
            return demo.account(account).actor()
        except NotFound:  # an account that was taken away since
            return None

    def end(self, session: str) -> None:
        """Signs out, here at once and in other processes when they next start. What is no session is passed over."""
        if self.find(session) is None:
            return
        id_, _, ends, _ = session.split(".")
        at = self._clock()
        self._ended = {one: until for one, until in self._ended.items() if until > at} | {id_: int(ends)}
        task = asyncio.get_running_loop().create_task(self._keep())
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _keep(self) -> None:
        await self._settings.setting_set(_ENDED, msgspec.json.encode(self._ended).decode())

    async def settle(self) -> None:
        """Returns once what was ended is kept: before the process ends."""
        await asyncio.gather(*self._keeping)

    def _signature(self, said: str) -> str:
        return hmac.digest(self._key, b"session/" + said.encode(), "sha256").hex()
