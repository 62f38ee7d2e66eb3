"""The demonstration fills up while somebody looks: the page says how far it is, by itself, and then says no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.served import Served
from tests.support.browser import findings

PEOPLE = 40


@pytest.fixture
def filling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("filling"), people=PEOPLE, first=1).running() as running:
        yield running


def test_the_line_moves_while_one_looks_and_goes_when_all_is_there(page: Page, filling: Served) -> None:
    """Signed in, without loading the page anew; without findings of axe; nothing is left of it at the end."""
    page.goto(f"{filling.url}/entree")
    expect(page.locator("#state")).to_contain_text("La province se remplit")
    page.locator("button[value=dre-tremblay]").click()
    page.wait_for_url(f"{filling.url}/")
    first = page.locator("#state").inner_text()
    assert re.search(r"\d+ sur 40 personnes", first)
    assert findings(page) == []
    expect(page.locator("#state")).not_to_have_text(first, timeout=60_000)
    expect(page.locator("#state")).to_have_count(0, timeout=120_000)
    page.reload()
    expect(page.locator("#state")).to_have_count(0)
