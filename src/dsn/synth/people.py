"""Who the people are: households, ages, sexes, kinship, deaths. No FHIR here (see `identity`).

People come in blocks of 20, each block made by itself from the seed: person n is the same whatever the count, and
memory holds one block. Shares of households and ages are ours, near those of Québec: a sixth under 15, a fifth
over 65.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dsn.synth import naming
from dsn.synth.naming import Group, Town
from dsn.synth.stream import Table, about, number_of, stream

BLOCK = 20
_KINDS = Table(
    [("family", 0.19), ("alone-with-children", 0.06), ("couple", 0.29), ("single", 0.40), ("flat", 0.045)]
)
_COUPLE = Table([((22, 35), 0.17), ((36, 54), 0.18), ((55, 69), 0.34), ((70, 93), 0.31)])
_SINGLE = Table([((19, 34), 0.20), ((35, 54), 0.22), ((55, 69), 0.27), ((70, 84), 0.20), ((85, 101), 0.11)])
_CHILDREN = Table([(1, 0.40), (2, 0.43), (3, 0.14), (4, 0.03)])
_YEARLY_DEATHS = ((50, 0.0010), (65, 0.005), (75, 0.014), (85, 0.042), (200, 0.13))
_YEARS_OF_DEATHS = 4
_DISCRIMINATORS = 26 * 26 * 100


@dataclass(slots=True)
class Person:
    """One invented person. `sex`: F or M, as at birth; `gender`: as FHIR says it. `nam` is "" for who has none.

    `mother`, `father`, `partner`: numbers of people, -1 for nobody made here. `former`: a family name of before.
    """

    number: int
    sex: str
    gender: str
    birth: date
    death: date | None
    group: Group
    family: str
    given: str
    second: str
    former: str
    town: Town
    street: str
    postal: str
    telephone: str
    language: str
    nam: str
    mother: int = -1
    father: int = -1
    partner: int = -1

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def age(self, day: date) -> int:
        """Whole years on `day`; negative before birth."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))

    def alive(self, day: date) -> bool:
        return self.birth <= day and (self.death is None or day <= self.death)


def people(seed: int, count: int, today: date, first: int = 0) -> Iterator[Person]:
    """People `first` to `first + count - 1`, as they stand on `today`."""
    for number in range(first // BLOCK, (first + count - 1) // BLOCK + 1):
        for person in block(seed, number, today):
            if first <= person.number < first + count:
                yield person


def block(seed: int, number: int, today: date) -> list[Person]:
    """The 20 people of block `number`: households, whole."""
    random = stream(seed, "block", number)
    found: list[Person] = []
    while len(found) < BLOCK:
        found += _Household(seed, random, today, number * BLOCK + len(found), BLOCK - len(found)).members()
    return found


class _Household:
    """Who lives together. `room`: at most so many."""

    def __init__(self, seed: int, random: Random, today: date, first: int, room: int) -> None:
        self.seed, self.random, self.today, self.first, self.room = seed, random, today, first, room
        self.town = naming.towns().choose(random)
        self.group = naming.groups().choose(random)
        self.street, self.postal = naming.street(random), naming.postal_code(self.town, random)
        self.found: list[Person] = []

    def members(self) -> list[Person]:
        kind = _KINDS.choose(self.random) if self.room > 1 else "single"
        if kind == "family":
            self._family(2)
        elif kind == "alone-with-children":
            self._family(1)
        elif kind == "couple":
            self._couple(self._within(*_COUPLE.choose(self.random)))
        elif kind == "flat":
            for _ in range(min(self.room, 2 + (self.random.random() < 0.4))):
                self._add(self._within(19, 29), self._sex())
        else:
            self._add(self._within(*_SINGLE.choose(self.random)), self._sex(older=True))
        return self.found

    def _within(self, low: int, high: int) -> float:
        return low + self.random.random() * (high + 1 - low)

    def _sex(self, *, older: bool = False) -> str:
        return "F" if self.random.random() < (0.53 if older else 0.49) else "M"

    def _couple(self, age: float) -> tuple[Person, Person]:
        random = self.random
        one = self._add(age, "F")
        other_sex = "M" if random.random() < 0.95 else "F"
        if random.random() < 0.15:
            self.group = naming.groups().choose(random)
        other = self._add(max(19.0, about(random, age + 2, 3)), other_sex)
        one.partner, other.partner = other.number, one.number
        return one, other

    def _family(self, parents: int) -> None:
        draw = self.random.random()
        youngest = 18 * draw * (0.75 + 0.25 * draw)
        birth_age = min(44.0, max(19.0, about(self.random, 30, 5)))
        adults: list[Person]
        if parents == 2:
            adults = list(self._couple(youngest + birth_age))
        else:
            adults = [self._add(youngest + birth_age, "F" if self.random.random() < 0.78 else "M")]
        age = youngest
        for _ in range(min(_CHILDREN.choose(self.random), self.room - parents)):
            if adults[0].age(self.today) - age < 16:
                return
            self._child(adults, age)
            age += 1.2 + self.random.random() * 3.2

    def _child(self, adults: list[Person], age: float) -> None:
        mother = next((one for one in adults if one.sex == "F"), None)
        father = next((one for one in adults if one.sex == "M"), None)
        child = self._add(age, self._sex(), self._child_name(adults))
        child.mother = mother.number if mother else -1
        if mother and mother.death and mother.death <= child.birth:
            mother.death = None
        child.father = father.number if father else -1

    def _child_name(self, adults: list[Person]) -> str:
        """In Québec spouses keep their names; children have one of them or both."""
        draw, names = self.random.random(), [one.family for one in reversed(adults)]
        if draw < 0.13 and len(names) == 2 and not any("-" in name or " " in name for name in names):
            return "-".join(names)
        return names[0] if draw < 0.75 else names[-1]

    def _add(self, age: float, sex: str, family: str = "") -> Person:
        random, number = self.random, self.first + len(self.found)
        birth = _birth(number, self.today, age)
        family = family or naming.family(self.group, random)
        married_before = sex == "F" and age > 62 and random.random() < 0.25
        renamed = married_before or random.random() < 0.012
        person = Person(
            number=number,
            sex=sex,
            gender="other" if random.random() < 0.003 else "female" if sex == "F" else "male",
            birth=birth,
            death=_death(random, birth, self.today),
            group=self.group,
            family=family,
            given=naming.given(self.group, sex, birth.year, random),
            second=naming.given(self.group, sex, birth.year, random) if random.random() < 0.5 else "",
            former=naming.family(self.group, random) if renamed and age > 18 else "",
            town=self.town,
            street=self.street,
            postal=self.postal,
            telephone=naming.telephone(self.town, random),
            language=self.group.languages.choose(random),
            nam=nam(number, birth, sex) if random.random() > 0.006 else "",
        )
        if person.death is None and (self.today - birth).days < 45:
            person.nam = ""  # the card of a newborn has not come yet
        self.found.append(person)
        return person


def _birth(number: int, today: date, age: float) -> date:
    """A birth date about `age` years ago. Its day makes the NAM unique (see `nam`): never past the 28th."""
    day = today - timedelta(days=int(age * 365.2425))
    wanted = 1 + (number_of("day", number % _DISCRIMINATORS) + number // _DISCRIMINATORS) % 28
    birth = day.replace(day=wanted)
    return birth if birth < today else (birth.replace(day=1) - timedelta(days=1)).replace(day=wanted)


def nam(number: int, birth: date, sex: str) -> str:
    """ZZ, two letters and two digits from the person's number, the birth date between (+50 on the month for women).

    Unique for the first 1.8 million people: those who share letters and digits are born on different days of the month.
    """
    left, digits = divmod(number % _DISCRIMINATORS * 7919 % _DISCRIMINATORS, 100)
    letters = chr(65 + left // 26) + chr(65 + left % 26)
    month = birth.month + (50 if sex == "F" else 0)
    return f"ZZ{letters}{birth.year % 100:02}{month:02}{birth.day:02}{digits:02}"


def _death(random: Random, birth: date, today: date) -> date | None:
    """Some died in the last years; their records remain."""
    age = today.year - birth.year
    yearly = next(share for under, share in _YEARLY_DEATHS if age < under)
    if random.random() >= yearly * _YEARS_OF_DEATHS:
        return None
    day = today - timedelta(days=1 + int(random.random() * 365 * _YEARS_OF_DEATHS))
    return day if day > birth else None
