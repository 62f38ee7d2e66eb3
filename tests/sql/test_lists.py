"""Lists as PostgreSQL receives them."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some
from tests.support.postgres import Postgres

from dsn.sql.postgres import connect

_NUMBERS = some.none() | some.integers(-(2**63), 2**63 - 1)
_TEXTS = some.none() | some.text(some.characters(exclude_characters="\0", codec="utf-8"), max_size=9)
_BYTES = some.none() | some.binary(max_size=9)


def test_lists_arrive_as_they_were(postgres: Postgres) -> None:
    """Numbers, texts and bytes, some of them absent, in one statement whose lists change from time to time."""
    connection = connect(postgres.url(postgres.create()))

    @settings(max_examples=200)
    @given(some.lists(_NUMBERS, max_size=60), some.lists(_TEXTS, max_size=9), some.lists(_BYTES, max_size=9))
    def law(numbers: list[Any], texts: list[Any], blobs: list[Any]) -> None:
        none: list[Any] = [None]
        ways: list[tuple[list[Any], ...]] = [
            (numbers, texts, blobs),
            (numbers[:1], [], blobs),
            (none, texts, []),
        ]
        for sent in ways:
            assert connection.rows("SELECT ?::bigint[], ?::text[], ?::bytea[]", sent) == [sent]

    try:
        law()
    finally:
        connection.close()
