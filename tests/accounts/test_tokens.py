"""Tokens and sessions: signed by the store's key, good for a while, and nobody else's."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from dsn.accounts import Accounts, demo
from dsn.accounts.tokens import LIFETIME, Tokens
from dsn.base.errors import NotFound, Unauthenticated

START = 1_795_000_000_000


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> int:
        return self.at


class MemorySettings(dict[str, str]):
    """The settings of a store, without one."""

    async def setting_get(self, name: str) -> str | None:
        return self.get(name)

    async def setting_set(self, name: str, value: str) -> None:
        self[name] = value


def _accounts(settings: MemorySettings, clock: Clock) -> Accounts:
    return asyncio.run(Accounts.open(settings, clock))


def test_a_token_names_its_account_to_another_process() -> None:
    """Issued on an empty store by one process, verified by another that has the same store."""
    settings, clock = MemorySettings(), Clock()
    token = _accounts(settings, clock).issue_token("inf-gagnon")
    serving = _accounts(settings, clock)
    assert serving.verify(token).id == "inf-gagnon"
    assert serving.verify(token) is demo.account("inf-gagnon")


def test_a_token_of_another_store_is_refused() -> None:
    """The same account, signed with another store's key."""
    clock = Clock()
    token = _accounts(MemorySettings(), clock).issue_token("systeme")
    with pytest.raises(Unauthenticated) as caught:
        _accounts(MemorySettings(), clock).verify(token)
    assert caught.value.code == "token-invalid"


def test_a_token_expires_even_when_it_is_remembered() -> None:
    """Good to the last millisecond, then not, though it was verified before."""
    clock = Clock()
    accounts = _accounts(MemorySettings(), clock)
    token = accounts.issue_token("systeme")
    clock.at += LIFETIME * 1000 - 1
    assert accounts.verify(token).id == "systeme"
    clock.at += 1
    with pytest.raises(Unauthenticated) as caught:
        accounts.verify(token)
    assert caught.value.code == "token-expired"
    with pytest.raises(Unauthenticated):
        accounts.verify(token)


def _signed(claims: dict[str, object], alg: str = "HS256", key: bytes = b"k" * 32) -> str:
    return jwt.encode({"alg": alg}, claims, OctKey.import_key(key), algorithms=[alg])


_GOOD: dict[str, object] = {"sub": "systeme", "aud": "dsn-demo", "exp": START // 1000 + 60}


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "dsn"},
        {"aud": None},
        {"sub": "personne"},
        {"sub": None},
        {"exp": None},
        {"exp": "tomorrow"},
    ],
)
def test_a_token_with_one_claim_wrong_is_refused(changed: dict[str, object]) -> None:
    """Signed with our key, but for another audience, for nobody, or for ever."""
    tokens = Tokens(b"k" * 32, Clock())
    assert tokens.verify(_signed(_GOOD)).id == "systeme"
    with pytest.raises(Unauthenticated) as caught:
        tokens.verify(_signed(_GOOD | changed))
    assert caught.value.code == "token-invalid"


def test_an_unsigned_token_is_refused() -> None:
    """`alg: none` and other algorithms than ours are no signature."""
    tokens = Tokens(b"k" * 32, Clock())
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "none"}, _GOOD)
    ]
    for token in (b".".join([*parts, b""]).decode(), _signed(_GOOD, "HS512", b"k" * 64), "", "x", "é.é.é"):
        with pytest.raises(Unauthenticated):
            tokens.verify(token)


def test_no_token_for_an_unknown_account() -> None:
    """Asked for by a name that does not exist."""
    with pytest.raises(NotFound):
        _accounts(MemorySettings(), Clock()).issue_token("personne")


def test_a_session_is_found_until_it_is_over() -> None:
    """The text of a session gives the actor, in another process too, for a shift."""
    settings, clock = MemorySettings(), Clock()
    sessions = _accounts(settings, clock).sessions
    text = _accounts(settings, clock).sessions.open("dre-tremblay")
    actor = sessions.find(text)
    assert actor is not None
    assert actor.who == "dre-tremblay"
    clock.at += sessions.seconds * 1000
    assert sessions.find(text) is None


@pytest.mark.parametrize("altered", ["", "x", "a.b.c.d", "é"])
def test_what_is_no_session_of_ours_finds_nobody(altered: str) -> None:
    """Empty, rubbish, and texts of the right shape."""
    assert _accounts(MemorySettings(), Clock()).sessions.find(altered) is None


def test_an_altered_session_finds_nobody() -> None:
    """The same session with another account in it, or a later end."""
    sessions = _accounts(MemorySettings(), Clock()).sessions
    id_, account, ends, signature = sessions.open("prepose-diallo").split(".")
    assert sessions.find(f"{id_}.{account}.{ends}.{signature}") is not None
    assert sessions.find(f"{id_}.systeme.{ends}.{signature}") is None
    assert sessions.find(f"{id_}.{account}.{int(ends) + 1}.{signature}") is None


def test_an_ended_session_stays_ended_after_a_restart() -> None:
    """Signing out holds here at once and for whoever opens the store later; another session of the account lives."""
    settings, clock = MemorySettings(), Clock()

    async def sign_out() -> tuple[str, str]:
        sessions = (await Accounts.open(settings, clock)).sessions
        gone, stays = sessions.open("pharm-roy"), sessions.open("pharm-roy")
        sessions.end(gone)
        sessions.end(gone)
        sessions.end("rubbish")
        assert sessions.find(gone) is None
        await sessions.settle()
        return gone, stays

    gone, stays = asyncio.run(sign_out())
    restarted = _accounts(settings, clock).sessions
    assert restarted.find(gone) is None
    assert restarted.find(stays) is not None


def test_no_session_for_an_unknown_account() -> None:
    """A forged sign-in form."""
    with pytest.raises(NotFound):
        _accounts(MemorySettings(), Clock()).sessions.open("personne")
