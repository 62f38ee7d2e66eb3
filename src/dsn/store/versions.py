"""From one version of a resource to the next: which rows end, which begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from dsn.access.relations import Claim
from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.errors import Invalid
from dsn.base.ids import Key
from dsn.store import codec, kinds
from dsn.store.blobs import marks
from dsn.store.changes import Done, Version
from dsn.store.claims import claimed
from dsn.store.current import Current, others_of, version_of
from dsn.store.facts import facts
from dsn.store.index import Entries, Tuple
from dsn.store.ledger import Ledger
from dsn.store.names import pack
from dsn.store.ready import Ready, again
from dsn.store.schema import RESOURCE
from dsn.store.side_tables import BLOB_USE, RELATION
from dsn.store.writes import Writes

_NOTHING: frozenset[Tuple] = frozenset()


@dataclass(slots=True)
class Step:
    """One commit on its way: everything it writes, at one instant, with one stamp."""

    ledger: Ledger
    instant: Instant
    stamp: int
    blobs: frozenset[bytes] = frozenset()
    writes: Writes = field(default_factory=Writes)
    people: set[Key] = field(default_factory=set)
    written: dict[tuple[Key, int], Callable[[], Version]] = field(default_factory=dict)

    def put(self, new: Ready, key: Key, was: Current | None) -> Done:
        """The next version of `key`; none when the content is the same."""
        if was is not None and not was.deleted and codec.unpack(was.format, was.body) == new.content:
            return Done(new.type, new.id, key, was.version, "unchanged")
        version = was.version + 1 if was else 1
        self._use(new.content, key, version)
        old = self._was(was)
        patients = self._patients(new, key)
        row = self._row(new, key, version, patients)
        self._change(self._entries(old, was) if was else {}, self._facts(new, key, version, patients))
        self.relate(key, old.claims if old else (), new.claims)
        if was is None:
            self.writes.add(RESOURCE, row)
        else:
            self.writes.replace(row)
        self.written[key, version] = partial(version_of, row, new.content)
        self.tell(key, version, kinds.number(new.type), patients, was)
        # brought back from deletion, it is created anew (R4, http.html#update)
        return Done(new.type, new.id, key, version, "updated" if was and not was.deleted else "created")

    def _use(self, content: bytes, key: Key, version: int) -> None:
        """Contents kept apart stay as long as this version. Raises Invalid `blob-mark` for a mark of someone else."""
        if marks.MARK not in content:
            return
        digests = {blob.digest for blob in marks.marked(content)}
        if (
            not digests
            or not digests <= self.blobs
            or content.count(marks.MARK) != len(marks.marked(content))
        ):
            raise Invalid("blob-mark", url=marks.URL)
        for digest in sorted(digests):
            self.writes.add(BLOB_USE, (digest, key, version))

    def remove(self, was: Current) -> Done:
        """A version that says the resource is gone."""
        old = self._was(was)
        self._change(self._entries(old, was), {})
        self.relate(was.key, old.claims if old else (), ())
        gone = was.gone(was.version + 1, self.instant, self.stamp)
        self.writes.replace(gone)
        self.tell(was.key, gone.version, was.type, was.patients, None)
        return Done(kinds.name(was.type), was.id, was.key, gone.version, "deleted")

    def _was(self, was: Current | None) -> Ready | None:
        """What the version that gives way stood for; None when there was none, or a deletion."""
        if was is None or was.deleted:
            return None
        return again(codec.unpack(was.format, was.body), was.id, self.ledger.relate)

    def _entries(self, old: Ready | None, was: Current) -> Entries:
        if old is None:
            return {}
        return self._facts(old, was.key, was.version, self._patients(old, was.key))

    def _patients(self, of: Ready, key: Key) -> tuple[Key, ...]:
        if of.type == "Patient":
            return (key,)
        return tuple(self.ledger.vocabulary.key("Patient", id_) for id_ in of.patients)

    def _facts(self, of: Ready, key: Key, version: int, patients: Sequence[Key]) -> Entries:
        """All rows with times that a version stands for."""
        return facts(of, key, version, patients, self.ledger.vocabulary)

    def _change(self, before: Entries, after: Entries) -> None:
        for table in before.keys() | after.keys():
            old, new = before.get(table, _NOTHING), after.get(table, _NOTHING)
            if gone := old - new:
                self.writes.end(table, gone, self.instant)
            if come := new - old:
                self.writes.begin(table, come, self.instant)

    def relate(self, source: Key, old: tuple[Claim, ...], new: tuple[Claim, ...]) -> None:
        """What a resource claims of relations, after what it claimed before."""
        if not (old or new):
            return
        words = self.ledger.vocabulary
        before, after = claimed(old, words), claimed(new, words)
        for name in before.keys() - {name for name in after if after[name] == before.get(name)}:
            self.writes.unrelate(source, name)
        for name, until in after.items():
            if before.get(name) != until:
                who, patient, kind, since = name
                self.writes.add(RELATION, (who, patient, kind, source, since, until))

    def _row(self, new: Ready, key: Key, version: int, patients: Sequence[Key]) -> Current:
        """The row of table resource."""
        format_, body = codec.pack(new.content)
        return Current(
            key=key,
            type=kinds.number(new.type),
            name=None if ids.to_key(new.id) == key else pack(new.id),
            version=version,
            instant=self.instant,
            deleted=0,
            format=format_,
            labels=new.labels,
            patient=patients[0] if patients else 0,
            others=others_of(patients),
            stamp=self.stamp,
            body=body,
        )

    def tell(self, key: Key, version: int, type_: int, patients: Sequence[Key], was: Current | None) -> None:
        self.people.update(patients)
        if was is not None:
            self.people.update(was.patients)
        self.ledger.tell(self.writes, key, version, type_, self.instant)
