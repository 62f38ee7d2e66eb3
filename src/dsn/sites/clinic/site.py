"""The clinic put together: its doors, who may go where, the menu, and its routes."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from starlette.requests import Request
from starlette.routing import BaseRoute

from dsn.access.actor import Actor
from dsn.access.roles import role
from dsn.accounts.demo import guard_caller
from dsn.care.facts import sections as facts
from dsn.care.medicines import sections as medicines
from dsn.care.people import pages as people
from dsn.care.results import pages as result_pages
from dsn.care.results import sections as results
from dsn.care.story import pages as story
from dsn.care.visits import sections as visits
from dsn.sites.clinic import pages
from dsn.sites.clinic.chart import LINES, SECTIONS
from dsn.sites.clinic.screens import LOST, SIGN_IN
from dsn.web import assets, failures
from dsn.web.page import Item, Page
from dsn.web.routes import Door, ExceptionHandler, Site, lost, route
from dsn.web.screens import Screen
from dsn.web.system import System
from dsn.web.words import Words

PAGES: list[type[Page]] = [
    *pages.PAGES,
    *people.PAGES,
    *story.PAGES,
    *facts.PAGES,
    *medicines.PAGES,
    *results.PAGES,
    *result_pages.PAGES,
    *visits.PAGES,
    failures.Failure,
]
"""Every page and part of a page, for what holds of all of them."""


def doors() -> list[Door]:
    """Every door of the clinic."""
    chart = story.StoryPages(SECTIONS, LINES).doors()
    return [*pages.DOORS, *people.DOORS, *chart, *result_pages.DOORS]


def screens() -> list[Screen]:
    """The registry: every screen of the clinic."""
    return [*(door.screen for door in doors()), LOST]


def routes(system: System) -> list[BaseRoute]:
    """The routes of the clinic, static files among them."""
    return [*(open_door(system, door) for door in doors()), *assets.ROUTES]


def open_door(system: System, door: Door) -> BaseRoute:
    """The route of one door."""
    return route(_site(system), door)


def not_found(system: System) -> ExceptionHandler:
    """What answers where nothing stands: give it to Starlette as the handler of 404 and 405."""
    return lost(_site(system), LOST)


def allowed(actor: Actor, screen: Screen) -> bool:
    """May this actor be at this screen? Each permission is something the role may do."""
    held = role(actor.role)
    return all(getattr(held, name) for name in screen.permissions)


def menu(actor: Actor, words: Words, here: str) -> Iterable[Item]:
    """Where this actor may go."""
    offered = (screen for screen in screens() if screen.menu and allowed(actor, screen))
    return [Item(screen.path, words._(screen.title), screen.path == here) for screen in offered]


def guard(request: Request) -> None:
    """The demonstration door serves this machine alone, by an address of its own (no other name leads here)."""
    peer = request.client.host if request.client else ""
    guard_caller(peer, request.headers.get("host", ""), request.headers)


def _site(system: System) -> Site:
    return Site(
        system=system,
        menu=menu,
        allowed=allowed,
        guard=guard,
        sign_in=lambda back: f"{SIGN_IN.path}?retour={quote(back, safe='/')}",
    )
