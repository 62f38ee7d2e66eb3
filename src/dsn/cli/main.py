"""From the words typed to a command, and from a failure to an exit code.

Exit codes: 0 done; 1 done, and something was found wrong (`check`, `log verify`, refused lines of an import);
2 the words typed make no sense; 3 it could not be done (the message says why and what to do); 130 stopped by hand.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dsn.base import logging, settings
from dsn.base.errors import DsnError
from dsn.base.sentences import say, say_error
from dsn.cli import (
    backup,
    check,
    demo,
    destroy,
    explain,
    export,
    importing,
    log,
    migrate,
    rebuild,
    reindex,
    serve,
    synth,
    tidy,
    token,
)
from dsn.cli.command import Command, Console
from dsn.web.words import Words, choose, words

COMMANDS: tuple[Command, ...] = (
    serve.COMMAND,
    demo.COMMAND,
    importing.COMMAND,
    synth.COMMAND,
    check.COMMAND,
    reindex.COMMAND,
    rebuild.COMMAND,
    tidy.COMMAND,
    explain.COMMAND,
    migrate.COMMAND,
    token.COMMAND,
    log.COMMAND,
    export.COMMAND,
    backup.BACKUP,
    backup.RESTORE,
    backup.VERIFY,
    destroy.COMMAND,
)


def main(typed: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    speech = words(choose(os.environ.get("DSN_LANGUAGE"), _spoken(os.environ)))
    asked = _parser(speech).parse_args(typed)
    console = Console(speech)
    try:
        chosen = settings.load(
            asked.settings,
            {name: value for name, value in os.environ.items() if name not in _OURS},
            store=asked.store,
            **{name: getattr(asked, name) for name in ("host", "port") if hasattr(asked, name)},
        )
        logging.configure(chosen.log_level, chosen.log_form)
        code: int = asked.run(chosen, asked, console)
    except DsnError as error:
        console.problem(say_error(error, speech.language))
        return 3
    except OSError as error:  # a folder that may not be written, a disk without room: not ours to mend
        values = {"file": error.filename or "?", "why": error.strerror or str(error)}
        console.problem(say("file-refused", values, speech.language))
        return 3
    except KeyboardInterrupt:
        console.problem(speech._("Arrêté. Ce qui était confirmé est conservé."))
        return 130
    return code


_OURS = frozenset(("DSN_LANGUAGE", "DSN_TOKEN"))


def _spoken(environ: Mapping[str, str]) -> str:
    """The language of the terminal: `en_CA.UTF-8` reads English; C, POSIX and the rest French."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return locale.partition(".")[0].partition("_")[0]


def _parser(speech: Words) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dsn", description=speech._("Dossier santé numérique"))
    commands = parser.add_subparsers(required=True, metavar=speech._("commande"))
    for command in COMMANDS:
        one = commands.add_parser(
            command.name, help=speech._(command.help), description=speech._(command.help)
        )
        one.add_argument(
            "--store", metavar="URL", help=speech._("où se trouve le dossier : sqlite:///… ou postgresql://…")
        )
        one.add_argument(
            "--settings", metavar="FICHIER", type=Path, help=speech._("fichier de réglages (TOML)")
        )
        command.arguments(one, speech)
        one.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
