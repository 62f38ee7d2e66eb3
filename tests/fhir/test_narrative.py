"""Narratives: what R4 allows is kept, what runs or calls home never reaches a page."""

from __future__ import annotations

from json import dumps

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Refused
from dsn.fhir.json import decode
from dsn.fhir.narrative import ELEMENTS, XHTML, faults, is_xhtml, sanitise


def div(inner: str) -> str:
    return f'<div xmlns="{XHTML}">{inner}</div>'


def codes(text: str) -> list[tuple[str, object]]:
    return [(fault.code, fault.values.get("value")) for fault in faults(text, "text.div")]


@pytest.mark.parametrize("name", sorted(ELEMENTS))
def test_allowed_elements_pass(name: str) -> None:
    """Each element of txt-1 is no fault and is shown."""
    text = div(f"<{name}>é &amp; è</{name}>")
    assert is_xhtml(text)
    assert codes(text) == []
    assert f"<{name}>" in sanitise(text)


@pytest.mark.parametrize(
    "name", ["script", "form", "input", "iframe", "object", "link", "base", "svg", "body", "marquee"]
)
def test_other_elements_are_faults_and_are_not_shown(name: str) -> None:
    """They are refused at validation, and go from what is shown."""
    text = div(f"<p>a</p><{name}>b</{name}>")
    assert codes(text) == [("fhir-narrative-element", name)]
    assert f"<{name}" not in sanitise(text)
    assert "<p>a</p>" in sanitise(text)


@pytest.mark.parametrize("attribute", ["onclick", "onload", "srcset", "formaction", "data-x"])
def test_other_attributes_are_faults_and_are_not_shown(attribute: str) -> None:
    """An allowed element with an attribute that runs something."""
    text = div(f'<p {attribute}="alert(1)">a</p>')
    assert codes(text) == [("fhir-narrative-attribute", attribute)]
    assert sanitise(text) == "<div><p>a</p></div>"


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://example.org/?a=1&amp;b=2", True),
        ("mailto:a@example.org", True),
        ("#x", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("java&#10;script:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
    ],
)
def test_links_that_run_are_not_shown(href: str, kept: bool) -> None:
    """A link keeps its text; its address only when it leads somewhere and nothing else."""
    shown = sanitise(div(f'<a href="{href}">lien</a>'))
    assert ("href=" in shown) is kept
    assert "lien</a>" in shown


def test_images_and_styles_that_call_home_are_not_shown() -> None:
    """An image within the text is; so are colours; an address is not."""
    near = '<img src="data:image/png;base64,QUJD" alt="x"/>'
    far = '<img src="https://example.org/x.png" alt="x"/>'
    assert "src=" in sanitise(div(near))
    assert "src=" not in sanitise(div(far))
    style = "color: red; background: url(x); position: fixed; width: expression(a()); color: url(https://a.b)"
    styled = sanitise(div(f'<p style="{style}">a</p>'))
    assert styled == '<div><p style="color: red">a</p></div>'


def test_the_text_of_a_script_is_not_shown() -> None:
    """Not even as text, where an unknown element leaves its text."""
    assert sanitise(div("<script>a()</script><blink>b</blink>")) == "<div>b</div>"


def test_what_is_not_xhtml_is_shown_as_text() -> None:
    """A careless narrative is readable and harmless."""
    assert sanitise("<p>a<script>b") == "<div>&lt;p&gt;a&lt;script&gt;b</div>"


@pytest.mark.parametrize(
    "text",
    [
        "<div>sans espace de noms</div>",
        f'<p xmlns="{XHTML}">pas un div</p>',
        f'<div xmlns="{XHTML}">non fermé',
        f'<div xmlns="{XHTML}">&nbsp;</div>',
        f'<!DOCTYPE div [<!ENTITY a "b">]><div xmlns="{XHTML}">&a;</div>',
        f'<?xml version="1.0"?><div xmlns="{XHTML}">a</div>',
        f'<div xmlns="{XHTML}">a</div><div xmlns="{XHTML}">b</div>',
    ],
)
def test_what_is_no_div_of_xhtml_is_refused_at_decode(text: str) -> None:
    """The same narrative, well made, is accepted."""
    body = {"resourceType": "Basic", "text": {"status": "generated", "div": text}, "code": {"text": "x"}}
    assert not is_xhtml(text)
    with pytest.raises(Refused) as refusal:
        decode(dumps(body))
    assert (refusal.value.code, refusal.value.path) == ("fhir-primitive-malformed", "Basic.text.div")
    body["text"] = {"status": "generated", "div": div("a")}
    assert decode(dumps(body)).resourceType == "Basic"


def test_an_empty_narrative_is_a_fault_of_validation_only() -> None:
    """txt-2 is an invariant: not judged at decode."""
    assert is_xhtml(div(" "))
    assert codes(div(" ")) == [("fhir-narrative-empty", None)]
    assert codes(div('<img src="#x"/>')) == []


@given(st.text())
def test_any_text_is_shown_without_live_markup(text: str) -> None:
    """Whatever is given, what is shown is one div, and no tag in it is of the giver's making."""
    shown = sanitise(text)
    assert shown.startswith("<div>")
    assert "<" not in shown.removeprefix("<div>").removesuffix("</div>")


def test_levels_and_attributes_have_a_bound() -> None:
    """Ours, far beyond what people write: two hundred levels, a thousand attributes of one tag."""
    div = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
    assert is_xhtml(div.format("<b>" * 199 + "</b>" * 199))
    assert not is_xhtml(div.format("<b>" * 200 + "</b>" * 200))
    assert is_xhtml(div.format("<b>x</b>" * 1000))
    assert not is_xhtml(div.format("<b " + " ".join(f'a{n}=""' for n in range(9000)) + "/>"))
