"""The files of the tree as git would keep them, found without git (a bare machine has none)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def kept_files() -> Iterator[Path]:
    """Every file that .gitignore does not leave out, relative to the root."""
    ignored = [line.strip() for line in (ROOT / ".gitignore").read_text().splitlines() if line.strip()]
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = sorted(
            name for name in folders if name != ".git" and not _left_out(here / name, ignored, True)
        )
        for name in sorted(files):
            if not _left_out(here / name, ignored, False):
                yield here / name


def _left_out(path: Path, patterns: list[str], is_folder: bool) -> bool:
    return any(_matches(path, pattern, is_folder) for pattern in patterns if not pattern.startswith("#"))


def _matches(path: Path, pattern: str, is_folder: bool) -> bool:
    """The forms our .gitignore uses: `name/`, `*.ext`, `/from/the/root/`."""
    if pattern.endswith("/") and not is_folder:
        return False
    wanted = pattern.rstrip("/")
    return path.as_posix() == wanted[1:] if wanted.startswith("/") else fnmatch(path.name, wanted)
