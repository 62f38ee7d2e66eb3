"""The laws of the door, reading: what a desk gives is what the pure judge lets it see, and the log has whom it showed.

Machines choose who does what, in a small world with several people, shared resources, labels and things of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.door import ACCOUNTS, PEOPLE, PLACES, judged, opened
from tests.records.ward import Ward

from dsn.base.errors import Forbidden, Gone, NotFound
from dsn.fhir.search import parse
from dsn.log.verify import verify
from dsn.records import Desk
from dsn.store.changes import Version


@dataclass(frozen=True)
class Act:
    """`account` does `kind` with one of the places or people."""

    account: str
    kind: str
    place: tuple[str, str]
    person: str
    version: int


ACTS = st.builds(
    Act,
    account=st.sampled_from(ACCOUNTS),
    kind=st.sampled_from(["read", "vread", "history", "search", "chart"]),
    place=st.sampled_from(PLACES),
    person=st.sampled_from(PEOPLE),
    version=st.integers(1, 3),
)


async def _given(desk: Desk, act: Act) -> list[Version] | None:
    """What the desk gave; None = refused."""
    type_, id_ = act.place
    try:
        match act.kind:
            case "read":
                return [await desk.read(type_, id_)]
            case "vread":
                return [await desk.vread(type_, id_, act.version)]
            case "history":
                return list((await desk.history(type_, id_)).matches)
            case "search":
                return list((await desk.search(parse(type_, []), count=50)).matches)
            case _:
                chart = await desk.open_chart(act.person)
                found = await chart.search(parse(None, []), count=50)
                return [chart.patient, *found.matches]
    except (NotFound, Forbidden, Gone):
        return None


async def _due(ward: Ward, desk: Desk, act: Act) -> list[Version] | None:
    """What the judge says it should have given, from the record itself."""
    type_, id_ = act.place
    now = await ward.store.read(type_, id_)
    match act.kind:
        case "read":
            return [now] if now and not now.deleted and judged(desk, now) else None
        case "vread":
            then = await ward.store.vread(type_, id_, act.version)
            return [then] if then and judged(desk, now) and judged(desk, then) else None
        case "history":
            versions, _ = await ward.store.history(type_, id_)
            return [one for one in versions if judged(desk, one)] if judged(desk, now) else None
        case "search":
            return [one for one in await _all(ward) if one.type == type_ and judged(desk, one)]
        case _:
            person = await ward.store.read("Patient", act.person)
            if person is None or not judged(desk, person):
                return None
            theirs = [one for one in await _all(ward) if person.key in one.patients]
            return [person, *(one for one in theirs if judged(desk, one))]


async def _all(ward: Ward) -> list[Version]:
    places = {
        *PLACES,
        *(("Patient", person) for person in PEOPLE),
        *(("Encounter", f"v-{n}") for n in range(1, 6)),
    }
    found = [await ward.store.read(type_, id_) for type_, id_ in places]
    return [version for version in found if version is not None and not version.deleted]


def _named(versions: Iterable[Version] | None) -> set[tuple[str, str, int]] | None:
    return None if versions is None else {(one.type, one.id, one.version) for one in versions}


async def _hold(ward: Ward, acts: list[Act]) -> None:
    for act in acts:
        desk = await ward.desk(act.account)
        before = ward.clock.at
        given, due = await _given(desk, act), await _due(ward, desk, act)
        # a chart also shows what belongs to nobody; the law is about people
        shown = [one for one in given if one.patients or act.kind != "chart"] if given is not None else None
        assert _named(shown) == _named(due), act
        events = await ward.log.by_who(act.account, before, 2**45)
        people = {key for one in given or () for key in one.patients}
        assert people <= {key for event in events for key in event.subjects}, act
        # one event for each act, refused ones included; a chart that shows somebody else's part tells that apart
        assert len(events) == (2 if act.kind == "chart" and len(people) > 1 else 1), act


def test_a_desk_gives_what_the_judge_lets_it_see_and_logs_whom_it_showed(engine: str) -> None:
    """For generated acts of generated people: the same as the pure judge, one event each, nobody shown unlogged."""
    with opened(engine) as (runner, ward):

        @settings(max_examples=40)
        @given(st.lists(ACTS, min_size=1, max_size=8))
        def law(acts: list[Act]) -> None:
            runner.run(_hold(ward, acts))

        law()
        report = runner.run(verify(ward.log, ward.store))
        assert report.flaws == ()
        assert report.events > 40
