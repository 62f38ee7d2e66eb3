"""XML text to a tree of nodes, with everything refused that FHIR's XML has no use for: DTDs, entities, depth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from dsn.base.errors import Invalid
from dsn.fhir.json.checks import DEEPEST
from dsn.fhir.json.primitive import shown
from dsn.fhir.narrative import MOST_ELEMENTS, XHTML, has_crowded_tag, is_xhtml

FHIR: Final = "http://hl7.org/fhir"
# An element of FHIR takes one level of XML, a resource in another takes two.
_DEEPEST: Final = 2 * DEEPEST
_LONGEST_NAME: Final = 100
_FEW, _ROOM = 200_000, 22  # nodes, and bytes for each where there are more
_CLOSING: Final = re.compile(rb"</(?:[^\s/>:]+:)?div\s*>")
_SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance "


@dataclass(slots=True)
class Node:
    """An element of FHIR. `div` is the text of a narrative, whose own elements are not nodes."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    div: str | None = None


_NO_ATTRIBUTES: Final[dict[str, str]] = {}
_NO_CHILDREN: Final[list[Node]] = []


def read(data: bytes) -> Node:
    """The root of the document in `data` (UTF-8). Raises `Invalid`."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Invalid("fhir-xml-encoding", value="UTF-16")
    if has_crowded_tag(data):
        raise Invalid("fhir-crowded", value=len(data))
    builder = _Builder(data)
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Invalid("fhir-xml-malformed", line=error.lineno, column=error.offset + 1) from None
    return builder.top.children[0]


class _Builder:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.top = Node("", {})
        self.open = [self.top]
        self.inside_div = 0
        self.div_from = 0
        self.nodes = 0
        self.within_divs = 0
        parser = self.parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.inside_div:
            self.inside_div += 1
            self.within_divs += 1
            if self.within_divs > MOST_ELEMENTS:
                raise Invalid("fhir-crowded", value=len(self.data))
            return
        if len(self.open) > _DEEPEST:
            raise Invalid("fhir-too-deep", expected=DEEPEST)
        self.nodes += 1
        if self.nodes > _FEW and self.nodes * _ROOM > self.parser.CurrentByteIndex:
            raise Invalid("fhir-crowded", value=len(self.data))
        namespace, _, local = name.rpartition(" ")
        if len(local) > _LONGEST_NAME:
            raise Invalid("fhir-element-unknown", path=self._path(), value=shown(local), expected="R4")
        if namespace == XHTML and local == "div":
            self.inside_div = 1
            self.div_from = self.parser.CurrentByteIndex
        elif namespace != FHIR:
            raise Invalid("fhir-xml-namespace", path=self._path(), value=namespace or local, expected=FHIR)
        else:
            kept = {k: v for k, v in attributes.items() if not k.startswith(_SCHEMA_INSTANCE)}
            node = Node(local, kept)
            self.open[-1].children.append(node)
            self.open.append(node)

    def _end(self, _: str) -> None:
        if not self.inside_div:
            self.open.pop()
            return
        self.inside_div -= 1
        if not self.inside_div:
            self.open[-1].children.append(Node("div", _NO_ATTRIBUTES, _NO_CHILDREN, self._slice()))

    def _slice(self) -> str:
        """The narrative as it is written, so that it comes back letter for letter."""
        at = self.parser.CurrentByteIndex
        closing = _CLOSING.match(self.data, at)
        end = closing.end() if closing else at  # of an empty tag, expat tells from behind it
        div = self.data[self.div_from : end].decode().replace("\r\n", "\n")
        if not is_xhtml(div):  # it leans on a namespace that is declared outside
            raise Invalid("fhir-xml-narrative", path=self._path(), expected=f'<div xmlns="{XHTML}">')
        return div

    def _text(self, data: str) -> None:
        if not self.inside_div and data.strip():
            raise Invalid("fhir-xml-text", path=self._path(), value=data.strip()[:100])

    def _doctype(self, *_: object) -> None:
        raise Invalid("fhir-xml-doctype")

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if version != "1.0":
            raise Invalid("fhir-xml-malformed", line=1, column=1)
        if encoding is not None and encoding.lower() != "utf-8":
            raise Invalid("fhir-xml-encoding", value=encoding)

    def _path(self) -> str:
        return ".".join(node.name for node in self.open[1:])
