"""The screens of this room."""

from __future__ import annotations

from dsn.web.screens import Screen
from dsn.web.words import N_

PEOPLE = Screen(
    id="people.search",
    path="/personnes",
    title=N_("Personnes"),
    help=N_("Trouver une personne par son nom, son numéro ou sa date de naissance."),
    permissions=frozenset({"identities"}),
    menu=True,
)
