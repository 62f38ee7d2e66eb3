"""The cookies of a browser: its session (who is signed in), its visit (forgery guard) and its language."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dsn.web import csrf

SESSION = "dsn_session"
LANGUAGE = "dsn_language"
YEAR = 365 * 24 * 3600


def set_session(response: Response, request: Request, value: str, seconds: int) -> None:
    """Signs the browser in. The cookie is out of reach of scripts, and of forms of other sites."""
    _set(response, request, SESSION, value, seconds)


def end_session(response: Response) -> None:
    """Forgets session and visit, so that the next person at this screen starts from nothing."""
    response.delete_cookie(SESSION, path="/")
    response.delete_cookie(csrf.COOKIE, path="/")


def set_visit(response: Response, request: Request, value: str) -> None:
    """Gives the browser its visit, for as long as it is open."""
    _set(response, request, csrf.COOKIE, value, None)


def set_language(response: Response, request: Request, value: str) -> None:
    """Keeps the language a person chose, for a year."""
    _set(response, request, LANGUAGE, value, YEAR)


def _set(response: Response, request: Request, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
