"""Places: the two showcase establishments, and everything in them where it belongs."""

from __future__ import annotations

from dsn.fhir import json as fhir_json
from dsn.synth import places, tables


def test_the_showcase_establishments_have_their_missions() -> None:
    """MCQ has all five; NIM protects no children."""
    first, second = places.establishments()[:2]
    assert (first.id, set(first.missions)) == ("mcq", {"CLSC", "CH", "CHSLD", "CPEJ", "CR"})
    assert (second.id, set(second.missions)) == ("nim", {"CLSC", "CH", "CHSLD", "CR"})
    assert not second.of_kind("cpej")
    assert first.of_kind("cpej")


def test_every_establishment_has_a_hospital_a_residence_a_clsc_and_a_clinic() -> None:
    """From the list, or invented and saying so; no installation belongs to two."""
    seen: set[str] = set()
    for one in places.establishments():
        for kind in ("hopital", "hebergement", "clsc", "gmf"):
            assert one.of_kind(kind)
        ids = {place.id for place in one.installations}
        assert not ids & seen
        seen |= ids


def test_places_stand_inside_places_that_exist() -> None:
    """Each `partOf` was told before; ids are single; strict types accept all."""
    told: set[str] = set()
    kinds: set[str] = set()
    for plain in places.resources(places.establishments()[0]):
        resource = fhir_json.from_plain(plain)
        assert resource.id not in told
        told.add(str(resource.id))
        kinds.add(plain["resourceType"])
        if "partOf" in plain:
            assert plain["partOf"]["reference"].removeprefix("Location/") in told
    assert kinds == {"Organization", "Location", "HealthcareService"}
    assert any(id_.endswith("-4n-401-1") for id_ in told)
    assert any("-bo-8" in id_ for id_ in told)


def _standing(name: str) -> set[str]:
    """What stands in the installation whose name begins so: the ends of the ids of its units and zones."""
    for one in places.establishments():
        for site in one.installations:
            if site.name.startswith(name):
                forms = {"wa", "area"}
                return {
                    plain["id"].removeprefix(f"{site.id}-")
                    for plain in places.resources(one)
                    if plain["id"].startswith(f"{site.id}-")
                    and plain["resourceType"] == "Location"
                    and plain["physicalType"]["coding"][0]["code"] in forms
                }
    raise LookupError(name)


def test_units_stand_where_the_vocation_of_the_hospital_puts_them() -> None:
    """No emergency and no births where people are rehabilitated only; everything in a general hospital."""
    assert _standing("Hôpital Marie-Clarac") == {"3n", "img", "ext"}
    assert _standing("Hôpital en Santé Mentale Albert-Prévost") == {"psy", "ext"}
    assert {"urg-civ", "bo", "mf", "psy", "4n"} <= _standing("Hôpital Fleury")
    assert _standing("Hôpital du Christ-Roi") >= {"urg-civ", "4n"}
    assert not _standing("Hôpital du Christ-Roi") & {"mf", "bo", "si"}


def test_a_bed_is_in_the_town_of_the_person_when_one_is_there() -> None:
    """And else in the establishment; the installation hangs on the first name only, so that one stays in one place."""
    here = places.somewhere("mcq", "hopital", "4n", "a", "1", city="Drummondville")
    assert here["display"].endswith("Hôpital Sainte-Croix")
    far = places.somewhere("mcq", "hopital", "mf", "a", city="Nicolet")
    assert "Christ-Roi" not in far["display"]
    for name in "abcdefgh":
        beds = [places.somewhere("nim", "hopital", "5n", name, number) for number in range(4)]
        assert len({one["reference"].rpartition("-5n-")[0] for one in beds}) == 1


def test_names_were_mended() -> None:
    """No Cyrillic letter is left, no placeholder street or telephone."""
    for row in tables.rows("facilities"):
        assert not any("\u0400" <= letter <= "\u04ff" for letter in row["name"] + row["street"] + row["city"])
        assert row["street"] != "1 Main Street"
    assert any(row["name"] == "CLSC de Rivière-du-Loup" for row in tables.rows("facilities"))
