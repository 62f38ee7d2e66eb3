"""Nothing that is sent brings the service to fail, to hang, or to harm its store."""

from __future__ import annotations

import pytest
from tests.conformance.hostile import attack
from tests.conformance.server import Served, is_sound, served

TOWN = {"resourceType": "Patient", "id": "town", "name": [{"family": "Ville"}]}
KEPT = {"resourceType": "Organization", "id": "kept", "name": "Hôpital"}
"""No request of `hostile` names it: it must stay as it is."""


def test_a_sample_of_hostile_requests_is_refused_in_order(engine: str) -> None:
    """Each has an answer that is no failure of ours; the record reads as before, and its index agrees with it."""
    _assail(engine, range(150))


@pytest.mark.long
def test_a_campaign_of_hostile_requests_is_refused_in_order(engine: str) -> None:
    """The same for two thousand others."""
    _assail(engine, range(150, 2150))


def test_a_body_in_chunks_is_cut_off_at_the_limit(engine: str) -> None:
    """Nothing states its length, and it never ends: refused with 413 once it is too much; below it, it is read."""
    with served(engine) as server:
        head = (
            f"POST /fhir/Patient HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: Bearer {server.token}\r\nContent-Type: application/fhir+json\r\n"
            f"Transfer-Encoding: chunked\r\n\r\n"
        ).encode()
        body = b'{"resourceType":"Patient"}'
        chunk = b"%x\r\n%s\r\n" % (100_000, b" " * 100_000)
        whole = head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        assert server.answer(whole).startswith(b"HTTP/1.1 201")
        assert server.answer(head + chunk * 60, half=True).startswith(b"HTTP/1.1 413")


def _assail(url: str, numbers: range) -> None:
    with served(url) as server, server.client() as client:
        client.put(f"{server.base}/Patient/town", json=TOWN).raise_for_status()
        kept = client.put(f"{server.base}/Organization/kept", json=KEPT).json()
        failed = [number for number in numbers if not _is_in_order(server, number)]
        assert failed == []
        assert client.get(f"{server.base}/Organization/kept").json() == kept
        assert client.get(f"{server.base}/metadata").status_code == 200
    assert is_sound(url)


def _is_in_order(server: Served, number: int) -> bool:
    """No answer at all (the connection was closed on what is no HTTP) or a refusal, never a 5xx."""
    sent = attack(number, server.token)
    answer = server.answer(sent.sent, half=sent.half)
    return not answer or (answer.startswith(b"HTTP/1.1 ") and answer[9:10] in b"234")
