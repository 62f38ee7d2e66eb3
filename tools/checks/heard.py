"""A program that is run and repeated as it speaks; what it said last is kept."""

from __future__ import annotations

import os
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from tools.setup.places import ROOT

LAST_LINES: Final = 30
"""Of what failed, said once more at the end, where a long run is read."""


def run_heard(
    command: Sequence[str | Path], variables: Mapping[str, str] | None = None, seconds: float | None = None
) -> tuple[int, str]:
    """Runs one program in the tree, without a keyboard: its exit code and its last lines.

    Past `seconds` it is killed and its code is negative.
    """
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    lines: deque[str] = deque(maxlen=LAST_LINES)
    listener = threading.Thread(target=_repeat, args=(process.stdout, lines), daemon=True)
    listener.start()
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    listener.join(5)  # not for ever: what a killed program had started may still hold its output
    return code, "".join(lines)


def say_again(failed: Mapping[str, str]) -> None:
    """What failed and how it ended; nothing where nothing did."""
    for name, words in failed.items():
        print(f"── {name} failed; how it ended:\n{words}")
    print(f"failed: {', '.join(failed) or 'none'}")


def _repeat(output: IO[str] | None, lines: deque[str]) -> None:
    assert output is not None
    with output:
        for line in output:
            print(line, end="", flush=True)
            lines.append(line)
