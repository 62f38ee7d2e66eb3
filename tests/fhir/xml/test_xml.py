"""FHIR XML says what the JSON says, and refuses what XML alone can get wrong."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from dsn.base.errors import Refused
from dsn.fhir import json, xml

PATIENT = """<?xml version="1.0" encoding="UTF-8"?>
<!-- une personne -->
<Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://hl7.org/fhir fhir-all.xsd">
  <id value="p1"/>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p title="&gt;">Zoé<br/></p></div></text>
  <contained><Organization><id value="o"/><name value="CHU &quot;A&amp;B&quot;"/></Organization></contained>
  <extension url="http://example.org/e"><valueDecimal value="1.50"/></extension>
  <name id="n">
    <given value="Zoé"/>
    <given><extension url="http://example.org/x"><valueCode value="u"/></extension></given>
  </name>
  <birthDate id="b" value="1990-02-28">
    <extension url="http://example.org/t"><valueBoolean value="false"/></extension>
  </birthDate>
  <multipleBirthInteger value="2"/>
  <managingOrganization><reference value="#o"/></managingOrganization>
</Patient>"""

AS_JSON = {
    "resourceType": "Patient",
    "id": "p1",
    "text": {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p title="&gt;">Zoé<br/></p></div>',
    },
    "contained": [{"resourceType": "Organization", "id": "o", "name": 'CHU "A&B"'}],
    "extension": [{"url": "http://example.org/e", "valueDecimal": 1.50}],
    "name": [
        {
            "id": "n",
            "given": ["Zoé", None],
            "_given": [None, {"extension": [{"url": "http://example.org/x", "valueCode": "u"}]}],
        }
    ],
    "birthDate": "1990-02-28",
    "_birthDate": {"id": "b", "extension": [{"url": "http://example.org/t", "valueBoolean": False}]},
    "multipleBirthInteger": 2,
    "managingOrganization": {"reference": "#o"},
}


def refused(data: str | bytes) -> Any:
    with pytest.raises(Refused) as refusal:
        xml.decode(data)
    return refusal.value


def test_a_document_says_what_its_json_says() -> None:
    """Every form there is: attributes, twins, lists of primitives, contained resources, narrative, decimals."""
    read = xml.decode(PATIENT)
    assert read == json.from_plain(AS_JSON)
    assert b'"valueDecimal":1.50' in json.encode(read)


def test_what_is_written_is_read_again_as_the_same() -> None:
    """White space and markup in strings survive, which attributes would otherwise turn into spaces."""
    plain = {**AS_JSON, "name": [{"text": "a\n\tb\r <c> & \"d\" 'e' 😀"}]}
    resource = json.from_plain(plain)
    assert xml.decode(xml.encode(resource)) == resource


def test_a_prefix_is_as_good_as_a_default_namespace() -> None:
    """Names are names of the FHIR namespace, however it is declared."""
    prefixed = '<f:Basic xmlns:f="http://hl7.org/fhir"><f:code><f:text value="x"/></f:code></f:Basic>'
    assert xml.decode(prefixed) == json.from_plain({"resourceType": "Basic", "code": {"text": "x"}})


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("<Patient ", "<!DOCTYPE Patient><Patient ", "fhir-xml-doctype", None),
        ('encoding="UTF-8"', 'encoding="ISO-8859-1"', "fhir-xml-encoding", None),
        ("</Patient>", "", "fhir-xml-malformed", None),
        ("&amp;", "&nbsp;", "fhir-xml-malformed", None),
        ('xmlns="http://hl7.org/fhir"', "", "fhir-xml-namespace", ""),
        ('<id value="p1"/>', '<id value="p1" x="y"/>', "fhir-xml-attribute", "Patient.id"),
        ('<id value="p1"/>', '<id value="p1"/>texte', "fhir-xml-text", "Patient"),
        ('<id value="p1"/>', '<id value="p1"/><id value="p2"/>', "fhir-key-repeated", "Patient.id"),
        ('<id value="p1"/>', '<id value="p1"/><idd value="p1"/>', "fhir-element-unknown", "Patient"),
        ('<id value="p1"/>', '<birthDate value="1990"/><id value="p1"/>', "fhir-xml-order", "Patient"),
        ('<given value="Zoé"/>', "<given/>", "fhir-empty", "Patient.name[0].given[0]"),
        ('<given value="Zoé"/>', '<given value=""/>', "fhir-empty", "Patient.name[0].given[0]"),
        ('value="false"', 'value="0"', "fhir-primitive-malformed", "Patient.birthDate.extension[0].valueBoolean"),
        ('value="1.50"', 'value="+1.5"', "fhir-primitive-malformed", "Patient.extension[0].valueDecimal"),
        ('value="1.50"', 'value="1e999999999"', "fhir-primitive-malformed", "Patient.extension[0].valueDecimal"),
        ('value="2"', 'value="2.0"', "fhir-primitive-malformed", "Patient.multipleBirthInteger"),
        ('value="2"', 'value="2147483648"', "fhir-number-out-of-range", "Patient.multipleBirthInteger"),
        ("1990-02-28", "1990-02-31", "fhir-primitive-malformed", "Patient.birthDate"),
        ("#o", "Patient/1", "fhir-reference-target", "Patient.managingOrganization.reference"),
        ("</Organization>", "</Organization><Basic/>", "fhir-xml-one-resource", "Patient.contained[0]"),
        ("<Organization>", "<Organization><p/>", "fhir-element-unknown", "Patient.contained[0]"),
        ("Patient", "Patent", "fhir-type-unknown", ""),
        ("1999/xhtml", "2000/xhtml", "fhir-xml-namespace", "Patient.text"),
    ],
)  # fmt: skip
def test_what_breaks_the_form_is_refused(old: str, new: str, code: str, path: str | None) -> None:
    """The document above with one thing changed; the refusal says which rule and where."""
    assert old in PATIENT
    refusal = refused(PATIENT.replace(old, new))
    assert (refusal.code, refusal.path) == (code, path)


def test_a_narrative_must_carry_its_own_namespace() -> None:
    """One that leans on a prefix declared elsewhere could not be carried in JSON."""
    text = PATIENT.replace("<Patient ", '<Patient xmlns:h="http://www.w3.org/1999/xhtml" ')
    text = text.replace('<div xmlns="http://www.w3.org/1999/xhtml">', "<h:div>").replace("</div>", "</h:div>")
    assert refused(text).code == "fhir-xml-narrative"


def test_what_r4_refuses_can_be_read_as_plain_json() -> None:
    """Only the form is judged: the missing code is no matter of XML, the order of elements is."""
    text = '<Basic xmlns="http://hl7.org/fhir"><id value="b"/><author><display value="x"/></author></Basic>'
    assert refused(text).code == "fhir-element-missing"
    assert xml.to_plain(text) == {"resourceType": "Basic", "id": "b", "author": {"display": "x"}}
    with pytest.raises(Refused):
        xml.to_plain(text.replace('<id value="b"/>', "").replace("</Basic>", '<id value="b"/></Basic>'))


def test_the_expected_type_is_held() -> None:
    """As in JSON."""
    assert xml.decode(PATIENT, expect="Patient").resourceType == "Patient"
    with pytest.raises(Refused) as refusal:
        xml.decode(PATIENT, expect="Basic")
    assert refusal.value.code == "fhir-type-unexpected"


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        (
            f'<!DOCTYPE x [<!ENTITY e0 "x">{BOMB}]><Basic xmlns="http://hl7.org/fhir">&e11;</Basic>',
            "fhir-xml-doctype",
        ),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><Basic xmlns="http://hl7.org/fhir"/>', "fhir-xml-doctype"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "fhir-xml-doctype"),
        ('<Basic xmlns="http://hl7.org/fhir">' + "<extension>" * 10_000, "fhir-too-deep"),
        ('<Basic xmlns="http://hl7.org/fhir">' + "<x/>" * 300_000, "fhir-crowded"),
        (
            '<Basic xmlns="http://hl7.org/fhir" ' + " ".join(f'a{n}=""' for n in range(20_000)) + "/>",
            "fhir-crowded",
        ),
        ('<Basic xmlns="http://hl7.org/fhir"><' + "a" * 2000 + "/></Basic>", "fhir-crowded"),
        ('<Basic xmlns="http://hl7.org/fhir">\x00</Basic>', "fhir-xml-malformed"),
        ("\ud800", "fhir-json-not-utf8"),
        ("", "fhir-xml-malformed"),
    ],
)
def test_hostile_documents_are_refused(hostile: str, code: str) -> None:
    """Entities, outer files and depth cost nothing and give nothing."""
    assert refused(hostile).code == code


def test_fifty_faults_are_enough() -> None:
    """Nobody reads on, and nothing is gathered for nobody."""
    unknown = '<Basic xmlns="http://hl7.org/fhir">' + "<x/>" * 1000 + "</Basic>"
    assert [issue.code for issue in refused(unknown).issues] == ["fhir-element-unknown"] * 50


def test_other_encodings_are_refused() -> None:
    """Marked or declared: FHIR is UTF-8."""
    assert xml.decode(PATIENT.encode()) == xml.decode(b"\xef\xbb\xbf" + PATIENT.encode())
    assert refused(PATIENT.encode("utf-16")).code == "fhir-xml-encoding"
    assert refused(PATIENT.replace('version="1.0"', 'version="1.1"')).code == "fhir-xml-malformed"
    assert refused(PATIENT.replace("UTF-8", "ISO-8859-1").encode("latin-1")).code == "fhir-xml-encoding"


@pytest.mark.parametrize(
    "div", ["<div{}/>", "<div{} />", "<div{}></div>", "<div{}></div >", "<div{}><b/></div>"]
)
def test_narratives_end_where_they_end(div: str) -> None:
    """An empty one too, however its tag is closed."""
    written = div.format(' xmlns="http://www.w3.org/1999/xhtml"')
    text = f'<text><status value="empty"/>{written}</text><code><text value="x"/></code>'
    basic = xml.decode(f'<Basic xmlns="http://hl7.org/fhir">{text}</Basic>')
    assert json.to_plain(basic)["text"]["div"] == written
    assert refused(f'<Basic xmlns="http://hl7.org/fhir"><text>{written}').code == "fhir-xml-malformed"


def test_a_huge_string_is_refused_within_bounds() -> None:
    """50 MB in one attribute: at most five times that in memory."""
    size = 50_000_000
    data = b'<Basic xmlns="http://hl7.org/fhir"><code><text value="' + b"a" * size + b'"/></code></Basic>'
    tracemalloc.start()
    try:
        assert refused(data).code == "fhir-string-too-long"
        assert tracemalloc.get_traced_memory()[1] <= 5 * size
    finally:
        tracemalloc.stop()
