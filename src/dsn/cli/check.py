"""`dsn check`: do the index and the record agree? Reads only."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.store.checking import Report
from dsn.web.words import N_, Words

SAMPLE = 20_000
"""Resources looked at when nobody asks for the whole; a smaller store is looked at whole anyway."""


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """1 when something disagrees; what does is told."""
    found = run_async(_check(settings, None if asked.whole else SAMPLE, console))
    _tell(found, console)
    return 0 if found.sound else 1


async def _check(settings: Settings, sample: int | None, console: Console) -> Report:
    _, number = console.words._, console.words.number

    def told(so_far: Report, total: int) -> None:
        done, of = number(so_far.resources), number(total)
        console.progress(_("{done} ressources vérifiées sur {total}…", done=done, total=of))

    async with assembly.open_store(settings) as store:
        return await store.check(sample, told)


def _tell(found: Report, console: Console) -> None:
    _, number = console.words._, console.words.number
    for row in found.missing:
        console.say(_("Manque : {row}", row=row))
    for table, count in found.surplus.items():
        console.say(_("De trop dans {table} : {count} lignes", table=table, count=count))
    for one in found.behind:
        console.say(
            _("À refaire par « dsn reindex » : {name} ({percent} %)", name=one.name, percent=one.percent)
        )
    if not found.whole:
        console.tell(
            _("Un échantillon a été vérifié ; « --whole » vérifie tout, et compte aussi le surplus.")
        )
    elif not found.still:
        console.tell(_("Quelqu’un a écrit pendant la vérification : le surplus n’a pas pu être compté."))
    if found.waiting:
        waiting = number(found.waiting)
        console.tell(_("{count} lignes attendent d’être portées au journal des accès.", count=waiting))
    console.say(
        _(
            "{resources} ressources et {rows} lignes d’index vérifiées : {missing} manquent.",
            resources=number(found.resources),
            rows=number(found.rows),
            missing=number(found.missing_rows),
        )
    )


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--whole",
        action="store_true",
        help=words._("tout le dossier, et non un échantillon s’il est grand"),
    )


COMMAND = Command(
    "check", N_("Vérifie que l’index et le dossier concordent, sans rien modifier."), run, _arguments
)
