"""A day played against a running server: what was sent is there, sent again it changes nothing, and no answer is
waited for in vain."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import Request, urlopen

import pytest
from tests.jobs.serving import Server, serving

from dsn.base.errors import Busy, Forbidden, Invalid, NotFound
from dsn.jobs.caller import Caller, Refused
from dsn.jobs.playing import Pace, Player, Tally
from dsn.synth import days, identity
from dsn.synth.people import people
from dsn.synth.playing import Act, acts

TODAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)
PEOPLE, SEED = 200, 2026
FAST = Pace(speed=0)


def day(rate: float = 0.0006) -> list[Act]:
    return list(acts(SEED, "mcq", MONDAY, rate=rate, people=PEOPLE, as_of=TODAY))


def filled(server: Server) -> Server:
    """The people of the province, by identity only."""
    caller = Caller(server.fhir, server.token())
    plains = [plain for person in people(SEED, PEOPLE, TODAY) for plain in identity.identities(person, SEED)]
    caller.post(Act("people", "", 0, "", tuple(plains)).bundle(), "people")
    caller.close()
    return server


def versions(server: Server, type_: str) -> int:
    """How many versions there are of that type."""
    asked = Request(
        f"{server.fhir}/{type_}/_history?_count=1000", headers={"authorization": f"Bearer {server.token()}"}
    )
    with urlopen(asked, timeout=30) as answer:
        return len(json.load(answer)["entry"])


def play(server: Server, told: list[Act], pace: Pace = FAST, token: str = "") -> Tally:
    player = Player(Caller(server.fhir, token or server.token()), pace)
    try:
        return player.play(told)
    finally:
        player.caller.close()


def test_a_day_is_filed_once_however_often_it_is_played(engine: str) -> None:
    """Every act is accepted; the second time makes no version; every event's person is there."""
    told = day()
    with serving(engine) as server:
        filled(server)
        first = play(server, told)
        assert (first.sent, first.refused, first.absent) == (len(told), 0, 0)
        assert first.resources == sum(len(act.resources) for act in told)
        counts = [versions(server, type_) for type_ in ("Encounter", "Observation", "Practitioner")]
        again = play(server, told)
        assert (again.sent, again.refused) == (len(told), 0)
        assert counts == [versions(server, type_) for type_ in ("Encounter", "Observation", "Practitioner")]


def test_a_player_that_was_stopped_goes_on_where_it_likes(engine: str) -> None:
    """Stopped by its hour, begun again from the morning: as if it had been played in one go."""
    told = day()
    with serving(engine) as server:
        filled(server)
        half = play(server, told, Pace(speed=0, until=12 * 3600))
        assert 0 < half.sent < len(told)
        assert half.sent == sum(act.second <= 12 * 3600 for act in told)
        rest = play(server, told, Pace(speed=0, since=8 * 3600))
        assert rest.refused == 0
        filed = {one["id"] for act in told for one in act.resources if one["resourceType"] == "Encounter"}
        found = versions(server, "Encounter")
    assert found == len(
        {(act.key, id_) for act in told for one in act.resources if (id_ := one["id"]) in filed}
    )


def test_people_who_are_not_in_that_record_are_counted_and_left_out(tmp_path: object) -> None:
    """Half a province: its acts are sent, the others told; a record with nobody of it is refused."""
    told = day(0.001)
    with serving(f"sqlite:///{tmp_path}/dsn.db") as server:
        with pytest.raises(NotFound, match="play-nobody-there"):
            play(server, told)
        caller = Caller(server.fhir, server.token())
        some = [next(identity.identities(one, SEED)) for one in people(SEED, PEOPLE // 2, TODAY)]
        caller.post(Act("people", "", 0, "", tuple(some)).bundle(), "half")
        caller.close()
        tally = play(server, told)
        assert tally.absent > 0
        assert tally.sent + tally.absent == len(told)
        with pytest.raises(Forbidden, match="play-not-allowed"):
            play(server, told, token="no.such.token")


def test_the_clock_is_kept_and_a_player_asked_to_stop_sends_nothing_more() -> None:
    """The first act is waited for as long as the day asks at that pace, and never longer; then it is told to stop."""
    told = [act for act in day() if act.second > 7 * 3600]
    for speed in (1.0, 60.0):
        waited: list[float] = []
        caller = Caller("http://127.0.0.1:9/fhir", "t", stop=_Stopping(waited))
        tally = Player(caller, Pace(speed, since=7 * 3600)).play(told)
        assert tally.sent == 0
        assert len(waited) == 1
        assert 0 < waited[0] <= (told[0].second - 7 * 3600) / speed


class _Stopping(threading.Event):
    """Is set as soon as somebody waits; notes how long they meant to."""

    def __init__(self, waited: list[float]) -> None:
        super().__init__()
        self._waited = waited

    def wait(self, timeout: float | None = None) -> bool:
        self._waited.append(timeout or 0.0)
        return True


@contextmanager
def answering(*statuses: int) -> Iterator[tuple[str, list[str]]]:
    """A server that answers so, in turn, then 200; and the keys it was sent."""
    left, keys = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            keys.append(self.headers["idempotency-key"])
            status = left.pop(0) if left else 200
            if status == 0:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fhir", keys
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_server_that_is_away_or_busy_is_asked_again_with_the_same_key() -> None:
    """503, no answer at all, 429: then it works; what is refused is not asked twice; who never answers is told of."""
    with answering(503, 0, 429) as (base, keys):
        caller = Caller(base, "t", wait=0.001)
        caller.post({"resourceType": "Bundle"}, "k1")
        assert (caller.again, keys) == (3, ["k1"] * 4)
        caller.close()
    with answering(422) as (base, keys):
        caller = Caller(base, "t", wait=0.001)
        with pytest.raises(Refused, match="422"):
            caller.post({"resourceType": "Bundle"}, "k2")
        assert keys == ["k2"]
        caller.close()
    with pytest.raises(Busy, match="play-unanswered"):
        Caller(base, "t", wait=0.001).post({"resourceType": "Bundle"}, "k3")


def test_an_address_that_is_none_is_refused() -> None:
    """Before anything is sent."""
    for address in ("localhost:8400", "ftp://x/fhir", "/fhir"):
        with pytest.raises(Invalid, match="play-address"):
            Caller(address, "t")


def test_a_player_asked_to_stop_does_not_pass_over_the_rest_of_the_morning() -> None:
    """Stopped in the evening, it looks at no further act of the hours that are over."""
    caller, looked = Caller("http://127.0.0.1:9/fhir", "nobody"), []
    act = day()[0]

    def morning() -> Iterator[Act]:
        for number in range(5):
            looked.append(number)
            if number == 1:
                caller.stop.set()
            yield Act(f"k{number}", act.kind, number, act.patient, act.resources)

    tally = Player(caller, Pace(speed=1.0, since=80_000, until=86_400)).play(morning())
    caller.close()
    assert looked == [0, 1]
    assert (tally.sent, tally.absent) == (0, 0)


def test_volumes_are_the_days_own() -> None:
    """What is played at a rate is what the day's events are at that rate: none is lost on the way."""
    wanted = [kind for kind in days.KINDS if kind.key == "visite"]
    events = list(days.events(SEED, "mcq", MONDAY, rate=0.02, people=PEOPLE, kinds=wanted))
    told = list(acts(SEED, "mcq", MONDAY, rate=0.02, people=PEOPLE, as_of=TODAY, kinds=wanted))
    assert len(told) == 2 * len(events) > 50
