"""A Binary says nothing of its own about whom it concerns: what its `securityContext` names is judged in its place.

R4, binary.html#rest: it tells "the server that the Binary resource should be treated as if it was the other resource".
"""

from __future__ import annotations

from dsn.fhir.json import decode
from dsn.store.changes import Version
from dsn.store.compartment import context
from dsn.store.store import Store


async def judged_instead(store: Store, binary: Version) -> Version:
    """What stands for a stored Binary: itself when it names nothing, or nothing that is there.

    A Binary that stands for itself is seen by whoever sees everyone. Not followed any further: the same for one that
    stands behind a Binary.
    """
    named = context(decode(binary.body))
    if named is None or named[0] == "Binary":
        return binary
    found = await store.read(*named, whole=False)
    return binary if found is None or found.deleted else found
