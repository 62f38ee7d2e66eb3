"""The XHTML of narratives: is it well-formed, does it keep to what R4 allows, and what of it may be shown.

The lists are those of the invariants txt-1 and txt-2 in the R4 definition of Narrative (their XPath). Three depths:
`is_xhtml` at every decode, `faults` at validation, `sanitise` before anything is put into a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final
from xml.parsers import expat

from dsn.base.errors import DsnError, Invalid

XHTML: Final = "http://www.w3.org/1999/xhtml"

ELEMENTS: Final = frozenset(
    """a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img
    li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var""".split()
)
ATTRIBUTES: Final = frozenset(
    """abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset
    cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel
    rev rowspan rules scope shape span src start style summary tabindex title type valign value vspace width""".split()
)
_OF_XML: Final = frozenset({"xml:lang", "xml:space"})
_VOID: Final = frozenset({"br", "col", "hr", "img"})
_SILENT: Final = frozenset(
    {"script", "style", "head", "title", "iframe", "object", "svg", "math", "template"}
)

# Shown pages: no address that runs or calls home, no style that loads or covers the page, no id that meets ours.
_KEPT_ATTRIBUTES: Final = ATTRIBUTES - {
    "accesskey",
    "id",
    "name",
    "longdesc",
    "cite",
    "charset",
    "tabindex",
    "class",
}
_LINK: Final = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
_IMAGE: Final = re.compile(r"data:image/(?:png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_STYLE: Final = re.compile(
    r"(?:color|background-color|font-(?:weight|style|size|family|variant)|text-(?:align|decoration|indent|transform)"
    r"|vertical-align|white-space|border(?:-[a-z]+)*|padding(?:-[a-z]+)?|width|list-style-type)"
    r"\s*:\s*[a-zA-Z0-9#%., '+-]+"
)

# Bounds of ours: XHTML has none, and what reads it has.
DEEPEST: Final = 200
MOST_ELEMENTS: Final = 200_000
_MANY_ATTRIBUTES: Final = 1000
_PIECE: Final = 1 << 16
_ENDLESS_NAME: Final = re.compile(rb"</?[^\s<>/=!?]{1000}")

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]


def is_xhtml(text: str) -> bool:
    """One well-formed `div` of the XHTML namespace, without document type."""
    return _read(text, _ignore_start, _ignore, _ignore) is None


def faults(text: str, path: str) -> Iterator[DsnError]:
    """Where the narrative breaks txt-1 or txt-2, or is no XHTML at all."""
    names: list[str] = []
    given: list[tuple[str, str]] = []
    content: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        names.append(name)
        given.extend((name, attribute) for attribute in attributes)
        if name == "img" and "src" in attributes:
            content.append("image")

    wrong = _read(text, start, _ignore, content.append)
    if wrong:
        yield Invalid("fhir-narrative-malformed", path=path, value=wrong)
        return
    for name in dict.fromkeys(n for n in names if n not in ELEMENTS):
        yield Invalid("fhir-narrative-element", path=path, value=name)
    for name, attribute in dict.fromkeys(g for g in given if g[1] not in ATTRIBUTES | _OF_XML):
        yield Invalid("fhir-narrative-attribute", path=path, value=attribute, element=name)
    if not "".join(content).strip():
        yield Invalid("fhir-narrative-empty", path=path)


def sanitise(div: str) -> str:
    """HTML that may stand in a page: allowed elements, harmless attributes, text. Never raises.

    Scripts and the like go with what they hold; other unknown elements go and leave their text. What is not
    well-formed is shown as text, tags and all.
    """
    out: list[str] = []
    silent = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal silent
        silent += _is_silent(name)
        if not silent and name in ELEMENTS:
            out.append(f"<{name}{_safe(name, attributes)}>")

    def end(name: str) -> None:
        nonlocal silent
        if not silent and name in ELEMENTS and name not in _VOID:
            out.append(f"</{name}>")
        silent -= _is_silent(name)

    def characters(data: str) -> None:
        if not silent:
            out.append(escape(data))

    if _read(div, start, end, characters):
        return f"<div>{escape(div)}</div>"
    return "".join(out)


def _is_silent(name: str) -> bool:
    return name.rpartition("}")[2] in _SILENT


def _safe(name: str, attributes: Attributes) -> str:
    kept = ""
    for key, value in attributes.items():
        if key in _KEPT_ATTRIBUTES and (safe := _safe_value(key, value)):
            kept += f' {key}="{escape(safe)}"'
    if name == "a" and "href=" in kept:
        kept += ' rel="noopener noreferrer nofollow" target="_blank"'
    return kept


def _safe_value(key: str, value: str) -> str:
    if key in ("rel", "rev"):
        return ""
    if key == "href":
        return value if _LINK.match(value.strip()) else ""
    if key == "src":
        return value if _IMAGE.fullmatch(value.strip()) else ""
    if key == "style":
        return ";".join(part.strip() for part in value.split(";") if _STYLE.fullmatch(part.strip()))
    return value


class _NotAllowed(Exception):
    pass


def _read(
    text: str, start: Start, end: Callable[[str], None], characters: Callable[[str], None]
) -> str | None:
    """Send the events of the XHTML to the three; what is wrong with it, or None.

    Names come without namespace; what is in another namespace comes as `{namespace}name`."""
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    depth = elements = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if elements == 1 and name != f"{XHTML} div":
            raise _NotAllowed(f'<div xmlns="{XHTML}">')
        if depth > DEEPEST or elements > MOST_ELEMENTS:
            raise _NotAllowed(f"<{_local(name)}>")
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(name))

    def refuse(*_: object) -> None:
        raise _NotAllowed("<!DOCTYPE>")

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = refuse
    try:
        data = text.encode()
        if has_crowded_tag(data):
            return "attributes"
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeEncodeError, _NotAllowed) as error:
        return str(error)
    return None


def has_crowded_tag(data: bytes) -> bool:
    """Has some tag of an XML text thousands of attributes, or of letters? A parser gathers it all before it tells."""
    if _ENDLESS_NAME.search(data):
        return True
    for begin in range(0, len(data), _PIECE):
        piece = data[begin : begin + _PIECE]
        attributes = piece.count(b'="') + piece.count(b"='")
        if attributes > _MANY_ATTRIBUTES and attributes > 100 * piece.count(b"<"):
            return True
    return False


def _local(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    if namespace in (XHTML, ""):
        return local
    return (
        f"xml:{local}" if namespace == "http://www.w3.org/XML/1998/namespace" else f"{{{namespace}}}{local}"
    )


def _ignore_start(name: str, attributes: Attributes) -> None:
    pass


def _ignore(_: str) -> None:
    pass
