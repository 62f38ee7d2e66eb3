"""`dsn import PATH…`: Bundles, NDJSON and folders of them, plain or `.gz`, into the store."""

from __future__ import annotations

import argparse
import getpass
import socket
import time
from pathlib import Path

from dsn import assembly
from dsn.access.actor import Why
from dsn.accounts import demo
from dsn.base import clock
from dsn.base.errors import Invalid
from dsn.base.sentences import say
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.jobs.imports import Importer
from dsn.log.log import Log
from dsn.store.bulk import Progress, Report
from dsn.store.store import Store
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Good lines are stored, refused ones told with file, line and reason; 1 when any was refused."""
    for path in asked.paths:
        if not path.exists():
            raise Invalid("import-path-absent", file=str(path))
    report = run_async(_import(settings, asked, console))
    return 1 if report.refusals else 0


def _tell(report: Report, asked: argparse.Namespace, console: Console) -> None:
    for refused in report.refused[: asked.show]:
        _, code, path, values = refused.error
        sentence = say(code, values, console.words.language)
        console.tell(f"{refused.file}:{refused.line}: {path + ' : ' if path else ''}{sentence}")
    if report.resumed:
        done = console.words.number(report.resumed)
        console.tell(console.words._("Repris là où il s’était arrêté, après {done} ressources.", done=done))
    console.say(summary(report, console.words))


async def _import(settings: Settings, asked: argparse.Namespace, console: Console) -> Report:
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        report = await importer(store, log, "dsn import", asked.why).run(
            asked.paths,
            lambda at: console.progress(_line(at, console.words)),
            refusals=asked.refusals,
            again=asked.from_start,
        )
        _tell(report, asked, console)
        if not asked.no_words:
            await _build_words(store, console)
        return report


async def _build_words(store: Store, console: Console) -> None:
    """What `_text` and `_content` find, so that they are not refused once this says it is done.

    A server that has the store open builds them itself, behind what it serves.
    """
    _, number = console.words._, console.words.number

    def told(done: int, of: int) -> None:
        console.progress(_("Mots : {done} versions sur {of}…", done=number(done), of=number(of)))

    began = time.monotonic()
    done = await store.words.build(told)
    seconds = number(round(time.monotonic() - began, 1))
    if done:
        console.say(_("Mots : {done} versions lues en {seconds} s.", done=number(done), seconds=seconds))
    if await store.words.behind():
        console.tell(_("Les mots qui manquent encore sont bâtis par le serveur, ou par le prochain import."))


def importer(store: Store, log: Log, client: str, reason: str = "") -> Importer:
    """One that imports as the system account; the log says who typed it."""
    why = Why("import", reason=reason, origin=_operator(), client=client)
    return Importer(store, log, clock.now, demo.SYSTEM.actor(), why)


def _operator() -> str:
    """Who typed it, as far as the machine knows."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return f"{name}@{socket.gethostname()}"


def _line(at: Progress, words: Words) -> str:
    return words._(
        "{done} ressources ; {files} fichiers sur {of}…",
        done=words.number(at.resources),
        files=at.files,
        of=at.of,
    )


def summary(report: Report, words: Words) -> str:
    """What came of it, in one line: counts, and that nothing changed when nothing did."""
    counts = {
        "total": report.resources,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "kept": report.kept,
        "refused": report.refusals,
        "rate": round((report.resources - report.resumed) / report.seconds) if report.seconds else 0,
    }
    line = words._(
        "{total} ressources lues de {files} fichiers : {new} nouvelles, {changed} modifiées, {unchanged} inchangées,"
        " {kept} laissées telles quelles, {refused} refusées ({rate} par seconde).",
        files=report.files,
        **{name: words.number(count) for name, count in counts.items()},
    )
    if report.resources and not report.new and not report.changed:
        line += " " + words._("Rien n’a changé.")
    return line


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    _ = words._
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="CHEMIN", help=_("fichier ou dossier à importer")
    )
    parser.add_argument("--show", type=int, default=20, metavar="N", help=_("refus montrés (20)"))
    parser.add_argument(
        "--refusals",
        type=Path,
        metavar="FICHIER",
        help=_("fichier où écrire chaque refus, une ligne de JSON chacun"),
    )
    parser.add_argument(
        "--from-start",
        action="store_true",
        help=_("depuis la première ligne, même si un import s’est arrêté"),
    )
    parser.add_argument(
        "--no-words",
        action="store_true",
        help=_("laisser au serveur les mots que cherchent « _text » et « _content »"),
    )
    parser.add_argument("--why", default="", metavar="TEXTE", help=_("pourquoi ; gardé dans le journal"))


COMMAND = Command(
    "import", N_("Importe des ressources FHIR : Bundles, NDJSON, dossiers, .gz."), run, _arguments
)
