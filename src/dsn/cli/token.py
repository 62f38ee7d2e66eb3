"""`dsn token ACCOUNT`: a bearer token for clients on loopback; works on an empty store, before the first `serve`."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.web.session import SESSION
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Prints the token alone, so that `$(dsn token systeme)` is one word."""
    console.say(run_async(_token(settings, asked)))
    return 0


async def _token(settings: Settings, asked: argparse.Namespace) -> str:
    async with assembly.open_store(settings) as store:
        accounts = await assembly.open_accounts(settings, store)
        if asked.cookie:
            return f"{SESSION}={accounts.sessions.open(asked.account)}"
        return accounts.issue_token(asked.account)


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("account", metavar="COMPTE", help=words._("nom du compte, par exemple systeme"))
    parser.add_argument(
        "--cookie", action="store_true", help=words._("un témoin de session de navigateur au lieu d’un jeton")
    )


COMMAND = Command("token", N_("Donne un jeton d’accès pour un compte de démonstration."), run, _arguments)
