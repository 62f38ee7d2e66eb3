"""`dsn demo`: a small invented province, served on this machine only."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from dsn import assembly
from dsn.accounts import demo as door
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.filling import Filling
from dsn.cli.living import RATE, lively
from dsn.cli.loop import run_until_stopped
from dsn.cli.serve import add_address, serving
from dsn.synth import demo, province
from dsn.web.words import N_, Words

FOLDER = Path("var/demo")


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Fills the store as far as it is not, shows address and accounts, and serves until it is stopped."""
    door.guard_loopback(settings.host)
    if settings.store == Settings().store:
        FOLDER.mkdir(parents=True, exist_ok=True)
        settings = replace(settings, store=f"sqlite:///{FOLDER / 'dsn.db'}")
    if not settings.establishment:
        settings = replace(settings, establishment=demo.HOSPITAL)
    run_until_stopped(_demo(settings, console, _wanted(asked), asked.rate if asked.live else None))
    console.tell(console.words._("Arrêté. Ce qui était confirmé est conservé."))
    return 0


def _wanted(asked: argparse.Namespace) -> province.Wanted:
    return province.Wanted(max(0, asked.people), max(0, asked.first))


async def _demo(settings: Settings, console: Console, wanted: province.Wanted, rate: float | None) -> None:
    async with assembly.build(settings) as system:
        filling = await Filling.of(system, console, wanted)
        await filling.begin()

    async def beside(system: assembly.System) -> None:
        _show_accounts(console)
        filling = await Filling.of(system, console, wanted)
        await filling.go_on()
        if rate is not None and filling.done:
            await lively(system, console, filling.today, filling.done, rate)

    await serving(settings, console, beside)


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
        default=province.PEOPLE,
        metavar="N",
        help=words._("personnes de la province, en plus des premières (2000)"),
    )
    parser.add_argument(
        "--first",
        type=int,
        default=province.FIRST,
        metavar="N",
        help=words._("celles qui sont là avant que l’adresse s’affiche (200)"),
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help=words._("jouer une journée lente sur la province, pour que les pages annoncent du nouveau"),
    )
    parser.add_argument(
        "--rate",
        type=float,
        default=RATE,
        metavar="X",
        help=words._("ce que --live joue du volume d’une vraie journée (0,05)"),
    )


COMMAND = Command(
    "demo", N_("Sert un dossier de démonstration rempli de personnes inventées."), run, _arguments
)
