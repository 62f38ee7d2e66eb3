"""The law of the door, writing: whatever is tried, only what the writer may change has changed, and the log has it.

The world is not put back between attempts: relations come and go with the visits that are written, labels move.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.door import ACCOUNTS, PEOPLE, PLACES, judged, opened
from tests.records.ward import Ward, appointment, made, observation, patient, visit

from dsn.base.errors import DsnError
from dsn.fhir.types import Resource
from dsn.log.verify import verify
from dsn.records import Desk
from dsn.records.judging import unlimited
from dsn.store.changes import Change, Create, Delete, Receipt, Update, Version

IDS = ("o-roy", "o-cote", "o-roy-v", "o-moved", "roy", "cote", "a-both", "org", "basic", "v-1", "new")
WHO = ("Practitioner/demo-inf-gagnon", "Practitioner/demo-dre-tremblay")
POOL = {
    *PLACES,
    *((type_, id_) for type_ in ("Observation", "Patient", "Appointment", "Encounter") for id_ in IDS),
}


@dataclass(frozen=True)
class Try:
    """`account` tries to create, update or delete."""

    account: str
    kind: str
    type: str
    id: str
    person: str
    label: str
    who: str

    def change(self) -> Change:
        if self.kind == "delete":
            return Delete(self.type, self.id)
        resource = self._resource()
        return Create(resource) if self.kind == "create" else Update(resource)

    def _resource(self) -> Resource:
        match self.type:
            case "Observation":
                return observation(self.id, self.person, label=self.label)
            case "Patient":
                return patient(self.id, self.person)
            case "Appointment":
                return appointment(self.id, self.person, "roy")
            case "Encounter":
                return visit(
                    self.id, self.person, self.who, "finished" if self.label == "R" else "in-progress"
                )
            case "Basic":
                return made(
                    f"{{'resourceType': 'Basic', 'id': '{self.id}', 'code': {{'text': '{self.person}'}}}}"
                )
            case _:
                return made(f"{{'resourceType': 'Organization', 'id': '{self.id}', 'name': '{self.person}'}}")


TRIES = st.builds(
    Try,
    account=st.sampled_from([*ACCOUNTS, "pilote-fortin", "inf-gagnon", "inf-gagnon", "dre-tremblay"]),
    kind=st.sampled_from(["create", "create", "update", "update", "delete"]),
    type=st.sampled_from(
        "Observation Observation Observation Appointment Appointment Patient Encounter Basic Organization".split()
    ),
    id=st.sampled_from(IDS),
    person=st.sampled_from([*PEOPLE, "roy", "roy", "cote"]),
    label=st.sampled_from(["", "R", "V", "V"]),
    who=st.sampled_from(WHO),
)

Record = dict[tuple[str, str], Version | None]


async def _record(ward: Ward) -> Record:
    return {(type_, id_): await ward.store.read(type_, id_) for type_, id_ in POOL}


async def _tried(desk: Desk, attempt: Try) -> Receipt | None:
    try:
        return await desk.commit([attempt.change()])
    except DsnError:
        return None


def _may_see(desk: Desk, version: Version | None) -> bool:
    return version is None or judged(desk, version)


def _may_leave(desk: Desk, version: Version, attempt: Try) -> bool:
    """May the desk have left this version behind? Everyone it concerns is in scope, or it is somebody new."""
    scope, held = desk.scope, desk.role
    if version.labels & scope.barred_labels or not scope.writes:
        return False
    if not version.patients:
        return held.defines and (version.type == "Organization" or scope.people is None)
    if not (held.writes or (held.registers and version.type in ("Patient", "RelatedPerson"))):
        return False
    born = attempt.kind == "create" and version.type == "Patient"
    return born or scope.people is None or version.patients <= scope.people


async def _hold(ward: Ward, tries: list[Try], told: Counter[bool]) -> None:
    for attempt in tries:
        desk = await ward.desk(attempt.account)
        before = await _record(ward)
        began = ward.clock.at
        receipt = await _tried(desk, attempt)
        after = await _record(ward)
        changed = [place for place in before if before[place] != after[place]]
        if not unlimited(desk.scope, desk.role):
            told[receipt is not None] += 1
        if receipt is None:
            assert changed == [], attempt
            continue
        made_ = [place for place in changed if after[place]] or [
            (done.type, done.id) for done in receipt.done
        ]
        await _check(ward, desk, attempt, [(before.get(place), place) for place in made_])
        await _check_log(ward, attempt, began, [before.get(place) for place in made_], made_, receipt)


async def _check(
    ward: Ward, desk: Desk, attempt: Try, made_: list[tuple[Version | None, tuple[str, str]]]
) -> None:
    if unlimited(desk.scope, desk.role):
        return
    for was, (type_, id_) in made_:
        now = await ward.store.read(type_, id_)
        assert _may_see(desk, was), attempt
        assert now is not None
        assert _may_leave(desk, now, attempt), attempt


async def _check_log(
    ward: Ward,
    attempt: Try,
    began: int,
    was: list[Version | None],
    places: list[tuple[str, str]],
    receipt: Receipt,
) -> None:
    if receipt.done[0].outcome not in ("created", "updated", "deleted"):
        return
    now = [await ward.store.read(type_, id_) for type_, id_ in places]
    concerned = {key for version in (*was, *now) if version for key in version.patients}
    await ward.log.drain(ward.store)
    events = await ward.log.by_who(attempt.account, began, 2**45)
    assert [event.act for event in events] == ["write"], attempt
    assert concerned <= set(events[0].subjects), attempt


def test_only_what_the_writer_may_change_has_changed_and_the_log_has_it(engine: str) -> None:
    """For generated writes of generated people: refused ones change nothing; of others, everyone concerned before and
    after was in scope, no barred label was touched, and one event names them all."""
    told: Counter[bool] = Counter()
    with opened(engine) as (runner, ward):

        @settings(max_examples=60)
        @given(st.lists(TRIES, min_size=1, max_size=12))
        def law(tries: list[Try]) -> None:
            runner.run(_hold(ward, tries, told))

        law()
        assert runner.run(verify(ward.log, ward.store)).flaws == ()
    assert min(told[True], told[False]) > 10, "the law saw both"
