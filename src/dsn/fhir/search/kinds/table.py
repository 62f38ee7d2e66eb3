"""The one place that names every search-parameter type."""

from __future__ import annotations

from dsn.fhir.search.kinds.composite import Composites
from dsn.fhir.search.kinds.date import DATE
from dsn.fhir.search.kinds.number import NUMBER
from dsn.fhir.search.kinds.quantity import QUANTITY
from dsn.fhir.search.kinds.reference import REFERENCE
from dsn.fhir.search.kinds.shape import ParameterType
from dsn.fhir.search.kinds.special import SPECIAL
from dsn.fhir.search.kinds.string import STRING
from dsn.fhir.search.kinds.token import TOKEN
from dsn.fhir.search.kinds.uri import URI
from dsn.fhir.search.tree import ParamKind

_SIMPLE: dict[ParamKind, ParameterType] = {
    "token": TOKEN,
    "string": STRING,
    "date": DATE,
    "number": NUMBER,
    "quantity": QUANTITY,
    "reference": REFERENCE,
    "uri": URI,
    "special": SPECIAL,
}
COMPOSITES = Composites(_SIMPLE)
PARAMETER_TYPES: dict[ParamKind, ParameterType] = {**_SIMPLE, "composite": COMPOSITES.type()}
