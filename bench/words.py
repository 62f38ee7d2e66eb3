"""`python -m bench.words STORE`: brings the words of a filled store up to date, as a served one does by itself."""

from __future__ import annotations

import sys

from dsn.cli.loop import run_async
from dsn.store.store import Store


async def catch_up(url: str) -> None:
    """Until there is nothing more."""
    store = await Store.open(url)
    try:
        await store.words.keep()
    finally:
        await store.close()


if __name__ == "__main__":
    run_async(catch_up(sys.argv[1]))
