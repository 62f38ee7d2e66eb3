"""Sensitivity labels: known codes have their bit, open ones none, anything else is barred."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsn.access import labels
from dsn.access.scope import ALL_LABELS
from dsn.fhir.types import Coding, Meta, Patient


def test_every_label_has_one_bit_of_its_own_within_the_mask() -> None:
    """No two labels share a bit, none is OTHER, and all fit into what a scope can bar."""
    bits = list(labels.BIT.values())
    assert len(set(bits)) == len(bits)
    assert sum(bits) & labels.OTHER == 0
    assert (sum(bits) | labels.OTHER) & ~ALL_LABELS == 0


def test_the_stored_numbers_do_not_move() -> None:
    """Bits lie in stored rows, so these places are held for ever."""
    assert [labels.BIT[code].bit_length() - 1 for code in ("R", "V", "ETH", "HIV", "PSY", "PRS")] == [
        0,
        1,
        2,
        4,
        15,
        42,
    ]


def test_restricted_and_psychiatry_add_up() -> None:
    """Two labels on one resource give both bits; a normal one adds none."""
    found = labels.bits(
        [(labels.CONFIDENTIALITY, "R"), (labels.ACT_CODE, "PSY"), (labels.CONFIDENTIALITY, "N")]
    )
    assert found == labels.mask("R", "PSY")


def test_test_health_data_is_open() -> None:
    """HTEST says that data are for tests, which bars nobody."""
    assert labels.bits([(labels.ACT_REASON, "HTEST")]) == 0


@given(st.tuples(st.none() | st.text(), st.none() | st.text()))
def test_an_unknown_label_is_other(coding: tuple[str | None, str | None]) -> None:
    """What the table does not know is never taken for open."""
    assert labels.bits([coding]) == labels.OTHER


def test_the_code_of_one_system_is_unknown_in_another() -> None:
    """R is restricted only in v3-Confidentiality."""
    assert labels.bits([(labels.ACT_CODE, "R")]) == labels.OTHER
    assert labels.bits([(None, "R")]) == labels.OTHER


def test_labels_of_a_resource_are_those_of_its_meta() -> None:
    """A Patient labelled V carries that bit; one without meta none."""
    secret = Patient(meta=Meta(security=(Coding(system=labels.CONFIDENTIALITY, code="V"),)))
    assert labels.labels_of(secret) == labels.BIT["V"]
    assert labels.labels_of(Patient()) == 0


def test_clearance_for_nothing_bars_unknown_labels_too() -> None:
    """The bars of who is cleared for R alone hold every other label and OTHER."""
    barred = labels.barred_but(labels.BIT["R"])
    assert barred & labels.OTHER
    assert not barred & labels.BIT["R"]
    assert barred & labels.BIT["PSY"]
