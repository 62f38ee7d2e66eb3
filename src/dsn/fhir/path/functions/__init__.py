"""The functions of FHIRPath and those R4 adds, a file per section of the specification."""

from __future__ import annotations

from dsn.fhir.path.functions import (
    boundaries,
    collections,
    conversion,
    existence,
    fhir,
    filtering,
    maths,
    strings,
    utility,
)
from dsn.fhir.path.functions.table import Function

FUNCTIONS: dict[str, Function] = {
    **existence.TABLE,
    **filtering.TABLE,
    **collections.TABLE,
    **conversion.TABLE,
    **strings.TABLE,
    **maths.TABLE,
    **utility.TABLE,
    **boundaries.TABLE,
    **fhir.TABLE,
}
