"""Names, streets and telephones: like those of Québec, and nobody's.

No real person, by construction (see `docs/decisions/nobody-is-real.md`): a NAM begins with ZZ; a telephone is one of
555-0100 to 555-0199, which nobody can have; a street's name is coined from syllables, and the postal code holds a
letter that no Canadian one holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from dsn.synth import tables
from dsn.synth.stream import Table

NEVER_IN_A_POSTAL_CODE = "DFIQU"
_WAYS = ("rue", "rue", "rue", "rue", "avenue", "boulevard", "chemin", "rang", "place")
_OPENING = (
    "Zé",
    "Za",
    "Bru",
    "Clai",
    "Fau",
    "Gri",
    "Lou",
    "Mé",
    "Pru",
    "Tié",
    "Vau",
    "Xa",
    "Jo",
    "Rou",
    "Bel",
)
_MIDDLE = ("zan", "qui", "vion", "lom", "dra", "berre", "tou", "gné", "mar", "xel", "pri", "rondi", "fau")
_ENDING = ("taie", "viers", "mont", "nelle", "court", "gny", "zac", "lande", "rive", "clos", "ville", "bray")


@dataclass(frozen=True, slots=True)
class Group:
    """People whose names go together. `female` and `male`: three generations (before 1950, 1990, later)."""

    key: str
    families: tuple[str, ...]
    female: tuple[tuple[str, ...], ...]
    male: tuple[tuple[str, ...], ...]
    languages: Table[str]


@dataclass(frozen=True, slots=True)
class Town:
    """A real municipality, the establishment that serves it, its postal areas and telephone codes."""

    establishment: str
    city: str
    areas: tuple[str, ...]
    codes: tuple[str, ...]


@cache
def groups() -> Table[Group]:
    return Table([(_group(row), float(row["weight"])) for row in tables.rows("names")])


@cache
def towns() -> Table[Town]:
    return Table([(_town(row), float(row["weight"])) for row in tables.rows("towns")])


def _group(row: tables.Row) -> Group:
    languages = [(code, float(share)) for code, share in (one.split(":") for one in row["languages"].split())]
    female, male = (_generations(row[sex]) for sex in ("female", "male"))
    return Group(row["group"], _words(row["families"]), female, male, Table(languages))


def _generations(text: str) -> tuple[tuple[str, ...], ...]:
    parts = tuple(_words(part) for part in text.split("|"))
    return parts if len(parts) == 3 else parts * 3


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def _town(row: tables.Row) -> Town:
    return Town(row["establishment"], row["city"], tuple(row["areas"].split()), tuple(row["codes"].split()))


def family(group: Group, random: Random) -> str:
    """A family name; the first of the list are the commonest."""
    draw = random.random()
    return group.families[int(draw * draw * len(group.families))]


def given(group: Group, sex: str, birth_year: int, random: Random) -> str:
    """A given name of that generation. `sex`: F or M."""
    generation = 0 if birth_year < 1950 else 1 if birth_year < 1990 else 2
    names = (group.female if sex == "F" else group.male)[generation]
    return names[int(random.random() * len(names))]


def street(random: Random) -> str:
    """A civic number and a street that was coined, not looked up."""
    pick = [words[int(random.random() * len(words))] for words in (_WAYS, _OPENING, _MIDDLE, _ENDING)]
    return f"{1 + int(random.random() * 9899)}, {pick[0]} {pick[1]}{pick[2]}{pick[3]}"


def coined() -> set[str]:
    """Every street name there can be, without its kind of way."""
    return {f"{one}{two}{three}" for one in _OPENING for two in _MIDDLE for three in _ENDING}


def postal_code(town: Town, random: Random) -> str:
    """Of the town's area, and never in use: its second letter is one that no postal code holds."""
    area = town.areas[int(random.random() * len(town.areas))]
    letter = NEVER_IN_A_POSTAL_CODE[int(random.random() * len(NEVER_IN_A_POSTAL_CODE))]
    return f"{area} {int(random.random() * 10)}{letter}{int(random.random() * 10)}"


def telephone(town: Town, random: Random) -> str:
    """Of the hundred numbers of each area code that are kept for fiction."""
    return f"{town.codes[int(random.random() * len(town.codes))]}-555-01{int(random.random() * 100):02}"
