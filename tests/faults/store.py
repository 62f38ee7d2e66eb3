"""Faults of sql and store: what would lose, tear or forget what was written."""

from tools.faults import Fault

_ONE_ENGINE = ("-k", "not postgres")  # what is wrong above the engine is wrong on either
_FORESIGHT = ("tests/store/test_foresight.py",)
_MODEL = ("tests/laws/test_store_model.py", *_ONE_ENGINE)
_POWER = ("tests/laws/test_power_cut.py",)
_COMMIT = ("tests/store/test_commit.py", *_ONE_ENGINE)
_HISTORY = ("tests/store/test_history.py", *_ONE_ENGINE)
_SIDE = ("tests/store/test_side.py", *_ONE_ENGINE)
_BODIES = ("tests/store/test_bodies.py",)
_BULK = ("tests/store/test_bulk.py", *_ONE_ENGINE)
_WRITER = ("tests/sql/test_writer.py", *_ONE_ENGINE)
_TURN = ("tests/sql/test_turn.py",)
_IMPLIED = ("tests/store/test_implied.py",)
_WHOSE = ("tests/store/plan/test_whose.py", *_ONE_ENGINE)

_ENGINES = ("tests/sql/test_engines.py", "-k", "postgres and planned")

FAULTS = [
    Fault(
        "how one plans is believed after a piece that set it was undone",
        "sql/postgres.py",
        '        self._planned = "either"\n        try:\n            self._items.undo()',
        "        try:\n            self._items.undo()",
        _ENGINES,
    ),
    Fault(
        "how one plans is believed after the transaction that set it was undone",
        "sql/postgres.py",
        '        self._items.forget()\n        self._planned = "either"',
        "        self._items.forget()",
        _ENGINES,
    ),
    Fault(
        "a row is left out that nothing else says",
        "store/implied.py",
        "        350: (VALUE, COMPONENT_VALUE),",
        "        350: (VALUE,),",
        _IMPLIED,
    ),
    Fault(
        "one of the people named is enough for all",
        "store/plan/whose.py",
        "return all(_person(",
        "return any(_person(",
        _WHOSE,
    ),
    Fault(
        "whatever names a person is theirs",
        "store/plan/whose.py",
        "return parameter.number in _deciding(type_)",
        "return True",
        _WHOSE,
    ),
    Fault(
        "samples pass for the quantity of a code",
        "store/implied.py",
        "row._replace(group=APART)",
        "row",
        _IMPLIED,
    ),
    Fault(
        "a commit does not wait for the disk",
        "sql/sqlite.py",
        '"synchronous", synchronous',
        '"synchronous", "NORMAL"',
        _POWER,
    ),
    Fault(
        "the writer is told before the commit",
        "sql/writer.py",
        "        connection.commit()\n    except BaseException:",
        "        _deliver(settled)\n        connection.commit()\n    except BaseException:",
        _POWER,
    ),
    Fault(
        "one that fails takes its half along",
        "sql/items.py",
        '            self._run("ROLLBACK TO item")\n',
        "",
        _WRITER,
    ),
    Fault(
        "a piece writes without its savepoint",
        "sql/sqlite.py",
        "            if self._items.waiting:\n                self._items.mark()\n            self.raw.execute(sql",
        "            self.raw.execute(sql",
        _WRITER,
    ),
    Fault(
        "a transaction that PostgreSQL gave up goes on",
        "sql/postgres.py",
        "        return self.raw.info.transaction_status is TransactionStatus.INTRANS",
        "        return True",
        ("tests/sql/test_writer.py",),
    ),
    Fault(
        "the writer is shown another version than the written one",
        "store/versions.py",
        "partial(version_of, row, new.content)",
        "partial(version_of, was or row, new.content)",
        ("tests/api/test_writing.py",),
    ),
    Fault(
        "who reads is told of a server that is back",
        "sql/database.py",
        "            if not connection.broken:\n                raise\n        return work(self.here())\n",
        "            raise\n",
        ("tests/sql/test_coming_back.py",),
    ),
    Fault(
        "a page comes without the contents it tells of",
        "store/store.py",
        "            if not (whole and has_contents(found)):\n",
        "            if True:\n",
        ("tests/store/test_blobs.py", "tests/api/test_binary.py"),
    ),
    Fault(
        "a slow search holds up everybody",
        "sql/sqlite.py",
        "lambda: time.perf_counter() > until",
        "lambda: False",
        ("tests/sql/test_glance.py",),
    ),
    Fault(
        "nobody moves the log into the file",
        "sql/checkpoint.py",
        "        elif pages >= enough:\n            self._wake()\n",
        "",
        ("tests/sql/test_checkpoint.py",),
    ),
    Fault(
        "the log grows while somebody reads",
        "sql/checkpoint.py",
        "            if pages >= max(2 * enough, self._too_long):\n",
        "            if False:\n",
        ("tests/sql/test_checkpoint.py", "-k", "every_moment"),
    ),
    Fault(
        "each commit waits for who reads for long",
        "sql/checkpoint.py",
        "self._too_long = 0 if self._begin_anew(own) else 2 * pages",
        "self._begin_anew(own)",
        ("tests/sql/test_checkpoint.py", "-k", "seldom"),
    ),
    Fault(
        "who read for long once lets the log grow for ever",
        "sql/checkpoint.py",
        "            self._too_long = 0  # it began anew\n",
        "            pass\n",
        ("tests/sql/test_checkpoint.py", "-k", "seldom"),
    ),
    Fault("two hold the turn", "sql/turn.py", "fcntl.flock(self._lock, fcntl.LOCK_EX)", "pass", _TURN),
    Fault(
        "a commit does not see the one before it in its group",
        "store/ledger.py",
        "        if not self._dirty.isdisjoint(names):\n            self.spill(connection)",
        "        if not self._dirty.isdisjoint(names):\n            pass",
        _MODEL,
    ),
    Fault(
        "the serials of two processes meet",
        "base/ids.py",
        " << _BUCKET_BITS | chance.bits(_BUCKET_BITS)",
        " << _BUCKET_BITS",
        ("tests/base/test_ids.py",),
    ),
    Fault(
        "what is absent from a list is a zero",
        "sql/lists.py",
        "_NULL if one is None else _EACH(8, one)",
        "_EACH(8, one or 0)",
        ("tests/sql/test_lists.py",),
    ),
    Fault(
        "a change stands on what was read for the one before it",
        "store/foresight.py",
        "self._known.pop(key)",
        "self._known[key]",
        _FORESIGHT,
    ),
    Fault(
        "what others change in the same transaction is not seen",
        "store/foresight.py",
        "len(intents) < 2 or len(intents) < len(works)",
        "len(intents) < 2",
        _FORESIGHT,
    ),
    Fault(
        "each of a group asks for itself",
        "store/foresight.py",
        "if len(given) < len(keys):",
        "if True:",
        _FORESIGHT,
    ),
    Fault(
        "the version that gives way is not kept",
        "store/writes.py",
        '        connection.run(_move(connection), (replaced,), "once")\n',
        "",
        _MODEL,
    ),
    Fault(
        "the same content makes a version",
        "store/versions.py",
        "if was is not None and not was.deleted and codec",
        "if was is not None and was.deleted and codec",
        _MODEL,
    ),
    Fault(
        "rows of the version before stay",
        "store/versions.py",
        "            if gone := old - new:\n                self.writes.end(table, gone, self.instant)",
        "            if gone := new - old:\n                pass",
        _MODEL,
    ),
    Fault(
        "If-Match is not looked at",
        "store/apply.py",
        "    if change.if_match != version:",
        "    if change.if_match > version:",
        _COMMIT,
    ),
    Fault(
        "a guard may be taken twice",
        "store/guards.py",
        '"INSERT INTO guard (name, holder) VALUES (?, ?) ON CONFLICT DO NOTHING"',
        '"INSERT OR REPLACE INTO guard (name, holder) VALUES (?, ?)"',
        _SIDE,
    ),
    Fault(
        "a repeated commit is done again",
        "store/committing.py",
        "        if known is not None:\n            return known, False",
        "        if known is not None:\n            pass",
        _COMMIT,
    ),
    Fault(
        "a relation outlives what claimed it",
        "store/versions.py",
        "self.relate(was.key, old.claims if old else (), ())",
        "self.relate(was.key, (), ())",
        _SIDE,
    ),
    Fault(
        "a number promised in work that failed is remembered",
        "store/vocabulary.py",
        "        for known, name in self._fresh[mark:]:\n            known.pop(name, None)",
        "        for known, name in self._fresh[mark:]:\n            known.get(name, None)",
        ("tests/store/test_vocabulary.py", *_ONE_ENGINE),
    ),
    Fault(
        "the witness is not told whom it was about before",
        "store/versions.py",
        "            self.people.update(was.patients)",
        "            pass",
        _COMMIT,
    ),
    Fault("rows are swept too soon", "store/sweeping.py", "before = now - KEPT_MS", "before = now", _SIDE),
    Fault(
        "a page is turned whose rows were swept",
        "store/searching.py",
        "found.frame.instant < _complete(connection, query)",
        "found.frame.instant < 0",
        _SIDE,
    ),
    Fault(
        "history ends a version early",
        "store/history.py",
        "kept = [version for version in kept if version < last]",
        "kept = [version for version in kept if version < last - 1]",
        _HISTORY,
    ),
    Fault(
        "a text that looks like a name is rewritten",
        "store/references.py",
        "return names.get(value, value) if type_ in _ADDRESS_TYPES else value",
        "return names.get(value, value)",
        _BODIES,
    ),
    Fault(
        "the check looks at what lacks only",
        "store/checking.py",
        "        if surplus:\n            self.report.surplus[table.name]",
        "        if surplus < 0:\n            self.report.surplus[table.name]",
        _SIDE,
    ),
    Fault(
        "an import replaces what it was only to create",
        "store/bulk/load.py",
        "if same or not (item.replaces or was.deleted):",
        "if same:",
        _BULK,
    ),
    Fault(
        "an import asks before what it brings is there",
        "store/bulk/load.py",
        "        self._flush(connection, step)\n        for item",
        "        for item",
        _BULK,
    ),
]
