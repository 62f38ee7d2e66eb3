"""The demonstration door: known accounts, on this machine only."""

from __future__ import annotations

import pytest

from dsn.access.roles import role
from dsn.accounts import Account, demo
from dsn.base.errors import Forbidden, Invalid, NotFound


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "localhost", "::1", "[::1]", "::ffff:127.0.0.1"])
def test_the_door_opens_on_loopback(host: str) -> None:
    """Every way of writing this machine's own address is served, and taken from a caller."""
    demo.guard_loopback(host)
    demo.guard_peer(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "10.0.0.5", "192.168.1.2", "example.org", "", "localhost.evil.org", "::ffff:10.0.0.1"],
)
def test_the_door_does_not_open_anywhere_else(host: str) -> None:
    """All addresses, private and public ones, and names: refused before binding, and as callers."""
    with pytest.raises(Invalid) as bound:
        demo.guard_loopback(host)
    assert bound.value.code == "demo-not-loopback"
    with pytest.raises(Forbidden) as called:
        demo.guard_peer(host)
    assert called.value.code == "demo-not-from-here"


def test_a_forwarded_request_is_refused() -> None:
    """A proxy on this machine would make everyone a local caller."""
    with pytest.raises(Forbidden):
        demo.guard_peer("127.0.0.1", forwarded=True)


@pytest.mark.parametrize("account", demo.ACCOUNTS, ids=lambda account: account.id)
def test_every_account_can_act(account: Account) -> None:
    """Its role is in the catalogue, a role of an order has its permit, and it is found by its id."""
    held = role(account.role)
    assert not held.order or (account.order and account.permit)
    assert demo.account(account.id) is account
    assert account.actor().who == account.id
    assert account.role_name("fr") == held.french
    assert account.role_name("en") == held.english


def test_the_system_account_is_a_robot_and_the_only_one() -> None:
    """Nobody signs in as a person and sees everything."""
    assert [account.id for account in demo.ACCOUNTS if account.kind == "robot"] == ["systeme"]
    assert demo.SYSTEM not in demo.PEOPLE


def test_an_unknown_account_is_not_found() -> None:
    """With the name that was asked for."""
    with pytest.raises(NotFound) as caught:
        demo.account("personne")
    assert caught.value.values == {"account": "personne"}
