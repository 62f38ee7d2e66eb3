"""What the people who run a deployment may set: a TOML file, then `DSN_…` in the environment, then the command line.

`docs/reference/settings.md` is produced from the fields below. An unknown name is refused: a misspelt setting
that is silently ignored is found on the worst day.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, cast, get_type_hints

from dsn.base.errors import Invalid

PREFIX = "DSN_"


def setting(default: object, doc: str) -> Any:
    """A field of Settings: its default, and the sentence the reference page shows."""
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of a running system, with its default."""

    store: str = setting(
        "sqlite:///dsn.db",
        "Where the record is kept: `sqlite:///path` or `postgresql://user@host/database`.",
    )
    host: str = setting("127.0.0.1", "Address to listen on. The demonstration sign-in serves loopback only.")
    port: int = setting(8400, "Port to listen on.")
    base_url: str = setting(
        "", "Public address of the service, without a slash at the end; empty = from the request."
    )
    establishment: str = setting("", "Name of the establishment, shown in the banner of every page.")
    log_level: str = setting(
        "info", "Least level of the structured logs: `debug`, `info`, `warning` or `error`."
    )
    log_form: str = setting("text", "Form of the structured logs: `text` for people, `json` for machines.")
    readers: int = setting(2, "Threads for searches and other reads that take longer than two milliseconds.")
    page_size: int = setting(50, "Entries on a page of a search when the caller does not say (`_count`).")
    page_size_max: int = setting(
        1000, "Largest page of a search that is given; a larger `_count` is cut to it."
    )
    body_limit: int = setting(64 * 1024 * 1024, "Largest request body accepted, in bytes.")
    log_reserve: int = setting(
        256,
        "Megabytes kept beside the log of an SQLite store: with a full disk, reading goes on from them; 0 = none.",
    )
    door: Literal["demo"] = setting(
        "demo", "How people sign in. `demo`: a choice of accounts, on loopback only."
    )


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Settings from `path` (TOML, when given), the environment, then `given` (None = not given).

    Raises Invalid for an unknown name, a value of the wrong type, or a file that is not TOML.
    """
    found: dict[str, object] = {}
    if path is not None:
        found.update(_read_file(path))
    found.update(
        {name[len(PREFIX) :].lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
    )
    found.update({name: value for name, value in given.items() if value is not None})
    return replace(Settings(), **cast(Any, {name: _typed(name, value) for name, value in found.items()}))


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid("settings-unreadable", file=str(path), why=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid("settings-not-toml", file=str(path), why=str(error)) from error


def _typed(name: str, value: object) -> object:
    hints = get_type_hints(Settings)
    if name not in {known.name for known in fields(Settings)}:
        raise Invalid("setting-unknown", name=name)
    try:
        if hints[name] is int:
            return int(cast(str, value))
    except (TypeError, ValueError):
        raise Invalid("setting-not-a-number", name=name, value=str(value)) from None
    if hints[name] is str:
        return str(value)
    allowed = hints[name].__args__
    if value not in allowed:
        raise Invalid("setting-not-allowed", name=name, value=str(value), allowed=allowed)
    return value
