"""`dsn tidy`: what ended swept, indexes that grew loose built anew, while the store is served."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.store.tidying import Step, Tidied
from dsn.web.words import N_, Words

_MEGA = 1e6
_TABLES = [table.name for projection in assembly.PROJECTIONS for table in projection.tables]
"""Beside the store's own. Those of the log grow at their end: their indexes stay full."""


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Stopped, it goes on the next time with the index it was at."""
    done = run_async(_tidy(settings, asked.whole, console))
    _, number = console.words._, console.words.number
    if not settings.store.startswith("sqlite") and not done.rebuilt:
        console.tell(_("Aucun index n’est assez grand et assez lâche pour être refait."))
    if settings.store.startswith("sqlite") and not asked.whole:
        console.tell(
            _(
                "Le fichier n’a pas été réécrit : la place libérée y resservira ; « --whole » la rend au disque."
            )
        )
    console.say(
        _(
            "{swept} lignes périmées balayées, {rebuilt} index refaits : {before} Mo avant, {after} Mo après.",
            swept=number(done.swept),
            rebuilt=number(done.rebuilt),
            before=_size(console.words, done.before),
            after=_size(console.words, done.after),
        )
    )
    return 0


async def _tidy(settings: Settings, whole: bool, console: Console) -> Tidied:
    async with assembly.open_store(settings) as store:
        console.tell(console.words._("Balayage de ce qui est périmé, puis compte des lignes…"))
        return await store.tidy(lambda step: _tell(step, console), whole=whole, tables=_TABLES)


def _tell(step: Step, console: Console) -> None:
    """A line an index; on a terminal the one it is at, too."""
    _, speech = console.words._, console.words
    values = {"name": step.index, "place": step.number, "total": step.total}
    before = _size(speech, step.before)
    if step.after is None:
        console.progress(_("{name} ({place} sur {total}) : {before} Mo…", **values, before=before))
        return
    after = _size(speech, step.after)
    console.progress(
        _(
            "{name} ({place} sur {total}) : {before} Mo, puis {after} Mo",
            **values,
            before=before,
            after=after,
        ),
        last=True,
    )


def _size(words: Words, bytes_: int) -> str:
    """In megabytes, with a tenth where that says something."""
    return words.number(round(bytes_ / _MEGA, 1))


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--whole",
        action="store_true",
        help=words._(
            "tous les index, même à jour ; pour SQLite, le fichier réécrit, quand personne d’autre ne l’a ouvert"
        ),
    )


COMMAND = Command(
    "tidy",
    N_("Rend le dossier aussi petit que possible, pendant qu’il est servi."),
    run,
    _arguments,
)
