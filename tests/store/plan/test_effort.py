"""What a search costs: steps of SQLite's machine, which are the same on every computer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from dsn.access.scope import Scope
from dsn.fhir.json import from_plain
from dsn.fhir.search.parsing import parse
from dsn.sql.sqlite import SqliteConnection
from dsn.store.changes import Commit, Stamp, Update
from dsn.store.plan import plan, run
from dsn.store.plan.bodies import load
from dsn.store.plan.merged import Merged
from dsn.store.store import Store

FEW, MANY = 12, 300
IN_RELATION = 3
STAMP = Stamp("test")


def life(number: int) -> list[dict[str, Any]]:
    """A person with three visits and twelve measurements, the same for everybody."""
    person = f"p{number}"
    subject = {"reference": f"Patient/{person}"}
    found: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": person,
            "name": [{"family": f"Tremblay {number}", "given": ["Marie"]}],
            "identifier": [{"system": "http://i.example", "value": f"N{number}"}],
            "generalPractitioner": [{"reference": f"Practitioner/d{number % 5}"}],
            "birthDate": f"19{number % 90 + 10}-{number // 90 + 1:02d}-01",
            "link": [{"type": "replaces", "other": {"reference": f"Patient/p{number + 1}"}}]
            if number % 9 == 1
            else [{"type": "seealso", "other": {"reference": "Patient/p0"}}],
        }
    ]
    for visit in range(3):
        found.append(
            {
                "resourceType": "Encounter",
                "id": f"e{number}-{visit}",
                "status": "finished",
                "class": {"code": "AMB"},
                "subject": subject,
                "period": {"start": f"202{visit}-03-01", "end": f"202{visit}-03-02"},
                "contained": [{"resourceType": "Practitioner", "id": "n", "name": [{"family": "Cloutier"}]}],
                "participant": [
                    {"individual": {"reference": f"Practitioner/d{visit}"}},
                    {"individual": {"reference": "#n"}},
                ],
            }
        )
        found += [_measure(person, number, visit, each) for each in range(4)]
    return found


def _measure(person: str, number: int, visit: int, each: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"b{number}-{visit}-{each}",
        "status": "final",
        "code": {"coding": [{"system": "http://c.example", "code": f"c{each}", "display": f"Mesure {each}"}]},
        "subject": {"reference": f"Patient/{person}"},
        "encounter": {"reference": f"Encounter/e{number}-{visit}"},
        "effectiveDateTime": f"202{visit}-03-{number % 28 + 1:02d}T{number // 28:02d}:00:0{each}Z",
        "valueQuantity": {
            "value": each + visit,
            "unit": "g",
            "system": "http://unitsofmeasure.org",
            "code": "g",
        },
    }


STAFF = [{"resourceType": "Practitioner", "id": f"d{n}", "name": [{"family": f"Roy {n}"}]} for n in range(5)]


async def _fill(path: Path, people: range) -> None:
    store = await Store.open(f"sqlite:///{path}")
    try:
        for plain in [STAFF, *(life(number) for number in people)]:
            await store.commit(Commit(tuple(Update(from_plain(each)) for each in plain), STAMP))
        await store.words.keep()
    finally:
        await store.close()


class World:
    """A store of so many people, and what searches in it cost."""

    def __init__(self, path: Path, people: int) -> None:
        asyncio.run(_fill(path, range(people)))
        from dsn.sql.sqlite import connect

        self.connection: SqliteConnection = connect(path, readonly=True)
        keys = self.connection.rows("SELECT key FROM directory WHERE type = 103 ORDER BY name")
        wanted = [self._key(f"p{number}") for number in range(IN_RELATION)]
        assert len(keys) == people
        self.instant = int(str(self.connection.rows("SELECT max(since) FROM life")[0][0]))
        self.few = Scope("reader", frozenset(wanted), "relation", shared_types=frozenset({"Practitioner"}))
        self.all = Scope("reader", None, "everybody")

    def _key(self, id_: str) -> int:
        rows = self.connection.rows(
            "SELECT key FROM directory WHERE type = 103 AND name = ?", (id_.encode(),)
        )
        return int(str(rows[0][0]))

    def steps(self, type_: str | None, query: str, scope: Scope) -> tuple[int, int]:
        """Steps of one first page, and how many resources it held."""
        pairs = [
            (name, value) for name, _, value in (part.partition("=") for part in query.split("&") if part)
        ]
        planned = plan(
            parse(type_, pairs),
            scope,
            instant=self.instant,
            count=20,
            dialect=self.connection.dialect,
            merged=Merged(self.connection),
        )
        counted = 0

        def count() -> bool:
            nonlocal counted
            counted += 1
            return False

        run(self.connection, planned, load)  # statements are compiled and pages read once
        self.connection.raw.set_progress_handler(count, 1)
        found = run(self.connection, planned, load)
        self.connection.raw.set_progress_handler(None)
        return counted, len(found.matches)

    def close(self) -> None:
        self.connection.close()


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same three people among few and among many."""
    folder = tmp_path_factory.mktemp("effort")
    both = World(folder / "few.db", FEW), World(folder / "many.db", MANY)
    yield both
    for world in both:
        world.close()


SCOPED = [
    ("Observation", ""),
    ("Observation", "code=c1"),
    ("Observation", "code=http://c.example|c1&_sort=-date"),
    ("Observation", "status:not=preliminary&_sort=code"),
    ("Observation", "code=http://c.example|"),
    ("Observation", "code:text=mesure"),
    ("Observation", "date=ge2021&_total=accurate"),
    ("Observation", "value-quantity=gt1|http://unitsofmeasure.org|g"),
    ("Observation", "code-value-quantity=c1$gt0"),
    ("Observation", "encounter:missing=false"),
    ("Observation", "subject:Patient.name=tremblay"),
    ("Observation", "encounter.class=AMB"),
    ("Observation", "encounter.participant.name=roy"),
    ("Patient", "_has:Observation:patient:code=c1"),
    ("Patient", "name=tremblay"),
    ("Encounter", "_include=*&_revinclude=Observation:encounter"),
    ("Encounter", "_sort=-_lastUpdated,patient"),
    ("Encounter", "participant=Practitioner/d1"),
    ("Encounter", "participant:Practitioner.name=roy 1"),
    ("Encounter", "participant:Practitioner._id=d1"),
    ("Patient", "_has:Encounter:patient:participant=Practitioner/d1"),
    (None, ""),
    (None, "_type=Observation,Encounter&_sort=_lastUpdated"),
    ("Observation", "_content=mesure"),
    ("Observation", "_content=mesure 1&patient:missing=false"),
    ("Encounter", "participant:Practitioner.name=cloutier"),
    ("Practitioner", "name=cloutier&_contained=true"),
    ("Practitioner", "_contained=true&_containedType=contained&_sort=family"),
    ("Practitioner", "_has:Encounter:participant:status=finished&_contained=true"),
    (None, "_contained=both&_containedType=contained"),
    ("Observation", "patient=p1"),
    ("Observation", "patient:Patient.name=tremblay 2"),
    ("Patient", "_id=p2&_has:Observation:patient:code=c1&_revinclude=Observation:patient"),
]


@pytest.mark.parametrize(("type_", "query"), SCOPED)
def test_people_out_of_relation_cost_nothing(
    type_: str | None, query: str, worlds: tuple[World, World]
) -> None:
    """The steps of a search by somebody with three people do not grow with the people of the store."""
    few, many = worlds
    before, shown = few.steps(type_, query, few.few)
    after, still = many.steps(type_, query, many.few)
    assert shown == still > 0
    assert after <= before * 1.5 + 200, f"{before} steps among {FEW}, {after} among {MANY}"


SEEKS = [
    ("Patient", "identifier=http://i.example|N7"),
    ("Patient", "identifier=N7"),
    ("Patient", "name=tremblay 7"),
    ("Patient", "family=tremblay 7&given=marie"),
    ("Patient", "_id=p7"),
    ("Patient", "birthdate=1917-01-01&name=tremblay 7"),
    ("Observation", "patient=p7&code=c1&_sort=-date"),
    ("Observation", "subject=Patient/p7"),
    ("Observation", "subject:Patient.identifier=N7&code=c1"),
    ("Observation", "encounter=Encounter/e7-1"),
    ("Encounter", "patient=p7&_revinclude=Observation:encounter"),
    ("Encounter", "patient=p7&participant:Practitioner.name=cloutier"),
    ("Observation", "patient=p7&_content=mesure"),
    ("Observation", "patient=p10"),
    ("Observation", "patient:Patient.identifier=N10"),
    ("Patient", "_id=p10&_has:Observation:patient:code=c1&_revinclude=Observation:patient"),
]


@pytest.mark.parametrize(("type_", "query"), SEEKS)
def test_what_names_its_subject_costs_the_same_in_any_store(
    type_: str, query: str, worlds: tuple[World, World]
) -> None:
    """For whoever may see everybody: a search that names a person, an identifier or a name begins there."""
    few, many = worlds
    before, shown = few.steps(type_, query, few.all)
    after, still = many.steps(type_, query, many.all)
    assert shown > 0
    assert still > 0
    assert after <= before * 1.5 + 1_200, f"{before} steps among {FEW}, {after} among {MANY}"


STREAMED = [
    ("Observation", ""),
    ("Observation", "code=c1"),
    ("Observation", "status=final"),
    ("Observation", "status=final&code=c1"),
    ("Observation", "_sort=-date"),
    ("Observation", "_sort=date&status:not=preliminary"),
    ("Observation", "date=ge2022-01-01&_sort=-date"),
    ("Patient", "_sort=-birthdate"),
    ("Patient", "_has:Observation:patient:code=nothing"),
    ("Observation", "code=c1&_contained=true"),
    ("Observation", "date=ge2021&_contained=true&_containedType=contained"),
    ("Observation", "_contained=true"),
    ("Observation", "value-quantity=gt1&_contained=true"),
]


@pytest.mark.parametrize(("type_", "query"), STREAMED)
def test_a_page_of_everything_stops_when_it_is_full(
    type_: str, query: str, worlds: tuple[World, World]
) -> None:
    """Without an order asked for, or by a date, pages come as they are found: no sorting, no reading to the end."""
    few, many = worlds
    before, _ = few.steps(type_, query, few.all)
    after, _ = many.steps(type_, query, many.all)
    assert after <= before * 2 + 500, f"{before} steps among {FEW}, {after} among {MANY}"
