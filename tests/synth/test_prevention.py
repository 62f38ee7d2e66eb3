"""Prevention: vaccines of adults, screening of bowel and cervix, each at its age and in its era."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta

import pytest

from dsn.synth import cervical, childhood, colorectal, vaccines
from dsn.synth.coherence import RULES
from dsn.synth.coherence.prevention import RULES as PREVENTION
from dsn.synth.coherence.record import Record
from dsn.synth.lives import lives
from dsn.synth.plain import Plain

TODAY = date(2026, 6, 1)
LIVES = list(lives(44, 400, TODAY))
NAMES = [rule.__name__.replace("_", "-") for rule in PREVENTION]


def _of(life: list[Plain], type_: str, word: str = "") -> Iterator[Plain]:
    """Those of a type in which the word is written."""
    return (one for one in life if one["resourceType"] == type_ and word in str(one))


@pytest.mark.parametrize("name", NAMES)
def test_no_record_breaks_a_rule_of_prevention(name: str) -> None:
    """Each rule, over four hundred lives."""
    assert [what for life in LIVES for what in RULES[name](Record(life, TODAY))] == []


def test_the_old_are_vaccinated_and_the_young_hardly() -> None:
    """Pneumococcus and zoster belong to the old; COVID-19 reached most adults twice."""
    told = {name: 0 for name, _code in (("Zona", 0), ("Pneumocoque poly", 0), ("COVID-19", 0), ("'dT'", 0))}
    for life in LIVES:
        for name in told:
            told[name] += sum(1 for _ in _of(life, "Immunization", name))
    assert all(told.values()), told
    adults = [life for life in LIVES if life[0]["birthDate"] < "2003" and "deceasedDateTime" not in life[0]]
    twice = [life for life in adults if sum(1 for _ in _of(life, "Immunization", "COVID-19")) >= 2]
    assert 0.75 < len(twice) / len(adults) < 0.97


def test_a_shingles_vaccine_waits_for_its_programme() -> None:
    """Nobody of 74 in 2025, somebody of 72 in 2026: the age falls with the years."""
    ages = sorted(
        (one["occurrenceDateTime"][:10], int(one["occurrenceDateTime"][:4]) - int(life[0]["birthDate"][:4]))
        for life in LIVES
        for one in _of(life, "Immunization", "Zona")
    )
    assert {day[:4] for day, _age in ages} >= {"2023", "2024", "2025"}
    assert min(age for day, age in ages if day < "2024-05-01") >= 80
    assert [start for start, _age in vaccines.ZOSTER_FROM] == sorted(
        start for start, _ in vaccines.ZOSTER_FROM
    )


@pytest.mark.parametrize(
    ("birth", "sex", "nine", "fourteen"),
    [
        (date(1996, 3, 2), "M", {"104"}, {"115"}),
        (date(2001, 3, 2), "F", {"104", "137"}, {"115"}),
        (date(2001, 3, 2), "M", {"104"}, {"115"}),
        (date(2008, 3, 2), "M", {"104", "137"}, {"115"}),
        (date(2010, 3, 2), "M", {"104", "137"}, {"115", "137"}),
        (date(2014, 3, 2), "F", {"83", "137"}, {"115", "137"}),
    ],
)
def test_schools_vaccinate_as_they_did_that_year(
    birth: date, sex: str, nine: set[str], fourteen: set[str]
) -> None:
    """Papilloma for girls from 2008, boys from 2016; hepatitis A alone once infants were vaccinated against B."""
    assert {code for code, _ in childhood.school(birth, sex, childhood.PRIMARY)} == nine
    assert {code for code, _ in childhood.school(birth, sex, childhood.SECONDARY)} == fourteen


def test_a_vaccine_put_off_is_not_given_twice_at_once() -> None:
    """The second dose of what was late waits for the next visit."""
    late = (("94", "RRO-varicelle"), ("120", "DCaT-VPI-Hib"), ("94", "RRO-varicelle"))
    assert childhood._second_doses(late) == (("94", "RRO-varicelle"),)
    assert childhood._second_doses(late[:2]) == ()


def test_stool_tests_are_read_and_followed() -> None:
    """Negative below the threshold, flagged above; some polyps are found, taken out and read by the pathologist."""
    found = [one for life in LIVES for one in _of(life, "Observation", "RSOSi")]
    assert len(found) > 60
    for one in found:
        assert ("interpretation" in one) == (one["valueQuantity"]["value"] >= 175)
    reports = [one for life in LIVES for one in _of(life, "DocumentReference", colorectal.REPORT)]
    assert reports
    assert any("dysplasie" in str(one) for life in LIVES for one in _of(life, "DiagnosticReport"))


def test_smears_and_tests_for_the_virus_follow_the_era() -> None:
    """Pap tests first; the virus since the establishment changed, never before the autumn of 2023."""
    pap = [one for life in LIVES for one in _of(life, "DiagnosticReport", cervical.PAP)]
    virus = [one for life in LIVES for one in _of(life, "DiagnosticReport", cervical.VIRUS)]
    assert len(pap) > 60
    assert virus
    assert min(one["effectiveDateTime"] for one in virus) >= "2023-10-01"
    assert {one["category"][0]["coding"][0]["code"] for one in pap} == {"CP"}
    assert cervical.changed("mcq") - cervical.VIRUS_FROM < timedelta(days=901)


def _broken(name: str, word: str, change: Plain, type_: str = "Immunization") -> list[str]:
    """What a rule says of the first record that has such a thing, once it is changed so."""
    rule = RULES[name]
    life = deepcopy(next(life for life in LIVES if any(True for _ in _of(life, type_, word))))
    for one in _of(life, type_, word):
        one.update(change)
        break
    return list(rule(Record(life, TODAY)))


def test_rules_of_prevention_bite() -> None:
    """A vaccine too early, a smear too late in life, a stool test of a young person: each is told."""
    early = {"occurrenceDateTime": "2019-02-04T10:00:00-05:00"}
    assert _broken("vaccines-of-their-time", "COVID-19", early)
    assert _broken("zoster-at-its-age", "Zona", {"occurrenceDateTime": "2020-02-04T10:00:00-05:00"})
    late = {"effectiveDateTime": "2099-02-04T10:00:00-05:00"}
    assert _broken("smears-of-women-of-that-age", cervical.PAP, late, "DiagnosticReport")
    assert _broken("stool-tests-of-that-age", "RSOSi", late, "DiagnosticReport")
