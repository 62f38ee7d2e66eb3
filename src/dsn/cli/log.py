"""`dsn log verify`, `dsn log seal`, `dsn log who PERSON`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from dsn import assembly
from dsn.accounts import demo
from dsn.base import clock
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.cli.times import instant_of
from dsn.log.events import Event
from dsn.log.verify import verify
from dsn.records import Records, Why
from dsn.web.words import N_, Words

_ALWAYS = 2**45
Act = Callable[[Settings, argparse.Namespace, Console], int]


def _verify(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """1 when a row was changed, taken out or put in between; each finding is one line."""
    return run_async(_verified(settings, asked, console))


async def _verified(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        found = await verify(log, store, whole=asked.whole)
    for flaw in found.flaws:
        console.say(flaw.said(console.words.language))
    _ = console.words._
    console.say(
        _(
            "{events} événements en {chains} chaînes sur {months} mois, {waiting} en attente : {flaws} anomalies.",
            events=console.words.number(found.events),
            chains=found.writers,
            months=found.months,
            waiting=found.waiting,
            flaws=len(found.flaws),
        )
    )
    return 1 if found.flaws else 0


def _seal(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """What `dsn serve` does by itself, every hour."""
    months = run_async(_sealed(settings))
    _ = console.words._
    console.say(
        _("Mois scellés : {months}.", months=", ".join(months)) if months else _("Aucun mois à sceller.")
    )
    return 0


async def _sealed(settings: Settings) -> list[str]:
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        await log.drain(store)
        return await log.seal(store, clock.now())


def _who(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """One act a line, newest first: when, who, for whom, what, where, why."""
    for event in run_async(_looked(settings, asked)):
        console.say("\t".join(_columns(event, console.words)))
    return 0


async def _looked(settings: Settings, asked: argparse.Namespace) -> list[Event]:
    since = instant_of(asked.since) if asked.since else 0
    until = instant_of(asked.until) if asked.until else _ALWAYS
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        await log.drain(store)
        desk = await Records(store, log).admit(
            demo.account(asked.account).actor(), Why("log", client="dsn log")
        )
        return await desk.who_looked(asked.person, since, until, asked.limit)


def _columns(event: Event, words: Words) -> list[str]:
    who = event.who + (f" ({event.on_behalf_of})" if event.on_behalf_of else "")
    shown = [
        words.instant(event.at),
        who,
        event.act,
        event.function,
        event.establishment,
        event.why,
        event.query,
    ]
    return [" ".join(text.split()) for text in shown]


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    _ = words._
    kinds = parser.add_subparsers(required=True, metavar=_("quoi"))

    def kind(name: str, act: Act, help_: str) -> argparse.ArgumentParser:
        one = kinds.add_parser(name, help=help_, description=help_)
        one.set_defaults(act=act)
        hidden = argparse.SUPPRESS  # said by `dsn log` already; may stand after the kind too
        one.add_argument("--store", default=hidden, help=hidden)
        one.add_argument("--settings", type=Path, default=hidden, help=hidden)
        return one

    one = kind("verify", _verify, _("vérifie chaque chaîne et sa signature"))
    one.add_argument(
        "--whole", action="store_true", help=_("les mois scellés aussi ligne par ligne, non par leur sceau")
    )
    kind("seal", _seal, _("scelle les mois terminés"))
    two = kind("who", _who, _("qui a consulté une personne"))
    two.add_argument("person", metavar="ID", help=_("l’identifiant du Patient"))
    two.add_argument(
        "--as", dest="account", default="systeme", metavar="COMPTE", help=_("au nom de qui (systeme)")
    )
    two.add_argument("--since", metavar="MOMENT", help=_("depuis ce moment (2026-11-21T08:00)"))
    two.add_argument("--until", metavar="MOMENT", help=_("jusqu’à ce moment, exclu"))
    two.add_argument("--limit", type=int, default=1000, metavar="N", help=_("les N derniers actes (1000)"))


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """The kind that was asked for."""
    code: int = asked.act(settings, asked, console)
    return code


COMMAND = Command(
    "log",
    N_("Le journal des accès : vérifier qu’il est entier, le sceller, qui a consulté."),
    run,
    _arguments,
)
