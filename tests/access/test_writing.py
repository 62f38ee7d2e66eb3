"""Changing needs more than seeing: the role, everyone concerned in scope, and no barred label."""

from __future__ import annotations

from dsn.access.actor import Actor, Why
from dsn.access.decide import Facts, decide
from dsn.access.labels import BIT
from dsn.access.relations import Relation
from dsn.access.roles import role
from dsn.access.writing import NEW, Body, may_see, may_write

MINE, THEIRS = 7, 8


def _may(role_code: str, body: Body) -> bool:
    actor = Actor("a", "A", role_code, order="x", permit="1")
    scope = decide(
        Facts(actor, Why("test"), at=1, relations=(Relation("Practitioner/p", MINE, "encounter"),))
    )
    return may_write(scope, role(role_code), body)


def _body(type_: str, *patients: int, labels: int = 0) -> Body:
    return Body(type_, 100, frozenset(patients), labels)


def test_a_nurse_writes_for_someone_in_relation_only() -> None:
    """An observation of a person in scope is hers to write; of another person it is not."""
    assert _may("infirmier", _body("Observation", MINE))
    assert not _may("infirmier", _body("Observation", THEIRS))


def test_everyone_concerned_must_be_in_scope_to_write() -> None:
    """An appointment of two people, one out of relation, may be seen and not changed."""
    assert not _may("infirmier", _body("Appointment", MINE, THEIRS))


def test_an_orderly_reads_and_does_not_write() -> None:
    """The same observation, a role that reads."""
    assert not _may("prepose", _body("Observation", MINE))


def test_a_clerk_registers_people_and_writes_no_observation() -> None:
    """A new identity is hers to write; a stored one of somebody else is not, for a Patient names who gives care."""
    assert _may("clinico-administratif", _body("Patient", NEW))
    assert _may("clinico-administratif", _body("RelatedPerson", NEW))
    assert not _may("clinico-administratif", _body("Patient", THEIRS))
    assert not _may("clinico-administratif", _body("Observation", MINE))


def test_a_barred_label_bars_writing_as_well() -> None:
    """A note labelled V is not for a nurse to replace."""
    assert not _may("infirmier", _body("DocumentReference", MINE, labels=BIT["V"]))
    assert not _may("infirmier", _body("Patient", MINE, labels=BIT["V"]))


def test_the_directory_is_kept_by_who_defines() -> None:
    """A configurator changes an organization, a nurse does not; neither writes a task of nobody."""
    assert _may("pilote", _body("Organization"))
    assert not _may("infirmier", _body("Organization"))
    assert not _may("pilote", _body("Task"))
    assert _may("systeme", _body("Task"))


def test_who_registers_someone_may_write_their_record_in_the_same_commit() -> None:
    """The person has no key yet: allowed for the new person, still refused when another is concerned."""
    assert _may("infirmier", _body("Condition", NEW))
    assert not _may("infirmier", _body("Condition", NEW, THEIRS))


def test_seeing_follows_the_scope() -> None:
    """`may_see` says what `visible` says for what is stored."""
    actor = Actor("a", "A", "infirmier", order="x", permit="1")
    scope = decide(
        Facts(actor, Why("test"), at=1, relations=(Relation("Practitioner/p", MINE, "encounter"),))
    )
    assert may_see(scope, _body("Appointment", MINE, THEIRS))
    assert not may_see(scope, _body("Appointment", THEIRS))
    assert may_see(scope, _body("Practitioner"))
    assert not may_see(scope, _body("Task"))
