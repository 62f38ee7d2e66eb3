"""`dsn import PATH…`: Bundles, NDJSON and folders of them, plain or `.gz`, into the store."""

from __future__ import annotations

import argparse
from pathlib import Path

from dsn import assembly
from dsn.base.errors import Invalid
from dsn.base.sentences import say
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.store.bulk import Progress, Report, import_paths
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Good lines are stored, refused ones told with file, line and reason; 1 when any was refused."""
    for path in asked.paths:
        if not path.exists():
            raise Invalid("import-path-absent", file=str(path))
    report = run_async(_import(settings, asked.paths, console))
    for refused in report.refused[: asked.show]:
        _, code, path, values = refused.error
        sentence = say(code, values, console.words.language)
        console.tell(f"{refused.file}:{refused.line}: {path + ' : ' if path else ''}{sentence}")
    console.say(summary(report, console.words))
    return 1 if report.refused else 0


async def _import(settings: Settings, paths: list[Path], console: Console) -> Report:
    async with assembly.open_store(settings) as store:
        return await import_paths(store, paths, lambda at: console.progress(_line(at, console.words)))


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
        "refused": len(report.refused),
        "rate": round(report.resources / report.seconds) if report.seconds else 0,
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
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="CHEMIN", help=words._("fichier ou dossier à importer")
    )
    parser.add_argument("--show", type=int, default=20, metavar="N", help=words._("refus montrés (20)"))


COMMAND = Command(
    "import", N_("Importe des ressources FHIR : Bundles, NDJSON, dossiers, .gz."), run, _arguments
)
