"""What the CapabilityStatement claims is true, and it is itself valid R4."""

from __future__ import annotations

from typing import Any

from tests.api.service import PATIENT, Service, with_service

from dsn.fhir import json as fhir_json
from dsn.fhir.search import parse
from dsn.fhir.types import RESOURCE_TYPES, CapabilityStatement

_VALUES = {"token": "x", "string": "x", "reference": "Patient/1", "date": "2020", "number": "1", "quantity": "1",
           "uri": "urn:x", "special": "45|-73|10|km"}  # fmt: skip
_COMPOSITES = ("x$1", "x$x", "x$2020", "x$1$1", "x$1$1$1", "1$1", "x$Patient/1")
_REFUSED = ("Patient?_query=x", "Patient?_content=x OR y", "Patient?_include=Patient:name")
_NOT_STATED_BUT_ANSWERED = (
    "Medication?_contained=true",
    "QuestionnaireResponse?questionnaire.title=x",
    "QuestionnaireResponse?_include=QuestionnaireResponse:questionnaire",
)
_ASKED_OF_THE_STORE = ("Patient", "Observation", "Location", "Encounter", "MolecularSequence", "ValueSet")


def test_the_statement_is_valid_and_whole(engine: str) -> None:
    """Our own strict types take it, in JSON and XML, without a token; every type of R4 is in it."""

    async def test(service: Service) -> None:
        answer = await service.ask("GET", "/metadata", account=None)
        statement = fhir_json.decode(answer.content)
        assert isinstance(statement, CapabilityStatement)
        assert {each["type"] for each in _resources(answer.json())} == set(RESOURCE_TYPES)
        assert (await service.ask("GET", "/metadata?_format=xml", account=None)).status_code == 200
        assert (await service.ask("GET", "/metadata?mode=terminology", account=None)).status_code == 400

    with_service(engine, test)


def test_every_parameter_and_include_that_is_stated_is_understood(engine: str) -> None:
    """All types for the grammar; some types for the store as well. What is not offered is not stated."""

    async def test(service: Service) -> None:
        stated = _resources((await service.ask("GET", "/metadata")).json())
        for resource in stated:
            for include in resource.get("searchInclude", ()):
                assert parse(resource["type"], [("_include", include)]).includes
            for parameter in resource["searchParam"]:
                assert parameter["name"] != "_query"
                if resource["type"] in _ASKED_OF_THE_STORE:
                    assert await _is_answered(service, resource["type"], parameter), parameter
        for refused in _REFUSED:
            assert ((await service.ask("GET", f"/{refused}")).status_code, refused) == (400, refused)
        for answered in _NOT_STATED_BUT_ANSWERED:
            assert ((await service.ask("GET", f"/{answered}")).status_code, answered) == (200, answered)

    with_service(engine, test)


def test_every_interaction_that_is_stated_is_routed(engine: str) -> None:
    """Of one type and of the whole: none answers 404 or 405."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"})
        statement = (await service.ask("GET", "/metadata")).json()
        person = {**PATIENT, "id": "p"}
        requests: dict[str, tuple[str, str, object]] = {
            "read": ("GET", "/Patient/p", None),
            "vread": ("GET", "/Patient/p/_history/1", None),
            "update": ("PUT", "/Patient/p", person),
            "patch": ("PATCH", "/Patient/p", {"resourceType": "Parameters"}),
            "history-instance": ("GET", "/Patient/p/_history", None),
            "history-type": ("GET", "/Patient/_history", None),
            "create": ("POST", "/Patient", PATIENT),
            "search-type": ("GET", "/Patient", None),
            "transaction": ("POST", "", {"resourceType": "Bundle", "type": "transaction"}),
            "batch": ("POST", "", {"resourceType": "Bundle", "type": "batch"}),
            "search-system": ("GET", "?_type=Patient", None),
            "history-system": ("GET", "/_history", None),
            "delete": ("DELETE", "/Patient/p", None),
        }
        stated = [each["code"] for each in _resources(statement)[0]["interaction"]]
        stated += [each["code"] for each in statement["rest"][0]["interaction"]]
        assert set(stated) == set(requests)
        for code, (method, path, body) in requests.items():
            assert (code, (await service.ask(method, path, body)).is_success) == (code, True)

    with_service(engine, test)


def _resources(statement: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = statement["rest"][0]["resource"]
    return found


async def _is_answered(service: Service, type_: str, parameter: dict[str, Any]) -> bool:
    values = _COMPOSITES if parameter["type"] == "composite" else (_VALUES[parameter["type"]],)
    for value in values:
        answer = await service.ask("GET", f"/{type_}?{parameter['name']}={value}&_count=1")
        if answer.status_code == 200:
            return True
    return False
