"""`dsn reindex`: search parameters made anew, beside a store that is served or not."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.errors import Invalid
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.fhir.search.versions import lines
from dsn.store.reindex.slices import Progress, reindex
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """What was begun is finished first; stopped, it goes on from there the next time."""
    numbers = wanted(asked.type, asked.param)
    done = run_async(_reindex(settings, numbers, console))
    _ = console.words._
    if done.slices:
        rows = console.words.number(done.rows)
        console.say(_("{rows} lignes d’index refaites ; tout est à jour.", rows=rows))
    else:
        console.say(_("Aucun index n’est à refaire."))
    return 0


def wanted(types: list[str], parameters: list[str]) -> list[int]:
    """The numbers of what is named: every parameter of a type, or `Type.code` (`Resource._tag`).

    Raises Invalid `reindex-unknown`.
    """
    by_name = {f"{line.type}.{line.code}": line.number for line in lines().values()}
    found: list[int] = []
    for name in types:
        of_type = [line.number for line in lines().values() if line.type == name]
        if not of_type:
            raise Invalid("reindex-unknown", name=name)
        found += of_type
    for name in parameters:
        if name not in by_name:
            raise Invalid("reindex-unknown", name=name)
        found.append(by_name[name])
    return found


async def _reindex(settings: Settings, numbers: list[int], console: Console) -> Progress:
    _, number = console.words._, console.words.number

    def told(at: Progress) -> None:
        first, others = at.names[0], len(at.names) - 1
        name = _("{name} et {others} autres", name=first, others=others) if others else first
        done, total = number(at.done), number(at.total)
        console.progress(_("{name} : {done} ressources sur {total}…", name=name, done=done, total=total))

    async with assembly.open_store(settings) as store:
        return await reindex(store, numbers, told)


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    _ = words._
    parser.add_argument(
        "--type",
        action="append",
        default=[],
        metavar="TYPE",
        help=_("tous les paramètres d’un type, même à jour ; peut être répété"),
    )
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="TYPE.CODE",
        help=_("un paramètre, même à jour, par exemple Observation.code ; peut être répété"),
    )


COMMAND = Command(
    "reindex",
    N_("Refait l’index de recherche qui n’est plus à jour, pendant que le dossier est servi."),
    run,
    _arguments,
)
