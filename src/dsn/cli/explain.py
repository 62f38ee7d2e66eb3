"""`dsn explain QUERY`: how a search is answered and why, or why it is refused."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from urllib.parse import parse_qsl

from dsn import assembly
from dsn.access.actor import Why
from dsn.access.scope import Scope
from dsn.accounts import demo
from dsn.base.errors import DsnError
from dsn.base.sentences import say_error
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.fhir.search.parsing import parse
from dsn.records.admission import Admission
from dsn.store import Store
from dsn.store.explaining import COUNTED, Explained
from dsn.store.searching import EVERYTHING
from dsn.web.words import N_, Words

REACHES = {
    "ONE": N_("des identifiants de ressource nommés"),
    "FEW": N_("un identifiant ou une adresse, que peu de ressources ont"),
    "PERSON": N_("le dossier de personnes nommées"),
    "LINKED": N_("ce qui renvoie à une ressource nommée"),
    "PEOPLE": N_("les personnes que ce lecteur peut voir"),
    "NAMED": N_("un nom ou un mot"),
    "CODED": N_("un code"),
    "RANGED": N_("un intervalle de dates ou de nombres"),
    "FAR": N_("ce qui est lié à tout ce qui a un code"),
    "TYPE": N_("toutes les ressources du type : aucune condition n’en nomme moins"),
}
STATEMENTS = {
    "page": N_("Instruction de la page"),
    "then": N_("Instruction de la suite, quand la page n’est pas pleine"),
    "count": N_("Instruction du total"),
}


def run(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """1 when the search is refused, with the reason; nothing of anybody's record is shown."""
    return run_async(_explain(settings, asked.query, asked.account, console))


async def _explain(settings: Settings, text: str, account: str | None, console: Console) -> int:
    async with assembly.open_store(settings) as store:
        scope = await scope_of(store, account)
        type_, _, parameters = text.rpartition("?") if "?" in text else (text, "", "")
        try:
            query = parse(type_ or None, parse_qsl(parameters, keep_blank_values=True))
            found = await store.explain(query, scope)
        except DsnError as refused:
            console.say(console.words._("Refusée : {why}", why=say_error(refused, console.words.language)))
            return 1
    for line in told(found, scope, console.words):
        console.say(line)
    return 0


async def scope_of(store: Store, account: str | None) -> Scope:
    """What an account may see now; everything without one. Raises NotFound `account-unknown`."""
    if account is None:
        return EVERYTHING
    return await Admission(store, store.clock).scope(demo.account(account).actor(), Why("explain"))


def told(found: Explained, scope: Scope, words: Words) -> Iterator[str]:
    """The plan in words, then each statement with what the engine makes of it."""
    _, plan = words._, found.plan
    yield _("Départ : {reach} ({why}).", reach=_(REACHES[plan.drive.reach.name]), why=plan.drive.why)
    yield _("Le départ trouve {count} lignes.", count=_counted(found.found, words))
    yield _seen(scope, words)
    for one in found.conditions:
        if one.started:
            yield _("Condition {source} : remplie par le départ.", source=one.source)
        elif one.hops:
            yield _("Condition {source} : suivie de lien en lien, pour chaque ligne.", source=one.source)
        else:
            yield _("Condition {source} : vérifiée dans l’index, pour chaque ligne.", source=one.source)
    if plan.order.columns:
        yield _("Ordre : {order}, puis la clé.", order=", ".join(_sorted(found)))
    for include in plan.query.includes:
        yield _("Avec la page : {include}.", include=include.source)
    for statement in found.statements:
        yield ""
        yield _(STATEMENTS[statement.name]) + _(" :")
        yield f"  {statement.sql.text}"
        yield _("  valeurs : {values}", values=", ".join(map(repr, statement.sql.values)))
        yield from (f"    {line}" for line in statement.engine)


def _counted(count: int, words: Words) -> str:
    more = words._("plus de ") if count > COUNTED else ""
    return more + words.number(min(count, COUNTED))


def _seen(scope: Scope, words: Words) -> str:
    _ = words._
    if scope.people is None:
        people = _("toutes les personnes")
    else:
        people = words.n_("{count} personne", "{count} personnes", len(scope.people))
    if scope.barred_labels or scope.hidden:
        people += _(", sans ce qui leur est caché")
    return _("Lecteur : {people} ({reason}).", people=people, reason=scope.reason)


def _sorted(found: Explained) -> Iterator[str]:
    for key in found.plan.query.sort:
        yield f"{'-' if key.descending else ''}{key.parameter.code}"


def _arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "query", metavar="RECHERCHE", help=words._("par exemple « Observation?code=718-7&_sort=-date »")
    )
    parser.add_argument(
        "--as",
        dest="account",
        metavar="COMPTE",
        help=words._("telle que ce compte la ferait ; sinon sans limite"),
    )


COMMAND = Command(
    "explain",
    N_("Dit comment une recherche trouve sa réponse, ou pourquoi elle est refusée."),
    run,
    _arguments,
)
