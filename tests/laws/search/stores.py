"""A fresh store for every example, on either engine, and the searches made of it page by page."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.laws.search.model import Model, Terms
from tests.laws.search.worlds import PATIENTS, Change
from tests.support.postgres import Postgres

from dsn.fhir.json import from_plain
from dsn.store.changes import Commit, Delete, Stamp, Update
from dsn.store.read import key_of
from dsn.store.store import Store

STAMP = Stamp("test")
_templates: dict[int, str] = {}


@asynccontextmanager
async def fresh(engine: str, server: Postgres | None) -> AsyncIterator[Store]:
    """An empty store."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            store = await Store.open(f"sqlite:///{Path(folder) / 'dsn.db'}", terms=Terms())
            try:
                yield store
            finally:
                await store.close()
        return
    assert server is not None
    name = server.create(await _template(server))
    store = await Store.open(server.url(name), terms=Terms())
    try:
        yield store
    finally:
        await store.close()
        server.drop(name)


async def _template(server: Postgres) -> str:
    """A database with the store's shape, to copy from: made once in a run."""
    if id(server) not in _templates:
        name = server.create()
        await (await Store.open(server.url(name))).close()
        _templates[id(server)] = name
    return _templates[id(server)]


async def apply(store: Store, model: Model, history: Sequence[Change]) -> None:
    """The changes in order, on the store and on the model; neighbours that touch different resources in one commit."""
    for group in _groups(history):
        receipt = await store.commit(Commit(tuple(_change(*change) for change in group), STAMP))
        for (what, argument), done in zip(group, receipt.done, strict=True):
            if what == "delete":
                model.delete(argument)
            elif done.outcome != "unchanged":
                model.put(argument, done.key, receipt.instant, done.version)
    await _learn(store, model)


async def _learn(store: Store, model: Model) -> None:
    """The keys of people who were only spoken of: somebody may be merged with them."""
    for id_ in (*PATIENTS, "nowhere"):
        key = await store.database.read(partial(key_of, type_="Patient", id_=id_))
        if key is not None:
            model.keys.setdefault(("Patient", id_), key)


def _groups(history: Sequence[Change]) -> Iterator[list[Change]]:
    group: list[Change] = []
    names: set[object] = set()
    for what, argument in history:
        name = argument if what == "delete" else (argument["resourceType"], argument["id"])
        if name in names or len(group) == 6:
            yield group
            group, names = [], set()
        group.append((what, argument))
        names.add(name)
    if group:
        yield group


def _change(what: str, argument: Any) -> Update | Delete:
    return Delete(*argument) if what == "delete" else Update(from_plain(argument))


def run(work: Any) -> None:
    asyncio.run(work)
