"""Keys the product makes for itself and keeps in the record's settings."""

from __future__ import annotations

import secrets
from typing import Protocol

LOG_KEY = "log.key"
_BYTES = 32


class Settings(Protocol):
    """What this needs of the record's store."""

    async def setting_get(self, name: str) -> str | None: ...

    async def setting_set(self, name: str, value: str) -> None: ...


async def stored_key(settings: Settings, name: str) -> bytes:
    """The key of that name, 32 bytes; made at random on first use.

    Two processes that both find none agree on the one that was kept: it is read again after writing.
    """
    kept = await settings.setting_get(name)
    if kept is None:
        await settings.setting_set(name, secrets.token_hex(_BYTES))
        kept = await settings.setting_get(name)
    assert kept is not None
    return bytes.fromhex(kept)
