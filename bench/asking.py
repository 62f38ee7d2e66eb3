"""Requests sent for a while to one server, with what they cost it: a rate by the clock and one by processor time."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench import client
from bench.cost import cpu_of
from bench.figures import Figure


@dataclass(frozen=True, slots=True)
class Run:
    """A load, and the processor seconds that serving a request took (0 where the server is not ours to look into)."""

    load: client.Load
    cpu: float

    @property
    def note(self) -> str:
        """The rate that the same cost allows on a core of which nobody else has a share."""
        if not self.cpu:
            return ""
        return f"{self.cpu * 1e6:.0f} µs of processor each = {1 / self.cpu:,.0f}/s".replace(",", " ")

    def rate(
        self, name: str, data: str, bar: float | None = None, *, unit: str = "/s", each: int = 1
    ) -> Figure:
        """The figure of the rate; `each` things a request."""
        return Figure(name, self.load.rate * each, unit, data, None, bar, note=self.note)

    def late(self, name: str, data: str, share: float, bar: float | None = None) -> Figure:
        """The figure of a percentile, in milliseconds."""
        text = f"{name}, p{share * 100:.0f}"
        return Figure(text, self.load.percentile(share) * 1000, "ms", data, None, bar, at_least=False)


def ask(
    base_url: str,
    requests: Sequence[bytes],
    *,
    pids: Sequence[int] = (),
    connections: int = 16,
    seconds: float = 5.0,
    warm: float = 1.0,
    once: bool = False,
) -> Run:
    """Sends the requests in a scattered order, over and over (or each `once`), after a warm-up that is not counted.

    Raises RuntimeError when an answer is no 2xx.
    """
    step = 7919
    count = len(requests)
    target = (lambda n: requests[n]) if once else (lambda n: requests[n * step % count])
    if warm and not once:
        asyncio.run(client.run(base_url, target, connections=connections, seconds=warm))
    before = cpu_of(*pids)
    most = count if once else 10**9
    load = asyncio.run(client.run(base_url, target, connections=connections, seconds=seconds, most=most))
    spent = cpu_of(*pids) - before
    if any(not 200 <= status < 300 for status in load.statuses):
        raise RuntimeError(f"not all were answered: {load.statuses}")
    return Run(load, spent / max(1, len(load.latencies)) if pids else 0.0)


def fetch(url: str, token: str, body: object = None, method: str = "") -> dict[str, Any]:
    """One answer as JSON. Raises RuntimeError with what the server said when it refused."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = None
    if body is not None:
        data, headers["Content-Type"] = json.dumps(body).encode(), "application/fhir+json"
    sent = urllib.request.Request(url, data, headers, method=method or None)
    try:
        with urllib.request.urlopen(sent, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{url}: {error.code} {error.read()[:500]!r}") from error


def headers_of(token: str) -> list[tuple[str, str]]:
    """What a request by this token bears."""
    return [("Authorization", f"Bearer {token}")] if token else []
