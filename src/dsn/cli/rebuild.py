"""`dsn rebuild NAME`: a projection made anew from the record, while it is served or not."""

from __future__ import annotations

import argparse

from dsn import assembly
from dsn.base.errors import NotFound
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.store.projections import relation, wording
from dsn.store.projections.follow import Projections
from dsn.web.words import N_, Words

_OF_THE_STORE = {relation.NAME: relation.rebuild, wording.NAME: wording.rebuild}
"""What the store keeps up by itself."""


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """One that was stopped goes on from there."""
    done = run_async(_rebuild(settings, asked.name, console))
    _, number = console.words._, console.words.number
    console.say(_("{name} : refaite, {count} lignes du dossier lues.", name=asked.name, count=number(done)))
    return 0


async def _rebuild(settings: Settings, name: str, console: Console) -> int:
    def told(done: int) -> None:
        count = console.words.number(done)
        console.progress(console.words._("{name} : {count} lignes…", name=name, count=count))

    async with assembly.open_store(settings) as store:
        if name in _OF_THE_STORE:
            return await _OF_THE_STORE[name](store, told)
        projections = await Projections.open(store, assembly.PROJECTIONS)
        if name not in projections.names:
            raise NotFound("projection-unknown", name=name, known=(*_OF_THE_STORE, *projections.names))
        return await projections.rebuild(name, told)


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    names = ", ".join((*_OF_THE_STORE, *(projection.name for projection in assembly.PROJECTIONS)))
    parser.add_argument("name", metavar="NOM", help=words._("l’une de : {names}", names=names))


COMMAND = Command(
    "rebuild", N_("Refait une projection à partir du dossier, pendant qu’il est servi."), run, _arguments
)
