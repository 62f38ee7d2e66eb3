"""Large contents: kept once, apart from the bodies, streamed, whole again for whoever reads."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shelf import Shelf, made, on_shelf, patient, settled

from dsn.access.scope import Scope
from dsn.base.errors import Invalid, PreconditionFailed, Unsupported
from dsn.fhir.json import encode
from dsn.fhir.search import parse
from dsn.fhir.search.tree import Query
from dsn.fhir.types import Resource
from dsn.sql.connection import Connection
from dsn.store.blobs import marks, weight
from dsn.store.blobs.keep import PIECE_SIZE
from dsn.store.blobs.marks import LARGE, Blob
from dsn.store.changes import Create, Delete, Found, Update, Version

DAY = 24 * 3600 * 1000
ALL = Scope("tests", None, "tests")
CONTENT = secrets.token_bytes(3 * PIECE_SIZE + 17)


def document(content: bytes, id_: str = "d", **more: Any) -> Resource:
    """A document with a content in it, and a small one."""
    return made(
        resourceType="DocumentReference",
        id=id_,
        status="current",
        content=[
            {"attachment": {"contentType": "image/png", "data": b64encode(content).decode(), "title": "x"}},
            {"attachment": {"data": b64encode(b"petit").decode()}},
        ],
        **more,
    )


async def chunks(content: bytes, size: int = 50_000) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


def count(shelf: Shelf, table: str) -> int:
    def work(connection: Connection) -> int:
        return int(str(connection.rows(f"SELECT count(*) FROM {table}")[0][0]))

    return shelf.store.database.read_here(work)


def body_size(shelf: Shelf) -> int:
    def work(connection: Connection) -> int:
        return int(str(connection.rows("SELECT max(length(body)) FROM resource")[0][0]))

    return shelf.store.database.read_here(work)


def test_a_large_content_stands_apart_and_is_read_back_with_its_resource(engine: str) -> None:
    """By id, version, history and search; the stored body is small; the same again is no new version."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(document(CONTENT)))
        assert body_size(shelf) < 1000
        again = await shelf.commit(Update(document(CONTENT)))
        assert again.done[0].outcome == "unchanged"
        await shelf.commit(Update(document(CONTENT, description="deux")))
        found = [await shelf.store.read("DocumentReference", "d")]
        found.append(await shelf.store.vread("DocumentReference", "d", 1))
        found += (await shelf.store.history("DocumentReference", "d"))[0]
        found += (await shelf.store.search(parse("DocumentReference", []), ALL, whole=True)).matches
        assert len(found) == 5
        for version in found:
            assert version is not None
            plain = msgspec.json.decode(version.body)
            assert plain["content"][0]["attachment"]["data"] == b64encode(CONTENT).decode()
            assert plain["content"][0]["attachment"]["title"] == "x"
        light = await shelf.store.read("DocumentReference", "d", whole=False)
        assert light is not None
        assert [blob.size for blob in marks.marked(light.body)] == [len(CONTENT)]
        assert (count(shelf, "blob"), count(shelf, "piece"), count(shelf, "blob_use")) == (1, 4, 2)
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_the_same_content_is_kept_once_whoever_has_it(engine: str) -> None:
    """Two resources, and a third that comes with a condition; each can be read whole."""

    async def work(shelf: Shelf) -> None:
        none = parse("DocumentReference", [("identifier", "x")])
        await shelf.commit(Update(document(CONTENT, "a")), Update(document(CONTENT, "b")))
        made_ = await shelf.commit(Create(document(CONTENT), if_none_exist=none))
        assert (count(shelf, "blob"), count(shelf, "piece"), count(shelf, "blob_use")) == (1, 4, 3)
        body = await shelf.body("DocumentReference", made_.done[0].id)
        assert body is not None
        assert body["content"][0]["attachment"]["data"] == b64encode(CONTENT).decode()

    on_shelf(engine, work)


def test_a_stream_in_comes_out_as_it_was(engine: str) -> None:
    """Whatever the sizes of its parts; nothing at all is a content, too; beyond a limit it is refused."""

    async def work(shelf: Shelf) -> None:
        blobs = shelf.store.blobs
        for content in (b"", b"x", CONTENT[:PIECE_SIZE], CONTENT):
            for size in (1 + len(content) // 7, PIECE_SIZE, 2 * PIECE_SIZE + 1):
                blob = await blobs.put(chunks(content, size))
                assert blob.size == len(content)
                assert b"".join([piece async for piece in blobs.stream(blob)]) == content
        with pytest.raises(Invalid, match="body-too-large"):
            await blobs.put(chunks(CONTENT), limit=1000)

    on_shelf(engine, work)


def test_what_nobody_has_goes_after_a_day_and_nothing_else(engine: str) -> None:
    """A content that no version names, one cut short; not one in use, nor one that a deleted resource had."""

    async def work(shelf: Shelf) -> None:
        async def cut() -> AsyncIterator[bytes]:
            yield CONTENT
            raise OSError

        await shelf.commit(Update(document(CONTENT)))
        await shelf.commit(Delete("DocumentReference", "d"))
        lost = await shelf.store.blobs.put(chunks(CONTENT[1:]))
        with pytest.raises(OSError):
            await shelf.store.blobs.put(cut())
        assert (count(shelf, "blob"), count(shelf, "piece")) == (2, 11)
        shelf.clock.now += DAY - 1000
        await shelf.store.sweep()
        assert count(shelf, "piece") == 11
        await shelf.store.blobs.put(chunks(CONTENT[1:]))  # brought again: another day
        shelf.clock.now += 2000
        await shelf.store.sweep()
        assert (count(shelf, "blob"), count(shelf, "piece")) == (2, 8)
        shelf.clock.now += DAY
        await shelf.store.sweep()
        assert (count(shelf, "blob"), count(shelf, "piece")) == (1, 4)
        version = await shelf.store.vread("DocumentReference", "d", 1)
        assert version is not None
        assert b64encode(CONTENT) in version.body
        assert lost.digest

    on_shelf(engine, work)


@pytest.mark.parametrize("place", ["attachment", "binary", "elsewhere"])
def test_nobody_can_name_a_content_that_they_did_not_bring(engine: str, place: str) -> None:
    """The mark is the store's own: whoever writes it themselves is refused, else they would read what others keep."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(document(CONTENT)))
        light = await shelf.store.read("DocumentReference", "d", whole=False)
        assert light is not None
        mark = marks.marked(light.body)[0].mark
        stolen = {
            "attachment": made(
                resourceType="DocumentReference",
                id="e",
                status="current",
                content=[{"attachment": {"contentType": "image/png", "_data": mark}}],
            ),
            "binary": made(resourceType="Binary", id="b", contentType="image/png", _data=mark),
            "elsewhere": made(resourceType="Patient", id="p", **mark),
        }[place]
        with pytest.raises(Invalid, match="blob-mark"):
            await shelf.commit(Update(stolen))
        with pytest.raises(Invalid, match="blob-mark"):
            await shelf.commit(Update(document(CONTENT[1:], "f")), Update(stolen))

    on_shelf(engine, work)


@given(
    size=st.sampled_from([LARGE - 3, LARGE, LARGE + 1, LARGE + 2, LARGE + 3, 3 * LARGE]),
    contained=st.booleans(),
    extra=st.booleans(),
)
def test_taking_a_content_out_and_putting_it_back_changes_nothing(
    size: int, contained: bool, extra: bool
) -> None:
    """The law of the marks: whatever leaves a resource comes back byte for byte."""
    content = bytes(n % 251 for n in range(size))
    inner = [encode(document(content, "i"))] if contained else []
    more: dict[str, Any] = {"contained": [msgspec.json.decode(one) for one in inner]} if inner else {}
    resource = document(content, **more)
    if extra:
        image = {"contentType": "image/png", "data": b64encode(content).decode()}
        url = {"url": "http://example.org/x", "valueAttachment": image}
        resource = made(**{**msgspec.json.decode(encode(resource)), "extension": [url]})
    found = marks.lighter(resource)
    if size <= LARGE:
        assert found is None
        return
    assert found is not None
    assert len(found.contents) == 1 + contained + extra
    light = encode(found.resource)
    assert len(light) < 3000
    kept = {sha256(one).digest(): one for one in found.contents}

    def read(blob: Blob) -> bytes:
        return kept[blob.digest]

    assert msgspec.json.decode(marks.whole(light, read)) == msgspec.json.decode(encode(resource))


def test_what_is_no_content_stays_where_it_is() -> None:
    """Sampled data is called `data` as well; base64 with blanks in it would not come back as it was sent."""
    series = " ".join(["1"] * LARGE)
    origin = {"value": 0}
    sampled = made(
        resourceType="Observation",
        status="final",
        code={"text": "ECG"},
        valueSampledData={"origin": origin, "period": 1, "dimensions": 1, "data": "1" * 2 * LARGE},
        component=[
            {
                "code": {"text": "x"},
                "valueSampledData": {"origin": origin, "period": 1, "dimensions": 1, "data": series},
            }
        ],
    )
    assert marks.lighter(sampled) is None


HEAVY = weight.MOST // 3 + 1
"""Of which two go on a page."""


async def _pages(shelf: Shelf, query: Query, count: int = 50) -> list[Found]:
    """Every page, with its contents."""
    pages = [await shelf.store.search(query, ALL, count=count, whole=True)]
    while pages[-1].next is not None:
        pages.append(await shelf.store.search(query, ALL, count=count, cursor=pages[-1].next, whole=True))
    return pages


async def _bring(shelf: Shelf, count: int, size: int, **more: Any) -> list[str]:
    """As many documents, each with a content of its own; their ids."""
    for n in range(count):
        content = bytes([n]) * size
        await shelf.commit(Update(document(content, f"d{n}", **more)))
    return [f"d{n}" for n in range(count)]


def test_a_page_is_cut_before_it_holds_too_much(engine: str) -> None:
    """Each document comes once, whole, in order; without contents all are on one page; one alone always comes."""

    async def work(shelf: Shelf) -> None:
        ids = await _bring(shelf, 5, HEAVY)
        await shelf.commit(Update(document(b"z" * (weight.MOST + 1), "d5")))
        query = parse("DocumentReference", [("_sort", "_id")])
        pages = await _pages(shelf, query)
        assert [[one.id for one in page.matches] for page in pages] == [ids[:2], ids[2:4], ids[4:], ["d5"]]
        for page in pages:
            assert not any(marks.marked(one.body) for one in page.matches)
        assert [len(page.matches) for page in await _pages(shelf, query, 1)] == [1] * 6
        light = await shelf.store.search(query, ALL)
        assert (len(light.matches), light.next) == (6, None)
        assert all(weight.weight(one) for one in light.matches)

    on_shelf(engine, work)


def test_a_page_of_history_is_cut_so_too(engine: str) -> None:
    """Of one resource and of a type: every version once, the newest first."""

    async def work(shelf: Shelf) -> None:
        for n in range(4):
            shelf.clock.now += 1000
            await shelf.commit(Update(document(bytes([n]) * HEAVY)))
        await settled(shelf.store)
        for id_ in ("d", None):
            found, sizes, cursor = list[int](), list[int](), None
            while True:
                page, cursor = await shelf.store.history("DocumentReference", id_, cursor=cursor)
                assert not any(marks.marked(one.body) for one in page)
                found += [one.version for one in page]
                sizes.append(len(page))
                if cursor is None:
                    break
            assert (found, sizes) == ([4, 3, 2, 1], [2, 2])

    on_shelf(engine, work)


def test_what_comes_along_counts_too(engine: str) -> None:
    """Each page stands alone with its includes, so fewer matches bring fewer; one that brings too much is refused."""

    async def work(shelf: Shelf) -> None:
        for n in range(4):
            await shelf.commit(Update(patient(f"p{n}")))
            more = {"subject": {"reference": f"Patient/p{n}"}}
            await shelf.commit(Update(document(bytes([n]) * HEAVY, f"d{n}", **more)))
        query = parse("Patient", [("_sort", "_id"), ("_revinclude", "DocumentReference:subject")])
        pages = await _pages(shelf, query)
        told = [([one.id for one in page.matches], [one.id for one in page.included]) for page in pages]
        assert [matches for matches, _ in told] == [["p0", "p1"], ["p2", "p3"]]
        assert [sorted(along) for _, along in told] == [["d0", "d1"], ["d2", "d3"]]
        for n in range(4, 7):
            more = {"subject": {"reference": "Patient/p0"}}
            await shelf.commit(Update(document(bytes([n]) * HEAVY, f"d{n}", **more)))
        with pytest.raises(Unsupported, match=r"search\.page-too-heavy"):
            await _pages(shelf, query)
        assert len((await shelf.store.search(query, ALL)).included) == 7

    on_shelf(engine, work)


def test_a_condition_meets_every_match_however_large(engine: str) -> None:
    """Two that match are two, though no page could hold both."""

    async def work(shelf: Shelf) -> None:
        identifier = [{"value": "x"}]
        await _bring(shelf, 2, weight.MOST - 1, identifier=identifier)
        where = parse("DocumentReference", [("identifier", "x")])
        with pytest.raises(PreconditionFailed, match="several-match"):
            await shelf.commit(Create(document(b"neuf", identifier=identifier), if_none_exist=where))

    on_shelf(engine, work)


@given(st.lists(st.integers(0, weight.MOST * 2), max_size=8))
def test_what_fits_is_the_longest_beginning_that_does(sizes: list[int]) -> None:
    """At least one; no more than is allowed beyond one; nothing more would fit."""
    found = [
        Version("Binary", "b", 1, 1, 0, False, msgspec.json.encode({"_data": Blob(bytes(32), size).mark}))
        for size in sizes
    ]
    count = weight.fitting(found)
    assert count >= bool(sizes)
    assert count <= 1 or sum(sizes[:count]) <= weight.MOST
    assert count == len(sizes) or sum(sizes[: count + 1]) > weight.MOST
