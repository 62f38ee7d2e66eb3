"""Staff: every role, with its order and permit, its establishment, missions and shifts.

A member is named by establishment, trade and number, and made from that name alone: nobody need be made to know one.
Counts are ours; the two showcase establishments together have 30,000 accounts at full scale, fewer by `scale`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from dsn.accounts.account import Account
from dsn.base.errors import NotFound
from dsn.synth import naming, places, tables
from dsn.synth.plain import FICTION, TAG, TYPES, Plain, coding, reference
from dsn.synth.stream import number_of, stream

FULL = 30_000
OTHERS = 0.05
"""An establishment that is no showcase has that share of MCQ's staff here."""
SHIFTS = {"day": ((8, 16),), "all": ((7, 15), (15, 23), (23, 7))}
_ROLE = f"{FICTION}:metier"


@dataclass(frozen=True, slots=True)
class Trade:
    """One line of the roster. `role` is a code of `dsn.access.roles`; `order` a code, "" for who belongs to none."""

    key: str
    role: str
    title: str
    order: str
    missions: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    shifts: str

    def count(self, establishment: str) -> int:
        """How many work there at full scale; at least one where the establishment has any of its missions."""
        counts = dict(self.counts)
        if establishment in counts:
            return counts[establishment]
        return max(1, int(counts["mcq"] * OTHERS))


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person at work. `id` is that of the Practitioner; `permit`: ZZ and five digits, which no
    order gives; "" without an order."""

    id: str
    name: str
    sex: str
    trade: Trade
    establishment: str
    permit: str
    mission: str

    def account(self) -> Account:
        """The account they sign in with: the same id as the Practitioner's."""
        trade = self.trade
        here = (self.establishment, self.mission, "real")
        return Account(
            self.id, self.name, trade.role, self.id, here[0], here[1], "real", trade.order, self.permit
        )

    def who(self) -> Plain:
        return reference("Practitioner", self.id, self.name)


@cache
def trades() -> dict[str, Trade]:
    return {row["key"]: _trade(row) for row in tables.rows("roster")}


def _trade(row: tables.Row) -> Trade:
    counts = (("mcq", int(row["mcq"])), ("nim", int(row["nim"])))
    missions = tuple(row["missions"].split())
    return Trade(row["key"], row["role"], row["title"], row["order"], missions, counts, row["shifts"])


def of_account(account: Account) -> Member:
    """Someone who signs in already, as a member: the same Practitioner. For a demonstration's own doctors."""
    trade = next(one for one in trades().values() if one.role == account.role)
    sex = "F" if account.name.startswith("Dre ") else "M"
    return Member(
        account.practitioner, account.name, sex, trade, account.establishment, account.permit, account.mission
    )


@lru_cache(maxsize=20_000)
def member(establishment: str, trade_key: str, number: int) -> Member:
    """Raises NotFound `synth-no-such-trade`. Any `number` gives someone; those past the count are not told of."""
    trade = trades().get(trade_key)
    if trade is None:
        raise NotFound("synth-no-such-trade", trade=trade_key)
    id_ = f"{establishment}-{trade_key}-{number:04}"
    random = stream("staff", id_)
    sex = "F" if random.random() < (0.55 if trade.order == "medecins" else 0.8) else "M"
    group = naming.groups().choose(random)
    given, family = (
        naming.given(group, sex, 1965 + int(random.random() * 36), random),
        naming.family(group, random),
    )
    title = ("Dre " if sex == "F" else "Dr ") if trade.order == "medecins" else ""
    missions = [one for one in trade.missions if one in missions_of(establishment)] or ["CH"]
    permit = f"ZZ{number_of(id_, 'permit') % 100_000:05}" if trade.order else ""
    return Member(
        id_, f"{title}{given} {family}", sex, trade, establishment, permit, missions[number % len(missions)]
    )


def of_id(id_: str) -> Member | None:
    """The member whose Practitioner has that id; None for an id that is not of our making."""
    head, _, number = id_.rpartition("-")
    establishment, _, trade = head.partition("-")
    if not (number.isascii() and number.isdigit() and places.establishment(establishment)):
        return None
    return member(establishment, trade, int(number)) if trade in trades() else None


@cache
def missions_of(establishment: str) -> tuple[str, ...]:
    """Of an establishment, as codes; none when it is unknown."""
    found = places.establishment(establishment)
    return found.missions if found else ()


def someone(establishment: str, trade_key: str, *names: int | str, scale: float = 1.0) -> Member:
    """A member of that trade, chosen by `names`: the same names give the same one."""
    trade = trades().get(trade_key)
    most = max(1, int(trade.count(establishment) * scale)) if trade else 1
    return member(establishment, trade_key, number_of(*names) % most)


def members(establishment: str, scale: float = 1.0) -> Iterator[Member]:
    """All who work there, trade by trade; at least one of each trade that its missions have, whatever the scale."""
    for trade in trades().values():
        if trade.count(establishment) and set(trade.missions) & set(missions_of(establishment)):
            for number in range(max(1, int(trade.count(establishment) * scale))):
                yield member(establishment, trade.key, number)


def resources(establishment: str, scale: float = 1.0) -> Iterator[Plain]:
    """A Practitioner and a PractitionerRole each."""
    for one in members(establishment, scale):
        yield practitioner(one)
        yield role(one)


def practitioner(one: Member) -> Plain:
    titled = one.name.split(" ", 1) if one.name.startswith(("Dr ", "Dre ")) else ["", one.name]
    given, _, family = titled[1].partition(" ")
    name: Plain = {"text": one.name, "family": family, "given": [given]}
    if titled[0]:
        name["prefix"] = [titled[0]]
    plain: Plain = {
        "resourceType": "Practitioner",
        "id": one.id,
        "meta": TAG,
        "language": "fr-CA",
        "active": True,
        "name": [name],
        "gender": "female" if one.sex == "F" else "male",
        "telecom": [{"system": "phone", "value": places.telephone(one.id), "use": "work"}],
        "qualification": [{"code": {"text": one.trade.title}}],
    }
    if one.permit:
        system = f"{FICTION}:permis:{one.trade.order}"
        plain["identifier"] = [
            {"type": {"coding": [coding(TYPES, "PRN")]}, "system": system, "value": one.permit}
        ]
        plain["qualification"][0]["issuer"] = {"display": f"Ordre : {one.trade.order}"}
    return plain


def role(one: Member) -> Plain:
    hours = SHIFTS[one.trade.shifts]
    start, end = hours[number_of(one.id, "shift") % len(hours)]
    days = ["mon", "tue", "wed", "thu", "fri"] if one.trade.shifts == "day" else None
    times: Plain = {"daysOfWeek": days or ["mon", "tue", "wed", "sat", "sun"]}
    if start < end:
        times |= {"availableStartTime": f"{start:02}:00:00", "availableEndTime": f"{end:02}:00:00"}
    return {
        "resourceType": "PractitionerRole",
        "id": f"{one.id}-r",
        "meta": TAG,
        "language": "fr-CA",
        "active": True,
        "practitioner": one.who(),
        "organization": reference("Organization", one.establishment),
        "code": [{"coding": [coding(_ROLE, one.trade.key)], "text": one.trade.title}],
        "specialty": [{"text": one.mission}],
        "availableTime": [times],
        "availabilityExceptions": "Quart de nuit (23 h à 7 h)"
        if start > end
        else "Selon l’horaire de l’équipe",
    }
