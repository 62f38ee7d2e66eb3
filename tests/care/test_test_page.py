"""All results of one test: in relation they open, and are in the log; else the refusal of any record."""

from __future__ import annotations

from tests.town import GHISLAINE, YVETTE, Browser
from tests.town_fixtures import Visit

from dsn.assembly import System

GLUCOSE = f"/personnes/{YVETTE}/resultats/15074-8"


def test_every_result_of_the_test_is_there_newest_first(visit: Visit) -> None:
    """And no other test's; the opening is logged under its own screen."""

    async def act(system: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        html = (await web.get(GLUCOSE)).text
        body = html.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
        days = [cell.split("<", 1)[0] for cell in body.split('<td class="num">')[1::2]]
        assert len(days) == 14
        assert days == sorted(days, reverse=True)
        assert body.count("mmol/L") == 14
        assert "Sodium" not in html
        found = await system.store.read("Patient", YVETTE)
        assert found is not None
        events = await system.log.by_person(found.key, 0, 4_000_000_000_000)
        assert [(one.act, one.screen) for one in events if one.screen == "results.test"] == [
            ("open", "results.test")
        ]

    visit(act)


def test_a_test_without_results_is_not_found_and_an_odd_code_is_no_search(visit: Visit) -> None:
    """Commas and bars in an address are a code, not an expression."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        for code in ("0000-0", "15074-8,2947-0", "http:|15074-8"):
            assert (await web.get(f"/personnes/{YVETTE}/resultats/{code}")).status_code == 404
        assert (await web.get(GLUCOSE)).status_code == 200

    visit(act)


def test_out_of_relation_nothing_is_shown(visit: Visit) -> None:
    """The same address for a person one does not care for."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        refused = await web.get(f"/personnes/{GHISLAINE}/resultats/15074-8")
        assert refused.status_code == 403
        assert "mmol/L" not in refused.text

    visit(act)
