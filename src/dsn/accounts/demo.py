"""The demonstration door: invented people one can sign in as by choosing them, on loopback and nowhere else.

The door has no lock. So it is guarded twice: `guard_loopback` refuses to serve it on any other address, and
`guard_peer` refuses any caller that does not come from this machine (a proxy in front of it included).
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from ipaddress import ip_address

from dsn.accounts.account import Account
from dsn.base.errors import Forbidden, Invalid, NotFound

ESTABLISHMENT = "demo-hopital"
"""The id of the Organization the demonstration accounts work for."""

SYSTEM = Account("systeme", "Système", "systeme", kind="robot")


def _person(id_: str, name: str, role: str, *, mission: str = "CH", order: str = "") -> Account:
    """`order`: a code, not an acronym, for two orders may share one. Permits of the demonstration are all 00000."""
    permit = "00000" if order else ""
    return Account(id_, name, role, f"demo-{id_}", ESTABLISHMENT, mission, "real", order, permit)


PEOPLE: tuple[Account, ...] = (
    _person("dre-tremblay", "Dre Amélie Tremblay", "medecin", order="medecins"),
    _person("dr-nguyen", "Dr Minh Nguyen", "medecin", order="medecins"),
    _person("inf-gagnon", "Maxime Gagnon", "infirmier", order="infirmieres"),
    _person("inf-aux-pelletier", "Julie Pelletier", "infirmier-auxiliaire", order="infirmieres-auxiliaires"),
    _person("pharm-roy", "Léa Roy", "pharmacien", order="pharmaciens"),
    _person("ts-bouchard", "Simon Bouchard", "professionnel", mission="CLSC", order="travailleurs-sociaux"),
    _person("psy-lavoie", "Nadia Lavoie", "psychologue", mission="CLSC", order="psychologues"),
    _person("prepose-diallo", "Awa Diallo", "prepose", mission="CHSLD"),
    _person("agente-morin", "Chantal Morin", "clinico-administratif"),
    _person("archiviste-cote", "Étienne Côté", "archiviste"),
    _person("directrice-gauthier", "Hélène Gauthier", "directeur"),
    _person("pilote-fortin", "Yves Fortin", "pilote"),
)

ACCOUNTS: tuple[Account, ...] = (*PEOPLE, SYSTEM)

_BY_ID = {account.id: account for account in ACCOUNTS}


def account(id_: str) -> Account:
    """The demonstration account of that id. Raises NotFound `account-unknown`."""
    found = _BY_ID.get(id_)
    if found is None:
        raise NotFound("account-unknown", account=id_)
    return found


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Is it this machine's own address? Names are not resolved: only `localhost` counts."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def guard_loopback(host: str) -> None:
    """Call before binding. Raises Invalid `demo-not-loopback` when the demonstration door would be reachable."""
    if not is_loopback(host):
        raise Invalid("demo-not-loopback", host=host)


def guard_peer(peer: str, forwarded: bool = False) -> None:
    """Call for every request that uses the door. `forwarded`: does it carry a header of a proxy (`Forwarded`,
    `X-Forwarded-For`, `Via`)? Raises Forbidden `demo-not-from-here`."""
    if forwarded or not is_loopback(peer):
        raise Forbidden("demo-not-from-here")


PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")


def guard_caller(peer: str, host: str, headers: Container[str]) -> None:
    """Call for every request: by its peer's address, its Host header, and the names of its headers in lower case.

    Another machine, a proxy in between, or another name for this machine (a page elsewhere that had its name resolved
    to us) is refused: Forbidden `demo-not-from-here`.
    """
    guard_peer(peer, any(name in headers for name in PROXY_HEADERS))
    bare = host.partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if not is_loopback(bare):
        raise Forbidden("demo-not-from-here")
