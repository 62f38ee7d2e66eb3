"""`_contained` over HTTP: what the entries of the Bundle are, and where they say they stand."""

from __future__ import annotations

from typing import Any

from tests.api.service import PATIENT, Service, codes, ids, with_service

CODING = {"system": "http://acme.example/medications", "code": "abc"}
REQUEST: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "23",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "Patient/p"},
    "medicationReference": {"reference": "#m1"},
    "contained": [
        {"resourceType": "Medication", "id": "m0"},
        {"resourceType": "Medication", "id": "m1", "code": {"coding": [CODING]}},
    ],
}


def test_the_container_or_what_it_contains(engine: str) -> None:
    """By default the container at its own address; asked for, the contained resource alone, at that address and `#`."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"}, REQUEST)
        asked = "/Medication?code=abc&_contained=true"
        container = await service.ask("GET", asked)
        assert ids(container) == ["MedicationRequest/23"]
        (entry,) = (await service.ask("GET", f"{asked}&_containedType=contained&_total=accurate")).json()[
            "entry"
        ]
        assert entry["fullUrl"].endswith("/fhir/MedicationRequest/23#m1")
        assert entry["resource"] == REQUEST["contained"][1]
        assert ids(await service.ask("GET", "/Medication?code=abc")) == []
        assert ids(await service.ask("GET", "/MedicationRequest?medication.code=abc")) == [
            "MedicationRequest/23"
        ]

    with_service(engine, test)


def test_a_condition_looks_for_nothing_contained(engine: str) -> None:
    """A conditional delete by what is contained would delete something else: refused, and nothing is gone."""

    async def test(service: Service) -> None:
        await service.put({**PATIENT, "id": "p"}, REQUEST)
        refused = await service.ask("DELETE", "/Medication?code=abc&_contained=true")
        assert (refused.status_code, codes(refused)) == (400, ["search.contained-in-condition"])
        assert (await service.ask("GET", "/MedicationRequest/23")).status_code == 200

    with_service(engine, test)
