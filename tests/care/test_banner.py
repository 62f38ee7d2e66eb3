"""The banner's line of allergies: those that hold, and nothing that is over."""

from __future__ import annotations

from tests.care.test_facts import allergy
from tests.town import YVETTE, Browser, file
from tests.town_fixtures import Visit

from dsn.assembly import System
from dsn.fhir import json as fhir_json


def test_the_banner_holds_what_is_active_and_the_section_all(visit: Visit) -> None:
    """An allergy that is over, and one that was refuted, stand in the section only."""

    async def act(system: System, web: Browser) -> None:
        for number, found in enumerate(
            (allergy("Finie", "resolved"), allergy("Réfutée-ici", verified="refuted"))
        ):
            plain = fhir_json.to_plain(found) | {
                "id": f"a{number}",
                "patient": {"reference": f"Patient/{YVETTE}"},
            }
            await file(system, fhir_json.from_plain(plain))
        await web.sign_in("dre-tremblay")
        html = (await web.get(f"/personnes/{YVETTE}")).text
        banner = html.split("banner-allergies", 1)[1].split("</p>", 1)[0]
        section = html.split('id="allergies"', 1)[1].split("</section>", 1)[0]
        for name in ("Finie", "Réfutée-ici"):
            assert name in section
            assert name not in banner
        assert "Latex" in banner

    visit(act)
