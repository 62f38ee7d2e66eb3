"""A nurse finds a person and reads the record, in a real browser: with the keyboard, in both languages, on a phone.

Every page met on the way is without findings of axe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.served import Served
from tests.support.browser import findings
from tests.support.covers import covers

LANGUAGES = ["fr-CA", "en-CA"]
WIDTHS = [(1366, 768), (390, 844)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("demo")).running() as running:
        yield running


def sign_in(page: Page, served: Served, account: str = "dre-tremblay") -> None:
    page.goto(f"{served.url}/entree")
    page.locator(f"button[value={account}]").click()
    page.wait_for_url(f"{served.url}/")


@covers("F42", "R-21")
def test_a_person_is_found_and_read_with_the_keyboard_alone(page: Page, served: Served) -> None:
    """Slash, a name, arrow, enter: the record is open; the allergy is in the banner, the drugs on the first screen."""
    sign_in(page, served)
    page.locator("main").focus()
    page.keyboard.press("/")
    page.keyboard.type("desrosiers")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/personnes"))
    expect(page.get_by_role("searchbox", name="Trouver une personne").last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name=re.compile("Desrosiers, Yvette"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Desrosiers, Yvette")
    expect(page.get_by_text("Latex").first).to_be_in_viewport()
    expect(page.get_by_text("Apixaban 5 mg")).to_be_in_viewport()
    assert page.evaluate("document.querySelectorAll('svg.trend').length") >= 5


def test_answers_come_while_one_types(page: Page, served: Served) -> None:
    """Without leaving the box; the address follows, so that going back finds the list again."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes")
    page.locator("#query").press_sequentially("zzdy 4153 1810", delay=10)
    expect(page.locator(".row-name")).to_have_text("Desrosiers, Yvette")
    expect(page.locator("#query")).to_be_focused()
    page.wait_for_url(re.compile("q=zzdy"))
    page.locator("#query").fill("personne de ce nom")
    expect(page.locator("#answers")).to_contain_text("Aucune personne")


def test_everything_of_a_section_comes_in_its_place(page: Page, served: Served) -> None:
    """« Tout afficher » replaces the section, and leaves the page where it was."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes/demo-p11")
    expect(page.locator("#medicaments")).to_contain_text("Aucun médicament actif consigné.")
    page.locator("#medicaments").get_by_role("link", name="Tout afficher").click()
    expect(page.locator("#medicaments")).to_contain_text("Furosémide")
    expect(page.locator("#medicaments")).to_contain_text("Terminé")
    assert page.url == f"{served.url}/personnes/demo-p11"


def test_a_test_leads_to_all_its_results(page: Page, served: Served) -> None:
    """From the line of the test to a larger plot and every value, and back to the section."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes/demo-p01")
    page.get_by_role("link", name="Glucose (sang)").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Glucose (sang)")
    assert page.locator("tbody tr").count() == 14
    expect(page.locator(".plot svg")).to_be_visible()
    page.get_by_role("link", name="Retour au dossier").click()
    expect(page.get_by_role("heading", name="Résultats")).to_be_in_viewport()


@covers("R-28")
def test_out_of_relation_the_identity_only(page: Page, served: Served) -> None:
    """Who it is, why no more is shown, what to do."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes/demo-p22")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tremblay, Ghislaine")
    expect(page.get_by_text("Vous voyez seulement l’identité de cette personne.")).to_be_visible()
    assert page.locator("section").count() == 0


def test_an_open_story_says_that_something_new_was_filed(page: Page, served: Served) -> None:
    """Two results filed by a laboratory: a button tells of two; it shows them."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes/demo-p02")
    page.wait_for_timeout(600)  # the stream opens after the page
    for number in (1, 2):
        served.file(
            {
                "resourceType": "Observation",
                "id": f"nouveau-{number}",
                "language": "fr-CA",
                "status": "final",
                "category": [{"coding": [{"code": "laboratory"}]}],
                "code": {"text": f"Analyse nouvelle {number}"},
                "subject": {"reference": "Patient/demo-p02"},
                "effectiveDateTime": "2026-11-21T09:00:00-05:00",
                "valueQuantity": {"value": 4.2, "unit": "mmol/L"},
            }
        )
    news = page.get_by_role("link", name="2 nouveaux éléments — afficher")
    expect(news).to_be_visible()
    news.click()
    expect(page.get_by_text("Analyse nouvelle 2")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("nouveaux éléments"))).to_have_count(0)


def context_of(browser: Browser, language: str, size: tuple[int, int], dark: bool = False) -> BrowserContext:
    return browser.new_context(
        locale=language,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )


@covers("F119")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS, ids=["desk", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_fit_for_everyone(
    browser: Browser, served: Served, language: str, size: tuple[int, int], dark: bool
) -> None:
    """No findings of axe and nothing to scroll sideways: both languages, desk and phone, light and dark."""
    context = context_of(browser, language, size, dark)
    page = context.new_page()
    page.goto(f"{served.url}/entree")
    found = {"/entree": wrong_with(page)}
    sign_in(page, served)
    for path in ("/", "/personnes", "/personnes?q=tremblay", "/personnes?q=xyzxyz", *PAGES):
        page.goto(served.url + path)
        found[path] = wrong_with(page)
    context.close()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


PAGES = (
    "/personnes/demo-p01",
    "/personnes/demo-p01?tout=medicaments",
    "/personnes/demo-p01/resultats/15074-8",
    "/personnes/demo-p10",
    "/personnes/demo-p22",
    "/personnes/nobody",
    "/nulle/part",
)


def wrong_with(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return findings(page) + ([f"{wide} pixels too wide"] if wide > 0 else [])


def test_axe_finds_what_is_wrong(page: Page, served: Served) -> None:
    """The check above bites: an image without words is found."""
    sign_in(page, served)
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in finding for finding in findings(page))


def test_a_page_is_readable_without_script(browser: Browser, served: Served) -> None:
    """Signing in, searching, reading, and « Tout afficher »: links and forms do it."""
    context = browser.new_context(java_script_enabled=False, locale="fr-CA")
    page = context.new_page()
    sign_in(page, served)
    page.locator("#query").fill("desrosiers")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=re.compile("Desrosiers")).click()
    expect(page.get_by_text("Apixaban 5 mg")).to_be_visible()
    page.locator("#medicaments").get_by_role("link", name="Tout afficher").click()
    assert "tout=medicaments" in page.url
    expect(page.get_by_text("Apixaban 5 mg")).to_be_visible()
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url(re.compile("/entree"))
    context.close()


def test_no_page_breaks_the_content_policy(browser: Browser, served: Served) -> None:
    """The browser complains of nothing on the way."""
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    sign_in(page, served)
    for path in ("/personnes?q=tremblay", "/personnes/demo-p01"):
        page.goto(served.url + path)
    page.locator("#medicaments").get_by_role("link", name="Tout afficher").click()
    expect(page.locator("#medicaments").get_by_role("link", name="Tout afficher")).to_have_count(0)
    context.close()
    assert complaints == []


def test_the_skip_link_leads_to_the_content(page: Page, served: Served) -> None:
    """First stop of the keyboard, visible when reached."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes/demo-p01")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_printed_record_has_banner_and_sections_and_no_buttons(page: Page, served: Served) -> None:
    """What paper cannot use is left out; what nobody may overlook is there."""
    sign_in(page, served)
    page.goto(f"{served.url}/personnes/demo-p01")
    page.emulate_media(media="print")
    for hidden in (".bar", ".jump", "[data-print]", ".section-tools"):
        for place in page.locator(hidden).all():
            expect(place).to_be_hidden()
    for shown in (".banner-allergies", "#medicaments", "#resultats svg.trend >> nth=0"):
        expect(page.locator(shown)).to_be_visible()


def test_one_browser_holds_one_stream(browser: Browser, served: Served) -> None:
    """Eight tabs: one asks for the stream, the others are told by it; all of them still load."""
    context = browser.new_context(locale="fr-CA")
    streams: list[str] = []
    context.on(
        "request", lambda request: streams.append(request.url) if request.url.endswith("/live") else None
    )
    first = context.new_page()
    sign_in(first, served)
    tabs = [context.new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(f"{served.url}/personnes/demo-p03", timeout=10_000)
    first.wait_for_timeout(500)
    open_now = len(streams)
    context.close()
    assert open_now <= 2  # the first tab's own, and the one after it navigated
