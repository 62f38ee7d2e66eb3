"""A Binary says nothing of its own about whom it concerns: what its `securityContext` names is judged in its place.

R4, binary.html#rest: it tells "the server that the Binary resource should be treated as if it was the other resource".
"""

from __future__ import annotations

from dsn.fhir.json import decode
from dsn.store.changes import Version
from dsn.store.compartment import context
from dsn.store.store import Store


async def judged_instead(store: Store, binary: Version) -> Version | None:
    """What stands for a stored Binary: itself when it names nothing, None when what it names is not there.

    Not followed any further: a Binary that stands behind a Binary is seen by whoever sees everything.
    """
    named = context(decode(binary.body))
    if named is None or named[0] == "Binary":
        return binary
    found = await store.read(*named, whole=False)
    return None if found is None or found.deleted else found
