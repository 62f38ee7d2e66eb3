"""People and machines who sign in: accounts, tokens, sessions. Here only demonstration accounts, on loopback."""

from dsn.accounts.account import Account
from dsn.accounts.accounts import Accounts

__all__ = ["Account", "Accounts"]
