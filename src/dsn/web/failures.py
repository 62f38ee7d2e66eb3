"""Failures as pages that say what to do. One table from a kind of failure to its status and its way out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from dsn.base.errors import DsnError, Fault
from dsn.web.page import Page
from dsn.web.words import N_, Words

LOG = logging.getLogger("dsn.web")


@dataclass(frozen=True, slots=True)
class Way:
    """HTTP status, what the page is called, and what the person can do now."""

    status: int
    title: str
    advice: str


WAYS: dict[str, Way] = {
    "invalid": Way(
        400, N_("Demande refusée"), N_("Revenez à la page précédente et corrigez ce qui est indiqué.")
    ),
    "not-found": Way(
        404,
        N_("Page introuvable"),
        N_("Vérifiez l’adresse, ou cherchez la personne par son nom ou son numéro."),
    ),
    "gone": Way(
        410, N_("Ce n’est plus là"), N_("Recommencez depuis l’accueil : la liste a changé entre-temps.")
    ),
    "unauthenticated": Way(
        401, N_("Ouvrez une session"), N_("Choisissez un compte ; vous reviendrez ensuite à cette page.")
    ),
    "forbidden": Way(
        403,
        N_("Accès refusé"),
        N_("Si vos soins à cette personne l’exigent, demandez à l’équipe traitante de vous y associer."),
    ),
    "conflict": Way(
        409,
        N_("Modifié entre-temps"),
        N_("Rechargez la page : quelqu’un d’autre vient d’y écrire. Puis recommencez."),
    ),
    "precondition": Way(412, N_("Modifié entre-temps"), N_("Rechargez la page, puis recommencez.")),
    "unsupported": Way(
        400, N_("Non offert"), N_("Cette demande est comprise, mais n’est pas encore offerte ici.")
    ),
    "busy": Way(
        503, N_("Un instant"), N_("Le système est très sollicité. Rien n’a été changé : réessayez bientôt.")
    ),
    "fault": Way(
        500,
        N_("Erreur de notre côté"),
        N_("Réessayez. Si cela revient, donnez le numéro ci-dessous au centre de commandement."),
    ),
}


@dataclass(frozen=True, slots=True)
class Failure(Page):
    """`number` finds the request in the logs of the server."""

    template: ClassVar[str] = "web/failure.html"
    title: str
    sentence: str
    advice: str
    number: str


def way_of(error: DsnError) -> Way:
    """The status and words for an error; a kind that is not in the table is our own fault."""
    return WAYS.get(error.kind, WAYS["fault"])


def failure(error: DsnError, words: Words, number: str) -> Failure:
    """The page that tells of `error`."""
    way = way_of(error)
    return Failure(words._(way.title), words.error(error), words._(way.advice), number)


def as_fault(error: Exception, number: str) -> Fault:
    """Our own mistake, written to the server's log with its trace, told to the person by its number alone."""
    LOG.error("request %s failed", number, exc_info=error)
    return Fault("fault", request=number)
