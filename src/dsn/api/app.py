"""The FHIR service as an ASGI application: takes a request apart, admits its asker, answers or refuses.

No framework routing below `/fhir`: a plain read is the busiest path of the house, and one table look-up is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dsn.access.actor import Actor, Why
from dsn.api.call import Asked, Call, Form, accepted_form
from dsn.api.capability import capabilities
from dsn.api.refusal import outcome_bytes, status_of
from dsn.api.reply import MEDIA
from dsn.api.routing import find
from dsn.base.errors import DsnError, Fault, Invalid, Unsupported
from dsn.base.logging import Logger
from dsn.records import Desk, Records

log = Logger("api")
PREFIX = "/fhir"
_FORM = "application/x-www-form-urlencoded"


class Identify(Protocol):
    """Who signs this request (bearer token, session). Raises Unauthenticated; asks nothing of the record."""

    def __call__(self, request: Request) -> Actor: ...


@dataclass(frozen=True, slots=True)
class FhirApi:
    """`base_url` empty = the address the request came to. `language_of` picks the language of refusals."""

    records: Records
    identify: Identify
    language_of: Callable[[Request], str]
    base_url: str = ""
    page_size: int = 50
    page_size_max: int = 1000
    body_limit: int = 64 * 1024 * 1024

    def serves(self, scope: Scope) -> bool:
        """Is this a request for the FHIR service?"""
        path: str = scope["path"] if scope["type"] == "http" else ""
        return path == PREFIX or path.startswith(f"{PREFIX}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self.respond(request)
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """The answer, whatever happens: a failure becomes an OperationOutcome, never a page or a stack."""
        number = request.headers.get("x-request-id", "")[:64] or token_hex(8)
        try:
            response = await self._answer(request, number)
        except DsnError as error:
            response = self._refuse(request, error)
        except Exception as error:  # the last resort: the caller gets a number, the log gets the place
            log.error("failed", error, request=number)
            response = self._refuse(request, Fault("fault", request=number))
        response.headers["x-request-id"] = number
        return response

    async def _answer(self, request: Request, number: str) -> Response:
        path = request.scope["path"].removeprefix(PREFIX).strip("/")
        if path == "metadata" and request.method in ("GET", "HEAD"):
            return capabilities(await self._asked(request))
        interaction, named = find(request.method, path)
        asked = await self._asked(request)
        desk = await self.records.admit(self.identify(request), why_of(request, number))
        return await interaction(self._call(asked, desk, named))

    async def _asked(self, request: Request) -> Asked:
        _check_length(request.headers.get("content-length"), self.body_limit)
        pairs = await _pairs(request)
        form = accepted_form(_take(pairs, "_format"), request.headers.get("accept", ""))
        pretty = _take(pairs, "_pretty") == "true"
        return Asked(request, self._base(request), self.language_of(request), pairs, form, pretty)

    def _call(self, asked: Asked, desk: Desk, named: dict[str, str]) -> Call:
        return Call(
            asked.request,
            asked.base,
            asked.language,
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

    def _base(self, request: Request) -> str:
        return (
            self.base_url + "/fhir" if self.base_url else f"{request.url.scheme}://{request.url.netloc}/fhir"
        )

    def _refuse(self, request: Request, error: DsnError) -> Response:
        body = outcome_bytes(error, self.language_of(request))
        headers = {"www-authenticate": "Bearer"} if error.kind == "unauthenticated" else {}
        if allowed := error.values.get("allowed"):
            headers["allow"] = ", ".join(allowed) if isinstance(allowed, tuple) else str(allowed)
        form: Form = "json"
        return Response(body, status_of(error), media_type=MEDIA[form], headers=headers)


def _check_length(stated: str | None, limit: int) -> None:
    """A body sent in pieces states no length: the server in front bounds those."""
    if not stated:
        return
    if not stated.isascii() or not stated.isdigit():
        raise Invalid("body-length-malformed", value=stated)
    if int(stated) > limit:
        raise Invalid("body-too-large", limit=limit)


async def _answer_inner(call: Call, method: str, path: str) -> Response:
    interaction, named = find(method, path)
    for name, value in named.items():
        setattr(call, name, value)
    return await interaction(call)


async def _pairs(request: Request) -> list[tuple[str, str]]:
    """The parameters of the URL, then those of a `_search` form, in order."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True) if request.url.query else []
    if request.method == "POST" and request.url.path.endswith("/_search"):
        if request.headers.get("content-type", _FORM).split(";")[0].strip() != _FORM:
            raise Unsupported("content-type-not-read", value=request.headers["content-type"])
        pairs += parse_qsl((await request.body()).decode(), keep_blank_values=True)
    return pairs


def _take(pairs: list[tuple[str, str]], name: str) -> str:
    taken = ""
    for pair in [pair for pair in pairs if pair[0] == name]:
        taken = pair[1]
        pairs.remove(pair)
    return taken


def why_of(request: Request, number: str) -> Why:
    """What the log keeps of how the request came: its function is the method and path, without what it searches."""
    return Why(
        function="fhir",
        screen="",
        reason=request.headers.get("x-purpose", ""),
        request=number,
        origin=request.client.host if request.client else "",
        client="api",
    )
