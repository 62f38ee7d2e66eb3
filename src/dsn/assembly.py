"""Puts the parts together: the only place that knows everything.

`async with build(settings) as system` gives a system ready to serve, with its housekeeping running beside it.
Commands that need less open less: `open_store`, `open_log`, `open_accounts`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Send
from starlette.types import Scope as ASGIScope

from dsn.access.actor import Actor
from dsn.access.scope import Scope
from dsn.accounts.accounts import Accounts
from dsn.accounts.demo import guard_caller
from dsn.accounts.sessions import Sessions
from dsn.api.app import FhirApi
from dsn.api.asker import bearer
from dsn.api.http import Incoming
from dsn.base import clock as clocks
from dsn.base.clock import Clock
from dsn.base.errors import Busy
from dsn.base.sentences import say_error
from dsn.base.settings import Settings
from dsn.care.story import live
from dsn.care.visits.relations import relate as visit_relations
from dsn.fhir.search.shipped import ShippedTerms
from dsn.jobs.housekeeping import Chore, housekeeping
from dsn.jobs.room import RoomWatch, health
from dsn.log import tables as log_tables
from dsn.log.keys import LOG_KEY, stored_key
from dsn.log.log import Log
from dsn.records import Records, Why
from dsn.sites.clinic import chart
from dsn.sites.clinic import site as clinic
from dsn.sql.owned import Owned
from dsn.store import Store
from dsn.store import owned as store_owned
from dsn.store.projections.activity import ACTIVITY
from dsn.store.projections.follow import Projections
from dsn.web.door import Door
from dsn.web.headers import SecurityHeaders
from dsn.web.live import Hub
from dsn.web.state import State
from dsn.web.words import choose

WEB_KEY = "web.form-key"
RELATIONS = (visit_relations,)
"""What resources say about who is in relation with whom, given by rooms, kept by the store inside each commit."""


PROJECTIONS = (ACTIVITY,)
"""Rows made from the feed, given by rooms, kept up beside serving and made anew by `dsn rebuild`."""
OWNED = (
    *store_owned.OWNED,
    *(Owned("log", table, "record") for table in log_tables.TABLES),
    *(
        Owned("store", table, "derived", f"dsn rebuild {projection.name}")
        for projection in PROJECTIONS
        for table in projection.tables
    ),
)
"""Every table of every room. Those of the log are of one month, under the names `dsn.log.tables.name` gives them."""


@dataclass(slots=True)
class System:
    """A running system. `app` is the ASGI application of all of it."""

    settings: Settings
    clock: Clock
    store: Store
    log: Log
    records: Records
    accounts: Accounts
    hub: Hub
    web_key: bytes
    state: State
    projections: Projections
    app: Door = field(init=False)

    async def leave(self) -> None:
        """Before the server stops: nobody new comes in, streams end, and who is inside may finish."""
        self.app.close()
        self.hub.end()
        await self.app.empty()

    @property
    def sessions(self) -> Sessions:
        return self.accounts.sessions

    @property
    def establishment(self) -> str:
        return self.settings.establishment

    def identify(self, request: Incoming) -> Actor:
        """Who signs an API request. Raises Unauthenticated; Forbidden off this machine."""
        guard_caller(request.peer, request.headers.get("host", ""), request.headers)
        return self.accounts.verify(bearer(request)).actor()

    async def scope_of(self, session: str) -> Scope | None:
        """What the person of a browser session may see now; None once it ended."""
        actor = self.accounts.sessions.find(session)
        return None if actor is None else (await self.records.admit(actor, Why("live"))).scope


@asynccontextmanager
async def open_store(settings: Settings, clock: Clock = clocks.now) -> AsyncIterator[Store]:
    """The record, brought to this release's shape."""
    store = await Store.open(settings.store, clock=clock, relate=RELATIONS, terms=ShippedTerms())
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_log(settings: Settings, store: Store) -> AsyncIterator[Log]:
    """The access log beside the record, with what waited in the record's outbox moved into it."""
    log = Log.open(settings.store, await stored_key(store, LOG_KEY))
    store.stopped = log.reserve.stopped
    try:
        yield log
    finally:
        await log.close()


async def open_accounts(settings: Settings, store: Store, clock: Clock = clocks.now) -> Accounts:
    """Who may sign in; `settings.door` says how."""
    return await Accounts.open(store, clock)


@asynccontextmanager
async def build(settings: Settings, clock: Clock = clocks.now) -> AsyncIterator[System]:
    """A whole system, its housekeeping running; closed in order at the end."""
    async with open_store(settings, clock) as store, open_log(settings, store) as log:
        hub = Hub()
        system = System(
            settings=settings,
            clock=clock,
            store=store,
            log=log,
            records=Records(store, log, clock),
            accounts=await open_accounts(settings, store, clock),
            hub=hub,
            state=State(hub),
            projections=await Projections.open(store, PROJECTIONS),
            web_key=await stored_key(store, WEB_KEY),
        )
        system.app = _application(system)
        async with housekeeping(_chores(system)):
            yield system
        await system.accounts.sessions.settle()
        await log.drain(store)


def _application(system: System) -> Door:
    settings = system.settings
    fhir = FhirApi(
        records=system.records,
        identify=system.identify,
        language_of=_language_of,
        base_url=settings.base_url,
        page_size=settings.page_size,
        page_size_max=settings.page_size_max,
        body_limit=settings.body_limit,
    )
    lost = clinic.not_found(system)
    pages = Starlette(
        routes=[Route("/healthz", _healthy(system)), *clinic.routes(system)],
        exception_handlers={404: lost, 405: lost},
        middleware=[Middleware(SecurityHeaders)],
    )

    async def front(scope: ASGIScope, receive: Receive, send: Send) -> None:
        await (fhir if fhir.serves(scope) else pages)(scope, receive, send)

    async def leaving(scope: ASGIScope, receive: Receive, send: Send) -> None:
        error = Busy("store-closed")
        if fhir.serves(scope):
            return await fhir.turn_away(error, scope, receive, send)
        return await _away(error, Request(scope))(scope, receive, send)

    return Door(front, leaving)


def _away(error: Busy, request: Request) -> PlainTextResponse:
    """Plain words: pages are no longer made."""
    language = choose(None, request.headers.get("accept-language"))
    return PlainTextResponse(f"{say_error(error, language)}\n", 503, headers={"retry-after": "3"})


def _healthy(system: System) -> Callable[[Request], Awaitable[PlainTextResponse]]:
    """200 as long as it can be read, also while it cannot be written: the body says so."""

    async def healthy(request: Request) -> PlainTextResponse:
        language = choose(None, request.headers.get("accept-language"))
        told = health(system.log.reserve, language)
        return PlainTextResponse(told, headers={"cache-control": "no-store"})

    return healthy


def _language_of(request: Incoming) -> str:
    return choose(None, request.headers.get("accept-language"))


def _chores(system: System) -> list[Chore]:
    """What runs beside serving: log rows of writes to their month, ended rows away, news to open stories."""

    async def drain() -> None:
        await system.log.drain(system.store)

    async def sweep() -> None:
        await system.store.sweep()

    async def keep_words() -> None:
        await system.store.words.keep(share=0.1)

    async def seal() -> None:
        await system.log.seal(system.store, system.clock())

    async def project() -> None:
        await system.projections.advance()

    async def watch() -> None:
        shown = live.types_shown(chart.SECTIONS)
        await live.watch(_feed_of(system.store), system.hub, system.scope_of, shown)

    return [
        Chore("drain", drain, seconds=0.5),
        Chore("sweep", sweep, seconds=300),
        Chore("words", keep_words, seconds=2),
        Chore("projections", project, seconds=1),
        Chore("live", watch, seconds=5),
        Chore("seal", seal, seconds=3600),
        Chore("room", RoomWatch(system.log.reserve, system.state).look, seconds=3),
    ]


def _feed_of(store: Store) -> live.Feed:
    """The store's feed as open stories want it: from now on, and what a version is and whose."""

    async def feed(after: object, limit: int) -> tuple[list[live.News], object]:
        if after is None:
            return [], await store.feed_end()
        assert isinstance(after, bytes)
        news = await store.feed(after, limit)
        now = await store.read_unscoped_for_live([one.key for one in news])
        told = [live.News(one.key, one.type, one.patients, one.labels) for one in now.values()]
        return told, news[-1].cursor if news else after

    return feed
