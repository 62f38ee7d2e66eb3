"""`dsn synth day --play`: a day of the province, played against a running server."""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from datetime import date

from dsn.base.errors import Invalid
from dsn.cli.command import Console
from dsn.cli.sayings import count
from dsn.jobs.caller import Caller
from dsn.jobs.playing import Pace, Player, Tally
from dsn.synth.playing import acts
from dsn.web.words import Words

PEOPLE = 2_000
"""Those of the demonstration, when a day is played."""


def play(asked: argparse.Namespace, console: Console) -> int:
    """Plays it to the end; 1 when the server refused anything."""
    token = asked.token or os.environ.get("DSN_TOKEN", "")
    if not token:
        raise Invalid("play-token-missing")
    nobody: Counter[str] = Counter()
    told = acts(
        asked.seed,
        asked.establishment.lower(),
        asked.today,
        rate=asked.rate,
        people=asked.people or PEOPLE,
        as_of=asked.as_of,
        befell_nobody=nobody,
    )
    pace = Pace(asked.speed, second_of(asked.since), second_of(asked.until) if asked.until else float("inf"))
    player = Player(Caller(asked.play, token), pace)
    try:
        tally = player.play(told, lambda at: console.progress(line(console.words, at)))
    finally:
        player.caller.close()
    console.progress(line(console.words, tally), last=True)
    console.say(summary(console.words, tally, nobody))
    for words in tally.words:
        console.problem(words)
    return 1 if tally.refused else 0


def second_of(text: str) -> int:
    """Seconds after midnight of « 07:30 »; 24:00 and more is the night after. Raises Invalid `synth-hour`."""
    found = re.fullmatch(r"([0-3]?\d):([0-5]\d)", text)
    if found is None:
        raise Invalid("synth-hour", value=text)
    return int(found[1]) * 3600 + int(found[2]) * 60


def line(words: Words, at: Tally) -> str:
    """While it plays."""
    return words._(
        "{hour} : {sent} inscriptions, {resources} ressources ; retard {lag} s…",
        hour=f"{at.second // 3600:02}:{at.second // 60 % 60:02}",
        sent=count(words, at.sent),
        resources=count(words, at.resources),
        lag=round(at.lag),
    )


def summary(words: Words, at: Tally, nobody: Counter[str]) -> str:
    """What came of it."""
    kinds = ", ".join(f"{kind} {count(words, number)}" for kind, number in sorted(at.kinds.items()))
    return words._(
        "{sent} inscriptions faites ({kinds}), {resources} ressources ; {absent} laissées, la personne n’étant pas"
        " dans ce dossier ; {nobody} événements sans personne à qui arriver ; {refused} refusées ; {again} reprises.",
        sent=count(words, at.sent),
        kinds=kinds,
        resources=count(words, at.resources),
        absent=count(words, at.absent),
        nobody=count(words, sum(nobody.values())),
        refused=count(words, at.refused),
        again=count(words, at.again),
    )


def arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    """What playing takes beside the day itself."""
    _ = words._
    parser.add_argument("--play", metavar="URL", help=_("jouer la journée sur ce service FHIR (…/fhir)"))
    parser.add_argument("--token", default="", metavar="JETON", help=_("jeton d’accès ; sinon DSN_TOKEN"))
    parser.add_argument(
        "--speed",
        type=float,
        default=60.0,
        metavar="N",
        help=_("fois plus vite que l’horloge ; 0 : sans attendre (60)"),
    )
    parser.add_argument(
        "--from", dest="since", default="0:00", metavar="HH:MM", help=_("heure où l’on commence (0:00)")
    )
    parser.add_argument("--until", default="", metavar="HH:MM", help=_("heure où l’on s’arrête (la fin)"))
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="AAAA-MM-JJ",
        help=_("jour pour lequel les personnes du dossier ont été faites (celui de la journée)"),
    )
