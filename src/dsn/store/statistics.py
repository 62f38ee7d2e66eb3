"""How full the tables are, told to SQLite once: which index it takes must not hang on when somebody ran ANALYZE.

The figures are those of a province's store in their proportions; only the proportions count. PostgreSQL keeps its own.
"""

from __future__ import annotations

from dsn.sql.connection import Connection

_ROWS = 10_000_000

_FIGURES: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    # table, index (the table itself: its key), rows for one value of the first column, of the first two, …
    ("life", "life", (100_000, 1, 1)),
    ("member", "member", (1_000, 50, 1, 1)),
    ("member", "member_key", (1,)),
    ("ix_token", "ix_token", (30_000, 500, 1, 1, 1, 1)),
    ("ix_token", "ix_token_param_key", (30_000, 2)),
    ("ix_display", "ix_display", (30_000, 500, 1, 1)),
    ("ix_string", "ix_string", (100_000, 50, 1, 1, 1, 1)),
    ("ix_string", "ix_string_param_key_folded", (100_000, 3, 1)),
    ("ix_date", "ix_date", (100_000, 1, 1, 1, 1, 1)),
    ("ix_date", "ix_date_param_span_low_key", (100_000, 30_000, 5, 1)),
    ("ix_number", "ix_number", (100_000, 1, 1, 1, 1, 1, 1)),
    ("ix_number", "ix_number_param_value_key", (100_000, 50, 1)),
    ("ix_quantity", "ix_quantity", (100_000, 1, 1, 1, 1, 1, 1, 1)),
    ("ix_quantity", "ix_quantity_param_value_key", (100_000, 50, 1)),
    ("ix_reference", "ix_reference", (100_000, 200, 1, 1, 1, 1, 1, 1)),
    ("ix_reference", "ix_reference_param_key", (100_000, 2)),
    ("ix_uri", "ix_uri", (100_000, 500, 1, 1)),
    ("ix_position", "ix_position", (1_000, 2, 1, 1, 1)),
    ("ix_position", "ix_position_param_key", (1_000, 1)),
)


def install(connection: Connection) -> None:
    """After the tables are made. Connections opened later plan by these figures; this one too."""
    if connection.dialect.is_postgres:
        return
    connection.run("ANALYZE sqlite_schema")  # makes the table of statistics
    connection.run("DELETE FROM sqlite_stat1")
    rows = [(table, index, " ".join(map(str, (_ROWS, *each)))) for table, index, each in _FIGURES]
    connection.many("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows)
    connection.run("ANALYZE sqlite_schema")
