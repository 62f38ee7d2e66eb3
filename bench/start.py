"""From the command to the first answer, on a store that is full."""

from __future__ import annotations

from bench.figures import Figure
from bench.place import Place, serving


def measure(place: Place) -> list[Figure]:
    """Start of the server, median of three."""
    times = []
    for _ in range(3):
        with serving(place) as server:
            times.append(server.started)
    return [
        Figure("Start of the server", sorted(times)[1], "s", "the imported store", None, 2.0, at_least=False)
    ]
