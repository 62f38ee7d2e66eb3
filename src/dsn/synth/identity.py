"""A person's identity as resources: Patient, relatives, coverage; and the doubles that any register has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from dsn.care.reading import nam
from dsn.synth import naming, places
from dsn.synth.mint import MOST_EACH, Ids
from dsn.synth.people import Person
from dsn.synth.plain import FICTION, TAG, THO, TYPES, Plain, coding, reference
from dsn.synth.stream import number_of, stream

DOUBLES = 0.008
"""The share of people who have a second file, opened by mistake and not yet found."""
_DOUBLE = {"tag": [*TAG["tag"], {"system": FICTION, "code": "doublon", "display": "Doublon"}]}
_ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
LANGUAGES = {
    "fr": ("fr-CA", "Français"),
    "en": ("en-CA", "Anglais"),
    "ar": ("ar", "Arabe"),
    "ht": ("ht", "Créole haïtien"),
    "vi": ("vi", "Vietnamien"),
    "zh": ("zh", "Mandarin"),
    "es": ("es", "Espagnol"),
    "atj": ("atj", "Atikamekw"),
    "moe": ("moe", "Innu-aimun"),
    "iu": ("iu", "Inuktitut"),
    "ln": ("ln", "Lingala"),
}


def patient(person: Person, id_: str, doctor: Plain | None = None) -> Plain:
    """The Patient. Who has no NAM has the file number of the establishment only."""
    plain: Plain = {
        "resourceType": "Patient",
        "id": id_,
        "meta": TAG,
        "language": "fr-CA",
        "identifier": _identifiers(person, id_),
        "active": True,
        "name": _names(person),
        "telecom": [{"system": "phone", "value": person.telephone, "use": "home"}],
        "gender": person.gender,
        "birthDate": person.birth.isoformat(),
        "address": [_address(person)],
        "communication": [_communication(person)],
        "managingOrganization": _organization(person),
    }
    if person.death:
        plain["deceasedDateTime"] = person.death.isoformat()
    if doctor:
        plain["generalPractitioner"] = [doctor]
    return plain


def _organization(person: Person) -> Plain:
    found = places.establishment(person.town.establishment)
    return reference("Organization", person.town.establishment, found.name if found else "")


def _identifiers(person: Person, id_: str) -> list[Plain]:
    owner = person.town.establishment
    file = f"{number_of(id_, 'file') % 10_000_000:07}"
    found: list[Plain] = []
    if person.nam:
        found.append(
            {
                "use": "official",
                "type": {"coding": [coding(TYPES, "JHN")]},
                "system": nam.SYSTEM,
                "value": person.nam,
            }
        )
    found.append(
        {
            "use": "usual",
            "type": {"coding": [coding(TYPES, "MR")]},
            "system": f"{FICTION}:dossier:{owner}",
            "value": file,
        }
    )
    return found


def _names(person: Person) -> list[Plain]:
    given = (
        [person.given, person.second] if person.second and person.second != person.given else [person.given]
    )
    found: list[Plain] = [{"use": "official", "family": person.family, "given": given}]
    if person.former and person.former != person.family:
        found.append({"use": "old", "family": person.former, "given": [person.given]})
    return found


def _address(person: Person) -> Plain:
    plain: Plain = {"use": "home", "line": [person.street], "city": person.town.city, "state": "QC"}
    return plain | {"postalCode": person.postal, "country": "CA"}


def _communication(person: Person) -> Plain:
    code, text = LANGUAGES[person.language]
    return {"language": {"coding": [coding("urn:ietf:bcp:47", code)], "text": text}, "preferred": True}


def relatives(
    person: Person, kin: dict[int, Person], ids: Ids, patient_id: str, today: date
) -> Iterator[Plain]:
    """Parents, partner and children, and a caregiver of many of the old. `kin`: the people of the same block.

    Kin come first and in the order of `_kin`, so that `links` knows their ids without making them."""
    for relative, role, words in _kin(person, kin):
        name = (relative.given, relative.family)
        plain = _relative(name, relative.telephone, role, words, next(ids), patient_id)
        yield _known(plain, relative)
    random = stream(patient_id, "caregiver")
    if person.age(today) >= 75 and random.random() < 0.45:
        yield _caregiver(person, random, next(ids), patient_id)


def _kin(person: Person, kin: dict[int, Person]) -> Iterator[tuple[Person, str, str]]:
    """Who of the block is what to this person."""
    for number, role, words in (
        (person.mother, "MTH", "Mère"),
        (person.father, "FTH", "Père"),
        (person.partner, "SPS", "Conjoint"),
    ):
        relative = kin.get(number)
        if relative is not None:
            yield relative, role, "Conjointe" if role == "SPS" and relative.sex == "F" else words
    for other in kin.values():
        if person.number in (other.mother, other.father):
            yield (other, "DAUC", "Fille") if other.sex == "F" else (other, "SONC", "Fils")


def _known(plain: Plain, relative: Person) -> Plain:
    """The relative's own card and birth date: they are in the register too."""
    if relative.nam:
        card = {"type": {"coding": [coding(TYPES, "JHN")]}, "system": nam.SYSTEM, "value": relative.nam}
        plain["identifier"] = [card]
    return plain | {"gender": relative.gender, "birthDate": relative.birth.isoformat()}


def links(person: Person, kin: dict[int, Person], seed: int) -> list[Plain]:
    """`Patient.link`: the RelatedPersons in the records of kin who are this person (R4: « seealso », the same actual
    person). Their ids are those that `relatives` gives them."""
    return [
        {"other": reference("RelatedPerson", Ids(seed, other.number).of(1 + at)), "type": "seealso"}
        for other in kin.values()
        for at, (relative, _, _) in enumerate(_kin(other, kin))
        if relative.number == person.number
    ]


def _caregiver(person: Person, random: Random, id_: str, patient_id: str) -> Plain:
    """A daughter or a son who does not live there and is not told of here."""
    daughter = random.random() < 0.6
    given = naming.given(person.group, "F" if daughter else "M", person.birth.year + 30, random)
    telephone = places.telephone(patient_id, "caregiver")
    role, words = ("DAUC", "Fille, proche aidante") if daughter else ("SONC", "Fils, proche aidant")
    return _relative((given, person.family), telephone, role, words, id_, patient_id)


def _relative(
    name: tuple[str, str], telephone: str, role: str, words: str, id_: str, patient_id: str
) -> Plain:
    given, family = name
    return {
        "resourceType": "RelatedPerson",
        "id": id_,
        "meta": TAG,
        "language": "fr-CA",
        "active": True,
        "patient": reference("Patient", patient_id),
        "relationship": [{"coding": [coding(_ROLE, role)], "text": words}],
        "name": [{"text": f"{given} {family}", "family": family, "given": [given]}],
        "telecom": [{"system": "phone", "value": telephone}],
    }


def coverage(person: Person, ids: Ids, patient_id: str, today: date) -> Iterator[Plain]:
    """The card in force; and for one in thirty the one that was lost before it."""
    if not person.nam:
        return
    draw = number_of(patient_id, "card")
    end = today + timedelta(days=30 + draw % 1400)
    start = end - timedelta(days=1461)
    if draw % 30 == 0:
        lost = start + timedelta(days=200)
        yield _card(person, next(ids), patient_id, "cancelled", start, lost)
        start = lost
    yield _card(person, next(ids), patient_id, "active", start, end)


def _card(person: Person, id_: str, patient_id: str, state: str, start: date, end: date) -> Plain:
    return {
        "resourceType": "Coverage",
        "id": id_,
        "meta": TAG,
        "language": "fr-CA",
        "status": state,
        "type": {
            "coding": [coding(f"{THO}v3-ActCode", "PUBLICPOL")],
            "text": "Régime d’assurance maladie du Québec",
        },
        "subscriberId": person.nam,
        "beneficiary": reference("Patient", patient_id, person.name),
        "period": {"start": max(start, person.birth).isoformat(), "end": end.isoformat()},
        "payor": [{"display": "Régie de l’assurance maladie du Québec (fictif)"}],
    }


def double(person: Person, seed: int) -> Plain | None:
    """The second file of who has one: the same person, as a hurried hand wrote them. Tagged `doublon`."""
    random = stream(seed, "double", person.number)
    if random.random() >= DOUBLES:
        return None
    plain = patient(person, Ids(seed, person.number).of(MOST_EACH - 1)) | {"meta": _DOUBLE}
    del plain["telecom"]
    _ERRORS[int(random.random() * len(_ERRORS))](plain, person)
    return plain


def _no_card(plain: Plain, _person: Person) -> None:
    plain["identifier"] = plain["identifier"][-1:]


def _no_accents(plain: Plain, person: Person) -> None:
    _no_card(plain, person)
    plain["name"] = [
        {"use": "official", "family": bare(person.family).upper(), "given": [bare(person.given)]}
    ]


def _day_and_month(plain: Plain, person: Person) -> None:
    _no_card(plain, person)
    if person.birth.day <= 12:
        plain["birthDate"] = f"{person.birth.year}-{person.birth.day:02}-{person.birth.month:02}"


def _names_exchanged(plain: Plain, person: Person) -> None:
    _no_card(plain, person)
    plain["name"] = [{"use": "official", "family": person.given, "given": [person.family]}]


def _letter_lost(plain: Plain, person: Person) -> None:
    _no_card(plain, person)
    family = person.family
    plain["name"] = [{"use": "official", "family": family[:-2] + family[-1:], "given": [person.given]}]


def _year_off(plain: Plain, person: Person) -> None:
    _no_card(plain, person)
    plain["birthDate"] = person.birth.replace(
        year=person.birth.year - 1, day=min(person.birth.day, 28)
    ).isoformat()


_ERRORS = (_no_card, _no_accents, _day_and_month, _names_exchanged, _letter_lost, _year_off)


def bare(text: str) -> str:
    """Without accents."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def identities(person: Person, seed: int) -> Iterator[Plain]:
    """What a register of people holds of one: the Patient, and the double of some."""
    yield patient(person, Ids(seed, person.number).of(0))
    second = double(person, seed)
    if second is not None:
        yield second
