"""The tables beside versions and index: names by number, relations, guards, the feed, large contents, settings.

What each is for is told in `dsn.store.schema`.
"""

from __future__ import annotations

from dsn.sql.tables import Column, Index, Table

_KEY = Column("key", "int8")
_TYPE = Column("type", "int2")

SYMBOL = Table(  # numbers from 1; 0 is the empty text and has no row
    "symbol",
    (Column("text", "text"), Column("number", "int4")),
    ("text",),
    "reference",
    (Index(("number",), unique=True),),
)
UNIT = Table(  # system "" = none given, code "" = none, canonical "" = no canonical form
    "unit",
    (
        Column("system", "text"),
        Column("code", "text"),
        Column("unit", "text"),
        Column("canonical", "text"),
        Column("number", "int4"),
    ),
    ("system", "code", "unit", "canonical"),
    "reference",
    (Index(("number",), unique=True),),
)
DIRECTORY = Table(  # name: `dsn.store.names.pack(id)`
    "directory", (_TYPE, Column("name", "blob"), _KEY), ("type", "name"), "value"
)
STAMP = Table(  # number: hash of body, so that a thousand versions of one import share one row
    "stamp", (Column("number", "int8"), Column("body", "blob")), ("number",), "value", clustered=False
)
RELATION = Table(
    # valid in [since, until) milliseconds; source: the key of the resource that says so
    "relation",
    (
        Column("who", "text"),
        Column("patient", "int8"),
        Column("kind", "text"),
        Column("source", "int8"),
        Column("since", "int8"),
        Column("until", "int8"),
    ),
    ("who", "patient", "kind", "source", "since"),
    "value",
    (Index(("source",)),),
)
GUARD = Table("guard", (Column("name", "text"), Column("holder", "text")), ("name",), "value")
IDEMPOTENCY = Table(
    "idempotency",
    (
        Column("name", "text"),
        Column("digest", "blob"),
        Column("receipt", "blob"),
        Column("instant", "int8"),
    ),
    ("name",),
    "value",
    (Index(("instant",)),),
)
FEED = Table(
    # Every version in the order of its commit. turn: the instant on SQLite, where one writes at a time; the number of
    # the transaction on PostgreSQL, where instants of several writers may become visible out of order.
    "feed",
    (
        Column("turn", "int8"),
        Column("seq", "int4"),
        _KEY,
        Column("version", "int4"),
        _TYPE,
        Column("instant", "int8"),
    ),
    ("turn", "seq", "key"),
    "bucket",
    (Index(("type", "instant")), Index(("instant",), only="postgres")),
    unique=False,
    bucket_from="key",
)
OUTBOX = Table(
    "outbox", (Column("number", "int8"), Column("body", "blob")), ("number",), "local", clustered=False
)
BLOB = Table(
    # content above `dsn.store.blobs.marks.LARGE`, once whoever has it; digest: sha-256; instant: when last brought
    "blob",
    (Column("digest", "blob"), Column("number", "int8"), Column("size", "int8"), Column("instant", "int8")),
    ("digest",),
    "value",
    (Index(("number",)),),
)
PIECE = Table(  # in the order of `place`, from 0; without a blob of that number while it is on its way
    "piece",
    (Column("number", "int8"), Column("place", "int4"), Column("bytes", "blob")),
    ("number", "place"),
    "value",
    clustered=False,
)
BLOB_USE = Table(  # which versions have it: as long as one does it stays
    "blob_use",
    (Column("digest", "blob"), _KEY, Column("version", "int4")),
    ("digest", "key", "version"),
    "value",
    (Index(("key",)),),
)
PROJECTION = Table(  # where each projection stands in the feed: see `dsn.store.projections`
    "projection",
    (
        Column("name", "text"),
        Column("version", "int4"),
        Column("cursor", "blob"),
        Column("rebuilding", "int2"),
    ),
    ("name",),
    "reference",
)
SETTING = Table("setting", (Column("name", "text"), Column("value", "text")), ("name",), "reference")
