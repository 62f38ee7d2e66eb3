"""Both engines behind one face: rows in, rows out, conditions, failures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Busy, DsnError, Fault
from dsn.sql import sqlite
from dsn.sql.connection import Connection
from dsn.sql.database import Database, open_database
from dsn.sql.dialect import POSTGRES, SQLITE
from dsn.sql.tables import Column, Index, Table, create

THING = Table(
    "thing",
    (
        Column("key", "int8"),
        Column("small", "int2"),
        Column("word", "text"),
        Column("packed", "blob", null=True),
        Column("place", "real"),
    ),
    ("key", "word"),
    "bucket",
    (Index(("word",)), Index(("small",), "small > 0"), Index(("place",), only="postgres")),
    bucket_from="key",
)
KEY = 5 << 51 | 7
ROWS = [
    (KEY, 1, "été", b"\x00\xff", 1.5),
    (KEY + 1, -3, "", None, -0.25),
    (KEY + 2, 0, 'a"b\\c{},%?', b"", 0.0),
]


@pytest.fixture
def database(engine: str) -> Iterator[Database]:
    opened = open_database(engine)
    opened.writer.call(_make)
    yield opened
    opened.close()


def _make(connection: Connection) -> None:
    for statement in create(THING, connection.dialect):
        connection.run(statement)


def _all(connection: Connection) -> list[tuple[object, ...]]:
    return list(connection.rows("SELECT key, small, word, packed, place FROM thing ORDER BY key"))


@pytest.mark.parametrize("way", ["add", "fill"])
def test_rows_come_back_as_they_went_in(database: Database, way: str) -> None:
    """Whole numbers of all sizes, texts, bytes, nothing, fractions: by both ways of adding."""
    database.writer.call(lambda c: getattr(c, way)(THING, ROWS))
    assert database.read_here(_all) == ROWS


def test_the_bucket_of_a_row_is_the_top_of_its_key(database: Database) -> None:
    """Stored by one engine, computed by the other; conditions on it mean the same."""
    database.writer.call(lambda c: c.add(THING, ROWS))
    assert database.read_here(lambda c: c.rows("SELECT DISTINCT bucket FROM thing")) == [(5,)]
    assert database.read_here(lambda c: c.rows("SELECT key FROM thing WHERE bucket = ?", (4,))) == []


def test_change_sets_rows_by_key_where_the_condition_holds(database: Database) -> None:
    """Others, and those for which it does not hold, stay as they are."""
    database.writer.call(lambda c: c.add(THING, ROWS))
    wanted = [(9, 2.5, KEY, "été"), (9, 2.5, KEY + 1, ""), (9, 2.5, KEY, "autre")]
    database.writer.call(lambda c: c.change(THING, ("small", "place"), ("key", "word"), wanted, "small > 0"))
    found = database.read_here(lambda c: c.rows("SELECT key, small, place FROM thing ORDER BY key"))
    assert found == [(KEY, 9, 2.5), (KEY + 1, -3, -0.25), (KEY + 2, 0, 0.0)]


def test_a_taken_key_is_refused_or_skipped(database: Database) -> None:
    """As the caller says."""
    database.writer.call(lambda c: c.add(THING, ROWS[:1]))
    database.writer.call(lambda c: c.add(THING, ROWS, known="skip"))
    assert database.read_here(_all) == ROWS
    with pytest.raises(Fault, match="sql-failed"):
        database.writer.call(lambda c: c.add(THING, ROWS))


def test_one_parameter_holds_a_list(database: Database) -> None:
    """`among` tests against it, `unnest` reads from it; empty lists find nothing."""
    database.writer.call(lambda c: c.add(THING, ROWS))
    dialect = database.dialect
    by_key = f"SELECT small FROM thing WHERE {dialect.among('key')} ORDER BY key"
    assert database.read_here(lambda c: c.rows(by_key, (dialect.listed([KEY, KEY + 2, 1]),))) == [(1,), (0,)]
    assert database.read_here(lambda c: c.rows(by_key, (dialect.listed([]),))) == []
    by_word = f"SELECT small FROM thing WHERE {dialect.among('word', 'text')}"
    assert database.read_here(lambda c: c.rows(by_word, (dialect.listed(["été", 'x"']),))) == [(1,)]
    joined = f"SELECT t.small FROM {dialect.unnest('w', 'key')} JOIN thing t ON t.key = w.key ORDER BY t.key"
    assert database.read_here(lambda c: c.rows(joined, (dialect.listed([KEY + 1]),))) == [(-3,)]


def test_texts_are_ordered_by_their_bytes(database: Database) -> None:
    """On both engines alike: folding is ours."""
    words = ["Z", "a", "é", "z", "A", "œ", "zz"]
    database.writer.call(lambda c: c.add(THING, [(n, 0, word, None, 0.0) for n, word in enumerate(words)]))
    found = database.read_here(lambda c: c.rows("SELECT word FROM thing ORDER BY word"))
    assert [word for (word,) in found] == sorted(words, key=str.encode)


def test_a_wrong_statement_is_our_fault(database: Database) -> None:
    """Raised as one of the nine kinds, whatever the engine calls it."""
    for work in (
        lambda c: c.rows("SELECT nothing FROM nowhere"),
        lambda c: c.run("DROP nonsense"),
        lambda c: c.many("INSERT INTO nowhere VALUES (?)", [(1,)]),
    ):
        with pytest.raises(Fault, match="sql-failed"):
            database.writer.call(work)


def test_readers_see_one_instant(database: Database) -> None:
    """On SQLite, what is committed while a reader reads is not seen by it."""
    if database.dialect is POSTGRES:
        database.writer.call(lambda c: c.add(THING, ROWS))
        assert len(database.read_here(_all)) == 3
        return

    def work(connection: Connection) -> tuple[int, int]:
        before = len(_all(connection))
        database.writer.call(lambda c: c.add(THING, ROWS))
        return before, len(_all(connection))

    assert database.read_here(work) == (0, 0)
    assert len(database.read_here(_all)) == 3


def test_a_reader_cannot_write(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A connection for reading refuses to change the file."""
    path = tmp_path_factory.mktemp("read") / "dsn.db"
    sqlite.connect(path).close()
    reader = sqlite.connect(path, readonly=True)
    with pytest.raises(DsnError):
        reader.run("CREATE TABLE mine (a INTEGER)")
    reader.close()


def test_a_database_that_is_not_there_is_away() -> None:
    """No server, no folder: Busy, since nothing was changed and it may come back."""
    for url in ("sqlite:////nonexistent/folder/dsn.db", "postgresql://dsn@127.0.0.1:1/none"):
        with pytest.raises(Busy, match="store-away"):
            open_database(url)


def test_a_full_disk_refuses_the_work_and_keeps_the_rest(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The writer goes on; what did not fit is refused as such, what was there is there."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('full') / 'dsn.db'}")
    try:
        database.writer.call(_make)
        database.writer.call(lambda c: c.rows("PRAGMA max_page_count = 30"))
        big = [(KEY + n, 0, f"{n}", b"x" * 4000, 0.0) for n in range(60)]
        with pytest.raises(Busy, match="storage-full"):
            database.writer.call(lambda c: c.add(THING, big))
        database.writer.call(lambda c: c.add(THING, ROWS))
        assert database.read_here(_all) == ROWS
    finally:
        database.close()


def test_a_server_that_restarted_is_found_again(postgres: object) -> None:
    """Writer and readers take new connections; the write that met the gap is refused as Busy, a read is done again."""
    from tests.support.postgres import Postgres

    assert isinstance(postgres, Postgres)
    name = postgres.create()
    database = open_database(postgres.url(name))
    try:
        database.writer.call(_make)
        database.read_here(_all)
        other = database.connect()
        other.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND pid <> pg_backend_pid()",
            (name,),
        )
        other.close()
        with pytest.raises(Busy, match="store-away"):
            database.writer.call(lambda c: c.add(THING, ROWS))
        assert database.read_here(_all) == []
        database.writer.call(lambda c: c.add(THING, ROWS))
        assert database.read_here(_all) == ROWS
    finally:
        database.close()
        postgres.drop(name)


@given(st.text(alphabet="ab?%'", max_size=12))
def test_placeholders_are_translated_and_percents_kept(text: str) -> None:
    """`?` is always a placeholder; `%` stands for itself on both engines."""
    assert SQLITE.text(text) == text
    assert POSTGRES.text(text).replace("%s", "?").replace("%%", "%") == text


def test_the_primary_key_leads_with_the_bucket_on_postgres_only() -> None:
    """Rows of one person lie together where tables are spread; SQLite clusters by the key alone."""
    assert "PRIMARY KEY (bucket, key, word)" in create(THING, POSTGRES)[0]
    assert "PRIMARY KEY (key, word)" in create(THING, SQLITE)[0]
    assert len(create(THING, POSTGRES)) == 4
    assert len(create(THING, SQLITE)) == 3


@pytest.mark.parametrize("undo", ["rollback", "undo_item"])
def test_how_a_statement_is_planned_is_said_again_after_what_is_undone(database: Database, undo: str) -> None:
    """Asked for in a transaction, or a piece of one, that is undone, it holds for the next statement all the same."""
    connection = database.connect()
    mode = "SELECT 'sqlite'"
    expected = ["sqlite", "sqlite"]
    if connection.dialect.is_postgres:
        mode = "SELECT current_setting('plan_cache_mode')"
        expected = ["force_generic_plan", "force_custom_plan"]
    try:
        connection.begin()
        connection.begin_item()
        connection.add(THING, ROWS[:1])
        connection.rows(mode, (), "once")
        getattr(connection, undo)()
        assert [connection.rows(mode, (), how)[0][0] for how in ("once", "anew")] == expected
        connection.rollback()
        assert [connection.rows(mode, (), how)[0][0] for how in ("once", "anew")] == expected
    finally:
        connection.close()
