"""Sensitivity labels (`meta.security`) as bits, so that a scope can bar them in SQL.

The codes are those of R4's security-labels value set that say "not for everyone": R and V of v3-Confidentiality and
the information sensitivity policies of v3-ActCode. Bits are stored with every resource: never renumber, only append.
A label that this table does not know gets a bit of its own, OTHER, which bars all who are not cleared for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsn.access.scope import ALL_LABELS
from dsn.fhir.types import Resource

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

_ORDER = """R V
ETH GDIS HIV MST SCA SDV SEX SPI BH COGN DVD EMOTDIS MH PSY PSYTHPN SUD ETHUD OPIOIDUD STD TBOO VIO SICKLE
DEMO DOB GENDER LIVARG MARST RACE REL B EMPL LOCIS SSP ADOL CEL DIA DRGIS EMP PDS PHY PRS""".split()

BIT: dict[str, int] = {code: 1 << place for place, code in enumerate(_ORDER)}
OTHER = 1 << 61

_CONFIDENTIAL = {
    "R": BIT["R"],
    "V": BIT["V"],
    "S": BIT["R"],  # the withdrawn modifiers and kinds of the same system still occur in older records
    "C": BIT["CEL"],
    "T": BIT["TBOO"],
    "ETH": BIT["ETH"],
    "HIV": BIT["HIV"],
    "PSY": BIT["PSY"],
    "SDV": BIT["SDV"],
}
_OPEN = {(CONFIDENTIALITY, code) for code in "ULMN"} | {(ACT_REASON, "HTEST")}


def bits(codings: Iterable[tuple[str | None, str | None]]) -> int:
    """The mask of some (system, code) pairs. What is neither sensitive nor known to be open is OTHER."""
    mask = 0
    for system, code in codings:
        mask |= _bit(system, code)
    return mask


def _bit(system: str | None, code: str | None) -> int:
    if system == CONFIDENTIALITY and code in _CONFIDENTIAL:
        return _CONFIDENTIAL[code]
    if system == ACT_CODE and code is not None and code in BIT and code not in ("R", "V"):
        return BIT[code]
    return 0 if (system, code) in _OPEN else OTHER


def labels_of(resource: Resource) -> int:
    """The mask of a resource's `meta.security`."""
    meta = resource.meta
    if meta is None or not meta.security:
        return 0
    return bits((coding.system, coding.code) for coding in meta.security)


def mask(*codes: str) -> int:
    """The mask of some label codes, for tables. Raises KeyError for one that is not in the table."""
    return sum(BIT[code] for code in set(codes))


def barred_but(cleared: int) -> int:
    """What a holder cleared for `cleared` is barred from: everything else, unknown labels included."""
    return ALL_LABELS & ~cleared
