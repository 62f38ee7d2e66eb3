"""An account: who signs in, in which role, for which establishment."""

from __future__ import annotations

from dataclasses import dataclass

from dsn.access.actor import Actor, Kind
from dsn.access.roles import role


@dataclass(frozen=True, slots=True)
class Account:
    """`id` is what one types; `name` is what others read. The rest is as in `Actor`.

    `practitioner` is the id of the Practitioner this person is in the record ("" for none).
    """

    id: str
    name: str
    role: str
    practitioner: str = ""
    establishment: str = ""
    mission: str = ""
    kind: Kind = "real"
    order: str = ""
    permit: str = ""

    def actor(self) -> Actor:
        """Who acts, as the door wants to know it."""
        return Actor(
            who=self.id,
            name=self.name,
            role=self.role,
            practitioner=self.practitioner,
            establishment=self.establishment,
            mission=self.mission,
            kind=self.kind,
            order=self.order,
            permit=self.permit,
        )

    def role_name(self, language: str) -> str:
        """The role in words, in `language` (`en`, else French)."""
        held = role(self.role)
        return held.english if language == "en" else held.french
