"""Who acts, and why: what a person or machine states once, at the edge, to be let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Kind = Literal["real", "training", "robot"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The account that signs in. `role` is a code of `dsn.access.roles`.

    `practitioner` is the id of a Practitioner, without its type ("" for who has none). `order` and `permit` are the
    professional order's code and the permit's number: with both, s. 38 of the LRSSS applies, else s. 39.
    """

    who: str
    name: str
    role: str
    practitioner: str = ""
    establishment: str = ""
    mission: str = ""
    kind: Kind = "real"
    order: str = ""
    permit: str = ""


class Why(Struct, frozen=True):
    """What the desk is wanted for. `function` names the act of the product (`api.read`, `story`), `reason` is what
    the person declared, `origin` the address it comes from, `client` the program, `request` the request's number."""

    function: str
    screen: str = ""
    reason: str = ""
    request: str = ""
    origin: str = ""
    client: str = ""
