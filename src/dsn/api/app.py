"""The FHIR service as an ASGI application: takes a request apart, admits its asker, answers or refuses.

No framework routing below `/fhir`: a plain read is the busiest path of the house, and one table look-up is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.types import Receive, Scope, Send

from dsn.access.actor import Actor, Why
from dsn.api.binary import native
from dsn.api.call import Asked, Call, Form, accepted_form
from dsn.api.capability import capabilities, metadata
from dsn.api.http import Incoming, Reply
from dsn.api.parameters import pairs_of
from dsn.api.refusal import refusal
from dsn.api.routing import find
from dsn.base import chance
from dsn.base.errors import DsnError, Fault, Invalid, Unsupported
from dsn.base.logging import Logger
from dsn.records import Desk, Records

log = Logger("api")
PREFIX = "/fhir"
_FORM = "application/x-www-form-urlencoded"


class Identify(Protocol):
    """Who signs this request. Raises Unauthenticated or Forbidden; asks nothing of the record."""

    def __call__(self, request: Incoming) -> Actor: ...


@dataclass(frozen=True, slots=True)
class FhirApi:
    """`base_url` empty = the address the request came to. `language_of` picks the language of refusals by headers."""

    records: Records
    identify: Identify
    language_of: Callable[[Incoming], str]
    base_url: str = ""
    page_size: int = 50
    page_size_max: int = 1000
    body_limit: int = 64 * 1024 * 1024

    def serves(self, scope: Scope) -> bool:
        """Is this a request for the FHIR service?"""
        path: str = scope["path"] if scope["type"] == "http" else ""
        return path == PREFIX or path.startswith(f"{PREFIX}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Incoming.of(scope, receive, self.body_limit)
        reply = await self.respond(request)
        await reply.send(send, head=request.method == "HEAD")

    async def turn_away(self, error: DsnError, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with `error` what was not even looked at."""
        request = Incoming.of(scope, receive, self.body_limit)
        reply = refusal(error, self.language_of(request), _form_of_refusal(request))
        await reply.send(send, head=request.method == "HEAD")

    async def respond(self, request: Incoming) -> Reply:
        """The answer, whatever happens: a failure becomes an OperationOutcome, never a page or a stack."""
        number = _number(request)
        try:
            reply = await self._answer(request, number)
        except DsnError as error:
            reply = refusal(error, self.language_of(request), _form_of_refusal(request))
        except Exception as error:  # the last resort: the caller gets a number, the log gets the place
            log.error("failed", error, request=number)
            reply = refusal(
                Fault("fault", request=number), self.language_of(request), _form_of_refusal(request)
            )
        reply.headers["x-request-id"] = number
        return reply

    async def _answer(self, request: Incoming, number: str) -> Reply:
        path = request.path.removeprefix(PREFIX).strip("/")
        interaction, named = find(request.method, path)
        if interaction is metadata:
            return capabilities(await self._asked(request))
        asked = await self._asked(request)
        desk = await self.records.admit(self.identify(request), why_of(request, number))
        return await interaction(self._call(asked, desk, named))

    async def _asked(self, request: Incoming) -> Asked:
        pairs = await _pairs(request)
        named = _take(pairs, "_format")
        form = accepted_form(named, _accept(request, named))
        pretty = _take(pairs, "_pretty") == "true"
        base = (self.base_url or request.address) + PREFIX
        return Asked(request, base, self.language_of, pairs, form, pretty)

    def _call(self, asked: Asked, desk: Desk, named: dict[str, str]) -> Call:
        return Call(
            asked.request,
            asked.base,
            asked.language_of,
            asked.pairs,
            asked.form,
            asked.pretty,
            desk=desk,
            answer=_answer_inner,
            page_size=self.page_size,
            page_size_max=self.page_size_max,
            bases=(asked.base,),
            **named,
        )


def _number(request: Incoming) -> str:
    """The caller's own number for this request when it is a plain one, else one of ours."""
    given = request.headers.get("x-request-id", "")
    plain = 0 < len(given) <= 64 and given.isascii() and given.replace("-", "").isalnum()
    return given if plain else chance.token(8)


async def _answer_inner(call: Call, method: str, path: str) -> Reply:
    interaction, named = find(method, path)
    for name, value in named.items():
        setattr(call, name, value)
    return await interaction(call)


def _accept(request: Incoming, named: str) -> str:
    """What the caller takes. A Binary is read in whatever type it has, unless one of FHIR's own is asked for."""
    of_binary = request.path.startswith(f"{PREFIX}/Binary/")
    return "" if of_binary and not named and native(request) else request.headers.get("accept", "")


async def _pairs(request: Incoming) -> list[tuple[str, str]]:
    """The parameters of the URL, then those of a `_search` form, in order."""
    pairs = pairs_of(request.query)
    if request.method == "POST" and request.path.endswith("/_search"):
        media = request.headers.get("content-type", _FORM)
        if media.split(";")[0].strip() != _FORM:
            raise Unsupported("content-type-not-read", value=media)
        try:
            pairs += pairs_of((await request.body()).decode())
        except UnicodeDecodeError as error:
            raise Invalid("form-not-utf8", position=error.start) from None
    return pairs


def _form_of_refusal(request: Incoming) -> Form:
    """The form asked for, where that is not what is wrong; else JSON."""
    try:
        return accepted_form(_take(pairs_of(request.query), "_format"), request.headers.get("accept", ""))
    except DsnError:
        return "json"


def _take(pairs: list[tuple[str, str]], name: str) -> str:
    taken = ""
    for pair in [pair for pair in pairs if pair[0] == name]:
        taken = pair[1]
        pairs.remove(pair)
    return taken


def why_of(request: Incoming, number: str) -> Why:
    """What the log keeps of how the request came. What it asks for is told by the desk."""
    return Why(
        function="fhir",
        reason=request.headers.get("x-purpose", ""),
        request=number,
        origin=request.peer,
        client="api",
    )
