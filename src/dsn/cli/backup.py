"""`dsn backup --to FOLDER`, `dsn restore --to URL FOLDER`, `dsn verify FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

from dsn import assembly
from dsn.base.sentences import say_error
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.export import add_folder
from dsn.cli.loop import run_async
from dsn.jobs import backups
from dsn.jobs.backups import Manifest
from dsn.web.words import N_, Words


def back_up(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """A backup of record and log as of now; whoever reads or writes meanwhile goes on."""
    made = run_async(_back_up(settings, asked.to, console))
    console.say(_said(console.words, N_("Sauvegardé dans {folder} : {figures}."), made, folder=str(asked.to)))
    return 0


async def _back_up(settings: Settings, folder: Path, console: Console) -> Manifest:
    doing = {"copy": N_("Copie : {done} sur {of}…"), "digest": N_("Empreintes : {done} sur {of}…")}

    def told(what: str, done: int, of: int) -> None:
        console.progress(_progress(console.words, doing[what], done, of))

    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        return await backups.back_up(store, log, folder, told)


def restore(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Puts a backup back where nothing is yet."""
    sentence = N_("Remise en place : {done} sur {of}…")
    known = backups.restore(
        asked.folder,
        asked.to,
        lambda done, of: console.progress(_progress(console.words, sentence, done, of)),
    )
    console.say(_said(console.words, N_("Remis en place : {figures}."), known))
    console.tell(console.words._("Vérifiez-le par « dsn check » et « dsn log verify » avant de le servir."))
    return 0


def verify(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """1 when a backup is not whole; each finding is one line."""
    sentence = N_("Relecture : {done} sur {of}…")
    found = backups.verify_backup(
        asked.folder, lambda done, of: console.progress(_progress(console.words, sentence, done, of))
    )
    for error in found.files:
        console.say(say_error(error, console.words.language))
    for flaw in found.flaws:
        console.say(flaw.said(console.words.language))
    _ = console.words._
    if found.whole:
        sound = N_("La sauvegarde est entière : {figures}, {events} événements du journal relus.")
        console.say(_said(console.words, sound, found.manifest, events=console.words.number(found.events)))
        return 0
    console.say(
        _("La sauvegarde n’est pas entière : {count} anomalies.", count=len(found.files + found.flaws))
    )
    return 1


def _said(words: Words, sentence: str, known: Manifest, **more: str) -> str:
    figures = words._(
        "{versions} versions, {months} mois de journal, {size} en {files} fichiers",
        versions=words.number(known.versions),
        months=len(known.months),
        size=size(words, known.size),
        files=words.number(len(known.files)),
    )
    return words._(sentence, figures=figures, **more)


def _progress(words: Words, sentence: str, done: int, of: int) -> str:
    return words._(sentence, done=size(words, done), of=size(words, max(done, of)))


def size(words: Words, count: int) -> str:
    """Bytes, as people say them."""
    return words._("{count} Mo", count=words.number(round(count / 1_000_000, 1)))


def _folder(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("folder", type=Path, metavar="DOSSIER", help=words._("dossier de la sauvegarde"))


def _to_url(parser: argparse.ArgumentParser, words: Words) -> None:
    _folder(parser, words)
    parser.add_argument(
        "--to", required=True, metavar="URL", help=words._("où le remettre ; rien ne doit s’y trouver")
    )


BACKUP = Command(
    "backup", N_("Sauvegarde le dossier et son journal, aussi pendant qu’on les sert."), back_up, add_folder
)
RESTORE = Command("restore", N_("Remet une sauvegarde en place, dans un endroit vide."), restore, _to_url)
VERIFY = Command("verify", N_("Vérifie qu’une sauvegarde est entière, sans rien modifier."), verify, _folder)
