"""The banner's line of allergies: those that hold, and nothing that is over."""

from __future__ import annotations

from tests.care.test_facts import allergy
from tests.town import OLIVIER, YVETTE, Browser, file, of
from tests.town_fixtures import Visit

from dsn.assembly import System
from dsn.fhir import json as fhir_json
from dsn.fhir.types import AllergyIntolerance


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


def test_none_known_reassures_and_an_allergy_warns_over_it(visit: Visit) -> None:
    """« Aucune allergie connue » is no warning; beside an allergy that holds it does not stand in the banner."""
    none = {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}], "text": "Rien de connu"}

    async def act(system: System, web: Browser) -> None:
        (known,) = [one for one in of(OLIVIER) if isinstance(one, AllergyIntolerance)]
        refuted = fhir_json.to_plain(allergy("x", verified="refuted"))["verificationStatus"]
        await file(system, fhir_json.from_plain(fhir_json.to_plain(known) | {"verificationStatus": refuted}))
        for number, person in enumerate((YVETTE, OLIVIER)):
            plain = fhir_json.to_plain(allergy("x")) | {
                "id": f"none{number}",
                "code": none,
                "patient": {"reference": f"Patient/{person}"},
            }
            await file(system, fhir_json.from_plain(plain))
        await web.sign_in("dre-tremblay")
        warned, calm = [
            (await web.get(f"/personnes/{person}")).text.split("banner-allergies", 1)[1].split("</p>", 1)[0]
            for person in (YVETTE, OLIVIER)
        ]
        assert "Latex" in warned
        assert "Rien de connu" not in warned
        assert calm.startswith(" none")
        assert "Rien de connu" in calm

    visit(act)
