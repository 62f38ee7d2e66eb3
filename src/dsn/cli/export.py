"""`dsn export --to FOLDER`: everything an account may see, as NDJSON, as of one instant."""

from __future__ import annotations

import argparse
from pathlib import Path

from dsn import assembly
from dsn.accounts import demo
from dsn.base.clock import Instant
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.cli.times import instant_of
from dsn.jobs.exports import Asked, Exported, Progress, export
from dsn.records import Records, Why
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """What the account sees and no more; each person exported is a row of the access log."""
    since: Instant = instant_of(asked.since) if asked.since else 0
    what = Asked(asked.account, sorted(set(asked.type)), sorted(set(asked.patient)), since)
    made = run_async(_export(settings, asked, what, console))
    _ = console.words._
    if made.resumed:
        console.tell(
            _(
                "Repris là où il s’était arrêté, après {done} ressources.",
                done=console.words.number(made.resumed),
            )
        )
    for name, lines in sorted(made.files.items()):
        console.say(f"{name}\t{lines.count}\t{lines.size}\t{lines.sha256}")
    console.tell(
        _(
            "{count} ressources de {files} types écrites dans {folder}.",
            count=console.words.number(made.count),
            files=len(made.files),
            folder=str(asked.to),
        )
    )
    return 0


async def _export(settings: Settings, asked: argparse.Namespace, what: Asked, console: Console) -> Exported:
    def told(at: Progress) -> None:
        _, number = console.words._, console.words.number
        console.progress(
            _("{done} ressources écrites ; {looked} vues…", done=number(at.written), looked=number(at.looked))
        )

    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        why = Why("export", reason=asked.why, client="dsn export")
        desk = await Records(store, log).admit(demo.account(what.account).actor(), why)
        return await export(desk, asked.to, what, told)


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    _ = words._
    add_folder(parser, words)
    parser.add_argument(
        "--as", dest="account", default="systeme", metavar="COMPTE", help=_("au nom de qui (systeme)")
    )
    parser.add_argument("--why", default="", metavar="TEXTE", help=_("pourquoi ; gardé dans le journal"))
    parser.add_argument(
        "--type", action="append", default=[], metavar="TYPE", help=_("ce type seulement ; plusieurs fois")
    )
    parser.add_argument(
        "--patient",
        action="append",
        default=[],
        metavar="ID",
        help=_("cette personne seulement ; plusieurs fois"),
    )
    parser.add_argument(
        "--since",
        metavar="MOMENT",
        help=_("versions depuis ce moment (2026-11-21T08:00), suppressions comprises"),
    )


def add_folder(parser: argparse.ArgumentParser, words: Words) -> None:
    """`--to FOLDER`, to be filled."""
    parser.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="DOSSIER",
        help=words._("dossier vide ou absent, à remplir"),
    )


COMMAND = Command(
    "export",
    N_("Exporte ce qu’un compte peut voir, en NDJSON, d’un seul instant."),
    run,
    _arguments,
)
