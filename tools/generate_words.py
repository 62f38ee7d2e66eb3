"""Gathers every sentence that pages say into the English catalogue: `python -m tools.generate_words`.

Keeps the translations there are, adds what is new with an empty one (a test then fails until someone writes it), and
takes out what nothing says any more. Sentences are what stands in `_()`, `n_()` and `N_()`, in code and in templates.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "dsn"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "dsn.po"
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}
_HEADER = (
    "# English for the pages. Message ids are the French sentences. Gathered by tools/generate_words.py."
)

Message = str | tuple[str, ...]


def said() -> Iterator[tuple[Message, str]]:
    """Every message of the product and the file that says it, in the order of the tree."""
    for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/*.html")]):
        with file.open("rb") as opened:
            method = "python" if file.suffix == ".py" else "jinja2.ext:babel_extract"
            for _line, message, _comments, _context in extract(method, opened, KEYWORDS, options=_OPTIONS):
                yield message, file.relative_to(SOURCE).as_posix()


_OPTIONS = {"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def gather(kept: Catalog) -> Catalog:
    """The catalogue of what is said now, with the translations of `kept`."""
    fresh = Catalog(locale="en", domain="dsn", charset="utf-8", header_comment=_HEADER, fuzzy=False)
    for message, file in said():
        known = kept.get(message if isinstance(message, str) else message[0])
        fresh.add(message, known.string if known else None, locations=[(file, 0)])
    return fresh


def read() -> Catalog:
    """The catalogue in the tree; an empty one when there is none."""
    return read_po(BytesIO(CATALOGUE.read_bytes() if CATALOGUE.exists() else b""), locale="en")


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file: sorted, without dates, so that only words make a difference."""
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, width=110, ignore_obsolete=True, include_lineno=False)
    return re.sub(rb'"(?:POT-Creation|PO-Revision)-Date:[^\n]*\n', b"", buffer.getvalue())


def main() -> None:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh = gather(read())
    CATALOGUE.write_bytes(written(fresh))
    missing = [message.id for message in fresh if message.id and not is_said(message.string)]
    sys.stdout.write(f"{len(fresh)} sentences, {len(missing)} without English\n")


def is_said(string: object) -> bool:
    """Is there a translation, all forms of it?"""
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()
