"""The manifest of a backup: what files it has, and the digest of each. Where there is none, there is no backup."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from dsn.base.clock import Instant
from dsn.base.errors import Conflict, Invalid, NotFound
from dsn.sql.copies.shape import TableShape

NAME = "manifest.json"
FORMAT = 1
_READ = 1 << 20

Bytes = Callable[[int], None]
"""Told how many bytes were gone through."""


class File(msgspec.Struct, frozen=True):
    """One file of the folder, by its path in it. `rows`: of a table; -1 where rows are not counted."""

    name: str
    size: int
    sha256: str
    rows: int = -1


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`instant` is the newest commit in it, `versions` how many versions of resources it holds. `shape`: PostgreSQL."""

    format: int
    product: str
    engine: Literal["sqlite", "postgres"]
    made: str
    instant: Instant
    versions: int
    months: list[str]
    files: list[File]
    shape: list[TableShape] = []

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)


def begin(folder: Path) -> None:
    """Makes the folder, for its owner alone: it holds records and keys. Raises Conflict `backup-folder-taken`."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Conflict("backup-folder-taken", folder=str(folder))
    folder.chmod(0o700)


def kept(folder: Path, name: str, told: Bytes, rows: int = -1) -> File:
    """A file of the folder as the manifest names it, once it is on disk; its digest is of what the disk gives back."""
    path = folder / name
    sync(path)
    path.chmod(0o600)
    return File(name, path.stat().st_size, digest_of(path, told), rows)


def digest_of(path: Path, told: Bytes) -> str:
    """sha256 of a file."""
    total = sha256()
    with path.open("rb") as file:
        while block := file.read(_READ):
            total.update(block)
            told(len(block))
    return total.hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Last of all, and whole or not at all."""
    passing = folder / f"{NAME}.part"
    passing.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    passing.chmod(0o600)
    sync(passing)
    for place in sorted({(folder / file.name).parent for file in manifest.files}):
        sync(place)
    passing.rename(folder / NAME)
    sync(folder)


def read(folder: Path) -> Manifest:
    """Raises NotFound `backup-absent`; Invalid `backup-unreadable`, `backup-newer`."""
    try:
        text = (folder / NAME).read_bytes()
    except OSError:
        raise NotFound("backup-absent", folder=str(folder)) from None
    try:
        known = msgspec.json.decode(text, type=_Known)
        if known.format > FORMAT:
            raise Invalid("backup-newer", found=known.format, known=FORMAT)
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError:
        raise Invalid("backup-unreadable", file=str(folder / NAME)) from None


class _Known(msgspec.Struct):
    format: int


def sync(path: Path) -> None:
    """Returns once the file, or the names in the folder, are on disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
