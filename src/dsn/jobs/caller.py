"""One kept connection to a FHIR server, that asks again what a server away or busy did not answer."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec

from dsn.base.errors import Busy, Forbidden, Invalid
from dsn.synth.plain import Plain

TIMES = 8
"""Tries of one request; the waits between them double from a fifth of a second, 25 seconds in all."""
FIRST_WAIT = 0.2
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Refused(Exception):
    """The server understood and does not want it. `words`: status and what it said."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(slots=True)
class Caller:
    """`base`: the FHIR address, such as `http://127.0.0.1:8400/fhir`. `again`: how often something was asked again.
    `stop`, when set: nothing is asked again."""

    base: str
    token: str
    timeout: float = 30.0
    wait: float = FIRST_WAIT
    again: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    _connection: http.client.HTTPConnection | None = field(default=None)

    def __post_init__(self) -> None:
        """Raises Invalid `play-address`."""
        parts = urlsplit(self.base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Invalid("play-address", address=self.base)

    def has(self, name: str) -> bool:
        """Is `Type/id` there for this caller?"""
        status, body = self._ask("GET", f"/{name}", b"", {})
        if status in (404, 410):
            return False
        self._check(status, body)
        return True

    def post(self, bundle: Plain, key: str) -> None:
        """A transaction, under that idempotency key (none for ""). Raises Refused."""
        headers = {"content-type": "application/fhir+json", "prefer": "return=minimal"}
        status, body = self._ask(
            "POST", "", _encode(bundle), headers | ({"idempotency-key": key} if key else {})
        )
        self._check(status, body)

    def close(self) -> None:
        """Hangs up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _check(self, status: int, body: bytes) -> None:
        if status in (401, 403):
            raise Forbidden("play-not-allowed", status=status)
        if status >= 400:
            raise Refused(f"{status} {body[:600].decode(errors='replace')}")

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """The answer. Raises Busy `play-unanswered` after `TIMES` tries."""
        wait = self.wait
        for left in range(TIMES - 1, -1, -1):
            answer = self._try(method, path, body, headers)
            if answer is not None and answer[0] not in _LATER:
                return answer
            self.again += 1
            if not left or self.stop.wait(wait):
                break
            wait *= 2
        raise Busy("play-unanswered", address=self.base, status=answer[0] if answer else 0)

    def _try(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes] | None:
        """One try; None when there was no answer."""
        said = {"authorization": f"Bearer {self.token}", "accept": "application/fhir+json", **headers}
        try:
            connection = self._connection or self._connect()
            connection.request(method, urlsplit(self.base).path.rstrip("/") + path, body or None, said)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.base)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        return self._connection
