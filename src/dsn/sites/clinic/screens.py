"""The screens that belong to the site itself."""

from __future__ import annotations

from dsn.web.screens import Screen
from dsn.web.words import N_

HOME = Screen(
    id="home",
    path="/",
    title=N_("Accueil"),
    help=N_("Chercher une personne, et voir celles à qui vous donnez des soins."),
    menu=True,
)
SIGN_IN = Screen(
    id="sign-in",
    path="/entree",
    title=N_("Ouvrir une session"),
    help=N_("Choisir un compte de démonstration. Cette porte n’existe que sur cet ordinateur."),
    open=True,
)
SIGN_OUT = Screen(
    id="sign-out",
    path="/sortie",
    title=N_("Quitter"),
    help=N_("Fermer la session de ce navigateur."),
    open=True,
)
LANGUAGE = Screen(
    id="language",
    path="/langue/{language}",
    title=N_("Langue"),
    help=N_("Passer du français à l’anglais et retour."),
    open=True,
)
LIVE = Screen(
    id="live",
    path="/live",
    title=N_("Nouvelles en direct"),
    help=N_("Le flux par lequel un dossier ouvert annonce du nouveau."),
)
STATE = Screen(
    id="state",
    path="/etat",
    title=N_("État du système"),
    help=N_("La ligne qui dit à quoi le système entier est occupé, quand il l’est."),
    open=True,
)
LOST = Screen(
    id="lost",
    path="/",
    title=N_("Page introuvable"),
    help=N_("Ce qui est montré quand une adresse ne mène nulle part."),
    open=True,
)
"""Stands at no address of its own."""
