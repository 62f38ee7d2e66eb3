"""The separators `,` `$` `|` and their escapes: "they must be prepended by the character \\" (R4 search, escaping)."""

from __future__ import annotations

from dsn.fhir.search.kinds.shape import Reading


def split(text: str, separator: str) -> list[str]:
    """`text` at each `separator` that is not escaped; the parts keep their escapes."""
    if "\\" not in text:
        return text.split(separator)
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] == separator:
            parts.append(text[start:at])
            at = start = at + 1
        else:
            at += 1
    parts.append(text[start:])
    return parts


def plain(text: str, reading: Reading) -> str:
    r"""Without its escapes. "The parameter value `xx\xx` is illegal": refused."""
    if "\\" not in text:
        return text
    found, at = [], 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            if text[at : at + 1] not in ("\\", ",", "$", "|"):
                raise reading.refuse("search.escape-invalid", text)
        found.append(text[at])
        at += 1
    return "".join(found)


def escaped(text: str) -> str:
    """The form in which `text` is sent as one part of a value."""
    return "".join("\\" + letter if letter in "\\,$|" else letter for letter in text)
