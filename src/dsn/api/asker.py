"""The bearer token of an API request."""

from __future__ import annotations

from dsn.api.http import Incoming
from dsn.base.errors import Unauthenticated


def bearer(request: Incoming) -> str:
    """The token of `Authorization: Bearer …`. Raises Unauthenticated `token-missing`.

    A browser's session is no ticket here: a page of another site could ask in its name.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("token-missing")
    return token.strip()
