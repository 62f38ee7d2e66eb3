"""An import as the house does it: in whose name, with its rows in the access log, good lines stored and others told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dsn.access.actor import Actor, Why
from dsn.access.roles import role
from dsn.base.clock import Clock
from dsn.base.errors import Forbidden
from dsn.base.ids import Key
from dsn.jobs.backups.manifest import digest_of
from dsn.log.events import Event
from dsn.log.log import Log
from dsn.records.events import event_of
from dsn.store.bulk import Progress, Report, Way, import_paths
from dsn.store.bulk.load import Outcome
from dsn.store.bulk.sources import files
from dsn.store.changes import Stamp
from dsn.store.store import Store


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports, and why; only the system account may write past the rules of access."""

    store: Store
    log: Log
    clock: Clock
    actor: Actor
    why: Why

    async def run(
        self,
        paths: Sequence[Path],
        told: Callable[[Progress], None],
        *,
        refusals: Path | None = None,
        again: bool = False,
    ) -> Report:
        """See `dsn.store.bulk.import_paths`. Each batch commits with its row of the log, which names the people; a last
        row says how much in all, of how many files, and their digest. Raises Forbidden `write-not-allowed`."""
        held = role(self.actor.role)
        if not (held.everyone and held.writes and held.registers and held.defines):
            raise Forbidden("write-not-allowed", type="import")
        found = files(paths)
        digest = asyncio.create_task(asyncio.to_thread(_digest, found))
        way = Way(self._stamp(), refusals, again, self._witness)
        try:
            report = await import_paths(self.store, paths, told, way)
        except BaseException:
            digest.cancel()
            raise
        figures = f"new={report.new} changed={report.changed} refused={report.refusals}"
        done = f"import done: files={len(found)} sha256={await digest} {figures}"
        await self.log.drain(self.store)
        await self.log.write(self._event(frozenset(), done))
        return report

    def _stamp(self) -> Stamp:
        return Stamp("import", client=self.why.client, request=self.why.request, actor="robot")

    def _witness(self, people: frozenset[Key], outcome: Outcome) -> bytes:
        return self.log.pack(self._event(people, f"import: new={outcome.new} changed={outcome.changed}"))

    def _event(self, people: frozenset[Key], query: str) -> Event:
        return event_of(self.clock(), self.actor, self.why, "access-system", "write", people, query)


def _digest(found: Sequence[Path]) -> str:
    """Of names and contents, in the order in which they are imported."""
    total = sha256()
    for path in found:
        total.update(f"{path.name}\0{digest_of(path, lambda count: None)}\n".encode())
    return total.hexdigest()
