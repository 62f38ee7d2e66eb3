"""Contents on their way in and out, a piece at a time: what is in memory does not grow with them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256

from msgspec import structs

from dsn.base.clock import Clock, Instant
from dsn.base.errors import Fault, Invalid
from dsn.base.ids import Minter
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.store.blobs import marks
from dsn.store.blobs.marks import Blob
from dsn.store.changes import Change, Commit, Create, Update, Version
from dsn.store.side_tables import BLOB

PIECE_SIZE = 128 * 1024
"""Bytes of a piece: a transaction of a millisecond."""


class Blobs:
    """The contents of one store."""

    def __init__(self, database: Database, minter: Minter, clock: Clock) -> None:
        self._database = database
        self._minter = minter
        self._clock = clock

    async def put(self, chunks: AsyncIterator[bytes], limit: int | None = None) -> Blob:
        """Keeps a content; the same one again takes no room. Until a commit names it, it stays for a day.

        Raises Invalid `body-too-large` beyond `limit` bytes.
        """
        number, place, size, total = self._minter.serial(), 0, 0, sha256()
        waiting = bytearray()
        async for chunk in chunks:
            size += len(chunk)
            if limit is not None and size > limit:
                raise Invalid("body-too-large", limit=limit)
            total.update(chunk)
            waiting += chunk
            while len(waiting) >= PIECE_SIZE:
                await self._add(number, place, bytes(waiting[:PIECE_SIZE]))
                del waiting[:PIECE_SIZE]
                place += 1
        if waiting or not place:
            await self._add(number, place, bytes(waiting))
        blob = Blob(total.digest(), size)
        await self._database.writer.submit(partial(_seal, blob=blob, number=number, now=self._clock()))
        return blob

    async def _add(self, number: int, place: int, piece: bytes) -> None:
        await self._database.writer.submit(
            lambda connection: connection.run(
                "INSERT INTO piece (number, place, bytes) VALUES (?, ?, ?)", (number, place, piece)
            )
        )

    async def stream(self, blob: Blob) -> AsyncIterator[bytes]:
        """The pieces in order. Raises Fault `blob-missing`."""
        number = await self._database.read(lambda connection: number_of(connection, blob))
        for place in range(-(-blob.size // PIECE_SIZE)):
            yield await self._database.read(partial(piece, number=number, place=place))

    async def lighter(self, commit: Commit) -> Commit:
        """The commit with every large content kept apart from its resource."""
        blobs: list[bytes] = list(commit.blobs)
        changes: list[Change] = []
        for change in commit.changes:
            found = marks.lighter(change.resource) if isinstance(change, Create | Update) else None
            if found is not None and isinstance(change, Create | Update):
                change = replace(change, resource=found.resource)
                blobs += [(await self.put(_one(content))).digest for content in found.contents]
            changes.append(change)
        return replace(commit, changes=tuple(changes), blobs=tuple(blobs))


async def _one(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), PIECE_SIZE):
        yield content[at : at + PIECE_SIZE]


def _seal(connection: Connection, blob: Blob, number: int, now: Instant) -> None:
    """The pieces are a content; or go, when it is there already, which then counts as brought now."""
    touch = "UPDATE blob SET instant = ? WHERE digest = ?"
    if not connection.run(touch, (now, blob.digest)):
        row = (blob.digest, number, blob.size, now)
        sql = f"INSERT INTO blob ({', '.join(BLOB.names)}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        if connection.run(sql, row):
            return
        connection.run(touch, (now, blob.digest))
    connection.run("DELETE FROM piece WHERE number = ?", (number,))


def number_of(connection: Connection, blob: Blob) -> int:
    """Under which number its pieces are. Raises Fault `blob-missing`."""
    found = connection.rows("SELECT number FROM blob WHERE digest = ?", (blob.digest,))
    if not found:
        raise Fault("blob-missing", digest=blob.digest.hex())
    return int(str(found[0][0]))


def piece(connection: Connection, number: int, place: int) -> bytes:
    """One piece. Raises Fault `blob-missing`."""
    found = connection.rows("SELECT bytes FROM piece WHERE number = ? AND place = ?", (number, place))
    if not found or not isinstance(found[0][0], bytes):
        raise Fault("blob-missing", digest=f"{number}/{place}")
    return found[0][0]


def pieces(connection: Connection, blob: Blob) -> Iterator[bytes]:
    """All of them, in one read."""
    number = number_of(connection, blob)
    for place in range(-(-blob.size // PIECE_SIZE)):
        yield piece(connection, number, place)


def expanded(connection: Connection, version: Version) -> Version:
    """The version with every content back in its place."""
    if marks.MARK not in version.body:
        return version
    body = marks.whole(version.body, lambda blob: b"".join(pieces(connection, blob)))
    return structs.replace(version, body=body)
