"""A record as the rules read it: by type, with the person’s age and problems on any day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dsn.care.reading import nam
from dsn.synth.plain import Plain

Rule = Callable[["Record"], Iterator[str]]


@dataclass
class Record:
    """One person's resources and the day they are read on."""

    plains: list[Plain]
    today: date
    by: dict[str, list[Plain]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for plain in self.plains:
            self.by.setdefault(plain["resourceType"], []).append(plain)

    def all(self, type_: str) -> list[Plain]:
        return self.by.get(type_, [])

    def by_id(self, type_: str, reference: str) -> Plain:
        """The one that « Type/id » points to."""
        return next(one for one in self.all(type_) if one["id"] == reference.split("/")[1])

    @cached_property
    def patient(self) -> Plain:
        return self.all("Patient")[0]

    @cached_property
    def birth(self) -> date:
        return date.fromisoformat(self.patient["birthDate"])

    @cached_property
    def end(self) -> date:
        """The day of death, or today."""
        told = self.patient.get("deceasedDateTime")
        return date.fromisoformat(told) if told else self.today

    @cached_property
    def female(self) -> bool:
        """By the card (+50 on the month) when there is one."""
        card = next((one["value"] for one in self.patient["identifier"] if one["system"] == nam.SYSTEM), "")
        return int(card[6:8]) > 50 if card else bool(self.patient["gender"] == "female")

    @cached_property
    def sexed(self) -> bool:
        """Is the sex at birth told, by card or gender?"""
        return self.patient["gender"] != "other" or any(
            one["system"] == nam.SYSTEM for one in self.patient["identifier"]
        )

    def age(self, day: str) -> int:
        on = date.fromisoformat(day[:10])
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))

    @cached_property
    def problems(self) -> dict[str, list[Plain]]:
        found: dict[str, list[Plain]] = {}
        for one in self.all("Condition"):
            found.setdefault(one["code"]["text"], []).append(one)
        return found

    def had(self, names: tuple[str, ...], day: str) -> bool:
        """Was any of these problems there on `day`?"""
        return any(
            one["onsetDateTime"] <= day[:10] <= one.get("abatementDateTime", "9999")
            for name in names
            for one in self.problems.get(name, [])
        )

    def tests(self, code: str) -> list[Plain]:
        return [
            one
            for one in self.all("Observation")
            if one["code"].get("coding", [{"code": ""}])[0]["code"] == code
        ]
