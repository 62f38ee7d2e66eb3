"""From a screen and its handler to a route: session, forgery guard, language, and failures as pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from dsn.access.actor import Actor
from dsn.base.errors import DsnError, Forbidden, Invalid, NotFound, Unauthenticated
from dsn.web import csrf, failures
from dsn.web.call import Call, call_of
from dsn.web.page import Item
from dsn.web.screens import Screen
from dsn.web.session import set_visit
from dsn.web.system import System
from dsn.web.words import Words

ExceptionHandler = Callable[[Request, Exception], Awaitable[Response]]
LONGEST_FORM = 1_000_000
"""Bytes of a form; what is longer, or does not say how long it is, is not read."""

Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Door:
    """A screen and what answers there. A room gives a list of these; a site opens them."""

    screen: Screen
    handle: Handler
    methods: tuple[str, ...] = ("GET",)


@dataclass(frozen=True, slots=True)
class Site:
    """Where doors are opened. `menu(actor, words, path)`: where an actor may go from there.

    `allowed(actor, screen)`: may this actor be there? `guard`: raises for a request that the site does not serve at
    all. `sign_in(back)`: the address where one signs in, to come back to `back`.
    """

    system: System
    menu: Callable[[Actor, Words, str], Iterable[Item]]
    allowed: Callable[[Actor, Screen], bool]
    guard: Callable[[Request], None]
    sign_in: Callable[[str], str]


def route(site: Site, door: Door) -> Route:
    """The route of one door."""

    async def answer(request: Request) -> Response:
        return await _answer(site, door, request)

    return Route(door.screen.path, answer, methods=list(door.methods), name=door.screen.id)


def lost(site: Site, screen: Screen) -> ExceptionHandler:
    """The handler for an address that nothing answers."""

    async def handle(_: Call) -> Response:
        raise NotFound("web-no-such-page")

    async def answer(request: Request, _: Exception) -> Response:
        return await _answer(site, Door(screen, handle), request)

    return answer


async def _answer(site: Site, door: Door, request: Request) -> Response:
    spoken = call_of(request, site.system, door.screen)
    if spoken.actor is not None:
        spoken.menu = tuple(site.menu(spoken.actor, spoken.words, request.url.path))
    try:
        response = await _enter(site, door, spoken)
    except ClientDisconnect:
        raise
    except DsnError as error:
        response = spoken.show_failure(error)
    except Exception as error:
        response = spoken.show_failure(failures.as_fault(error, spoken.number))
    if csrf.COOKIE not in request.cookies and "set-cookie" not in response.headers:
        set_visit(response, request, spoken.visit)
    response.headers["x-request-id"] = spoken.number
    return response


async def _enter(site: Site, door: Door, call: Call) -> Response:
    site.guard(call.request)
    if not door.screen.open:
        if call.actor is None:
            return _ask_to_sign_in(site, call)
        if not site.allowed(call.actor, door.screen):
            raise _not_for(call)
    if call.request.method not in csrf.SAFE:
        await _check_form(site, call)
    return await door.handle(call)


def _ask_to_sign_in(site: Site, call: Call) -> Response:
    if call.request.method not in csrf.SAFE or call.request.headers.get("hx-request") == "true":
        raise Unauthenticated("web-sign-in-first")
    return call.go(site.sign_in(call.here))


def _not_for(call: Call) -> DsnError:
    return Forbidden("web-screen-not-for-role", screen=call.words._(call.screen.title))


async def _check_form(site: Site, call: Call) -> None:
    length = call.request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > LONGEST_FORM:
        raise Invalid("web-form-too-long", most=LONGEST_FORM)
    call.form = await call.request.form(max_files=0, max_fields=200)
    sent = call.request.headers.get(csrf.HEADER) or call.form.get(csrf.FIELD)
    headers = call.request.headers
    csrf.check(
        site.system.web_key,
        call.request.cookies.get(csrf.COOKIE, ""),
        sent if isinstance(sent, str) else None,
        headers.get("origin"),
        headers.get("sec-fetch-site"),
        headers.get("host", ""),
    )
