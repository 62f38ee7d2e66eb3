"""`dsn import PATH…`: Bundles, NDJSON and folders of them, plain or `.gz`, into the store."""

from __future__ import annotations

import argparse
from pathlib import Path

from dsn import assembly
from dsn.base.errors import Invalid
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.store.bulk import Progress, Report, import_paths
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Good lines are stored, refused ones told with file, line and reason; 1 when any was refused."""
    for path in asked.paths:
        if not path.exists():
            raise Invalid("import-path-absent", path=str(path))
    report = run_async(_import(settings, asked.paths, console))
    for refused in report.refused[: asked.show]:
        console.tell(f"{refused.source}: {refused.sentence(console.words.language)}")
    console.say(summary(report, console.words))
    return 1 if report.refused else 0


async def _import(settings: Settings, paths: list[Path], console: Console) -> Report:
    async with assembly.open_store(settings) as store:
        return await import_paths(store, paths, lambda at: console.progress(_line(at, console.words)))


def _line(at: Progress, words: Words) -> str:
    return words._("{done} ressources de {files} fichiers…", done=words.number(at.resources), files=at.files)


def summary(report: Report, words: Words) -> str:
    """What came of it, in one line: counts, and that nothing changed when nothing did."""
    line = words._(
        "{total} ressources lues : {new} nouvelles, {changed} modifiées, {unchanged} inchangées, {refused} refusées"
        " ({rate} par seconde).",
        total=words.number(report.total),
        new=words.number(report.new),
        changed=words.number(report.changed),
        unchanged=words.number(report.unchanged),
        refused=words.number(len(report.refused)),
        rate=words.number(round(report.rate)),
    )
    if report.total and report.unchanged == report.total:
        line += " " + words._("Rien n’a changé.")
    return line


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="CHEMIN", help=words._("fichier ou dossier à importer")
    )
    parser.add_argument("--show", type=int, default=20, metavar="N", help=words._("refus montrés (20)"))


COMMAND = Command(
    "import", N_("Importe des ressources FHIR : Bundles, NDJSON, dossiers, .gz."), run, _arguments
)
