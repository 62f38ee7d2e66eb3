"""Train the dictionary that resource bodies are compressed with, from folders of FHIR JSON (Bundles, resources, .gz).

Usage: python -m tools.train_dictionary TARGET FOLDER…    A dictionary in use is never replaced: give the next number.
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from zstandard import train_dictionary

from dsn.base.errors import DsnError
from dsn.fhir.json import decode
from dsn.store.codec import content

SIZE = 112 * 1024
SAMPLES = 20_000
LARGEST = 20_000


def bodies(folder: Path) -> Iterator[bytes]:
    """The kept content of every resource in the folder that R4 allows."""
    for path in sorted(folder.rglob("*.json*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for plain in _resources(msgspec.json.decode(data)):
            try:
                yield content(decode(msgspec.json.encode(plain)))
            except DsnError:
                continue


def _resources(plain: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(plain, dict) or "resourceType" not in plain:
        return
    if plain["resourceType"] == "Bundle":
        for entry in plain.get("entry", ()):
            yield from _resources(entry.get("resource"))
    else:
        yield plain


def main(arguments: list[str]) -> None:
    target, *folders = map(Path, arguments)
    chooser = random.Random(1)
    samples: list[bytes | bytearray | memoryview] = []
    for folder in folders:
        found = [body for body in bodies(folder) if len(body) < LARGEST]
        chooser.shuffle(found)
        samples += found[: SAMPLES // len(folders)]
    target.write_bytes(train_dictionary(SIZE, samples).as_bytes())


if __name__ == "__main__":
    main(sys.argv[1:])
