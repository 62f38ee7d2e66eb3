"""One event loop for every command."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TypeVar

import uvloop

T = TypeVar("T")


def run_async(work: Coroutine[None, None, T]) -> T:
    """Run to the end on uvloop."""
    return uvloop.run(work)
