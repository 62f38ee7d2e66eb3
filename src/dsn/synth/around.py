"""Who and what resources name: the staff, places and establishments of the province, made when they are first named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dsn.synth import places, staff
from dsn.synth.plain import Plain


@dataclass(slots=True)
class Around:
    """Tells each practitioner, role, place and organization once."""

    _told: set[str] = field(default_factory=set)

    def of(self, plains: Iterable[Plain]) -> Iterator[Plain]:
        """What these name and was not told before; containers before what they contain."""
        for type_, id_ in sorted(set(_named(list(plains)))):
            for one in () if f"{type_}/{id_}" in self._told else _made(type_, id_):
                name = f"{one['resourceType']}/{one['id']}"
                if name not in self._told:
                    self._told.add(name)
                    yield one


def _made(type_: str, id_: str) -> Iterator[Plain]:
    if type_ == "Location":
        yield from places.holding(id_)
    elif type_ == "Practitioner" and (member := staff.of_id(id_)) is not None:
        yield staff.practitioner(member)
        yield staff.role(member)
    elif type_ == "Organization" and (found := places.establishment(id_)) is not None:
        yield next(places.resources(found))


def _named(thing: Any) -> Iterator[tuple[str, str]]:
    """(type, id) of everything that resources refer to."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            if name == "reference":
                type_, _, id_ = value.partition("/")
                yield type_, id_
            elif isinstance(value, dict | list):
                yield from _named(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from _named(one)
