"""Bearer tokens for programs: signed by a key of the store, short-lived, good for the demonstration door only."""

from __future__ import annotations

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from dsn.accounts import demo
from dsn.accounts.account import Account
from dsn.base.clock import Clock, now
from dsn.base.errors import NotFound, Unauthenticated
from dsn.log.keys import Settings, stored_key

AUDIENCE = "dsn-demo"
"""Tokens say whom they are for: a server that is not the loopback demonstration does not take them."""

LIFETIME = 12 * 3600
"""Seconds."""

_KEY = "accounts.token-key"
_CACHED = 4096
_HEADER = {"alg": "HS256", "typ": "JWT"}


class Tokens:
    """Issues and verifies. Verified tokens are remembered until they expire: verifying costs 60 µs, remembering 1."""

    def __init__(self, key: bytes, clock: Clock = now) -> None:
        self._key = OctKey.import_key(key)
        self._clock = clock
        self._known: dict[str, tuple[float, Account]] = {}

    @classmethod
    async def open(cls, settings: Settings, clock: Clock = now) -> Tokens:
        """With the store's key, made on first use: an empty store that was never served will do."""
        return cls(await stored_key(settings, _KEY), clock)

    def issue(self, account: Account, lifetime: int = LIFETIME) -> str:
        """A token for `account`, good for `lifetime` seconds from now."""
        start = self._clock() // 1000
        claims = {"sub": account.id, "aud": AUDIENCE, "iat": start, "exp": start + lifetime}
        return jwt.encode(_HEADER, claims, self._key, algorithms=["HS256"])

    def verify(self, token: str) -> Account:
        """Whose token it is. Raises Unauthenticated `token-invalid` or `token-expired`."""
        known = self._known.get(token)
        if known is None:
            known = self._verified(token)
            self._remember(token, known)
        expires, account = known
        if expires <= self._clock() / 1000:
            self._known.pop(token, None)
            raise Unauthenticated("token-expired")
        return account

    def _verified(self, token: str) -> tuple[float, Account]:
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
        except (JoseError, ValueError) as error:
            raise Unauthenticated("token-invalid") from error
        expires, subject = claims.get("exp"), claims.get("sub")
        if claims.get("aud") != AUDIENCE or not isinstance(expires, int) or not isinstance(subject, str):
            raise Unauthenticated("token-invalid")
        try:
            return float(expires), demo.account(subject)
        except NotFound as error:
            raise Unauthenticated("token-invalid") from error

    def _remember(self, token: str, known: tuple[float, Account]) -> None:
        if len(self._known) >= _CACHED:
            self._known.clear()
        self._known[token] = known


async def issue_token(settings: Settings, account: Account, clock: Clock = now) -> str:
    """One token, for the command line."""
    return (await Tokens.open(settings, clock)).issue(account)
