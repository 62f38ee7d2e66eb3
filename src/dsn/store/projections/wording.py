"""The words of everything made anew: their table is emptied, and the feed read from its start as after any commit.

Searches that ask for words wait meanwhile, or are refused (`dsn.store.word_keeper`).
"""

from __future__ import annotations

from collections.abc import Callable

from dsn.sql.connection import Connection
from dsn.store.reindex import word_table
from dsn.store.side import set_setting
from dsn.store.store import Store

NAME = "words"
_RUNNING = "words.rebuilding"


async def rebuild(store: Store, told: Callable[[int], None] = lambda versions: None) -> int:
    """Makes them anew; of how many versions. One that was stopped goes on."""
    if await store.setting_get(_RUNNING) is None:
        await store.database.writer.submit(_begin)
    done = 0
    while count := await store.words.more():
        done += count
        told(done)
    await store.setting_set(_RUNNING, None)
    return done


def _begin(connection: Connection) -> None:
    word_table.begin(connection)
    set_setting(connection, _RUNNING, "1")
