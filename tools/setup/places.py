"""Where set-up puts things, and how it knows that a step is already done."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
LOCKS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"


def digest(*files: Path) -> str:
    """One digest of these files' bytes, for a stamp."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    """Whether the step that writes `stamp` was already done from the same inputs."""
    return stamp.is_file() and stamp.read_text() == wanted


def write_stamp(stamp: Path, done: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(done)
