"""The small province of a demonstration: the hand-made cast, twelve whole teams, people, and the places they went to.

Nothing refers to what is not there once all of it is filed: each person comes with the staff and the places
that their record names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dsn.accounts import demo as door
from dsn.synth import following, lives, places, staff
from dsn.synth.around import Around
from dsn.synth.demo import SEED
from dsn.synth.plain import Plain

PEOPLE, FIRST = 2_000, 200
"""Unless other numbers are asked for."""
BYTES_EACH = 600_000
"""What a person takes on disk, with record, index and log, on average: for telling beforehand."""
TEAMS_OF = "mcq"
"""The establishment whose twelve teams the demonstration accounts work in."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of the province. `first`: people who are there before the address is shown; `whole`: establishments
    of which every bed is there, and not only those that records name."""

    people: int = PEOPLE
    first: int = FIRST
    whole: tuple[str, ...] = (TEAMS_OF,)


def teams(today: date) -> list[Plain]:
    """The twelve teams and all who work in them."""
    return list(following.whole_teams(TEAMS_OF, today))


@dataclass(slots=True)
class Folk:
    """People of the province one after another, each as one list: the staff and the places that were not told of
    yet, the record, and the teams that follow the person."""

    today: date
    seed: int = SEED
    around: Around = field(default_factory=Around)

    def lives(self, first: int, count: int) -> Iterator[list[Plain]]:
        """Persons `first` to `first + count - 1`, followed in turn by the physicians of the demonstration."""
        doctors = [staff.of_account(one) for one in door.PEOPLE if one.role == "medecin"]
        made = lives.lives(self.seed, count, self.today, first, doctors)
        for number, life in enumerate(made, first):
            whole = [*life, *following.care_teams(life, self.seed, number, self.today)]
            yield [*self.around.of(whole), *whole]


def all_places(ids: Sequence[str]) -> Iterator[list[Plain]]:
    """Each of these establishments with all its places, empty beds too."""
    for id_ in ids:
        if (found := places.establishment(id_)) is not None:
            yield list(places.resources(found))
