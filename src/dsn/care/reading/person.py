"""A person as one recognises them: name, age, sex, birth date, NAM, deceased; said in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dsn.care.reading import nam
from dsn.records import Identity
from dsn.web.figures import age
from dsn.web.words import N_, Words

SEXES = {
    "male": N_("Homme"),
    "female": N_("Femme"),
    "other": N_("Autre sexe"),
    "unknown": N_("Sexe inconnu"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """An identity in words. `nam` is spaced, "" when there is none; `number` is another number to go by.

    `fictional`: the NAM is one of ours. `deceased` is "" for the living, else a sentence.
    """

    id: str
    name: str
    sex: str
    birth: str
    age: str
    nam: str
    number: str
    fictional: bool
    deceased: str


def person(identity: Identity, words: Words, today: date) -> Person:
    """The identity, ready to be read."""
    card = card_of(identity)
    return Person(
        id=identity.id,
        name=name_of(identity, words),
        sex=words._(SEXES.get(identity.sex, SEXES["unknown"])),
        birth=identity.birth_date or "",
        age=age_of(identity, words, today),
        nam=nam.spaced(card),
        number="" if card else next((held.value for held in identity.identifiers if held.value), ""),
        fictional=nam.is_fictional(card),
        deceased=deceased_of(identity, words),
    )


def card_of(identity: Identity) -> str:
    """The NAM among the identifiers, by its naming system; "" when there is none."""
    return next(
        (held.value for held in identity.identifiers if held.system in nam.ALIASES and held.value), ""
    )


def name_of(identity: Identity, words: Words) -> str:
    """`Tremblay, Amélie`: family name first, as lists are sorted; a person without a name is said to be so."""
    parts = [part for part in (identity.family, " ".join(identity.given)) if part]
    return ", ".join(parts) or words._("Sans nom")


def age_of(identity: Identity, words: Words, today: date) -> str:
    """The age today, or at death; "" when it cannot be told."""
    if not identity.birth_date:
        return ""
    at = _died(identity) or today
    count, unit = age(identity.birth_date, at)
    if unit == "days":
        return words.n_("{count} jour", "{count} jours", count)
    if unit == "months":
        return words._("{count} mois", count=count)
    return words.n_("{count} an", "{count} ans", count)


def deceased_of(identity: Identity, words: Words) -> str:
    """« Décès 2019-03-02 », « Décès (date inconnue) », or "" for the living."""
    if not identity.deceased:
        return ""
    if identity.deceased is True:
        return words._("Décès (date inconnue)")
    return words._("Décès {day}", day=words.day(identity.deceased))


def _died(identity: Identity) -> date | None:
    if isinstance(identity.deceased, str) and len(identity.deceased) >= 10:
        return date.fromisoformat(identity.deceased[:10])
    return None
