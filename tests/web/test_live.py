"""Live events: told to who follows, added up while nobody listens, and nothing of what happened in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec

from dsn.web.live import SECONDS_AWAY, WATCHED, Hub, Message, stream


def told(reader_of: str, hub: Hub) -> list[Message]:
    async def take() -> list[Message]:
        reader = hub.open(reader_of)
        taken = await reader.take(0.01)
        hub.close(reader)
        return taken

    return asyncio.run(take())


def test_a_follower_is_told_and_others_are_not() -> None:
    """Two sessions, one follows the person."""
    hub = Hub()
    hub.follow("a", 7, "p7")
    hub.tell("a", 7, "filed")
    hub.tell("b", 7, "filed")
    assert told("a", hub) == [Message("filed", "p7", 1)]
    assert told("b", hub) == []


def test_what_happens_while_nobody_listens_is_added_up() -> None:
    """A browser between two pages, or reconnecting, learns how many."""
    hub = Hub()
    hub.follow("a", 7, "p7")
    for _ in range(3):
        hub.tell("a", 7, "filed")
    assert told("a", hub) == [Message("filed", "p7", 3)]
    assert told("a", hub) == []


def test_opening_the_page_anew_takes_back_what_it_now_shows() -> None:
    """News of before the opening are in the page; news of another person stay."""
    hub = Hub()
    hub.follow("a", 7, "p7")
    hub.follow("a", 8, "p8")
    hub.tell("a", 7, "filed")
    hub.tell("a", 8, "filed")
    hub.follow("a", 7, "p7")
    assert told("a", hub) == [Message("filed", "p8", 1)]


def test_who_signed_out_is_told_nothing_more() -> None:
    """Also nothing that waited."""
    hub = Hub()
    hub.follow("a", 7, "p7")
    hub.tell("a", 7, "filed")
    hub.forget("a")
    hub.tell("a", 7, "filed")
    assert told("a", hub) == []
    assert hub.followers(7) == frozenset()


def test_the_page_longest_not_looked_at_is_let_go() -> None:
    """A browser follows so many people at once and no more."""
    hub = Hub()
    for topic in range(WATCHED + 1):
        hub.follow("a", topic, f"p{topic}")
    assert hub.followers(0) == frozenset()
    assert hub.followers(WATCHED) == {"a"}


def test_every_open_stream_of_a_browser_is_told() -> None:
    """Two tabs that could not share one."""

    async def go() -> None:
        hub = Hub()
        hub.follow("a", 7, "p7")
        first, second = hub.open("a"), hub.open("a")
        hub.tell("a", 7, "filed")
        assert await first.take(1) == await second.take(1) == [Message("filed", "p7", 1)]
        assert hub.count() == 2
        hub.close(first)
        hub.close(second)
        assert hub.count() == 0

    asyncio.run(go())


def test_a_stream_beats_when_nothing_happens_and_ends_with_its_reader() -> None:
    """Comments keep the line open; closing the response closes the reader."""

    async def go() -> None:
        hub = Hub()
        hub.follow("a", 7, "p7")
        events = body_of(hub, beat=0.01)
        assert await anext(events) == b"retry: 3000\n\n"
        assert await anext(events) == b": .\n\n"
        hub.tell("a", 7, "filed")
        name, data = (await anext(events)).strip().split(b"\n")
        assert name == b"event: filed"
        assert msgspec.json.decode(data.removeprefix(b"data: "), type=Message) == Message("filed", "p7", 1)
        assert hub.count() == 1
        await events.aclose()  # type: ignore[attr-defined]
        assert hub.count() == 0

    asyncio.run(go())


def body_of(hub: Hub, beat: float) -> AsyncIterator[bytes]:
    return stream(hub, "a", beat).body_iterator  # type: ignore[return-value]


def test_a_browser_that_never_comes_back_is_forgotten() -> None:
    """Half an hour without a stream; one that is open, or was lately, is kept."""
    seconds = [0.0]
    hub = Hub(now=lambda: seconds[0])
    hub.follow("gone", 7, "p7")
    hub.follow("here", 7, "p7")
    reader = hub.open("here")
    seconds[0] = SECONDS_AWAY - 1
    hub.follow("late", 7, "p7")
    assert hub.known() == 3
    seconds[0] = SECONDS_AWAY + 1
    hub.follow("new", 8, "p8")
    assert hub.followers(7) == {"here", "late"}
    hub.close(reader)
    seconds[0] += SECONDS_AWAY - 1
    hub.follow("new", 8, "p8")
    assert hub.followers(7) == {"here"}
    assert hub.known() == 2
