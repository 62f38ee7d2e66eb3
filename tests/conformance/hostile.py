"""Requests that nobody sends in good faith, drawn from a number: the same number is the same request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

NASTY = (
    "", " ", "%", "%00", "%FF%FE", "%C3%28", "%ZZ", "..", "../../etc/passwd", "..%2f..%2f", "a" * 65,
    "a" * 5000, "'", "' OR 1=1 --", '"; DROP TABLE resource; --', "$1", "?", "%3F", "%0d%0aX-Evil:%201",
    "\\", "|", "||||", ",", ",,,,", "\\,\\|", "$", "$$", "*", "_history", "_search", "-1", "0",
    "99999999999999999999999", "1e999", "NaN", "null", "true", "{}", "[]", "%F0%9F%92%A9", "%ED%A0%80",
    "%E2%80%AE", "Patient", "Patient/1/2/3", "urn:uuid:x", "http://evil.example/fhir/Patient/1",
    "http://", "//", "javascript:alert(1)", "${jndi:ldap://x/a}", "{{7*7}}", "%25s%25n", "<script>",
    "&amp;", "2020-13-45", "gt", "ap9999", "0000", "9999-12-31T23:59:60Z", "-0", "+", "1.2.3",
)  # fmt: skip

PARAMETERS = (
    "_id", "_lastUpdated", "_count", "_sort", "_include", "_revinclude", "_has:Observation:subject:code",
    "_filter", "_elements", "_summary", "_total", "_page", "_type", "_format", "_contained", "_text",
    "_content", "_list", "_query", "_since", "_at", "_pretty", "name", "name:exact", "name:contains",
    "name:missing", "birthdate", "identifier", "identifier:of-type", "general-practitioner.name",
    "organization:Organization.partof.name", "link:identifier", "code:in", "code:below", "near", "name:",
    ":", "_has", "_has:", "_has:::", "_include:iterate", "value-quantity", "code-value-quantity", "date",
    "subject", "patient.organization.name", "length", "url:below", "combo-code", "\u00e9",
)  # fmt: skip

PATHS = (
    "/fhir", "/fhir/", "/fhir/{}", "/fhir/Patient", "/fhir/Patient/{}", "/fhir/Patient/town/_history/{}",
    "/fhir/Patient/{}/_history", "/fhir/Patient/town/{}", "/fhir/{}/{}", "/fhir/_history",
    "/fhir/Patient/_search", "/fhir/Observation", "/fhir/Observation/_search", "/fhir/metadata",
    "/fhir/Patient/{}/Observation", "/fhir/_search", "/fhir/Patient/town", "/fhir//Patient//town",
    "/fhir/Patient/_history", "/fhir/Location", "/fhir/ValueSet",
)  # fmt: skip

METHODS = (
    ("GET",) * 6
    + ("POST",) * 5
    + ("PUT",) * 3
    + ("PATCH",) * 3
    + (
        "DELETE",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "BREW",
        "get",
        "CONNECT",
        "PROPFIND",
        "X" * 300,
    )
)

WELL_MEANT = (
    ("GET", "/fhir/Patient", b""), ("GET", "/fhir/Observation", b""), ("GET", "/fhir/Location", b""),
    ("GET", "/fhir", b""), ("GET", "/fhir/Patient/town", b""),
    ("GET", "/fhir/Patient/town/_history", b""), ("GET", "/fhir/_history", b""),
    ("GET", "/fhir/Patient/town/Observation", b""), ("GET", "/fhir/Patient/town/*", b""),
    ("GET", "/fhir/ValueSet", b""), ("GET", "/fhir/Patient?_has:Observation:subject:status=final", b""),
    ("DELETE", "/fhir/Patient/gone", b""), ("DELETE", "/fhir/Patient", b""),
    ("POST", "/fhir/Patient", b""), ("POST", "/fhir/Observation", b""), ("POST", "/fhir", b""),
    ("POST", "/fhir", b""), ("PUT", "/fhir/Patient/other", b""), ("PATCH", "/fhir/Patient/other", b""),
    ("PATCH", "/fhir/Patient/other", b""), ("POST", "/fhir/Patient/_search", b""),
    ("POST", "/fhir/Observation/_search", b""),
)  # fmt: skip

HEADERS = (
    "If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist", "Prefer", "Accept",
    "Accept-Language", "Range", "Accept-Charset", "X-Request-Id", "X-Purpose", "Idempotency-Key",
    "X-Forwarded-For", "Host", "Content-Type", "Cookie", "Expect", "Upgrade", "Accept-Encoding",
    "Content-Encoding",
)  # fmt: skip

VALUES = (
    b"", b"*", b'W/"', b'W/"1', b'"1", "2"', b'W/"-1"', b'W/"99999999999999999999"', b"\xff\xfe",
    b"a" * 8000, b";;;;", b"return=", b"handling=lenient,return=minimal;;=",
    b"application/fhir+xml;q=9999", b"*/*;q=nan", b"text/html;q=0",
    b"application/fhir+json;fhirVersion=9.9", b"application/fhir+json; charset=utf-7",
    b"Thu, 99 Foo 2020 99:99:99 GMT", b"Sat, 01 Jan 0001 00:00:00 +9999", b"identifier=", b"name=%FF",
    b"_id=%00", b"birthdate=x", b"?", b"a=b&" * 2000, b"100-continue", b"bytes=0-5", b"gzip, br;q=0",
    b"fr-\xc3\xa9", b"x\ty", b"application/json-patch+json", b"application/fhir+xml",
    b"multipart/form-data; boundary=x", b"application/x-www-form-urlencoded",
)  # fmt: skip

TOKENS = (
    b"Bearer x", b"Bearer " + b"a" * 9000, b"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJzeXN0ZW1lIn0.",
    b"Bearer ..", b"Bearer", b"bearer \xff\xff", b"Basic OjpAQEA=", b"Bearer e30.e30.e30", b"Negotiate",
    b"",
)  # fmt: skip


def _deep(depth: int, start: str, end: str) -> bytes:
    return (start * depth + "1" + end * depth).encode()


def _bundle(kind: str, *entries: Any) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": list(entries)}).encode()


_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><Patient xmlns="http://hl7.org/fhir"><id value="&j;"/></Patient>'
)
_OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<Patient xmlns="http://hl7.org/fhir"><id value="&a;"/></Patient>'
)
_TYPED = '{"resourceType":"Patient",'

BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"1",
    b'"x"',
    b"\x00",
    b"\xff\xfe\xfd",
    b"\xef\xbb\xbf{}",
    b"{}" * 100,
    b'{"resourceType":"Patient"',
    b'{"resourceType":"Patient","resourceType":"Patient"}',
    b'{"resourceType":[]}',
    b'{"resourceType":"Patient","id":"town","name":null}',
    b'{"resourceType":"Nothing"}',
    b'{"resourceType":"Resource"}',
    b'{"resourceType":"Patient","id":"\\u0000"}',
    b'{"resourceType":"Patient","id":"\\ud800"}',
    b'{"resourceType":"Patient","name":[{"family":"\xff"}]}',
    b'{"resourceType":"Patient","birthDate":1e999999999}',
    b'{"resourceType":"Patient","multipleBirthInteger":' + b"9" * 5000 + b"}",
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1e-99999}}',
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":'
    + b"1" * 3000
    + b"}}",
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?"}}',
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?name=%FF"}}',
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?_sort=x"}}',
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?_id=%00"}}',
    _deep(10_000, "[", "]"),
    _deep(10_000, '{"a":', "}"),
    _deep(10_000, _TYPED + '"contained":[', "]}"),
    _deep(300, _TYPED + '"contained":[', "]}"),
    _deep(2000, '{"resourceType":"Patient","extension":[{"extension":', "}]}"),
    _deep(5000, '{"resourceType":"Parameters","parameter":[{"name":"x","part":', "}]}"),
    _deep(3000, '{"resourceType":"Bundle","type":"batch","entry":[{"resource":', "}]}"),
    b"{" + b'"a":1,' * 50_000 + b'"b":1}',
    b'{"resourceType":"Patient","name":[' + b"{}," * 20_000 + b"{}]}",
    _BOMB,
    _OUTSIDE,
    b"<Patient>" * 10_000,
    b'<Patient xmlns="http://hl7.org/fhir"><id value="&#0;"/></Patient>',
    b"<" + b"a" * 50_000,
    b'<?xml version="1.0" encoding="utf-7"?><Patient xmlns="http://hl7.org/fhir"/>',
    b'<?xml version="1.0" encoding="utf-16"?><Patient xmlns="http://hl7.org/fhir"/>',
    _bundle("transaction", {}),
    _bundle("batch", {}, None, 1, "x", []),
    _bundle("transaction", *[{"request": {}}] * 50),
    _bundle(
        "batch",
        *[
            {"request": {"method": "GET", "url": f"Patient?{p}={quote(n)}"}}
            for p in ("_id", "_sort", "_page")
            for n in NASTY[:20]
        ],
    ),
    _bundle(
        "batch",
        *[
            {"request": {"method": m, "url": u}}
            for m in ("GET", "DELETE", "PATCH", "POST", "PUT", "HEAD")
            for u in ("%00", "Patient/%00", "?", "//", "Patient?", "Patient/a/b/c", "Patient/\u0000", "$x")
        ],
    ),
    _bundle(
        "transaction",
        *[
            {
                "fullUrl": "urn:uuid:a",
                "request": {"method": "POST", "url": "Patient"},
                "resource": {"resourceType": "Patient"},
            }
        ]
        * 3,
    ),
    _bundle(
        "transaction",
        {"request": {"method": "GET", "url": "_history"}},
        {"request": {"method": "GET", "url": "/"}},
    ),
    _bundle(
        "batch",
        {
            "request": {"method": "PATCH", "url": "Patient/town"},
            "resource": {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": "!"},
        },
    ),
    _bundle(
        "batch",
        {
            "request": {"method": "PATCH", "url": "Patient/town"},
            "resource": {"resourceType": "Binary", "contentType": "text/x", "data": "W10="},
        },
    ),
    _bundle(
        "batch",
        {
            "request": {"method": "PUT", "url": "Patient/town", "ifMatch": "x", "ifNoneMatch": "y"},
            "resource": {"resourceType": "Patient", "id": "town"},
        },
    ),
    json.dumps([{"op": "copy", "from": "", "path": f"/x{n}"} for n in range(60)]).encode(),
    json.dumps([{"op": "add", "path": "/name" + "/0" * 5000, "value": 1}]).encode(),
    json.dumps([{"op": "add", "path": "", "value": None}, {"op": "test", "path": "/x", "value": 1}]).encode(),
    json.dumps([{"op": "replace", "path": "/id", "value": "other"}]).encode(),
    json.dumps([{"op": "replace", "path": "/resourceType", "value": "Group"}]).encode(),
    json.dumps([{"op": "add", "path": "/name/-1", "value": {}}, {"op": [], "path": {}}, 5]).encode(),
    json.dumps(
        [{"op": "remove", "path": "/" + "9" * 5000}, {"op": "remove", "path": "/name/" + "9" * 5000}]
    ).encode(),
    b'[{"op":"add","path":"/x","value":' + _deep(900, "[", "]") + b"}]",
    b'[{"op":"add","path":"/x","value":1e999999}]',
    b'{"resourceType":"Parameters","parameter":[{"name":"operation"}]}',
    b'{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},'
    b'{"name":"path","valueString":"' + b"(" * 5000 + b'"}]}]}',
    b'{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},'
    b'{"name":"path","valueString":"Patient"},{"name":"name","valueString":"resourceType"},'
    b'{"name":"value","valueString":"x"}]}]}',
    b"_count=%FF&name=%00",
    b"&&&&====",
    b"a=1&" * 3000,
    b"name=" + b"x" * 100_000,
    b"_sort=" + b"name," * 2000 + b"name",
    b"identifier=" + b"a%7Cb," * 5000 + b"c",
    b"_filter=" + b"(" * 5000,
    b"_filter=" + b"name%20eq%20a%20or%20" * 800,
    b"_has" + b":Observation:subject:_has" * 60 + b":Observation:subject:code=x",
    b"_include=" + b"Patient:" * 900,
    b"organization" + b".partof" * 60 + b".name=x",
)

TYPES = (
    b"application/fhir+json", b"application/fhir+json", b"application/fhir+xml",
    b"application/json-patch+json", b"application/x-www-form-urlencoded", b"text/plain", b"",
    b"application/fhir+json; charset=latin-1", b"\xff",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attack:
    """The bytes to send. `half` = the sender stops before the end, and says so by closing its side."""

    number: int
    sent: bytes
    half: bool


def attack(number: int, token: str) -> Attack:
    """The request of that number, in the name of `token`: two of three have one thing wrong, the others anything."""
    draw = Random(number)
    if number % 3:
        return _one_thing_wrong(draw, number, token)
    method, target = draw.choice(METHODS), _target(draw)
    body = draw.choice(BODIES) if method not in ("GET", "HEAD") or draw.random() < 0.1 else b""
    framed, half = _framed(draw, body)
    return Attack(number, _head(method, target, _headers(draw, token)) + framed, half)


def _one_thing_wrong(draw: Random, number: int, token: str) -> Attack:
    headers = [
        (b"Host", b"127.0.0.1"),
        (b"Connection", b"close"),
        (b"Authorization", b"Bearer " + token.encode()),
    ]
    method, path, body = draw.choice(WELL_MEANT)
    if method in ("GET", "DELETE") and draw.random() < 0.3:
        headers.append((draw.choice(HEADERS).encode(), draw.choice(VALUES)))
    elif method in ("GET", "DELETE"):
        path += ("&" if "?" in path else "?") + _pair(draw)
    else:
        body = draw.choice(BODIES)
        headers.append((b"Content-Type", _media(method, path, body)))
    return Attack(
        number, _head(method, path, headers) + b"Content-Length: %d\r\n\r\n%s" % (len(body), body), False
    )


def _media(method: str, path: str, body: bytes) -> bytes:
    if path.endswith("_search"):
        return b"application/x-www-form-urlencoded"
    if method == "PATCH" and not body.startswith(b"{"):
        return b"application/json-patch+json"
    return b"application/fhir+xml" if body.startswith(b"<") else b"application/fhir+json"


def _head(method: str, target: str, headers: list[tuple[bytes, bytes]]) -> bytes:
    return f"{method} {target} HTTP/1.1\r\n".encode() + b"".join(b"%s: %s\r\n" % pair for pair in headers)


def _pair(draw: Random) -> str:
    name = quote(draw.choice(PARAMETERS), safe=":.-_")
    return f"{name}={draw.choice(NASTY).replace(' ', '%20').replace('&', '%26')}"


def _target(draw: Random) -> str:
    path = draw.choice(PATHS)
    while "{}" in path:
        path = path.replace("{}", draw.choice(NASTY).replace(" ", "%20").replace("?", "%3F"), 1)
    pairs = [_pair(draw) for _ in range(draw.choice((0, 1, 1, 2, 5)))]
    if draw.random() < 0.03:
        pairs += [f"name={'x' * 20_000}"]
    if draw.random() < 0.03:
        pairs = pairs * 400
    return path + ("?" + "&".join(pairs) if pairs else "")


def _headers(draw: Random, token: str) -> list[tuple[bytes, bytes]]:
    known = draw.random() < 0.9
    headers = [
        (b"Host", b"127.0.0.1"),
        (b"Connection", b"close"),
        (b"Authorization", b"Bearer " + token.encode() if known else draw.choice(TOKENS)),
        (b"Content-Type", draw.choice(TYPES)),
    ]
    more = range(draw.choice((0, 0, 1, 2, 4)))
    return headers + [(draw.choice(HEADERS).encode(), draw.choice(VALUES)) for _ in more]


def _framed(draw: Random, body: bytes) -> tuple[bytes, bool]:
    """The rest of the head, and the body: whole, in chunks, with a wrong length, or broken off."""
    way = draw.random()
    if way < 0.75:
        return b"Content-Length: %d\r\n\r\n%s" % (len(body), body), False
    if way < 0.85:
        parts = [body[at : at + 1000] for at in range(0, len(body), 1000)]
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
        return b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n", False
    if way < 0.92:
        return b"Content-Length: %d\r\n\r\n%s" % (len(body) + 100, body), True
    if way < 0.96:
        return b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", True
    length = draw.choice((b"-1", b"x", b"99999999999999999999999999", b"9" * 17, b"1, 2", b""))
    return b"Content-Length: " + length + b"\r\n\r\n" + body, True
