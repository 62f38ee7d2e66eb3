"""Dossier santé numérique: one lifelong health record per citizen, for a whole province."""
