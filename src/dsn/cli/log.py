"""`dsn log verify`: is the access log whole?"""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.log.verify import verify
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """1 when a row was changed, taken out or put in between; each finding is one line."""
    return run_async(_verify(settings, console))


async def _verify(settings: Settings, console: Console) -> int:
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        found = await verify(log, store)
    for flaw in found.flaws:
        console.say(flaw.said(console.words.language))
    _ = console.words._
    console.say(
        _(
            "{events} événements en {chains} chaînes sur {months} mois, {waiting} en attente : {flaws} anomalies.",
            events=console.words.number(found.events),
            chains=found.writers,
            months=found.months,
            waiting=found.waiting,
            flaws=len(found.flaws),
        )
    )
    return 1 if found.flaws else 0


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("what", choices=["verify"], help=words._("vérifie chaque chaîne et sa signature"))


COMMAND = Command(
    "log", N_("Vérifie le journal des accès : chaînes entières, rien d’ajouté ni de retiré."), run, _arguments
)
