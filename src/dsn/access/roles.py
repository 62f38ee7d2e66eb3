"""The catalogue of roles: what each may do at most, before relations, labels and restrictions take away.

The names are those of the public documents of the project (F118) and of the trades that work in the network. What a
role may do is the least that its daily tasks need; each establishment's governance policy (LRSSS, s. 105) may replace
this table, which is a default « à valider ».
"""

from __future__ import annotations

from dataclasses import dataclass

from dsn.access.labels import BIT, OTHER, mask
from dsn.access.scope import ALL_LABELS
from dsn.base.errors import Invalid


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `order`: held only by members of a professional order (LRSSS s. 38); without a permit it opens nothing.

    `reads` and `writes` concern the records of people in relation; `everyone` does away with the need of a relation.
    `identities`: may find anyone by name, birth date or identifier. `registers`: may create and correct identities.
    `defines`: may change what belongs to nobody (directory, definitions). `cleared`: labels it is not barred from.
    `destroys`: may destroy a record under a retention rule, when somebody who `agrees_to_destroy` does (« à valider »).
    """

    code: str
    french: str
    english: str
    order: bool = False
    reads: bool = False
    writes: bool = False
    everyone: bool = False
    identities: bool = False
    registers: bool = False
    defines: bool = False
    destroys: bool = False
    agrees_to_destroy: bool = False
    cleared: int = 0


_SELDOM = mask("V", "PSYTHPN") | OTHER
_CARE = sum(BIT.values()) & ~_SELDOM
_PROFESSIONAL = mask(
    "R", "COGN", "DVD", "SPI", "BH", "EMOTDIS", "MH", "DEMO", "DOB", "GENDER", "LIVARG", "MARST"
)
_SUPPORT = mask("R", "DEMO", "DOB", "GENDER", "LIVARG", "MARST")


def _clinician(code: str, french: str, english: str, cleared: int = _CARE, *, order: bool = True) -> Role:
    return Role(
        code,
        french,
        english,
        order=order,
        reads=True,
        writes=True,
        identities=True,
        registers=True,
        cleared=cleared,
    )


def _reader(code: str, french: str, english: str, *, order: bool = False) -> Role:
    return Role(code, french, english, order=order, reads=True, identities=True, cleared=_SUPPORT)


def _office(code: str, french: str, english: str) -> Role:
    return Role(code, french, english)


ROLES: tuple[Role, ...] = (
    _clinician("medecin", "Médecin", "Physician"),
    _clinician("resident", "Médecin résident", "Resident physician"),
    _clinician("ips", "Infirmière praticienne spécialisée", "Nurse practitioner"),
    _clinician("infirmier", "Infirmière, infirmier", "Nurse"),
    _clinician("infirmier-auxiliaire", "Infirmière auxiliaire", "Licensed practical nurse"),
    _clinician("asi", "Assistante au supérieur immédiat (ASI)", "Assistant to the unit head (ASI)"),
    _clinician("sage-femme", "Sage-femme", "Midwife"),
    _clinician("pharmacien", "Pharmacien", "Pharmacist"),
    _clinician("psychologue", "Psychologue", "Psychologist", _CARE | mask("PSYTHPN")),
    _clinician("professionnel", "Professionnel", "Allied health professional", _PROFESSIONAL),
    _clinician("technologiste", "Technologiste médical", "Medical technologist", _SUPPORT),
    _clinician("sac", "Spécialiste en activités cliniques", "Clinical activities specialist", _SUPPORT),
    _reader("prepose", "Préposé aux bénéficiaires, auxiliaire (ASSS)", "Orderly, home-care auxiliary"),
    _reader("chef-service", "Chef de service", "Head of service"),
    _reader("assistant-chef", "Assistant-chef", "Assistant head"),
    _reader("chef-departement", "Chef de département", "Head of department", order=True),
    Role(
        "clinico-administratif",
        "Personnel clinico-administratif",
        "Administrative staff in care",
        identities=True,
        registers=True,
    ),
    Role(
        "archiviste",
        "Archiviste médical",
        "Medical archivist",
        reads=True,
        everyone=True,
        identities=True,
        registers=True,
        destroys=True,
        agrees_to_destroy=True,
        cleared=ALL_LABELS & ~_SELDOM,
    ),
    Role("pilote", "Pilote", "Configurator", defines=True),
    _office("conseiller-cadre", "Conseiller-cadre", "Senior advisor"),
    _office("coordonnateur", "Coordonnateur", "Coordinator"),
    Role("directeur", "Directeur", "Director", agrees_to_destroy=True),
    Role(
        "systeme",
        "Système",
        "System",
        reads=True,
        writes=True,
        everyone=True,
        identities=True,
        registers=True,
        defines=True,
        cleared=ALL_LABELS,
    ),
)

_BY_CODE = {role.code: role for role in ROLES}


def role(code: str) -> Role:
    """The role of that code. Raises Invalid for one that is not in the catalogue: nobody works without a role."""
    found = _BY_CODE.get(code)
    if found is None:
        raise Invalid("access-unknown-role", role=code)
    return found
