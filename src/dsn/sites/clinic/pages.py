"""Signing in and out, the home page, the language, the live stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from dsn.accounts import demo
from dsn.accounts.account import Account
from dsn.base.errors import Invalid
from dsn.care.people.queries import people_in_relation
from dsn.care.reading.person import Person
from dsn.sites.clinic.screens import HOME, LANGUAGE, LIVE, SIGN_IN, SIGN_OUT, STATE
from dsn.web.call import Call, local_path
from dsn.web.live import stream
from dsn.web.page import Page
from dsn.web.routes import Door
from dsn.web.session import end_session, set_language, set_session
from dsn.web.state import StateLine
from dsn.web.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Choice:
    """An account one can choose; `role` in the reader's language."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SignIn(Page):
    """`back` is where the person wanted to go."""

    template: ClassVar[str] = "sites/clinic/sign_in.html"
    choices: tuple[Choice, ...]
    back: str


@dataclass(frozen=True, slots=True)
class Home(Page):
    """`people`: those the reader gives care to; `everyone`: the reader's role needs no relation."""

    template: ClassVar[str] = "sites/clinic/home.html"
    people: tuple[Person, ...]
    more: bool
    everyone: bool


async def show_sign_in(call: Call) -> Response:
    """GET /entree: the accounts; POST: signs in as the one chosen."""
    if call.request.method != "POST":
        choices = tuple(_choice(one, call.words.language) for one in demo.ACCOUNTS)
        return call.show(SignIn(choices, local_path(call.asked("retour"), "/")))
    response = call.go(local_path(_sent(call, "retour"), "/"))
    session = call.system.sessions.open(_sent(call, "account"))
    _close(call)
    set_session(response, call.request, session, call.system.sessions.seconds)
    return response


def _choice(account: Account, language: str) -> Choice:
    return Choice(account.id, account.name, account.role_name(language))


def _sent(call: Call, name: str) -> str:
    value = call.form.get(name)
    return value if isinstance(value, str) else ""


async def sign_out(call: Call) -> Response:
    """POST /sortie."""
    response = call.go(SIGN_IN.path)
    _close(call)
    end_session(response)
    return response


def _close(call: Call) -> None:
    if call.session:
        call.system.hub.forget(call.session)
        call.system.sessions.end(call.session)


async def show_home(call: Call) -> Response:
    """GET /"""
    desk = await call.desk()
    people, more = await people_in_relation(desk, call.words, call.today)
    return call.show(Home(tuple(people), more, desk.scope.people is None))


async def switch_language(call: Call) -> Response:
    """GET /langue/en?retour=…"""
    wanted = call.hole("language")
    if wanted not in LANGUAGES:
        raise Invalid("web-language-unknown", language=wanted)
    response = call.go(local_path(call.asked("retour"), "/"))
    set_language(response, call.request, wanted)
    return response


async def live(call: Call) -> Response:
    """GET /live: the event stream of this browser."""
    return stream(call.system.hub, call.session)


async def show_state(call: Call) -> Response:
    """GET /etat: the line alone, or nothing when there is nothing to tell."""
    return call.show(StateLine())


DOORS: Sequence[Door] = [
    Door(SIGN_IN, show_sign_in, ("GET", "POST")),
    Door(SIGN_OUT, sign_out, ("POST",)),
    Door(LANGUAGE, switch_language),
    Door(LIVE, live),
    Door(STATE, show_state),
    Door(HOME, show_home),
]
PAGES = [SignIn, Home, StateLine]
