"""Faults of backup, export, import, destruction, and of the log's seals and reserve."""

from tools.faults import Fault

_ONE_ENGINE = ("-k", "not postgres")
_BACKUPS = ("tests/jobs/test_backups.py",)
_EXPORTS = ("tests/jobs/test_exports.py", *_ONE_ENGINE)
_IMPORTS = ("tests/jobs/test_imports.py", *_ONE_ENGINE)
_DESTROYING = ("tests/records/test_destroying.py", *_ONE_ENGINE)
_SEAL = ("tests/log/test_seal.py", *_ONE_ENGINE)
_RESERVE = ("tests/log/test_reserve.py",)

FAULTS = [
    Fault(
        "a row of the log is kept in both copies",
        "jobs/backups/make.py",
        "        settle(connection, find, source.log.key)\n",
        "",
        (*_BACKUPS, "-k", "kept_once and sqlite"),
    ),
    Fault(
        "a backup leaves the log out",
        "jobs/backups/make.py",
        "    months = source.log.shelf.months_of_files()  # now, not before: one may have begun meanwhile\n",
        "    months: list[str] = []\n",
        (*_BACKUPS, "-k", "same_record and sqlite"),
    ),
    Fault(
        "each table is copied at its own instant",
        "sql/copies/postgres.py",
        '"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"',
        '"BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"',
        (*_BACKUPS, "-k", "postgres and between_two_tables"),
    ),
    Fault(
        "a restored cluster counts its turns from one",
        "jobs/backups/restore.py",
        "    turns.go_on(connection)\n",
        "",
        (*_BACKUPS, "-k", "young_cluster and postgres"),
    ),
    Fault(
        "a restore does not look at digests",
        "jobs/backups/restore.py",
        "    if total.hexdigest() != file.sha256:\n",
        "    if not total.hexdigest():\n",
        (*_BACKUPS, "-k", "harmed and sqlite"),
    ),
    Fault(
        "a restore writes over what is there",
        "jobs/backups/restore.py",
        "    if target.exists() or log.exists()",
        "    if target.is_dir() or log.is_file()",
        (*_BACKUPS, "-k", "empty_place and sqlite"),
    ),
    Fault(
        "an export goes on after half a line",
        "jobs/exports/run.py",
        "                os.truncate(path, self._state.files[path.name].size)",
        "                path.touch()",
        _EXPORTS,
    ),
    Fault(
        "an export takes a new instant when it goes on",
        "jobs/exports/run.py",
        "at=known.at if known else at",
        "at=at",
        _EXPORTS,
    ),
    Fault(
        "an export gives the newest version instead of that of its instant",
        "store/keeping/walk.py",
        "row if row.instant <= self.at else before.get(row.key)",
        "row if row.instant <= self.at + 10**12 else before.get(row.key)",
        _EXPORTS,
    ),
    Fault(
        "an export shows what was corrected away from a person",
        "records/exporting.py",
        "*([now[version.key]] if version.key in now else [])",
        "*([])",
        _EXPORTS,
    ),
    Fault(
        "an export leaves before its row of the log",
        "records/exporting.py",
        "            await self.tell(people)\n",
        "            self.tell(people).close()\n",
        _EXPORTS,
    ),
    Fault(
        "a stopped import begins anew in silence",
        "store/bulk/run.py",
        "mark = Mark() if way.again else marks.parsed(await store.setting_get(name))",
        "mark = Mark()",
        _IMPORTS,
    ),
    Fault(
        "an import goes on a line too late",
        "store/bulk/mark.py",
        "return (file, line) <= (self.file, self.line)",
        "return (file, line) <= (self.file, self.line + 1)",
        _IMPORTS,
    ),
    Fault(
        "an import writes nothing in the log",
        "store/bulk/loading.py",
        "            connection.add(OUTBOX, [(self._store.ledger.minter.serial(), told)])\n",
        "            assert told\n",
        _IMPORTS,
    ),
    Fault(
        "beside a server an import takes all it can",
        "store/bulk/loading.py",
        "min(LARGEST_SLICE, room)",
        "min(LARGE, 10 * room)",
        _IMPORTS,
    ),
    Fault(
        "a destroyed record keeps its past",
        "records/destroying.py",
        "        versions = await self._erase([one for one in past if one.key in keys or one.patients == (person,)])",
        "        versions = await self._erase([one for one in past if one.key in keys and one.version > 1])",
        _DESTROYING,
    ),
    Fault(
        "what is of others too is destroyed",
        "records/destroying.py",
        "alone = [one for one in newest if one.patients == (person,)]",
        "alone = newest",
        _DESTROYING,
    ),
    Fault(
        "destroyed bytes stay in the file",
        "store/keeping/erase.py",
        'connection.raw.pragma("secure_delete", True)',
        'connection.raw.pragma("secure_delete", False)',
        _DESTROYING,
    ),
    Fault(
        "a sealed month takes more rows",
        "log/book.py",
        " WHERE NOT EXISTS (SELECT 1 FROM {}) ON CONFLICT",
        " WHERE NOT EXISTS (SELECT 1 FROM {} WHERE number = 2) ON CONFLICT",
        _SEAL,
    ),
    Fault(
        "people rows are not under the seal",
        "log/seal.py",
        '    for some in _slices(connection, subject, order, "", connection.dialect.is_postgres):\n'
        "        total.update(msgspec.msgpack.encode(some))\n",
        "",
        _SEAL,
    ),
    Fault(
        "what comes late is not searched",
        "log/search.py",
        "if first <= month]",
        'if first <= month <= clock.to_datetime(until - 1).strftime("%Y-%m")]',
        _SEAL,
    ),
    Fault(
        "who waits together each empties the reserve",
        "log/log.py",
        "        if self._freed == before:\n",
        "        if True:\n",
        _RESERVE,
    ),
    Fault(
        "the record is written while the reserve is in use",
        "store/store.py",
        "        if refusal is not None:\n            raise refusal\n",
        "        assert refusal is None or refusal.code\n",
        _RESERVE,
    ),
]
