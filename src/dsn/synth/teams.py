"""Teams: the twelve of an establishment, who is in each, and who is on call in the evening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsn.base.errors import NotFound
from dsn.synth import staff
from dsn.synth.moments import moment
from dsn.synth.plain import TAG, Plain, reference

TEAMS = (
    (
        "urgence",
        "Équipe de l’urgence",
        "CH",
        ("urgentologue", "infirmiere", "inhalotherapeute", "prepose", "agent"),
    ),
    (
        "medecine",
        "Équipe de médecine",
        "CH",
        ("interniste", "infirmiere", "infirmiere-aux", "pharmacien", "prepose"),
    ),
    ("chirurgie", "Équipe de chirurgie", "CH", ("chirurgien", "anesthesiologiste", "infirmiere", "prepose")),
    (
        "si",
        "Équipe des soins intensifs",
        "CH",
        ("interniste", "infirmiere", "inhalotherapeute", "pharmacien"),
    ),
    ("mere-enfant", "Équipe mère-enfant", "CH", ("obstetricien", "pediatre", "infirmiere", "sage-femme")),
    (
        "oncologie",
        "Équipe d’oncologie",
        "CH",
        ("oncologue", "infirmiere", "pharmacien", "travailleur-social"),
    ),
    ("sante-mentale", "Équipe de santé mentale", "CLSC", ("psychiatre", "psychologue", "travailleur-social")),
    ("gmf", "Équipe du GMF", "CLSC", ("medecin-famille", "ips", "infirmiere", "travailleur-social", "agent")),
    (
        "sad",
        "Équipe du soutien à domicile",
        "CLSC",
        ("infirmiere", "ergotherapeute", "asss", "travailleur-social"),
    ),
    (
        "hebergement",
        "Équipe d’hébergement",
        "CHSLD",
        ("medecin-famille", "infirmiere", "infirmiere-aux", "prepose"),
    ),
    (
        "readaptation",
        "Équipe de réadaptation",
        "CR",
        ("physiotherapeute", "ergotherapeute", "psychoeducateur"),
    ),
    (
        "laboratoire",
        "Équipe du laboratoire et de l’imagerie",
        "CH",
        ("technologiste-labo", "technologue-imagerie"),
    ),
)
"""The twelve whole teams: (key, name, mission, trades)."""


def members(establishment: str, key: str) -> list[staff.Member]:
    """Two of each trade of a team. Raises NotFound `synth-no-such-trade` for a team that is not in `TEAMS`."""
    found = next((team for team in TEAMS if team[0] == key), None)
    if found is None:
        raise NotFound("synth-no-such-trade", trade=key)
    return [staff.member(establishment, trade, number) for trade in found[3] for number in (0, 1)]


def resources(establishment: str, today: date) -> Iterator[Plain]:
    """Each team as a CareTeam and a Group of its people, with a week of on-call for its first trade."""
    for key, name, mission, _trades in TEAMS:
        if mission not in staff.missions_of(establishment):
            continue
        people = members(establishment, key)
        id_ = f"{establishment}-equipe-{key}"
        base = {"meta": TAG, "language": "fr-CA", "name": name}
        owner = reference("Organization", establishment)
        yield {"resourceType": "CareTeam", "id": id_, **base, "status": "active"} | {
            "managingOrganization": [owner],
            "participant": [{"role": [{"text": one.trade.title}], "member": one.who()} for one in people],
        }
        yield {"resourceType": "Group", "id": f"{id_}-g", **base} | {
            "active": True,
            "type": "practitioner",
            "actual": True,
            "quantity": len(people),
            "managingEntity": owner,
            "member": [{"entity": one.who()} for one in people],
        }
        yield from _on_call(id_, name, people[:2], today)


def _on_call(team: str, name: str, people: list[staff.Member], today: date) -> Iterator[Plain]:
    """Who is on call on each of the next seven evenings: a Schedule a person, a Slot an evening."""
    for at, one in enumerate(people):
        id_ = f"{team}-garde-{at}"
        yield {
            "resourceType": "Schedule",
            "id": id_,
            "meta": TAG,
            "language": "fr-CA",
            "active": True,
            "serviceType": [{"text": "Garde"}],
            "actor": [one.who()],
            "comment": f"Liste de garde, {name}",
        }
        for day in range(at, 7, len(people)):
            evening = today + timedelta(days=day)
            yield {
                "resourceType": "Slot",
                "id": f"{id_}-{day}",
                "meta": TAG,
                "language": "fr-CA",
                "schedule": reference("Schedule", id_),
                "status": "busy",
                "start": moment(evening, 17, 0),
                "end": moment(evening + timedelta(days=1), 8, 0),
            }
