"""The shape of the record on disk, one for both engines. Format 1.

What a plan needs to know:

- `key` numbers a resource for ever (see `dsn.base.ids`): its top 12 bits are the bucket. Every `Type/id` that was ever
  written *or referred to* has a key: ours is in the id, a client's is in `directory`, which also promises one
  to what is only referred to so far. So a reference and its target always meet by key, and a key may have no rows.
- Rows that a search reads carry `[since, until)` in milliseconds; `until` is NULL while they hold. Search at
  instant t: `since <= t AND (until IS NULL OR until > t)`. Ended rows are swept after 30 minutes.
- `life`: one row per version that is not a deletion. The truth of which resources exist at t, at which version,
  with which labels; `present` has a bit for each search parameter that has a value (`dsn.store.present`). Walk a
  type, count it, answer `:missing`, check labels here. `since` of the row is `_lastUpdated`.
- `member`: one row per (person, resource): the patient compartment of R4; a Patient is a member of itself. A
  resource of nobody has one row with patient 0. `labels` as in `life`: a search driven by people needs no other
  table to be under scope.
- `resource` is the newest version (also a deletion), `past` the versions before: the body of (key, version) is in
  one or the other.
- Index rows are of one `param` (Parameter.number); `grp` as `group` in `dsn.fhir.search.rows` (0 = no composite).
  Each `ix_` table is clustered by its key; where rows are compared by range there is a second way in.
  Names of code systems, units, displays and canonical addresses are `symbol` numbers.
- What a resource contains has rows as well, under negative keys of its own (`dsn.store.beside`): in `life` under its
  type, in `member` under the type of its holder, in `part` with its holder. `key > 0` is what stands by itself.
- `ix_address`: what goes by a canonical address, one row for each way to write it. `link`: who says to be the same
  person as whom; `alias`: the groups that come of it, each under the smallest of its keys (`dsn.store.aliases`).
- `ix_word`: words of running text, built behind the commit (`dsn.store.words`); the only table of the index that may
  be behind.
- Order-preserving numbers: blobs by `dsn.fhir.search.ordering.encode`, compared as bytes.
- `extractor` says which extractor made the rows of a parameter, `rebuild` which parameters are refused until their
  rows were made anew.
- `blob`, `piece`, `blob_use`: contents too large for a body, in pieces, and the versions that have them.
- `projection`: where the rows that follow the feed have come to; their tables are each projection's own.
- On PostgreSQL `bucket` is a stored column of the tables that have one, on SQLite a virtual one; a key's bucket is
  `key >> 51` and it is never part of a `key` below. Conditions on it are for PostgreSQL's sake and hurt nowhere.
"""

from __future__ import annotations

from hashlib import blake2b

from dsn.sql.tables import Column, Index, Table
from dsn.store.side_tables import (
    BLOB,
    BLOB_USE,
    DIRECTORY,
    FEED,
    GUARD,
    IDEMPOTENCY,
    OUTBOX,
    PIECE,
    PROJECTION,
    RELATION,
    SETTING,
    STAMP,
    SYMBOL,
    UNIT,
)

FORMAT = 1
HOLDS = "until IS NULL"
"""The condition that a row holds now."""

LOW = "CASE WHEN length(@.low) = 0 THEN @.value ELSE @.low END"
HIGH = "CASE WHEN length(@.high) = 0 THEN @.value ELSE @.high END"
"""The ends of a range in `ix_number` and `ix_quantity` (`@` is the row): empty = the value itself, as nearly always."""
CANONICAL_LOW = "coalesce(@.c_low, @.c_value)"
CANONICAL_HIGH = "coalesce(@.c_high, @.c_value)"
"""The same in canonical units; all NULL where there are none."""

SPANS = (1_000_000, 90_000_000_000, 32_000_000_000_000)
"""Widths (high - low, microseconds) up to which a date row has `span` 0 (a second), 1 (25 h), 2 (370 days); else 3.

`high > x` with span k < 3 implies `low > x - SPANS[k]`: so a bound on `high` can use the index on `low`.
"""


def span(low: int, high: int) -> int:
    """The span class of a date row."""
    width = high - low
    return 0 if width <= SPANS[0] else 1 if width <= SPANS[1] else 2 if width <= SPANS[2] else 3


def url_target(url: str) -> int:
    """What stands for a reference that is not ours (absolute, canonical, urn, contained) in `ix_reference.target`.

    Negative, stable; two addresses may meet, so compare `url` too.
    """
    return ~(int.from_bytes(blake2b(url.encode(), digest_size=8).digest(), "big") >> 1)


_PARAM = Column("param", "int4")
_KEY = Column("key", "int8")
_GRP = Column("grp", "int2")
_TYPE = Column("type", "int2")
_TIMES = (Column("since", "int8"), Column("until", "int8", null=True))


def _index_table(name: str, columns: tuple[Column, ...], key: tuple[str, ...], *indexes: Index) -> Table:
    """Rows of one parameter type. Not unique on PostgreSQL: the store adds what is not there, by its own account."""
    return Table(
        name, (*columns, *_TIMES), (*key, "since"), "bucket", indexes, unique=False, bucket_from="key"
    )


_VERSION = (
    _TYPE,
    Column(
        "name", "blob", null=True
    ),  # the client's id, packed by `dsn.store.names`; None = the key's own text
    Column("version", "int4"),
    Column("instant", "int8"),
    Column("deleted", "int2"),
    Column("format", "int2"),  # codec and dictionary of `body`
    Column("labels", "int8"),
    Column("patient", "int8"),  # the first person it belongs to; 0 = nobody
    Column("others", "blob", null=True),  # the further ones: 8 bytes each, big-endian
    Column("stamp", "int8"),
    Column("body", "blob"),
)

RESOURCE = Table("resource", (_KEY, *_VERSION), ("key",), "bucket", clustered=False, bucket_from="key")
PAST = Table("past", (_KEY, *_VERSION), ("key", "version"), "bucket", clustered=False, bucket_from="key")
LIFE = Table(
    "life",
    (_TYPE, _KEY, Column("version", "int4"), Column("labels", "int8"), Column("present", "int8"), *_TIMES),
    ("type", "key", "since"),
    "bucket",
    unique=False,  # so that PostgreSQL, too, can walk a type in the order of keys
    bucket_from="key",
)
MEMBER = Table(
    "member",
    (Column("patient", "int8"), _TYPE, _KEY, Column("labels", "int8"), *_TIMES),
    ("patient", "type", "key", "since"),
    "bucket",
    (Index(("key",)),),
    bucket_from="patient",
)

IX_TOKEN = _index_table(
    "ix_token",
    (_PARAM, Column("code", "text"), Column("system", "int4"), _KEY, _GRP),  # system: symbol, 0 = none
    ("param", "code", "key", "system", "grp"),  # by code alone they come in the order of keys: pages stream
    Index(("param", "key")),  # sort, `system|`, filters of a known resource
)
IX_DISPLAY = _index_table(  # for :text; never of components
    "ix_display", (_PARAM, Column("display", "int4"), _KEY), ("param", "display", "key")
)
IX_STRING = _index_table(
    "ix_string",
    (_PARAM, Column("folded", "text"), _KEY, _GRP, Column("text", "text")),
    ("param", "folded", "key", "grp", "text"),
    Index(("param", "key", "folded")),
)
IX_DATE = _index_table(
    "ix_date",
    (_PARAM, _KEY, _GRP, Column("low", "int8"), Column("high", "int8"), Column("span", "int2")),
    ("param", "key", "grp", "low", "high"),
    Index(("param", "span", "low", "key"), "grp = 0"),
)
IX_NUMBER = _index_table(
    "ix_number",
    (_PARAM, _KEY, _GRP, Column("value", "blob"), Column("low", "blob"), Column("high", "blob")),
    ("param", "key", "grp", "value", "low", "high"),
    Index(("param", "value", "key"), "grp = 0"),
)
IX_QUANTITY = _index_table(
    # `unit` is a row of table unit: system, code, unit and canonical code as one. c_*: in canonical units, None
    # when the unit has none.
    "ix_quantity",
    (
        _PARAM,
        _KEY,
        _GRP,
        Column("unit", "int4"),
        Column("value", "blob"),
        Column("low", "blob"),
        Column("high", "blob"),
        Column("c_value", "blob", null=True),
        Column("c_low", "blob", null=True),
        Column("c_high", "blob", null=True),
    ),
    ("param", "key", "grp", "unit", "value", "low", "high"),
    Index(("param", "value", "key"), "grp = 0"),
)
IX_REFERENCE = _index_table(
    # target: the key of type/id; or negative (`url_target`) with `url`. type 0 with a url. version "" = any.
    "ix_reference",
    (
        _PARAM,
        Column("target", "int8"),
        _KEY,
        _GRP,
        _TYPE,
        Column("version", "text"),
        Column("url", "text"),
    ),
    ("param", "target", "key", "grp", "type", "version", "url"),
    Index(("param", "key")),  # chains and includes, from the referring side
)
IX_URI = _index_table("ix_uri", (_PARAM, Column("uri", "int4"), _KEY), ("param", "uri", "key"))  # uri: symbol
IX_POSITION = _index_table(
    "ix_position",
    (_PARAM, Column("latitude", "real"), Column("longitude", "real"), _KEY),
    ("param", "latitude", "longitude", "key"),
    Index(("param", "key")),
)

INDEX_TABLES = (
    IX_TOKEN,
    IX_DISPLAY,
    IX_STRING,
    IX_DATE,
    IX_NUMBER,
    IX_QUANTITY,
    IX_REFERENCE,
    IX_URI,
    IX_POSITION,
)

PART = _index_table(  # a contained resource: key (negative) → its holder, the holder's type, its place in `contained`
    "part",
    (_KEY, Column("holder", "int8"), _TYPE, Column("ordinal", "int4")),
    ("key", "holder", "type", "ordinal"),
)
IX_ADDRESS = _index_table(  # hash: url_target(url); version "" answers a reference without one
    "ix_address",
    (Column("hash", "int8"), Column("url", "text"), Column("version", "text"), _TYPE, _KEY),
    ("hash", "url", "version", "type", "key"),
    Index(("key",)),
)
LINK = _index_table(  # Patient.link that says: the same person
    "link", (_KEY, Column("other", "int8")), ("key", "other"), Index(("other",))
)
BESIDE_TABLES = (PART, IX_ADDRESS, LINK)
"""Pure functions of a resource like the index tables, but not of one parameter."""

ALIAS = Table(  # people who are one: a row for each, `person` the same for all of them
    "alias",
    (Column("patient", "int8"), Column("person", "int8"), *_TIMES),
    ("patient", "person", "since"),
    "bucket",
    (Index(("person",)),),
    bucket_from="patient",
)
IX_WORD = Table(  # one row for each word of a resource: said 1 = in its narrative too, 0 = elsewhere only
    "ix_word",
    (Column("word", "text"), _KEY, Column("said", "int2"), *_TIMES),
    ("word", "key", "said", "since"),
    "bucket",
    unique=False,
    bucket_from="key",
)
EXTRACTOR = Table(
    # which extractor made the rows of a parameter; searches at `since` and later have them all
    "extractor",
    (_PARAM, Column("version", "int4"), Column("since", "int8")),
    ("param",),
    "reference",
)
REBUILD = Table(  # parameters being made anew, refused meanwhile: see `dsn.store.reindex.state`
    "rebuild",
    (_PARAM, Column("phase", "int2"), _TYPE, _KEY, Column("done", "int8"), Column("total", "int8")),
    ("param",),
    "reference",
)
TABLES = (
    RESOURCE,
    PAST,
    LIFE,
    MEMBER,
    *INDEX_TABLES,
    *BESIDE_TABLES,
    ALIAS,
    IX_WORD,
    SYMBOL,
    UNIT,
    DIRECTORY,
    STAMP,
    RELATION,
    GUARD,
    IDEMPOTENCY,
    FEED,
    OUTBOX,
    EXTRACTOR,
    REBUILD,
    BLOB,
    PIECE,
    BLOB_USE,
    PROJECTION,
    SETTING,
)
