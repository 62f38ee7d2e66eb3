"""What the index must hold of a version: for who compares, and for who removes what gave way."""

from __future__ import annotations

from dsn.store import codec
from dsn.store.current import Current
from dsn.store.facts import facts
from dsn.store.index import Entries
from dsn.store.lookup import Lookup
from dsn.store.ready import again


def expected(was: Current, names: Lookup) -> Entries:
    """The rows that the newest version of a resource stands for."""
    new = again(codec.unpack(was.format, was.body), was.id)
    patients = (was.key,) if new.type == "Patient" else [names.key("Patient", id_) for id_ in new.patients]
    return facts(new, was.key, was.version, patients, names)
