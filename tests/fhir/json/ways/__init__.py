"""Ways in which a resource may break R4, each with the rule it breaks.

Rules are named by the page of R4 and the words in it: `json.html` (the JSON form), `datatypes.html` (primitives),
`references.html`, `extensibility.html`, `terminologies.html`, or the definition of the element itself.
"""

from __future__ import annotations

from tests.fhir.json.ways.keys import KEYS
from tests.fhir.json.ways.kinds import KINDS, NULLS
from tests.fhir.json.ways.primitives import PRIMITIVES
from tests.fhir.json.ways.structure import STRUCTURE

MUTATIONS = {m.name: m for m in [*KEYS, *NULLS, *KINDS, *PRIMITIVES, *STRUCTURE]}
