"""A page is a typed context and one template: the two agree, and a fragment is that part of the whole."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from dsn.base.errors import Invalid
from dsn.care.facts.sections import Allergies, Allergy, AllergyLine, Problem, Problems, Vaccine, Vaccines
from dsn.care.medicines.sections import Medicine, Medicines
from dsn.care.people.pages import PeoplePage
from dsn.care.reading.person import Person
from dsn.care.reading.shown import Text
from dsn.care.results.pages import TestPage
from dsn.care.results.sections import Group, Line, Results
from dsn.care.story.pages import Failed, Framed, Jump, Outside, Story
from dsn.care.visits.sections import Visit, Visits
from dsn.sites.clinic.pages import Choice, Home, SignIn
from dsn.sites.clinic.site import PAGES
from dsn.web.failures import Failure
from dsn.web.page import (
    Frame,
    Item,
    Page,
    Slot,
    environment,
    fragments,
    pieces,
    render,
    template_of,
    used_variables,
)
from dsn.web.state import StateLine
from dsn.web.widgets.trend import Point, Trend
from dsn.web.words import words

FRAME = Frame(
    csrf="t0", here="/ici?a=1&b=2", files={"dsn.css": "/c", "dsn.js": "/j", "icon.svg": "/i"}, account="Moi"
)
NAME = Text("Fièvre <aiguë>", "fr")
FOREIGN = Text("Fever", "en")
PERSON = Person("p1", "Roy, Léa", "Femme", "1990-02-28", "36 ans", "ZZRL 9052 2810", "", True, "")
TREND = Trend(((Point(0, 1), Point(1, 2)),), "de 1 à 2")
ALLERGY = Allergy(NAME, "danger élevé", True, (FOREIGN,), "2020-01-01", True, False)

LINE = Line(NAME, "/r", FOREIGN, (FOREIGN,), "↑ haut", "", "2020-01-01", "1 – 2", TREND, 2)

SAMPLES: list[Page] = [
    StateLine(),
    PeoplePage("roy", (PERSON,), False),
    PeoplePage("", (), False),
    Story(PERSON, (Markup("<p>x</p>"),), (Jump("a", "A"),), (Slot("a"),), (Slot("b"),), "2026-11-21 10:00"),
    Framed("a", "A", Markup("<p>x</p>"), 3, "/p?tout=a"),
    Failed("a", "A", "Rien ne va.", "n1"),
    Outside(PERSON),
    Problems((Problem(NAME, "2020", "", True, False), Problem(FOREIGN, "", "2021", False, True))),
    Problems(()),
    Allergies((ALLERGY,)),
    AllergyLine((ALLERGY,)),
    AllergyLine(()),
    AllergyLine((), (Allergy(NAME, "", False, (), "", True, False, True),)),
    Allergies((Allergy(NAME, "", False, (), "", True, False, True),)),
    Vaccines((Vaccine(NAME, "2020-01-01", "L1", ""),)),
    Medicines((Medicine(NAME, FOREIGN, "2020-01-01", "Dre X", "Suspendu", True),)),
    Results(
        (
            Group(
                "Signes",
                (
                    LINE,
                    Line(FOREIGN, "", FOREIGN, (), "↑ haut", "", "2020-01-01", "1 – 2", TREND, 2),
                ),
            ),
        )
    ),
    TestPage(PERSON, NAME, TREND, (LINE,), True),
    Visits((Visit("2020-01-01", "10:00", "", "Urgence", NAME, FOREIGN, "Ici", "Dre X", "en cours", True),)),
    SignIn((Choice("a", "A", "Médecin"),), "/"),
    Home((PERSON,), True, False),
    Failure("Titre", "Phrase.", "Conseil.", "n1"),
]


def every_page() -> list[type[Page]]:
    return [*PAGES]


@pytest.mark.parametrize("page", every_page(), ids=lambda page: page.__name__)
def test_a_template_uses_what_its_context_declares_and_nothing_else(page: type[Page]) -> None:
    """Declared and used are the same names."""
    assert used_variables(page.template) == {field.name for field in fields(page)}


def test_every_page_of_the_product_is_registered() -> None:
    """A page class that a room forgot to give would escape the tests of pages."""
    found = {one.__qualname__ for one in Page.__subclasses__() if one.__module__.startswith("dsn.")}
    assert found == {page.__qualname__ for page in PAGES}


def test_every_page_has_a_sample_here() -> None:
    """The samples below cover every page."""
    assert {type(sample) for sample in SAMPLES} == set(PAGES)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_fragment_is_that_part_of_the_whole(sample: Page, language: str) -> None:
    """Letter for letter, in both languages."""
    spoken = words("en" if language == "en" else "fr")
    whole = render(sample, spoken, FRAME)
    for fragment in fragments(type(sample)):
        part = render(sample, spoken, FRAME, fragment)
        assert part in whole
        assert part.strip()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_what_a_record_says_is_escaped(sample: Page) -> None:
    """Angle brackets of a text never become an element."""
    assert "<aiguë>" not in render(sample, words("fr"), FRAME)


def test_words_in_another_language_say_so() -> None:
    """An English display on a French page is marked, so that a screen reader says it right."""
    html = render(Problems((Problem(FOREIGN, "", "", True, False),)), words("fr"))
    assert '<span lang="en">Fever</span>' in html
    assert "lang=" not in render(Problems((Problem(FOREIGN, "", "", True, False),)), words("en"))


def test_an_unknown_fragment_is_refused() -> None:
    """Not the whole page, not nothing: a refusal."""
    with pytest.raises(Invalid, match="web-fragment-unknown"):
        render(Outside(PERSON), words("fr"), FRAME, "autre")


def test_a_name_nobody_gave_stops_the_page() -> None:
    """A template is never shown with a hole in it."""
    template = environment().from_string("{{ nobody }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_slots_cut_a_page_where_they_stand() -> None:
    """Text, slot, text: in the order of the page; nothing of a slot is left in the text."""
    sample = next(sample for sample in SAMPLES if isinstance(sample, Story))
    cut = list(pieces(render(sample, words("fr"), FRAME)))
    assert [slot for _, slot in cut] == ["a", "b", None]
    assert "\x00" not in "".join(text for text, _ in cut)


def test_no_page_carries_script_or_style_inline() -> None:
    """The content policy forbids both: what needs them would silently not work."""
    for sample in SAMPLES:
        html = render(sample, words("fr"), FRAME)
        assert "<style" not in html
        assert " style=" not in html
        assert "onclick" not in html
        assert all("src=" in tag for tag in html.split("<script")[1:])


def test_the_menu_marks_where_one_is() -> None:
    """`aria-current` stands at the page shown."""
    frame = Frame("t", "/", FRAME.files, "Moi", (Item("/", "Accueil", True), Item("/personnes", "Personnes")))
    html = render(Outside(PERSON), words("fr"), frame)
    assert html.count("aria-current") == 1


def test_templates_are_where_their_names_say() -> None:
    """`care/people/people.html` is a file of that room."""
    for page in every_page():
        assert template_of(page).name == page.template


@dataclass(frozen=True, slots=True)
class Forgetful(Page):
    """Declares what its template does not use."""

    template: ClassVar[str] = "care/story/outside.html"
    person: Person
    extra: str


def test_the_check_of_declared_and_used_bites() -> None:
    """A field that no template uses is seen."""
    assert used_variables(Forgetful.template) != {field.name for field in fields(Forgetful)}
