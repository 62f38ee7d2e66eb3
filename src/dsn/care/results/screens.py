"""The screens of this room."""

from __future__ import annotations

from dsn.web.screens import Screen
from dsn.web.words import N_

TEST = Screen(
    id="results.test",
    path="/personnes/{person}/resultats/{test}",
    title=N_("Résultats d’une analyse"),
    help=N_("Tous les résultats d’une même analyse d’une personne, du plus récent au plus ancien."),
    permissions=frozenset({"identities"}),
)
