"""The screens of this room."""

from __future__ import annotations

from dsn.web.screens import Screen
from dsn.web.words import N_

STORY = Screen(
    id="story",
    path="/personnes/{person}",
    title=N_("Dossier"),
    help=N_("Tout le dossier d’une personne sur une page. Son ouverture est journalisée."),
    permissions=frozenset({"identities"}),
)
