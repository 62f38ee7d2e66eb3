"""What a command is, and how it speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dsn.base.settings import Settings
from dsn.web.words import Words


@dataclass(slots=True)
class Console:
    """The terminal. `words` is its language."""

    words: Words
    _shown: float = field(default=0.0)

    def say(self, line: str) -> None:
        """A result."""
        print(line, flush=True)

    def tell(self, line: str) -> None:
        """How things go."""
        print(line, file=sys.stderr, flush=True)

    def problem(self, line: str) -> None:
        """What went wrong, and what to do."""
        print(f"dsn : {line}", file=sys.stderr, flush=True)

    def progress(self, line: str, *, last: bool = False) -> None:
        """A line that the next one replaces on a terminal; in a file, one every ten seconds."""
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if not last and now - self._shown < (0.2 if terminal else 10):
            return
        self._shown = now
        end = "\n" if last or not terminal else ""
        print(f"\r\x1b[K{line}" if terminal else line, end=end, file=sys.stderr, flush=True)


def _no_arguments(_parser: argparse.ArgumentParser, _words: Words) -> None:
    """For a command that takes none of its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """`help` is a French sentence of the catalogue. `run` gives the exit code."""

    name: str
    help: str
    run: Callable[[Settings, argparse.Namespace, Console], int]
    arguments: Callable[[argparse.ArgumentParser, Words], None] = _no_arguments
