"""The decision: who is let in on which ground, to see and change what."""

from __future__ import annotations

import pytest
from tests.support.covers import covers

from dsn.access.actor import Actor, Why
from dsn.access.decide import Facts, decide
from dsn.access.labels import BIT, OTHER
from dsn.access.relations import Relation
from dsn.access.roles import ROLES, role
from dsn.access.scope import Scope
from dsn.base.errors import Invalid
from dsn.base.sentences import SENTENCES

WHY = Why(function="test")
IN_CARE = (Relation("Practitioner/p", 7, "encounter"), Relation("Practitioner/p", 9, "encounter", 0, 50))


def _scope(role_code: str, *, permit: str = "12345", kind: str = "real") -> Scope:
    order = "cmq" if permit else ""
    actor = Actor(
        "a", "A", role_code, kind="robot" if kind == "robot" else "real", order=order, permit=permit
    )
    return decide(Facts(actor, WHY, at=100, relations=IN_CARE))


def test_a_physician_with_a_permit_sees_people_in_relation_now() -> None:
    """S. 38: the person of a relation in force; the one of an ended relation not."""
    scope = _scope("medecin")
    assert scope.people == frozenset([7])
    assert scope.reason == "access-s38"
    assert scope.writes


@covers("F46")
def test_a_physician_without_a_permit_sees_nobody_and_writes_nothing() -> None:
    """The same physician with no permit on the account."""
    scope = _scope("medecin", permit="")
    assert scope.people == frozenset()
    assert scope.reason == "access-no-permit"
    assert not scope.writes
    assert scope.barred_labels & BIT["R"]


def test_other_staff_stand_on_section_39() -> None:
    """An orderly, member of no order, reads people in relation and writes nothing."""
    scope = _scope("prepose", permit="")
    assert scope.reason == "access-s39"
    assert scope.people == frozenset([7])
    assert not scope.writes


def test_administrative_staff_see_identities_only() -> None:
    """A clerk in relation with someone still opens no record."""
    scope = _scope("clinico-administratif", permit="")
    assert scope.people == frozenset()
    assert scope.identities


def test_a_director_sees_neither_records_nor_identities() -> None:
    """Least privilege: a function that treats nobody has no need of names."""
    scope = _scope("directeur", permit="")
    assert scope.people == frozenset()
    assert not scope.identities


def test_the_archivist_sees_everyone_but_not_the_most_secret() -> None:
    """Everyone, except very restricted and psychotherapy notes and unknown labels."""
    scope = _scope("archiviste", permit="")
    assert scope.people is None
    assert scope.barred_labels == BIT["V"] | BIT["PSYTHPN"] | OTHER


def test_the_system_account_sees_and_writes_everything() -> None:
    """`systeme` is barred from nothing."""
    scope = _scope("systeme", permit="", kind="robot")
    assert (scope.people, scope.barred_labels, scope.writes) == (None, 0, True)
    assert scope.reason == "access-system"


def test_an_unknown_role_is_refused() -> None:
    """Nobody works under a role that the catalogue lacks."""
    with pytest.raises(Invalid) as caught:
        _scope("magicien")
    assert caught.value.code == "access-unknown-role"


@pytest.mark.parametrize("held", ROLES, ids=lambda held: held.code)
def test_no_role_but_the_system_is_cleared_for_unknown_labels(held: object) -> None:
    """An unknown label bars every human role."""
    code = getattr(held, "code", "")
    assert bool(role(code).cleared & OTHER) == (code == "systeme")


@pytest.mark.parametrize("held", [held for held in ROLES if held.everyone], ids=lambda held: held.code)
def test_only_archivist_and_system_need_no_relation(held: object) -> None:
    """Who may see everyone is a short list that a change must touch on purpose."""
    assert getattr(held, "code", "") in {"archiviste", "systeme"}


@covers("F118")
def test_the_catalogue_has_the_roles_the_project_names() -> None:
    """ASI, heads, advisors, coordinators, directors, physicians, pharmacists, clinico-administrative staff and others,
    each with a French and an English name."""
    named = set(
        """asi assistant-chef chef-departement chef-service conseiller-cadre coordonnateur directeur medecin
        pharmacien clinico-administratif professionnel sac""".split()
    )
    assert named <= {held.code for held in ROLES}
    assert len({held.code for held in ROLES}) == len(ROLES)
    assert all(held.french and held.english for held in ROLES)


def test_every_ground_has_its_sentence() -> None:
    """What `Scope.reason` says can be read by a person."""
    assert {"access-s38", "access-s39", "access-no-permit", "access-system"} <= SENTENCES.keys()
