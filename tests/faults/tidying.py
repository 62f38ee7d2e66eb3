"""Faults of tidying a store: what would stop the ward, drop what is being built, never end, or cost a file."""

from tools.faults import Fault

_TIDY = ("tests/store/test_tidying.py",)
_ON_POSTGRES = (*_TIDY, "-k", "not sqlite")

FAULTS = [
    Fault(
        "an index is built anew while everybody waits",
        "sql/indexes.py",
        'f"REINDEX INDEX CONCURRENTLY {_quoted(name)}"',
        'f"REINDEX INDEX {_quoted(name)}"',
        (*_TIDY, "-k", "meanwhile and postgres"),
    ),
    Fault(
        "what an interrupted rebuilding left stays",
        "store/tidying.py",
        "        await _beside(connection, partial(indexes.clear, tables=ours))\n",
        "",
        (*_TIDY, "-k", "stopped"),
    ),
    Fault(
        "the server goes on building for who was stopped",
        "store/tidying.py",
        "        connection.stop()\n",
        "",
        (*_TIDY, "-k", "stopped"),
    ),
    Fault(
        "what somebody else is building is dropped",
        "sql/indexes.py",
        '\n    " AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.relid = x.indrelid)"',
        "",
        (*_TIDY, "-k", "another_program"),
    ),
    Fault(
        "two build anew at once",
        "sql/indexes.py",
        'connection.rows("SELECT pg_try_advisory_lock(?)", (_LOCK,)) == [(True,)]',
        "True",
        (*_TIDY, "-k", "two_at_once"),
    ),
    Fault(
        "an index is built anew at every call",
        "store/tidying.py",
        "index.bytes > least and (then is None or index.each > then * HEAVIER)",
        "index.bytes > least",
        _ON_POSTGRES,
    ),
    Fault(
        "an index that was built once is never built again",
        "store/tidying.py",
        "(then is None or index.each > then * HEAVIER)",
        "then is None",
        (*_TIDY, "-k", "grew_loose_again"),
    ),
    Fault(
        "partitions are forgotten",
        "sql/indexes.py",
        '\n    " UNION SELECT i.inhrelid FROM pg_inherits i JOIN ours ON i.inhparent = ours.oid) "',
        '\n    ") "',
        (*_TIDY, "-k", "partitions"),
    ),
    Fault(
        "nothing is swept before",
        "store/tidying.py",
        "    swept = await sweeping.sweep(database, now)\n    if whole:",
        "    swept = 0\n    if whole:",
        (*_TIDY, "-k", "smaller and sqlite"),
    ),
    Fault(
        "the file is rewritten under somebody else",
        "sql/files.py",
        "    if not database.is_alone():",
        "    if False:",
        (*_TIDY, "-k", "rewritten_only"),
    ),
    Fault(
        "the log stays beside the file",
        "store/tidying.py",
        "    await asyncio.to_thread(files.move_log, database, file)\n",
        "",
        (*_TIDY, "-k", "rewritten_only"),
    ),
    Fault(
        "SQLite plans by what somebody's store holds",
        "sql/files.py",
        '    connection.run("VACUUM")\n',
        '    connection.run("VACUUM")\n        connection.run("ANALYZE")\n',
        (*_TIDY, "-k", "figures"),
    ),
]
