"""The resources that tests of FHIRPath share, as structs and as plain JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dsn.fhir import json as fhir_json
from dsn.fhir import xml as fhir_xml
from dsn.fhir.types import Resource

FOLDER = Path(__file__).parents[2] / "data" / "fhirpath"
_BREAKS_R4 = frozenset({"patient-name-extensions.json"})


@cache
def struct(name: str) -> Resource:
    """The resource in a file of the official suite."""
    data = (FOLDER / name).read_bytes()
    return fhir_xml.decode(data) if name.endswith(".xml") else fhir_json.decode(data)


@cache
def plain(name: str) -> dict[str, Any]:
    """The same as JSON. One file has lists of unequal length, which only the walk over JSON bears."""
    if name in _BREAKS_R4:
        read: dict[str, Any] = json.loads((FOLDER / name).read_bytes(), parse_float=Decimal)
        return read
    return fhir_json.to_plain(struct(name))
