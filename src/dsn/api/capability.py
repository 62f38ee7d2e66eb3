"""The CapabilityStatement (R4, http.html#capabilities): what this service does, written from its own tables."""

from __future__ import annotations

from functools import lru_cache

from dsn import __version__
from dsn.api.call import Asked, Call
from dsn.api.http import Reply
from dsn.api.reply import bytes_reply
from dsn.base.errors import Unsupported
from dsn.fhir import json as fhir_json
from dsn.fhir.search import parameters
from dsn.fhir.types import RESOURCE_TYPES

_INTERACTIONS = (
    "read",
    "vread",
    "update",
    "patch",
    "delete",
    "history-instance",
    "history-type",
    "create",
    "search-type",
)
_SYSTEM = ("transaction", "batch", "search-system", "history-system")
_REFUSED = frozenset(("_query",))
"""Parameters of R4 that a search refuses, and that are not claimed therefore."""
_RELEASED = "2026-11-21"


def capabilities(asked: Asked) -> Reply:
    """`GET /metadata`: open to all, for it tells nothing of anyone."""
    if mode := dict(asked.pairs).get("mode", ""):
        _check_mode(mode)
    return bytes_reply(asked, _statement(asked.base))


async def metadata(call: Call) -> Reply:
    """The same, asked for within a Bundle."""
    return capabilities(call)


def _check_mode(mode: str) -> None:
    if mode not in ("full", "normative"):
        raise Unsupported("capability-mode-unknown", value=mode)


@lru_cache(maxsize=8)
def _statement(base: str) -> bytes:
    plain = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _RELEASED,
        "kind": "instance",
        "software": {"name": "Dossier santé numérique", "version": __version__},
        "implementation": {"description": "Dossier santé numérique", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/fhir+xml"],
        "patchFormat": ["application/json-patch+json", "application/fhir+json", "application/fhir+xml"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Authorization: Bearer"},
                "resource": [_resource(type_) for type_ in sorted(RESOURCE_TYPES)],
                "interaction": [{"code": code} for code in _SYSTEM],
                "compartment": ["http://hl7.org/fhir/CompartmentDefinition/patient"],
            }
        ],
    }
    return fhir_json.encode(fhir_json.from_plain(plain))


def _includes(type_: str) -> list[str]:
    """By reference and by canonical address."""
    known = sorted(parameters.of_type(type_).items())
    return [f"{type_}:{code}" for code, each in known if each.kind == "reference"]


def _resource(type_: str) -> dict[str, object]:
    known = parameters.of_type(type_)
    stated: dict[str, object] = {
        "type": type_,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{type_}",
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "logical"],
        "searchParam": [
            {"name": code, "type": found.kind}
            for code, found in sorted(known.items())
            if code not in _REFUSED
        ],
    }
    if includes := _includes(type_):
        stated["searchInclude"] = includes
    return stated
