"""How many documents go on one page: what a page holds in memory does not grow with the contents it tells of.

A page is cut before the content that is too much, and says where to go on; one alone is never cut.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsn.base.errors import Unsupported
from dsn.store.blobs.marks import MARK, marked
from dsn.store.changes import Found, Version

MOST = 8 << 20
"""Bytes of contents kept apart that one page brings along."""


def weight(version: Version) -> int:
    """Bytes of the contents that are kept apart from its body."""
    return sum(blob.size for blob in marked(version.body))


def has_contents(found: Found) -> bool:
    """Does anything on the page tell of contents that are kept apart from it?"""
    return any(MARK in version.body for version in (*found.matches, *found.included))


def fitting(versions: Iterable[Version]) -> int:
    """How many of the first go on one page: one at least, where there is one."""
    total = count = 0
    for version in versions:
        total += weight(version)
        if count and total > MOST:
            break
        count += 1
    return count


def fitting_with(matches: Iterable[Version], included: Iterable[Version]) -> int:
    """How many of these matches, with what comes along with all of them; fewer bring less, so it is to be asked again.

    Raises Unsupported `search.page-too-heavy` when what comes along with one alone is too much.
    """
    matches = list(matches)
    count = fitting(matches)
    along = sum(map(weight, included))
    if not along or sum(map(weight, matches)) + along <= MOST:
        return count
    if len(matches) > 1:
        return min(count, len(matches) // 2)
    if along > MOST:
        raise Unsupported("search.page-too-heavy", limit=MOST >> 20)
    return count
