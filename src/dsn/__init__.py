"""Dossier santé numérique: one lifelong health record per citizen, for a whole province."""

__version__ = "0.1.0"
