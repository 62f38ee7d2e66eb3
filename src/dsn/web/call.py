"""One request to a page, taken apart: who asks, in which language, for which screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from dsn.access.actor import Actor, Why
from dsn.base import chance, clock
from dsn.base.errors import DsnError, Unauthenticated
from dsn.records import Desk
from dsn.web import csrf, failures
from dsn.web.assets import addresses
from dsn.web.page import Frame, Item, Page, fragments, pieces, render
from dsn.web.screens import Screen
from dsn.web.session import LANGUAGE, SESSION
from dsn.web.system import System
from dsn.web.words import Words, choose, words

NO_STORE = {"cache-control": "no-store", "vary": "HX-Request, HX-Target, Cookie, Accept-Language"}
Fill = Callable[[str], Awaitable[str]]
"""Gives the HTML of the slot of that name."""


@dataclass(slots=True)
class Call:
    """What a handler is given. `number` finds the request in logs; `session` is "" for nobody signed in."""

    request: Request
    system: System
    screen: Screen
    words: Words
    actor: Actor | None
    session: str
    visit: str
    menu: tuple[Item, ...] = ()
    form: FormData = field(default_factory=FormData)
    number: str = field(default_factory=lambda: chance.token(6))

    async def desk(self, reason: str = "") -> Desk:
        """The door to the record for who is signed in. Raises Unauthenticated when nobody is."""
        if self.actor is None:
            raise Unauthenticated("web-sign-in-first")
        client = self.request.client
        why = Why(
            function=self.screen.id,
            screen=self.screen.id,
            reason=reason,
            request=self.number,
            origin=client.host if client else "",
            client="web",
        )
        return await self.system.records.admit(self.actor, why)

    def asked(self, name: str) -> str:
        """A parameter of the address, without blanks around it; "" when not given."""
        return self.request.query_params.get(name, "").strip()

    def hole(self, name: str) -> str:
        """What the address holds at `{name}` of the screen's path."""
        return str(self.request.path_params[name])

    @property
    def here(self) -> str:
        """Path and query of this request, to come back to."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    @property
    def today(self) -> date:
        """The day on the wards' wall clock."""
        return clock.to_datetime(self.system.clock()).astimezone(clock.LOCAL).date()

    @property
    def frame(self) -> Frame:
        """What surrounds the page."""
        return Frame(
            csrf=csrf.token(self.system.web_key, self.visit),
            here=self.here,
            files=addresses(),
            account=self.actor.name if self.actor else "",
            menu=self.menu,
            live=self.actor is not None,
            practice=self.system.establishment,
            state=self.system.state.line(self.words),
            is_warned=self.system.state.is_warning,
        )

    def fragment_of(self, page: type[Page]) -> str | None:
        """Which part of the page is wanted: `?fragment=`, else the element htmx will put it in; None = the whole."""
        if asked := self.asked("fragment"):
            return asked
        if self.request.headers.get("hx-request") != "true" or "hx-boosted" in self.request.headers:
            return None
        target = self.request.headers.get("hx-target", "")
        return target if target in fragments(page) else None

    def show(self, page: Page, status: int = 200) -> HTMLResponse:
        """The page, or the part that was asked for."""
        html = render(page, self.words, self.frame, self.fragment_of(type(page)))
        return HTMLResponse(html, status, headers=NO_STORE)

    def send(self, page: Page, fill: Fill) -> Response:
        """The page as it becomes ready: the text before each slot at once, then what `fill` gives for it."""
        html = render(page, self.words, self.frame, self.fragment_of(type(page)))
        return StreamingResponse(_pour(html, fill), media_type="text/html", headers=NO_STORE)

    def show_failure(self, error: DsnError) -> Response:
        """The page that tells of `error`; to htmx, the notice alone."""
        page = failures.failure(error, self.words, self.number)
        status = failures.way_of(error).status
        if self.request.headers.get("hx-request") == "true":
            html = render(page, self.words, self.frame, "failure")
            return HTMLResponse(
                html, status, headers={**NO_STORE, "hx-retarget": "#notice", "hx-reswap": "innerHTML"}
            )
        return HTMLResponse(render(page, self.words, self.frame), status, headers=NO_STORE)

    def go(self, url: str) -> Response:
        """To another page of ours, by GET."""
        return RedirectResponse(url, 303, headers=NO_STORE)


async def _pour(html: str, fill: Fill) -> AsyncIterator[str]:
    for text, slot in pieces(html):
        if text:
            yield text
        if slot is not None:
            yield await fill(slot)


def visit_of(request: Request) -> str:
    """The browser's visit; a new one when it has none."""
    return request.cookies.get(csrf.COOKIE) or csrf.new_visit()


def call_of(request: Request, system: System, screen: Screen) -> Call:
    """Takes the request apart; reads no body. The menu is the site's to fill."""
    session = request.cookies.get(SESSION, "")
    actor = system.sessions.find(session) if session else None
    spoken = words(choose(request.cookies.get(LANGUAGE), request.headers.get("accept-language")))
    return Call(
        request=request,
        system=system,
        screen=screen,
        words=spoken,
        actor=actor,
        session=session if actor else "",
        visit=visit_of(request),
    )


def local_path(text: str, otherwise: str) -> str:
    """`text` when it is an address within this site, else `otherwise`: nobody is sent elsewhere by a link."""
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if safe else otherwise
