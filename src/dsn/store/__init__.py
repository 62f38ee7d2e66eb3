"""The versioned record: what was said, by whom, since when; found again by search, at any instant.

`Store` is the door. `changes` holds what goes through it, `schema` the shape on disk, `plan` how a search becomes SQL.
"""

from dsn.store.store import Store

__all__ = ["Store"]
