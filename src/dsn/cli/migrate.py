"""`dsn migrate`: bring a store to the format of this release."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.store.schema import FORMAT
from dsn.web.words import N_


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Opening a store migrates it; this command opens it and says where it stands."""
    return run_async(_migrate(settings, console))


async def _migrate(settings: Settings, console: Console) -> int:
    async with assembly.open_store(settings):
        console.say(console.words._("Le dossier est au format {format}.", format=FORMAT))
    return 0


COMMAND = Command("migrate", N_("Amène le dossier au format de cette version."), run)
