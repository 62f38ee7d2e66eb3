"""The hostile inputs by name: how each is made, and which reader gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dsn.base.errors import DsnError
from dsn.fhir import json, xml

BIG = 50_000_000
DEEP = 10_000


@dataclass(frozen=True, slots=True)
class Input:
    """`read` is the reader under attack; it must answer or raise a `DsnError`."""

    make: Callable[[], bytes]
    read: Callable[[bytes], object]
    harmless: bytes

    def warm(self) -> None:
        """What is compiled on first use is no part of the cost."""
        self.read(self.harmless)

    def judge(self, data: bytes) -> str:
        """The code of the refusal, or `accepted`."""
        try:
            self.read(data)
        except DsnError as error:
            return error.code
        return "accepted"


def _filled(before: bytes, filler: bytes, after: bytes, size: int = BIG) -> bytes:
    return before + filler * (size // len(filler)) + after


def _nested(opening: bytes, closing: bytes, levels: int, before: bytes, inner: bytes, after: bytes) -> bytes:
    return before + opening * levels + inner + closing * levels + after


_BASIC = b'{"resourceType":"Basic","code":{"text":"x"}'
_TEXT = b'{"resourceType":"Basic","code":{"text":"'
_DIV = b'{"resourceType":"Basic","code":{"text":"x"},"text":{"status":"generated","div":"'
_XHTML = b"<div xmlns='http://www.w3.org/1999/xhtml'>"
_BUNDLE = b'{"resourceType":"Bundle","type":"collection","entry":[{"resource":'
_DECIMAL = b',"extension":[{"url":"u","valueDecimal":'
_INTEGER = b',"extension":[{"url":"u","valueInteger":'

_JSON: dict[str, Callable[[], bytes]] = {
    "levels of objects": partial(_nested, b'{"a":', b"}", DEEP, b"", b"1", b""),
    "levels of lists": partial(_nested, b"[", b"]", DEEP, _BASIC + b',"x":', b"", b"}"),
    "levels of objects, 50 MB, never closed": partial(_filled, b"", b'{"a":', b""),
    "levels of extensions": partial(
        _nested, b',"extension":[{"url":"u"', b"}]", DEEP, _BASIC, b',"valueCode":"c"', b"}"
    ),
    "levels of contained": partial(
        _nested,
        b'{"resourceType":"Basic","code":{"text":"x"},"contained":[',
        b"]}",
        DEEP,
        b"",
        _BASIC + b"}",
        b"",
    ),
    "levels of Bundles": partial(_nested, _BUNDLE, b"}]}", DEEP, b"", _BASIC + b"}", b""),
    "90 Bundles around 50 MB": partial(_nested, _BUNDLE, b"}]}", 90, b"", _TEXT + b"a" * BIG + b'"}}', b""),
    "levels of items": partial(
        _nested,
        b',"item":[{"linkId":"1"',
        b"}]",
        DEEP,
        b'{"resourceType":"QuestionnaireResponse","status":"completed"',
        b"",
        b"}",
    ),
    "a string": partial(_filled, _TEXT, b"a", b'"}}'),
    "a string, indented": partial(_filled, b"{\n" + _TEXT[1:], b"a", b'"}}'),
    "a string of two bytes each": partial(_filled, _TEXT, "é".encode(), b'"}}'),
    "a string of four bytes each": partial(_filled, _TEXT, "😀".encode(), b'"}}'),
    "a string of escapes": partial(_filled, _TEXT, rb"\u0041", b'"}}'),
    "a string of NULs": partial(_filled, _TEXT, b"\0", b'"}}'),
    "a string of escaped NULs": partial(_filled, _TEXT, rb"\u0000", b'"}}'),
    "a string never closed": partial(_filled, _TEXT, b"a", b""),
    "many strings of a megabyte": partial(
        _filled, _BASIC + b',"identifier":[', b'{"value":"' + b"a" * 1_000_000 + b'"},', b'{"x":1}]}'
    ),
    "lone surrogates, escaped": partial(_filled, _TEXT, rb"\ud800", b'"}}'),
    "a lone surrogate behind a megabyte": partial(_filled, _TEXT, b"a", rb'\ud800"}}', 1_000_000),
    "lone surrogates as UTF-8": partial(_filled, _TEXT, b"\xed\xa0\x80", b'"}}'),
    "no UTF-8": partial(_filled, _TEXT, b"\xff", b'"}}'),
    "no UTF-8 at the end": partial(_filled, _TEXT, b"a", b'\xff"}}'),
    "UTF-16": lambda: _filled(_TEXT, b"a", b'"}}').decode().encode("utf-16"),
    "a byte order mark": partial(_filled, b"\xef\xbb\xbf" + _TEXT, b"a", b'"}}'),
    "a key": partial(_filled, _BASIC + b',"', b"a", b'":1}'),
    "a resourceType": partial(_filled, b'{"resourceType":"', b"a", b'"}'),
    "a code": partial(_filled, b'{"resourceType":"Patient","gender":"', b"a", b'"}'),
    "a code of spaces": partial(_filled, b'{"resourceType":"Patient","language":"', b"a ", b'"}'),
    "a code of spaces under a megabyte": partial(
        _filled, b'{"resourceType":"Patient","language":"', b"a ", b'"}', 1_000_000
    ),
    "an address": partial(_filled, b'{"resourceType":"Patient","implicitRules":"', b"a", b' "}'),
    "a date": partial(_filled, b'{"resourceType":"Patient","birthDate":"2020-01-01', b"0", b'"}'),
    "a time of fractions": partial(
        _filled, b'{"resourceType":"Patient","deceasedDateTime":"2020-01-01T00:00:00.', b"0", b'x"}'
    ),
    "base64": partial(_filled, b'{"resourceType":"Binary","contentType":"a/b","data":"', b"AAAA", b'!"}'),
    "base64 of spaces": partial(
        _filled, b'{"resourceType":"Binary","contentType":"a/b","data":"', b"A ", b'"}'
    ),
    "an oid": partial(_filled, _BASIC + b',"extension":[{"url":"u","valueOid":"urn:oid:1', b".1", b'."}]}'),
    "5 MB of digits, decimal": partial(_filled, _BASIC + _DECIMAL, b"9", b"}]}", 5_000_000),
    "5 MB of digits, fraction": partial(_filled, _BASIC + _DECIMAL + b"0.", b"9", b"}]}", 5_000_000),
    "5 MB of digits, exponent": partial(_filled, _BASIC + _DECIMAL + b"1e", b"9", b"}]}", 5_000_000),
    "5 MB of digits, integer": partial(_filled, _BASIC + _INTEGER, b"9", b"}]}", 5_000_000),
    "50 MB of digits, decimal": partial(_filled, _BASIC + _DECIMAL, b"9", b"}]}"),
    "50 MB of digits, integer": partial(_filled, _BASIC + _INTEGER, b"9", b"}]}"),
    "50 MB of digits, decimal in quotation marks": partial(_filled, _BASIC + _DECIMAL + b'"', b"9", b'"}]}'),
    "1e999999999": lambda: _BASIC + _DECIMAL + b"1e999999999}]}",
    "a million times 1e999": partial(
        _filled, _BASIC + b',"extension":[', b'{"url":"u","valueDecimal":1e999},', b"{}]}"
    ),
    "the same key over and over": partial(_filled, _BASIC, b',"id":"a"', b"}"),
    "the same key over and over, under 4 MB": partial(_filled, _BASIC, b',"id":"a"', b"}", 3_900_000),
    "other keys over and over": lambda: (
        _BASIC + b"".join(b',"k%d":1' % number for number in range(4_000_000)) + b"}"
    ),
    "the same list over and over": partial(_filled, _BASIC, b',"identifier":[{"value":"a"}]', b"}"),
    "wide: numbers": partial(_filled, _BASIC + b',"x":[', b"0,", b"0]}"),
    "wide: empty objects": partial(_filled, _BASIC + b',"identifier":[', b"{},", b"{}]}"),
    "wide: empty objects, under 4 MB": partial(
        _filled, _BASIC + b',"identifier":[', b"{},", b"{}]}", 3_900_000
    ),
    "wide: nulls": partial(_filled, b'{"resourceType":"Patient","name":[{"given":[', b"null,", b"null]}]}"),
    "wide: strings": partial(_filled, b'{"resourceType":"Patient","name":[{"given":[', b'"a",', b'""]}]}'),
    "wide: small objects, the last one wrong": partial(
        _filled, _BASIC + b',"identifier":[', b'{"value":"a"},', b'{"value":1}]}'
    ),
    "wide: small objects, the last one a bad address": partial(
        _filled, _BASIC + b',"identifier":[', b'{"value":"a"},', b'{"system":" "}]}'
    ),
    "wide: contained": partial(_filled, _BASIC + b',"contained":[', _BASIC + b"},", b"{}]}"),
    "wide: entries": partial(
        _filled, _BUNDLE[:-12] + b"", b'{"resource":' + _BASIC + b"}},", b'{"resource":{}}]}'
    ),
    "white space": partial(_filled, b"", b" ", b""),
    "white space before the end": partial(_filled, _BASIC, b"\n", b',"x":1}'),
    "narrative: levels": partial(_nested, b"<b>", b"</b>", DEEP, _DIV + _XHTML, b"x", b'<x></div>"}}'),
    "narrative: a megabyte of levels never closed": partial(
        _filled, _DIV + _XHTML, b"<b>", b'"}}', 1_000_000
    ),
    "narrative: 50 MB of levels": partial(_filled, _DIV + _XHTML, b"<b>", b'"}}'),
    "narrative: a megabyte of attributes": lambda: (
        _DIV + _XHTML + b"<b " + b"".join(b"a%d='' " % number for number in range(100_000)) + b'></div>"}}'
    ),
    "narrative: entities within entities": lambda: (
        _DIV
        + b"<!DOCTYPE d [<!ENTITY a '"
        + b"a" * 1000
        + b"'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
        + _XHTML
        + b'&b;</div>"}}'
    ),
    "narrative: 50 MB of text": partial(_filled, _DIV + _XHTML, b"a", b'<x></div>"}}'),
}

_XML = b'<Basic xmlns="http://hl7.org/fhir">'
_LAUGHS = b"".join(b"<!ENTITY l%d '%s'>" % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10))

_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "entities within entities": lambda: (
        b"<!DOCTYPE Basic [<!ENTITY l0 'ha'>" + _LAUGHS + b"]>" + _XML + b'<id value="&l9;"/></Basic>'
    ),
    "one large entity, often": lambda: (
        b"<!DOCTYPE Basic [<!ENTITY a '" + b"a" * 1_000_000 + b"'>]>" + _XML + b"&a;" * 10_000 + b"</Basic>"
    ),
    "an external entity": lambda: (
        b'<!DOCTYPE Basic [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _XML + b"&a;</Basic>"
    ),
    "an external DTD": lambda: b'<!DOCTYPE Basic SYSTEM "http://example.org/x.dtd">' + _XML + b"</Basic>",
    "a parameter entity": lambda: (
        b'<!DOCTYPE Basic [<!ENTITY % a SYSTEM "http://example.org/x"> %a;]>' + _XML + b"</Basic>"
    ),
    "an unknown entity": lambda: _XML + b'<id value="&nope;"/></Basic>',
    "levels": partial(_nested, b"<extension>", b"</extension>", DEEP, _XML, b"", b"</Basic>"),
    "50 MB of levels": partial(_filled, _XML, b"<extension>", b""),
    "levels of contained": partial(
        _nested, b"<contained>" + _XML, b"</Basic></contained>", DEEP, _XML, b"", b"</Basic>"
    ),
    "a string": partial(_filled, _XML + b'<id value="', b"a", b'"/></Basic>'),
    "text where none belongs": partial(_filled, _XML, b"a", b"</Basic>"),
    "a name": partial(_filled, _XML + b"<", b"a", b"/></Basic>"),
    "an attribute's name": partial(_filled, _XML + b"<id ", b"a", b'=""/></Basic>'),
    "attributes": lambda: _XML + b"<id " + b"".join(b'a%d="" ' % n for n in range(4_000_000)) + b"/></Basic>",
    "namespaces": lambda: (
        _XML + b"<id " + b"".join(b'xmlns:a%d="u" ' % n for n in range(1_000_000)) + b"/></Basic>"
    ),
    "white space in a start tag": partial(_filled, _XML + b"<id", b" ", b"</Basic>"),
    "a comment": partial(_filled, _XML + b"<!--", b"a", b"--></Basic>"),
    "comments": partial(_filled, _XML, b"<!---->", b"</Basic>"),
    "a processing instruction": partial(_filled, _XML + b"<?x ", b"a", b"?></Basic>"),
    "elements nobody knows": partial(_filled, _XML, b"<x/>", b"</Basic>"),
    "the same element over and over": partial(_filled, _XML, b'<id value="a"/>', b"</Basic>"),
    "identifiers over and over": partial(
        _filled, _XML, b'<identifier><value value="a"/></identifier>', b"</Basic>"
    ),
    "the same attribute twice": lambda: _XML + b'<id value="a" value="b"/></Basic>',
    "a NUL": lambda: _XML + b'<id value="\0"/></Basic>',
    "a character that XML has not": lambda: _XML + b'<id value="&#1;"/></Basic>',
    "a surrogate by number": lambda: _XML + b'<id value="&#xD800;"/></Basic>',
    "characters by number": partial(_filled, _XML + b'<id value="', b"&#65;", b'"/></Basic>'),
    "UTF-16": lambda: _filled(_XML + b'<id value="', b"a", b'"/></Basic>').decode().encode("utf-16"),
    "UTF-7 by its own word": lambda: b'<?xml version="1.0" encoding="UTF-7"?>' + _XML + b"</Basic>",
    "no UTF-8": partial(_filled, _XML + b'<id value="', b"\xff", b'"/></Basic>'),
    "CDATA": partial(_filled, _XML + b"<![CDATA[", b"<a>", b"]]></Basic>"),
    "narrative: levels": partial(
        _nested, b"<b>", b"</b>", DEEP, _XML + b'<text><status value="generated"/>' + _XHTML, b"", b"</x>"
    ),
    "narrative: 50 MB of text": partial(
        _filled, _XML + b'<text><status value="generated"/>' + _XHTML, b"a", b"</div></text><x/></Basic>"
    ),
    "narrative: 50 MB of elements": partial(
        _filled, _XML + b'<text><status value="generated"/>' + _XHTML, b"<b/>", b"</div></text><x/></Basic>"
    ),
    "narratives over and over": partial(
        _filled, _XML + b"<text>", _XHTML + b"</div>", b"</text></Basic>", 5_000_000
    ),
    "narrative: a tag of 50 MB": partial(
        _filled,
        _XML + b'<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"',
        b" ",
        b"/>",
    ),
}

INPUTS = {
    **{f"JSON: {name}": Input(make, json.decode, _BASIC + b"}") for name, make in _JSON.items()},
    **{
        f"XML: {name}": Input(make, xml.decode, _XML + b'<code><text value="x"/></code></Basic>')
        for name, make in _DOCUMENTS.items()
    },
}
