"""All that signing in needs, opened once per process on a store that may be empty."""

from __future__ import annotations

from dataclasses import dataclass

from dsn.accounts import demo
from dsn.accounts.account import Account
from dsn.accounts.sessions import Sessions
from dsn.accounts.tokens import Tokens
from dsn.base.clock import Clock, now
from dsn.log.keys import Settings


@dataclass(frozen=True, slots=True)
class Accounts:
    """`sessions` for browsers, `tokens` for programs."""

    sessions: Sessions
    tokens: Tokens

    @classmethod
    async def open(cls, settings: Settings, clock: Clock = now) -> Accounts:
        """Makes the keys on first use; works before the first `serve`. `settings` is the store."""
        return cls(await Sessions.open_all(settings, clock), await Tokens.open(settings, clock))

    def issue_token(self, account: str) -> str:
        """A bearer token for the account of that id. Raises NotFound `account-unknown`."""
        return self.tokens.issue(demo.account(account))

    def verify(self, token: str) -> Account:
        """Whose token it is. Raises Unauthenticated `token-invalid` or `token-expired`."""
        return self.tokens.verify(token)

    @property
    def listed(self) -> tuple[Account, ...]:
        """The people one may sign in as, in the order in which to show them; not the system account."""
        return demo.PEOPLE
