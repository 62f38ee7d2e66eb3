"""`dsn demo`: a small invented province, served on this machine only."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from pathlib import Path

from dsn import assembly
from dsn.accounts import demo as door
from dsn.base import clock
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_until_stopped
from dsn.cli.serve import add_address, serving
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Resource
from dsn.records import Why
from dsn.store.changes import Update
from dsn.synth import demo as province
from dsn.synth import lives, output, staff
from dsn.web.words import N_, Words

FOLDER = Path("var/demo")
_DAY = "demo.first-day"
FIRST = 13
"""Groups of resources (staff and places, then a person each) that are there before the address is shown."""


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Fills the store when it is empty, shows address and accounts, and serves until it is stopped."""
    door.guard_loopback(settings.host)
    if settings.store == Settings().store:
        FOLDER.mkdir(parents=True, exist_ok=True)
        settings = replace(settings, store=f"sqlite:///{FOLDER / 'dsn.db'}")
    if not settings.establishment:
        settings = replace(settings, establishment=province.HOSPITAL)
    run_until_stopped(_demo(settings, console, asked.people))
    console.tell(console.words._("Arrêté. Ce qui était confirmé est conservé."))
    return 0


async def _demo(settings: Settings, console: Console, people: int) -> None:
    async with assembly.build(settings) as system:
        today = await _first_day(system)
        groups = chain(province.resources(today), _more(people, today))
        await _file(system, islice(groups, FIRST), console)

    async def fill(system: assembly.System) -> None:
        await _file(system, groups, console)
        _show_accounts(console)

    await serving(settings, console, fill)


async def _first_day(system: assembly.System) -> date:
    """The day the demonstration began: kept, so that a store opened again next week is not written anew."""
    kept = await system.store.setting_get(_DAY)
    if kept is None:
        kept = clock.to_datetime(system.clock()).astimezone(clock.LOCAL).date().isoformat()
        await system.store.setting_set(_DAY, kept)
    return date.fromisoformat(kept)


def _more(people: int, today: date) -> Iterator[list[Resource]]:
    """So many people of the synthetic province, followed by our two doctors; then the places they went to."""
    if not people:
        return
    doctors = [staff.of_account(one) for one in door.PEOPLE if one.role == "medecin"]
    made = lives.lives(province.SEED, people, today, doctors=doctors)
    for group in chain(made, output.of_establishments("", today, 0.0)):
        for slice_ in (group[at : at + 500] for at in range(0, len(group), 500)):
            yield [fhir_json.from_plain(plain) for plain in slice_]


async def _file(system: assembly.System, groups: Iterator[list[Resource]], console: Console) -> None:
    """Through the door, as anyone would: what is there already and equal makes no new version."""
    _, filed = console.words._, 0
    for group in groups:
        desk = await system.records.admit(door.SYSTEM.actor(), Why("demo"))
        await desk.commit([Update(resource) for resource in group])
        filed += len(group)
        console.progress(_("{filed} ressources de démonstration…", filed=filed))
        await asyncio.sleep(0)
    console.progress(_("{filed} ressources de démonstration : terminé.", filed=filed), last=True)


def _show_accounts(console: Console) -> None:
    """Who one can sign in as."""
    console.tell(console.words._("Comptes de démonstration (aucun mot de passe, cet ordinateur seulement) :"))
    for account in door.ACCOUNTS:
        console.tell(f"  {account.id:22} {account.name} ({account.role_name(console.words.language)})")


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    add_address(parser, words)
    parser.add_argument(
        "--people",
        type=int,
        default=0,
        metavar="N",
        help=words._("personnes fabriquées en plus des premières (0)"),
    )


COMMAND = Command(
    "demo", N_("Sert un dossier de démonstration rempli de personnes inventées."), run, _arguments
)
