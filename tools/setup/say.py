"""What set-up tells the person at the terminal: French, or English where the locale asks for it."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def say(french: str, english: str) -> None:
    """One line on standard error, at once."""
    print(_chosen(french, english), file=sys.stderr, flush=True)


def stop(french: str, english: str) -> NoReturn:
    """Says why set-up cannot go on, and ends with exit code 2."""
    say(french, english)
    raise SystemExit(2)


def _chosen(french: str, english: str) -> str:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return english if locale.startswith("en") else french
