"""`dsn check`: do the index and the record agree? Reads only."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.web.words import N_


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """1 when something disagrees; what does is told."""
    return run_async(_check(settings, console))


async def _check(settings: Settings, console: Console) -> int:
    async with assembly.open_store(settings) as store:
        found = await store.check()
    _ = console.words._
    for row in found.missing:
        console.say(_("Manque : {row}", row=row))
    for table, count in found.surplus.items():
        console.say(_("De trop dans {table} : {count} lignes", table=table, count=count))
    if not found.still:
        console.tell(_("Quelqu’un a écrit pendant la vérification : le surplus n’a pas pu être compté."))
    console.say(
        _(
            "{resources} ressources et {rows} lignes d’index vérifiées : {missing} manquent.",
            resources=console.words.number(found.resources),
            rows=console.words.number(found.rows),
            missing=console.words.number(found.missing_rows),
        )
    )
    return 0 if found.sound else 1


COMMAND = Command("check", N_("Vérifie que l’index et le dossier concordent, sans rien modifier."), run)
