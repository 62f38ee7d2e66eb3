"""`python -m bench.words STORE [rest]`: brings up to date what a served store builds behind a commit by itself.

Its words, timed; with `rest`, its projections.
"""

from __future__ import annotations

import sys

from dsn.assembly import PROJECTIONS
from dsn.cli.loop import run_async
from dsn.store.projections.follow import Projections
from dsn.store.store import Store


async def catch_up(url: str, rest: bool) -> None:
    """Until there is nothing more."""
    store = await Store.open(url)
    try:
        if rest:
            await (await Projections.open(store, PROJECTIONS)).advance()
        else:
            await store.words.keep()
    finally:
        await store.close()


if __name__ == "__main__":
    run_async(catch_up(sys.argv[1], sys.argv[2:] == ["rest"]))
