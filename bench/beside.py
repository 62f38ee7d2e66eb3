"""Pages and commits go on while 100,000 resources are imported and as many exported by other processes."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path

from bench import client, province
from bench.engines import Stores
from bench.figures import Figure
from bench.place import LOAD_CORE, Place, pin, serving
from bench.province import SIZES, people, say
from bench.reads import token_of
from bench.story import session
from bench.writes import observation

PAGES, COMMITS = 50.0, 20.0
"""A second."""
MOST_MS = 100.0
LONGEST = 300.0
"""Seconds after which the others are stopped, done or not."""


def measure(stores: Stores, small: Place) -> list[Figure]:
    """On a copy of the store of 100,000; import and export share the core of the load."""
    with stores.copy(SIZES[1]) as url:
        place = Place(stores.cache, small.folder, url, small.seconds, stores.pids)
        stores.settle()
        with serving(place) as server:
            base = server.base_url
            cookie = ("Cookie", session(place, "systeme"))
            bearer = ("Authorization", f"Bearer {token_of(place, 'systeme')}")
            known = people(place.data)
            pages = [client.get(base, f"/personnes/{one}", [cookie]) for one in known]
            headers = [bearer, ("Content-Type", "application/fhir+json")]
            commits = [
                client.request("POST", base, "/fhir/Observation", headers, observation(known, number))
                for number in range(2000)
            ]
            return asyncio.run(_measured(place, base, pages, commits))


async def _measured(place: Place, base: str, pages: list[bytes], commits: list[bytes]) -> list[Figure]:
    figures = [*await _both(base, pages, commits, "alone", asyncio.sleep(place.seconds, ""))]
    out = place.folder / "export"
    shutil.rmtree(out, ignore_errors=True)
    others = _others(place.store_url, province.data(place.data)[-1], out)
    figures += await _both(base, pages, commits, "beside", others)
    shutil.rmtree(out, ignore_errors=True)
    return figures


async def _both(
    base: str, pages: list[bytes], commits: list[bytes], name: str, others: object
) -> list[Figure]:
    until = asyncio.Event()

    async def stop() -> str:
        try:
            return str(await others)  # type: ignore[misc]
        finally:
            until.set()

    page, commit, said = await asyncio.gather(
        client.paced(
            base, lambda n: pages[n * 7919 % len(pages)], per_second=PAGES, until=until, connections=32
        ),
        client.paced(
            base, lambda n: commits[n % len(commits)], per_second=COMMITS, until=until, connections=16
        ),
        stop(),
    )
    bar = MOST_MS if name == "beside" else None
    return [_figure("Story page", name, page, said, bar), _figure("Commit", name, commit, said, bar)]


def _figure(what: str, name: str, load: client.Load, said: str, bar: float | None) -> Figure:
    if any(not 200 <= status < 300 for status in load.statuses):
        raise RuntimeError(f"{what}, {name}: not all were answered: {load.statuses}")
    p95 = load.percentile(0.95) * 1000
    worst = load.latencies[-1] * 1000
    say(f"{what} {name}: p95 {p95:.0f} ms, worst {worst:.0f} ms, {load.rate:.1f}/s; {said}")
    note = f"{said}; worst {worst:.0f} ms" if said else f"worst {worst:.0f} ms"
    return Figure(
        f"{what}, p95, {name}", p95, "ms", f"{load.rate:.0f}/s", None, bar, at_least=False, note=note
    )


async def _others(url: str, file: Path, out: Path) -> str:
    """An import and an export of 100,000, at once, beside the server."""
    begun = time.perf_counter()
    started = [
        await _dsn("import", str(file), "--store", url),
        await _dsn("export", "--to", str(out), "--store", url),
    ]
    done = []
    for name, process in zip(("import", "export"), started, strict=True):
        left = LONGEST - (time.perf_counter() - begun)
        done.append(f"{name} {await _ended(process, left)} after {time.perf_counter() - begun:.0f} s")
    return ", ".join(done)


async def _dsn(*words: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dsn.cli",
        *words,
        stdout=DEVNULL,
        stderr=DEVNULL,
        preexec_fn=_behind,
    )


def _behind() -> None:
    pin(LOAD_CORE)
    os.nice(5)


async def _ended(process: Process, seconds: float) -> str:
    try:
        code = await asyncio.wait_for(process.wait(), max(1.0, seconds))
    except TimeoutError:
        process.terminate()
        await process.wait()
        return "stopped"
    return "done" if code == 0 else f"failed ({code})"
