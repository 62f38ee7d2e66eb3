"""`dsn destroy ID`: a person's record, for good, under a retention rule, by two people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from dsn import assembly
from dsn.accounts import demo
from dsn.base.errors import Invalid
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.records import Records, Why
from dsn.records.destroying import Destroyed
from dsn.web.words import N_, Words


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Destroys only once the id was typed again, or given by --yes; says what was destroyed."""
    _confirm(asked, console)
    done = run_async(_destroy(settings, asked))
    text = msgspec.json.format(msgspec.json.encode(done))
    if asked.certificate:
        asked.certificate.write_bytes(text)
    console.say(text.decode())
    _ = console.words._
    console.tell(
        _(
            "Détruit : {resources} ressources, {versions} versions. Restent {shared} ressources aussi à d’autres.",
            resources=console.words.number(sum(done.resources.values())),
            versions=console.words.number(done.versions),
            shared=console.words.number(len(done.shared)),
        )
    )
    console.tell(_("Les sauvegardes d’avant le tiennent encore : détruisez-les à leur terme."))
    return 0


def _confirm(asked: argparse.Namespace, console: Console) -> None:
    if asked.yes is None and sys.stdin.isatty():
        _ = console.words._
        console.tell(_("Tapez {id} pour détruire ce dossier pour toujours :", id=asked.patient))
        asked.yes = sys.stdin.readline().strip()
    if asked.yes != asked.patient:
        raise Invalid("destroy-unconfirmed", id=asked.patient)


async def _destroy(settings: Settings, asked: argparse.Namespace) -> Destroyed:
    async with assembly.open_store(settings) as store, assembly.open_log(settings, store) as log:
        records = Records(store, log)
        by, agreed = [
            await records.admit(demo.account(name).actor(), Why("destroy", client="dsn destroy"))
            for name in (asked.by, asked.agreed)
        ]
        done = await by.destroy(asked.patient, asked.rule, agreed)
        await log.drain(store)
        return done


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    _ = words._
    parser.add_argument("patient", metavar="ID", help=_("l’identifiant du Patient"))
    parser.add_argument("--rule", required=True, metavar="TEXTE", help=_("la règle de conservation"))
    parser.add_argument("--as", dest="by", required=True, metavar="COMPTE", help=_("qui détruit"))
    parser.add_argument("--with", dest="agreed", required=True, metavar="COMPTE", help=_("qui y consent"))
    parser.add_argument("--yes", metavar="ID", help=_("l’identifiant de nouveau, au lieu de le taper"))
    parser.add_argument(
        "--certificate", type=Path, metavar="FICHIER", help=_("où écrire ce qui a été détruit")
    )


COMMAND = Command(
    "destroy",
    N_("Détruit pour toujours le dossier d’une personne, sous une règle, à deux."),
    run,
    _arguments,
)
