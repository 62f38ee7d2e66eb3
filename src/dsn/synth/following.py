"""Which of the twelve teams follows a person, by what the record says; and who of the demonstration works in it.

A team that follows somebody is a CareTeam of that person: whoever is in it may open the record. The rules are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from dsn.accounts import demo
from dsn.accounts.account import Account
from dsn.synth import staff, teams
from dsn.synth.mint import MOST_EACH, Ids
from dsn.synth.plain import TAG, Plain, reference

MEMBERS: dict[str, tuple[str, ...]] = {
    "urgence": ("dre-tremblay", "inf-gagnon", "prepose-diallo", "agente-morin"),
    "medecine": ("dre-tremblay", "inf-gagnon", "inf-aux-pelletier", "pharm-roy", "prepose-diallo"),
    "chirurgie": ("inf-gagnon", "pharm-roy", "prepose-diallo"),
    "si": ("dr-nguyen", "inf-gagnon", "pharm-roy"),
    "mere-enfant": ("dre-tremblay", "inf-gagnon"),
    "oncologie": ("dr-nguyen", "inf-gagnon", "pharm-roy", "ts-bouchard"),
    "sante-mentale": ("psy-lavoie", "ts-bouchard", "dr-nguyen"),
    "gmf": ("dre-tremblay", "dr-nguyen", "inf-gagnon", "ts-bouchard", "agente-morin"),
    "sad": ("inf-aux-pelletier", "ts-bouchard", "prepose-diallo"),
    "hebergement": ("dr-nguyen", "inf-aux-pelletier", "prepose-diallo", "pharm-roy"),
    "readaptation": ("ts-bouchard", "psy-lavoie"),
    "laboratoire": (),
}
"""The demonstration accounts in each team; the laboratory's two trades have no account of their own."""
_PLACE = MOST_EACH - 2
"""Team number k of a person has the id number `_PLACE - k`: the last one is a double's."""
Holds = Callable[[Sequence[Plain], str], bool]
"""Does this team follow the person whose record this is? The second is a day, a month before today."""


def _codes(life: Iterable[Plain], *words: str) -> bool:
    """An active problem named by one of the words."""
    return any(
        one["resourceType"] == "Condition"
        and one["clinicalStatus"]["coding"][0]["code"] == "active"
        and one["code"].get("text", "").lower().startswith(words)
        for one in life
    )


def _visited(life: Iterable[Plain], since: str, kind: str, *reasons: str, but: tuple[str, ...] = ()) -> bool:
    """An encounter of that class that is open, or ended since; for one of `reasons` when there are any."""
    found = [
        one["reasonCode"][0].get("text", "")
        for one in life
        if one["resourceType"] == "Encounter"
        and one["class"]["code"] == kind
        and (one["status"] == "in-progress" or one["period"].get("end", "") >= since)
    ]
    return any(one.startswith(reasons or "") and not one.startswith(but) for one in found)


def _episode(life: Iterable[Plain], words: str) -> bool:
    return any(
        one["resourceType"] == "EpisodeOfCare"
        and one["status"] == "active"
        and one["type"][0]["text"] == words
        for one in life
    )


_ELSEWHERE = ("Hébergement", "Naissance", "Travail et accouchement", "Fracture")
_WHO: dict[str, Holds] = {
    "urgence": lambda life, since: _visited(life, since, "EMER"),
    "medecine": lambda life, since: _visited(life, since, "IMP", but=_ELSEWHERE),
    "chirurgie": lambda life, since: _visited(life, since, "SS") or _visited(life, since, "IMP", "Fracture"),
    "si": lambda life, since: _visited(life, since, "IMP", "Douleur thoracique", "Dyspnée", "Difficulté"),
    "mere-enfant": lambda life, since: _visited(life, since, "IMP", *_ELSEWHERE[1:3]),
    "oncologie": lambda life, since: _codes(life, "cancer", "tumeur"),
    "sante-mentale": lambda life, since: _codes(
        life, "trouble dépressif", "trouble bipolaire", "schizophrénie"
    ),
    "gmf": lambda life, since: _codes(life, "diabète", "insuffisance cardiaque", "maladie pulmonaire"),
    "sad": lambda life, since: _episode(life, "Soutien à domicile"),
    "hebergement": lambda life, since: _episode(life, "Hébergement"),
    "readaptation": lambda life, since: _codes(life, "accident vasculaire", "fracture de la hanche"),
    "laboratoire": lambda life, since: False,
}


def followed_by(life: Sequence[Plain], today: date) -> list[str]:
    """The keys of the teams that follow this person; none for somebody who died."""
    if "deceasedDateTime" in life[0]:
        return []
    since = (today - timedelta(days=30)).isoformat()
    return [key for key, *_ in teams.TEAMS if _WHO[key](life, since)]


def care_teams(life: Sequence[Plain], seed: int, number: int, today: date) -> Iterator[Plain]:
    """A CareTeam of person `number` for each team that follows them. `life`: their record, Patient first."""
    owner = life[0]["managingOrganization"]
    for key in followed_by(life, today):
        at = next(at for at, team in enumerate(teams.TEAMS) if team[0] == key)
        yield {
            "resourceType": "CareTeam",
            "id": Ids(seed, number).of(_PLACE - at),
            "meta": TAG,
            "language": "fr-CA",
            "status": "active",
            "name": teams.TEAMS[at][1],
            "subject": reference("Patient", life[0]["id"]),
            "managingOrganization": [owner],
            "participant": [_participant(one) for one in MEMBERS[key]],
        }


def _participant(id_: str) -> Plain:
    account = demo.account(id_)
    return {"role": [{"text": account.role_name("fr")}], "member": _who(account)}


def _who(account: Account) -> Plain:
    return reference("Practitioner", account.practitioner, account.name)


def whole_teams(establishment: str, today: date) -> Iterator[Plain]:
    """The twelve teams of an establishment with their members and on-call, our accounts among them.

    Practitioners and roles first, then CareTeam, Group, Schedule and Slot of each."""
    members = {one.id: one for key, *_ in teams.TEAMS for one in teams.members(establishment, key)}
    for one in members.values():
        yield staff.practitioner(one)
        yield staff.role(one)
    for plain in teams.resources(establishment, today):
        if plain["resourceType"] in ("CareTeam", "Group"):
            _join(plain, plain["id"].removeprefix(f"{establishment}-equipe-").removesuffix("-g"))
        yield plain


def _join(plain: Plain, key: str) -> None:
    """Our accounts, in the team of that key."""
    accounts = [demo.account(id_) for id_ in MEMBERS[key]]
    if plain["resourceType"] == "CareTeam":
        plain["participant"] += [_participant(one.id) for one in accounts]
    else:
        plain["member"] += [{"entity": _who(one)} for one in accounts]
        plain["quantity"] = len(plain["member"])
