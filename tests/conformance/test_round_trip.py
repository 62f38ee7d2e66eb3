"""Every official example that R4 itself allows can be written, and is read back as it was sent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.api.service import Service, with_service
from tests.conformance.test_examples import BROKEN, PACKAGE

_SAMPLE = 40
"""Every so many examples in the usual run; all of them in a campaign."""


def test_a_sample_of_examples_is_read_back_equal(engine: str) -> None:
    """PUT under their own ids, then GET: the same but for stamps, digits included. Those above 1 MB are not sent."""
    _round_trip(engine, _SAMPLE)


@pytest.mark.long
def test_all_examples_are_read_back_equal(engine: str) -> None:
    """The same for all of them."""
    _round_trip(engine, 1)


def _round_trip(url: str, step: int) -> None:
    async def test(service: Service) -> None:
        for path in sorted(PACKAGE.glob("*.json"))[::step]:
            sent = path.read_bytes()
            plain = _read(sent)
            if path.stem in BROKEN or "id" not in plain or len(sent) > 1_000_000:
                continue
            place = f"/{plain['resourceType']}/{plain['id']}"
            written = await service.ask("PUT", place, sent, prefer="return=minimal")
            assert (written.status_code in (200, 201), path.name) == (True, path.name), written.text
            read = _read((await service.ask("GET", place, accept="application/fhir+json")).content)
            assert _without_stamps(read) == _without_stamps(plain), path.name

    with_service(url, test)


def _read(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body, parse_float=_Digits)
    return found


class _Digits(Decimal):
    """Equal only with the same digits: 1.0 is not 1.00."""

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def _without_stamps(plain: dict[str, Any]) -> dict[str, Any]:
    meta = {
        name: value
        for name, value in plain.get("meta", {}).items()
        if name not in ("versionId", "lastUpdated")
    }
    return {
        **plain,
        "meta": {name: value for name, value in meta.items() if not name.startswith(("_version", "_last"))},
    }
