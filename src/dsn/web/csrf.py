"""Cross-site request forgery: a form of ours carries a token that only our pages can know.

The token is a keyed digest of the browser's visit (a random cookie); nothing is stored. htmx sends it as a header
(`hx-headers` on the body), forms without script as a hidden field.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from dsn.base.errors import Forbidden

COOKIE = "dsn_visit"
FIELD = "csrf"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def new_visit() -> str:
    """A fresh value for the visit's cookie."""
    return secrets.token_urlsafe(18)


def token(key: bytes, visit: str) -> str:
    """The token of a visit; "" for a visit without a cookie, and "" is never accepted."""
    return hmac.new(key, visit.encode(), hashlib.sha256).hexdigest()[:32] if visit else ""


def check(key: bytes, visit: str, sent: str | None, origin: str | None, site: str | None, host: str) -> None:
    """Raises Forbidden unless the form came from a page of ours: the right token, and no other origin claimed.

    `origin` and `site` are the headers Origin and Sec-Fetch-Site. Our own forms say `Origin: null`, because our pages
    send no referrer; then the browser's word on the site counts, where it gives one.
    """
    if origin and origin != "null" and origin.partition("://")[2] != host:
        raise Forbidden("web-other-origin", origin=origin)
    if site and site != "same-origin":
        raise Forbidden("web-other-origin", origin=site)
    right = token(key, visit)
    if not right or not hmac.compare_digest((sent or "").encode(), right.encode()):
        raise Forbidden("web-form-stale")
