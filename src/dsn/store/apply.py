"""One commit, applied inside the transaction of its group: all of it, or an error and nothing."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.errors import Conflict, Invalid
from dsn.base.ids import Key
from dsn.fhir.json import encode
from dsn.sql.connection import Connection
from dsn.store import aliases, kinds
from dsn.store.changes import Change, Commit, Create, Delete, Done, Guard, Receipt, Stamp, Update
from dsn.store.current import Current
from dsn.store.guards import hold
from dsn.store.ledger import Ledger
from dsn.store.prepare import Prepared
from dsn.store.side_tables import IDEMPOTENCY, OUTBOX
from dsn.store.versions import Step


def apply(
    connection: Connection, ledger: Ledger, commit: Commit, digest: bytes, prepared: Sequence[Prepared]
) -> tuple[Receipt, bool]:
    """Checks everything, then hands what is to be written to the ledger. Also: did relations change?"""
    keys = _keys(prepared, ledger)
    fresh = {one.key for one in prepared if one.key is not None}
    ledger.touch(connection, [key for key in keys if key is not None])
    was = ledger.foresight.currents(connection, [key for key in keys if key is not None and key not in fresh])
    for one, key in zip(prepared, keys, strict=True):
        if one.there is None:
            _check(one.change, was.get(key) if key is not None else None)
    instant = ledger.follow(current.instant for current in was.values())
    number, body = stamped(commit.stamp)
    step = Step(ledger, instant, number, frozenset(commit.blobs))
    done = tuple(
        _act(connection, step, one, key, was.get(key) if key is not None else None)
        for one, key in zip(prepared, keys, strict=True)
    )
    receipt = Receipt(instant, done, written=step.written)
    if step.writes:
        step.writes.stamps[number] = body
    _beside(step, commit, digest, receipt)
    ledger.accept(step.writes)
    merged = aliases.touched(step.writes)
    if merged:
        ledger.spill(connection)
        aliases.regroup(connection, merged, instant)
    return receipt, bool(merged or step.writes.unrelated or "relation" in step.writes.added)


def repeated(connection: Connection, ledger: Ledger, commit: Commit, digest: bytes) -> Receipt | None:
    """The receipt of the same commit done before. Raises Conflict when its name was used for another one."""
    if commit.idempotency is None:
        return None
    ledger.touch(connection, [("idempotency", commit.idempotency)])
    found = connection.rows("SELECT digest, receipt FROM idempotency WHERE name = ?", (commit.idempotency,))
    if not found:
        return None
    known, receipt = found[0]
    if known != digest:
        raise Conflict("idempotency-reused", name=commit.idempotency)
    assert isinstance(receipt, bytes)
    instant, done = msgspec.msgpack.decode(receipt, type=tuple[Instant, tuple[Done, ...]])
    return Receipt(instant, done, repeated=True)


def digest_of(commit: Commit) -> bytes:
    """What makes two commits the same, for idempotency."""
    if commit.digest is not None:
        return commit.digest
    total = blake2b(digest_size=16)
    for change in commit.changes:
        if isinstance(change, Create | Update):
            total.update(encode(change.resource))
            query = change.if_none_exist if isinstance(change, Create) else change.where
            match = change.if_match if isinstance(change, Update) else None
            total.update(f"{type(change).__name__} {change.local} {query!r} {match}".encode())
        else:
            total.update(repr(change).encode())
        total.update(b"\0")
    return total.digest()


def stamped(stamp: Stamp) -> tuple[int, bytes]:
    """The row that says who did it: equal stamps have one."""
    body = msgspec.json.encode([getattr(stamp, name) for name in stamp.__slots__])
    return int.from_bytes(blake2b(body, digest_size=8).digest(), "big") >> 1, body


def _keys(prepared: Sequence[Prepared], ledger: Ledger) -> list[Key | None]:
    """The key that each change is about; None for guards and for ids nobody has. Raises Invalid `change-twice`."""
    keys = [_key(one, ledger) for one in prepared]
    changed = [key for one, key in zip(prepared, keys, strict=True) if key is not None and one.there is None]
    if len(set(changed)) != len(changed):
        raise Invalid("change-twice")
    return keys


def _key(one: Prepared, ledger: Ledger) -> Key | None:
    change = one.change
    if isinstance(change, Guard):
        return None
    if isinstance(change, Delete):
        return ledger.vocabulary.find(change.type, change.id)
    if one.there is not None:
        return ledger.vocabulary.find(change.resource.resourceType, one.there)
    if one.key is not None:
        return one.key
    assert one.ready is not None
    person = one.ready.patients[0] if one.ready.patients else one.ready.id
    return ledger.vocabulary.key(one.ready.type, one.ready.id, ids.bucket_of_text(person))


def names(prepared: Sequence[Prepared]) -> list[tuple[str, str]]:
    """(type, id) of what `apply` will look up."""
    return [_name(one) for one in prepared if one.key is None and not isinstance(one.change, Guard)]


def _name(one: Prepared) -> tuple[str, str]:
    change = one.change
    assert not isinstance(change, Guard)
    if isinstance(change, Delete):
        return change.type, change.id
    if one.ready is None:
        return change.resource.resourceType, one.there or ""
    return one.ready.type, one.ready.id


def _check(change: Change, was: Current | None) -> None:
    """Raises when a precondition of the change does not hold."""
    if isinstance(change, Guard):
        return
    type_ = change.type if isinstance(change, Delete) else change.resource.resourceType
    if was is not None and kinds.name(was.type) != type_:
        raise Conflict("id-of-another-type", type=type_, found=kinds.name(was.type))
    if isinstance(change, Create):
        if was is not None and not was.deleted:
            raise Conflict("id-taken", type=type_, id=was.id)
        return
    if change.if_match is None:
        return
    version = was.version if was is not None and not was.deleted else 0
    if change.if_match != version:
        raise Conflict("version-differs", type=type_, expected=change.if_match, found=version)


def _act(connection: Connection, step: Step, one: Prepared, key: Key | None, was: Current | None) -> Done:
    change = one.change
    if isinstance(change, Guard):
        step.ledger.touch(connection, [("guard", change.key)])
        hold(connection, change)
        return Done("", change.key, 0, 0, "guarded")
    if isinstance(change, Delete):
        if was is None or was.deleted:
            return Done(change.type, change.id, key or 0, was.version if was else 0, "absent")
        return step.remove(was)
    assert key is not None
    if one.ready is None:  # a conditional create that found its match
        assert was is not None
        return Done(kinds.name(was.type), was.id, key, was.version, "unchanged")
    return step.put(one.ready, key, was)


def _beside(step: Step, commit: Commit, digest: bytes, receipt: Receipt) -> None:
    """What commits with the change: rows for the log, and the receipt for when the same commit comes again."""
    bodies = list(commit.outbox)
    if commit.witness is not None:
        bodies.append(commit.witness(frozenset(step.people)))
    for body in bodies:
        step.writes.add(OUTBOX, (step.ledger.minter.serial(), body))
    if commit.idempotency is not None:
        kept = msgspec.msgpack.encode((receipt.instant, receipt.done))
        step.writes.add(IDEMPOTENCY, (commit.idempotency, digest, kept, receipt.instant))
