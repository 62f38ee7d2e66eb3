"""Parameters of a URL or form, as pairs in order."""

from __future__ import annotations

from urllib.parse import parse_qsl

from dsn.base.errors import Invalid

_MOST = 1000


def pairs_of(text: str) -> list[tuple[str, str]]:
    """`a=1&b=2` apart. Raises Invalid: not UTF-8, a NUL, more than a thousand."""
    if not text:
        return []
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError:
        raise Invalid("parameters-not-utf8") from None
    except ValueError:
        raise Invalid("parameters-too-many", most=_MOST) from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise Invalid("parameters-with-nul")
    return pairs
