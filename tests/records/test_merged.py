"""Two records of one person, said to be so: who is in relation with one reads both, and nobody gets in that way."""

from __future__ import annotations

import pytest
from tests.records.ward import Ward, in_ward, observation, patient

from dsn.base.errors import DsnError, Forbidden, NotFound
from dsn.fhir.search import parse
from dsn.store.changes import Update

ALL = parse("Observation", [("code", "718-7")])
SAME = "[{'type': 'replaces', 'other': {'reference': 'Patient/cote'}}]"


async def _seen(ward: Ward) -> list[str]:
    found = await (await ward.desk("inf-gagnon")).search(ALL)
    return sorted(version.id for version in found.matches)


def test_who_is_in_relation_with_one_reads_both_until_they_are_two_again(engine: str) -> None:
    """By search, by id and in the chart, each person shown in the log; without the link as before."""

    async def work(ward: Ward) -> None:
        assert await _seen(ward) == ["obs-roy"]
        await ward.put(patient("roy", "Roy", link=SAME))
        assert await _seen(ward) == ["obs-cote", "obs-roy"]
        desk = await ward.desk("inf-gagnon")
        assert (await desk.read("Observation", "obs-cote")).id == "obs-cote"
        chart = await desk.open_chart("roy")
        assert len((await chart.search(ALL)).matches) == 2
        assert (await chart.read("Observation", "obs-cote")).id == "obs-cote"
        shown = {key for event in await ward.events() for key in event.subjects}
        assert shown == {await ward.key("roy"), await ward.key("cote")}
        await ward.put(patient("roy", "Roy"))
        assert await _seen(ward) == ["obs-roy"]
        with pytest.raises(NotFound):
            await (await ward.desk("inf-gagnon")).read("Observation", "obs-cote")

    in_ward(engine, work)


def test_a_label_is_kept_over_a_merge(engine: str) -> None:
    """What the nurse may not see of Roy she may not see of Roy's other record either."""

    async def work(ward: Ward) -> None:
        await ward.put(patient("roy", "Roy", link=SAME), observation("secret", "cote", label="V"))
        assert await _seen(ward) == ["obs-cote", "obs-roy"]

    in_ward(engine, work)


@pytest.mark.parametrize("of", ["cote", "personne"])
@pytest.mark.parametrize("kind", ["replaces", "replaced-by"])
def test_nobody_opens_a_record_by_saying_it_is_the_same_person(kind: str, of: str, engine: str) -> None:
    """A link to somebody out of relation is refused, as one to nobody is; a link that says nothing of it is not."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        link = f"[{{'type': '{kind}', 'other': {{'reference': 'Patient/{of}'}}}}]"
        with pytest.raises(DsnError) as refused:
            await desk.commit([Update(patient("roy", "Roy", link=link))])
        assert (type(refused.value), refused.value.code) == (Forbidden, "write-not-allowed")
        assert await _seen(ward) == ["obs-roy"]
        other = link.replace(kind, "seealso")
        await desk.commit([Update(patient("roy", "Roy", link=other))])
        assert await _seen(ward) == ["obs-roy"]

    in_ward(engine, work)
