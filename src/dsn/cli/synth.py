"""`dsn synth people|establishments|day`: an invented province as NDJSON or Bundles, or straight into a store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from dsn import assembly
from dsn.base.errors import Invalid, NotFound
from dsn.base.settings import Settings
from dsn.cli import playing
from dsn.cli.command import Command, Console
from dsn.cli.importing import importer, summary
from dsn.cli.loop import run_async
from dsn.store.bulk import Report
from dsn.synth import days, output, places
from dsn.synth.plain import Plain
from dsn.synth.printing import page
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """What was asked for, written where it was asked; 1 when a store refused any of it."""
    code: int = asked.what(settings, asked, console)
    return code


def _people(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    charts = 0 if asked.identities_only else asked.charts
    groups = output.of_people(asked.seed, asked.count, asked.today, asked.first, charts)
    if asked.print:
        for group in groups:
            console.say(page(group, asked.today))
        return 0
    return _give(settings, asked, console, groups)


def _establishments(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    if asked.only and places.establishment(asked.only) is None:
        raise NotFound("synth-no-such-establishment", establishment=asked.only)
    return _give(settings, asked, console, output.of_establishments(asked.only, asked.today, asked.staff))


def _day(_settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    if asked.play:
        return playing.play(asked, console)
    people = asked.people or 100_000
    found = days.events(asked.seed, asked.establishment.lower(), asked.today, rate=asked.rate, people=people)
    with _written(asked.out) as file:
        for line in output.events(found):
            file.write(line)
    return 0


def _give(
    settings: Settings, asked: argparse.Namespace, console: Console, groups: Iterable[list[Plain]]
) -> int:
    shape = output.bundles if asked.bundles else output.ndjson
    if asked.into_store:
        report = _stored(settings, output.ndjson(_told(groups, console)))
        console.say(summary(report, console.words))
        return 1 if report.refusals else 0
    with _written(asked.out) as file:
        for line in shape(_told(groups, console)):
            file.write(line)
    return 0


def _told(groups: Iterable[list[Plain]], console: Console) -> Iterator[list[Plain]]:
    """The same groups, with a line of progress."""
    made = 0
    for number, group in enumerate(groups, 1):
        made += len(group)
        yield group
        if number % 500 == 0:
            console.progress(console.words._("{made} ressources fictives…", made=console.words.number(made)))


@contextmanager
def _written(out: Path | None) -> Iterator[BinaryIO]:
    """The file, or standard output."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = out.open("wb")
    except OSError as error:
        raise Invalid("synth-out", file=str(out), why=error.strerror or str(error)) from error
    with file:
        yield file


def _stored(settings: Settings, lines: Iterator[bytes]) -> Report:
    """Through the import: in files of a temporary folder, a slice at a time."""
    with TemporaryDirectory(prefix="dsn-synth-") as folder:
        first = next(lines, b"")
        with (Path(folder) / "synth.ndjson").open("wb") as file:
            file.writelines(chain((first,), lines))
        return run_async(_import(settings, Path(folder)))


async def _import(settings: Settings, folder: Path) -> Report:
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        return await importer(store, log, "dsn synth").run([folder], lambda _at: None)


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    _ = words._
    kinds = parser.add_subparsers(required=True, metavar=_("quoi"))
    one = _kind(kinds, "people", _people, _("des personnes inventées, avec leur dossier"), words)
    one.add_argument("--count", type=int, default=200, metavar="N", help=_("combien de personnes (200)"))
    one.add_argument("--first", type=int, default=0, metavar="N", help=_("numéro de la première (0)"))
    one.add_argument(
        "--identities-only", action="store_true", help=_("les identités seulement, sans dossier")
    )
    one.add_argument(
        "--charts", type=int, metavar="N", help=_("un dossier complet aux N premières seulement")
    )
    one.add_argument("--print", action="store_true", help=_("en texte, pour lire les dossiers"))
    _where(one, words)
    two = _kind(
        kinds,
        "establishments",
        _establishments,
        _("des établissements, leurs lieux et leur personnel"),
        words,
    )
    two.add_argument("--only", default="", metavar="ID", help=_("un seul établissement, par exemple mcq"))
    two.add_argument(
        "--staff", type=float, default=0.0, metavar="PART", help=_("part du personnel, de 0 à 1 (0)")
    )
    _where(two, words)
    three = _kind(kinds, "day", _day, _("les événements d’une journée de travail"), words)
    three.add_argument("--establishment", default="mcq", metavar="ID", help=_("l’établissement (mcq)"))
    three.add_argument("--rate", type=float, default=1.0, metavar="PART", help=_("part du volume réel (1)"))
    three.add_argument(
        "--people", type=int, metavar="N", help=_("taille de la population (100000 ; 2000 avec --play)")
    )
    three.add_argument("--out", type=Path, metavar="FICHIER", help=_("fichier où écrire (sortie standard)"))
    playing.arguments(three, words)


Kinds = argparse._SubParsersAction  # the type argparse gives has no public name


def _kind(
    kinds: Kinds[argparse.ArgumentParser],
    name: str,
    what: Callable[[Settings, argparse.Namespace, Console], int],
    help_: str,
    words: Words,
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=help_, description=help_)
    parser.set_defaults(what=what)
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help=words._("graine : mêmes octets pour la même (1)")
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=output.REFERENCE_DAY,
        metavar="AAAA-MM-JJ",
        help=words._("jour où l’on regarde la province (2026-06-01)"),
    )
    return parser


def _where(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="FICHIER", help=words._("fichier où écrire (sortie standard)")
    )
    parser.add_argument(
        "--bundles", action="store_true", help=words._("un Bundle par personne au lieu de NDJSON")
    )
    parser.add_argument("--store", metavar="URL", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.add_argument(
        "--into-store", action="store_true", help=words._("directement dans le dossier (--store)")
    )


COMMAND = Command(
    "synth", N_("Fabrique une province fictive : personnes, établissements, journées."), run, _arguments
)
