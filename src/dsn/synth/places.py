"""Places: establishments, installations, units, rooms, beds, clinics, operating rooms, emergency zones.

Installations come from the public list (see `data/SOURCE.md`); which establishment one belongs to is decided here by
city or postal area, for the list has no such column. Units, rooms, beds and telephones are invented and tagged so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dsn.synth import tables
from dsn.synth.plain import TAG, THO, Plain, reference
from dsn.synth.stream import number_of

KINDS = {
    "hopital": ("CH", "Hôpital"),
    "hebergement": ("CHSLD", "Centre d’hébergement et de soins de longue durée"),
    "clsc": ("CLSC", "Centre local de services communautaires"),
    "gmf": ("CLSC", "Groupe de médecine de famille"),
    "maison-de-naissance": ("CLSC", "Maison de naissance"),
    "cpej": ("CPEJ", "Centre de protection de l’enfance et de la jeunesse"),
    "cr-dependance": ("CR", "Centre de réadaptation en dépendance"),
    "cr-di-tsa": (
        "CR",
        "Centre de réadaptation en déficience intellectuelle et en trouble du spectre de l’autisme",
    ),
    "cr-dp": ("CR", "Centre de réadaptation en déficience physique"),
    "ambulatoire": ("CLSC", "Services ambulatoires"),
}
"""What an installation is: its mission and its words."""
_GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Installation:
    """`id` is that of its Location; `mission`: CLSC, CH, CHSLD, CPEJ or CR; `street`: "" where the list had none;
    `vocation`: of a hospital, as `vocations.tsv` has it (psychiatrie, readaptation, …), else general."""

    id: str
    name: str
    kind: str
    mission: str
    street: str
    city: str
    postal: str
    position: tuple[float, float]
    vocation: str


@dataclass(frozen=True, slots=True)
class Establishment:
    """`id` is the id of its Organization. `installations`: only those of its missions, in the order of their ids."""

    id: str
    name: str
    missions: tuple[str, ...]
    installations: tuple[Installation, ...]

    def of_kind(self, kind: str) -> tuple[Installation, ...]:
        return tuple(one for one in self.installations if one.kind == kind)

    def with_unit(self, kind: str, unit: str) -> tuple[Installation, ...]:
        """Those of that kind in which the unit or the zone stands: no emergency where people are only rehabilitated."""
        row = _row(kind, unit)
        return tuple(one for one in self.of_kind(kind) if _stands(row, one))


@cache
def establishments() -> tuple[Establishment, ...]:
    """The two showcase establishments first (MCQ with five missions, NIM without CPEJ), then others."""
    taken: set[str] = set()
    return tuple(_establishment(row, taken) for row in tables.rows("establishments"))


def establishment(id_: str) -> Establishment | None:
    return next((one for one in establishments() if one.id == id_), None)


def _establishment(row: tables.Row, taken: set[str]) -> Establishment:
    cities, areas = set(filter(None, row["cities"].split("|"))), set(row["areas"].split())
    missions = tuple(row["missions"].split())
    found = []
    for place in tables.rows("facilities"):
        here = place["city"] in cities or place["postal"][:3] in areas
        if here and place["id"] not in taken and KINDS[place["kind"]][0] in missions:
            taken.add(place["id"])
            found.append(_installation(row["key"], place))
    found = _once(found)
    found += [one for one in _invented(row, missions, found) if one.mission in missions]
    return Establishment(row["key"], row["name"], missions, tuple(found))


def _installation(owner: str, row: tables.Row) -> Installation:
    street = row["street"].replace("'", "’")
    position = (float(row["lat"]), float(row["lon"]))
    name, kind = row["name"], row["kind"]
    id_ = f"{owner}-{row['id'].lower()}"
    vocation = _vocations().get(id_, _GENERAL)
    return Installation(
        id_, name, kind, KINDS[kind][0], street, row["city"], row["postal"], position, vocation
    )


@cache
def _vocations() -> dict[str, str]:
    return {row["id"]: row["vocation"] for row in tables.rows("vocations")}


def _once(found: list[Installation]) -> list[Installation]:
    """The list holds some hospitals twice, from two of its sources: the provincial row (S…) stands for both."""
    provincial = {one.postal[:3] for one in found if one.kind == "hopital" and "-s" in one.id}
    return [
        one for one in found if one.kind != "hopital" or "-s" in one.id or one.postal[:3] not in provincial
    ]


def _invented(
    row: tables.Row, missions: tuple[str, ...], found: list[Installation]
) -> Iterator[Installation]:
    """What every establishment has and the list lacks: one installation of each kind, marked fictitious by its name."""
    city = row["cities"].split("|")[0] or "Montréal"
    have = {one.kind for one in found}
    for kind, words in (("hopital", "Hôpital"), ("hebergement", "CHSLD"), ("clsc", "CLSC"), ("gmf", "GMF")):
        if kind not in have:
            name = f"{words} fictif de {city}"
            id_ = f"{row['key']}-{kind}-fictif"
            yield Installation(id_, name, kind, KINDS[kind][0], "", city, "", (0.0, 0.0), _GENERAL)


def telephone(*names: int | str) -> str:
    """One of the numbers that are kept for fiction: 555-0100 to 555-0199."""
    draw = number_of(*names, "telephone")
    return f"{('514', '819', '418', '450', '873', '438')[draw % 6]}-555-01{draw // 6 % 100:02}"


def resources(chosen: Establishment) -> Iterator[Plain]:
    """The establishment and all that stands in it, containers before what they contain."""
    yield _organization(chosen)
    for place in chosen.installations:
        yield _site(chosen, place)
        yield _service(chosen, place)
        yield from _inside(chosen, place)


def somewhere(owner: str, kind: str, unit: str, *names: int | str, city: str = "") -> Plain:
    """A bed of a unit, or a zone, of an installation of that kind where it stands.

    The first of `names` chooses the installation, of `city` if one is there; all of them choose the bed."""
    found = establishment(owner)
    sites = found.with_unit(kind, unit) if found else ()
    sites = tuple(one for one in sites if one.city == city) or sites
    site, row = sites[number_of(names[0]) % len(sites)], _row(kind, unit)
    if "beds" not in row:
        return reference("Location", f"{site.id}-{unit}", f"{row['name']}, {site.name}")
    room, bed = list(beds(row))[number_of(*names, "bed") % int(row["beds"])]
    said = f"{row['name']}, lit {room}-{bed}, {site.name}"
    return reference("Location", f"{site.id}-{unit}-{room}-{bed}", said)


@cache
def _row(kind: str, key: str) -> tables.Row:
    """Of a unit, which has beds, or of a zone."""
    rows = (*tables.rows("units"), *tables.rows("zones"))
    return next(one for one in rows if one["kind"] == kind and one["key"] == key)


def _stands(row: tables.Row, place: Installation) -> bool:
    """By the vocation of the hospital; in other installations every unit of their kind stands."""
    return row["kind"] == place.kind and (not row["vocations"] or place.vocation in row["vocations"].split())


def holding(id_: str) -> list[Plain]:
    """The establishment and each place that holds the Location `id_`, outermost first, itself last; [] if unknown."""
    owner = establishment(id_.partition("-")[0])
    site = _site_of(owner, id_) if owner else None
    if owner is None or site is None:
        return []
    known = {one["id"]: one for one in (_site(owner, site), *_inside(owner, site))}
    chain: list[Plain] = []
    while id_ in known:
        chain.append(known[id_])
        id_ = known[id_].get("partOf", {}).get("reference", "").removeprefix("Location/")
    return [_organization(owner), *reversed(chain)]


def _site_of(owner: Establishment, id_: str) -> Installation | None:
    found = [one for one in owner.installations if id_ == one.id or id_.startswith(f"{one.id}-")]
    return max(found, key=lambda one: len(one.id), default=None)


def _organization(chosen: Establishment) -> Plain:
    return {
        "resourceType": "Organization",
        "id": chosen.id,
        "meta": TAG,
        "language": "fr-CA",
        "active": True,
        "type": [{"coding": [{"system": f"{THO}organization-type", "code": "prov"}]}]
        + [{"text": f"Mission {mission}"} for mission in chosen.missions],
        "name": chosen.name,
        "telecom": [{"system": "phone", "value": telephone(chosen.id)}],
    }


def _site(chosen: Establishment, place: Installation) -> Plain:
    address: Plain = {"city": place.city, "state": "QC", "country": "CA"}
    if place.street:
        address |= {"line": [place.street], "postalCode": place.postal}
    plain = _location(place.id, place.name, "si", "Site", chosen)
    plain |= {"type": [{"text": KINDS[place.kind][1]}], "address": address}
    plain["telecom"] = [{"system": "phone", "value": telephone(place.id)}]
    if place.position != (0.0, 0.0):
        plain["position"] = {"longitude": place.position[1], "latitude": place.position[0]}
    return plain


def _service(chosen: Establishment, place: Installation) -> Plain:
    return {
        "resourceType": "HealthcareService",
        "id": f"{place.id}-s",
        "meta": TAG,
        "language": "fr-CA",
        "active": True,
        "providedBy": reference("Organization", chosen.id, chosen.name),
        "category": [{"text": f"Mission {place.mission}"}],
        "type": [{"text": KINDS[place.kind][1]}],
        "location": [reference("Location", place.id, place.name)],
        "name": place.name,
    }


def _inside(chosen: Establishment, place: Installation) -> Iterator[Plain]:
    for unit in tables.rows("units"):
        if _stands(unit, place):
            yield from _unit(chosen, place, unit)
    for zone in tables.rows("zones"):
        if _stands(zone, place):
            yield from _zone(chosen, place, zone)


def _unit(chosen: Establishment, place: Installation, unit: tables.Row) -> Iterator[Plain]:
    """Rooms of two beds, « 401-1 » to « 416-2 » in the fourth floor's unit."""
    id_ = f"{place.id}-{unit['key']}"
    yield _location(id_, unit["name"], "wa", "Unité", chosen, place.id)
    for room, bed in beds(unit):
        if bed == 1:
            yield _location(f"{id_}-{room}", f"Chambre {room}", "ro", "Chambre", chosen, id_)
        name = f"Lit {room}-{bed}"
        plain = _location(f"{id_}-{room}-{bed}", name, "bd", "Lit", chosen, f"{id_}-{room}")
        yield plain | {"operationalStatus": {"system": f"{THO}v2-0116", "code": "U"}}


def beds(unit: tables.Row) -> Iterator[tuple[int, int]]:
    """(room, bed) of every bed of a unit."""
    floor = int(unit["key"][0]) if unit["key"][0].isdigit() else 2
    for number in range(int(unit["beds"])):
        yield floor * 100 + 1 + number // 2, 1 + number % 2


def _zone(chosen: Establishment, place: Installation, zone: tables.Row) -> Iterator[Plain]:
    id_ = f"{place.id}-{zone['key']}"
    yield _location(id_, zone["name"], "area", "Zone", chosen, place.id)
    for number in range(1, int(zone["count"]) + 1 if int(zone["count"]) > 1 else 0):
        name = f"{zone['name']} {number}"
        yield _location(f"{id_}-{number}", name, "ro", "Emplacement", chosen, id_)


def _location(id_: str, name: str, form: str, words: str, chosen: Establishment, within: str = "") -> Plain:
    plain: Plain = {
        "resourceType": "Location",
        "id": id_,
        "meta": TAG,
        "language": "fr-CA",
        "status": "active",
        "name": name,
        "mode": "instance",
        "physicalType": {
            "coding": [{"system": f"{THO}location-physical-type", "code": form}],
            "text": words,
        },
        "managingOrganization": reference("Organization", chosen.id),
    }
    if within:
        plain["partOf"] = reference("Location", within)
    return plain
