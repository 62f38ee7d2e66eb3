"""Definitions handed in as plain JSON: is what validation reads of them of the shape that R4 gives it?

They need not be right in all else: many published profiles lack something that R4 requires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Form = Any
"""`str`, `int` or `bool`; `[form]` a list of it; `{name: form}` an object, of which other names are not read."""

_EXTENSION: Form = {"url": str}
_TYPE: Form = {
    "code": str,
    "profile": [str],
    "targetProfile": [str],
    "aggregation": [str],
    "versioning": str,
}
_ELEMENT: Form = {
    "id": str,
    "path": str,
    "sliceName": str,
    "min": int,
    "max": str,
    "maxLength": int,
    "contentReference": str,
    "slicing": {"rules": str, "ordered": bool, "discriminator": [{"type": str, "path": str}]},
    "type": [_TYPE],
    "binding": {"strength": str, "valueSet": str, "extension": [_EXTENSION]},
    "constraint": [{"key": str, "severity": str, "human": str, "expression": str}],
    "extension": [_EXTENSION],
}
_CONCEPT: Form = {"code": str, "display": str, "designation": [{"value": str}], "property": [{"code": str}]}
_CONCEPT["concept"] = [_CONCEPT]
_CONTAINS: Form = {"system": str, "code": str}
_CONTAINS["contains"] = [_CONTAINS]
_PART: Form = {
    "system": str,
    "valueSet": [str],
    "concept": [{"code": str}],
    "filter": [{"property": str, "op": str, "value": str}],
}
_FORMS: dict[str, Form] = {
    "StructureDefinition": {
        "type": str,
        "baseDefinition": str,
        "snapshot": {"element": [_ELEMENT]},
        "differential": {"element": [_ELEMENT]},
        "context": [{"type": str, "expression": str}],
        "contextInvariant": [str],
        "contained": [{"id": str}],
    },
    "CodeSystem": {"content": str, "version": str, "caseSensitive": bool, "concept": [_CONCEPT]},
    "ValueSet": {"compose": {"include": [_PART], "exclude": [_PART]}, "expansion": {"contains": [_CONTAINS]}},
    "ImplementationGuide": {"global": [{"type": str, "profile": str}]},
}


def misshapen(definition: Mapping[str, Any]) -> str | None:
    """Where a definition is not of R4's shape (`differential.element[3].max`); None when it can be read."""
    form = _FORMS.get(str(definition.get("resourceType")))
    return None if form is None else _misfit(definition, form, "")


def _misfit(value: Any, form: Form, place: str) -> str | None:
    if isinstance(form, list):
        if not isinstance(value, list):
            return place
        found = (_misfit(each, form[0], f"{place}[{at}]") for at, each in enumerate(value))
        return next((each for each in found if each is not None), None)
    if isinstance(form, dict):
        if not isinstance(value, Mapping):
            return place
        inside = (_misfit(value[name], form[name], f"{place}.{name}") for name in form if name in value)
        return next((each for each in inside if each is not None), None)
    fits = isinstance(value, form) and (form is bool or not isinstance(value, bool))
    return None if fits else place
