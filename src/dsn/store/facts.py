"""All rows with times that one version of a resource stands for."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.base.ids import Key
from dsn.store import beside, kinds
from dsn.store.index import Entries, Names, entries
from dsn.store.ready import Ready


def facts(of: Ready, key: Key, version: int, patients: Sequence[Key], names: Names) -> Entries:
    """By table, without times. `patients`: the keys of the people it belongs to."""
    type_ = kinds.number(of.type)
    found = entries(of.rows, key, names)
    found["life"] = {(type_, key, version, of.labels, of.present)}
    found["member"] = {(patient, type_, key, of.labels) for patient in patients or (0,)}
    if of.beside is not None:
        beside.add(found, of.beside, type_, key, of.labels, patients, names)
    return found
