"""The kinds of value an expression works with: System values, and FHIR elements as the record holds them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.quantity import Quantity


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """What `type()` answers."""

    namespace: str
    name: str


System = bool | int | Decimal | str | FhirDate | FhirDateTime | FhirTime | Quantity | TypeInfo
SYSTEM_NAMES: dict[type, str] = {
    bool: "Boolean",
    int: "Integer",
    Decimal: "Decimal",
    str: "String",
    FhirDate: "Date",
    FhirDateTime: "DateTime",
    FhirTime: "Time",
    Quantity: "Quantity",
    TypeInfo: "TypeInfo",
}
