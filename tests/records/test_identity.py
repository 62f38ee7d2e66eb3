"""Identity and charts: anyone may be identified by who registers people, and a record is opened in relation only."""

from __future__ import annotations

import asyncio

import pytest
from tests.records.ward import Ward, appointment, in_ward, made, observation, patient

from dsn.base.errors import Forbidden, Gone, NotFound
from dsn.fhir.search import parse
from dsn.records import Identity, IdentityNumber, OutOfRelation
from dsn.records.identity import check_identity_query

NAM = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-qc-patient-healthcare-id"
TREMBLAY = f"""{{
  'resourceType': 'Patient', 'id': 'tremblay', 'gender': 'female', 'birthDate': '1950-02-03',
  'deceasedDateTime': '2020-01-02',
  'identifier': [
    {{'system': '{NAM}', 'value': 'ZZTA50520311', 'type': {{'coding': [{{'code': 'JHN'}}]}}}},
    {{'system': 'urn:ss', 'value': '999', 'type': {{'coding': [{{'code': 'SS'}}]}}}},
    {{'system': 'urn:untyped', 'value': '1'}}
  ],
  'name': [
    {{'use': 'maiden', 'family': 'Gagné'}},
    {{'use': 'official', 'family': 'Tremblay', 'given': ['Marie', 'Ève'], 'prefix': ['Mme']}}
  ],
  'address': [{{'city': 'Trois-Rivières'}}],
  'generalPractitioner': [{{'reference': 'Practitioner/x'}}]
}}"""


def test_anyone_is_identified_without_a_relation(engine: str) -> None:
    """Name parts, birth, sex, health card and file numbers; no social number, address or doctor."""

    async def work(ward: Ward) -> None:
        await ward.put(made(TREMBLAY))
        (found,) = await (await ward.desk("agente-morin")).identities(
            parse("Patient", [("name", "tremblay")]), source="name=tremblay"
        )
        assert found == Identity(
            await ward.key("tremblay"), "tremblay", "Tremblay", ("Marie", "Ève"), ("Mme",), (), "1950-02-03",
            "female", (IdentityNumber(NAM, "ZZTA50520311", "JHN"),), "2020-01-02",
        )  # fmt: skip
        (event,) = await ward.events("agente-morin")
        assert (event.act, event.relation, event.query) == (
            "search",
            "access-identity",
            "Patient?name=tremblay",
        )
        assert event.subjects == (found.key,)

    in_ward(engine, work)


def test_who_treats_and_registers_nobody_identifies_nobody(engine: str) -> None:
    """A director's role has no need of names."""

    async def work(ward: Ward) -> None:
        with pytest.raises(Forbidden) as caught:
            await (await ward.desk("directrice-gauthier")).identities(parse("Patient", [("name", "roy")]))
        assert caught.value.code == "identities-not-allowed"

    in_ward(engine, work)


def test_a_person_whose_identity_is_sensitive_is_not_found(engine: str) -> None:
    """Labelled V the person does not answer; labelled R (the record is, the name is not) they do."""

    async def work(ward: Ward) -> None:
        label = "{'security': [{'system': 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', 'code': '%s'}]}"
        await ward.put(
            patient("vip", "Vedette", meta=label % "V"), patient("known", "Vedette", meta=label % "R")
        )
        desk = await ward.desk("agente-morin")
        found = await desk.identities(parse("Patient", [("name", "vedette")]))
        assert [identity.id for identity in found] == ["known"]
        with pytest.raises(NotFound):
            await desk.open_chart("vip")
        with pytest.raises(OutOfRelation):
            await desk.open_chart("known")

    in_ward(engine, work)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("general-practitioner", "Practitioner/x"),
        ("address-city", "Laval"),
        ("_has:Condition:patient:code", "44054006"),
        ("organization.name", "x"),
        ("_sort", "address"),
        ("_include", "Patient:organization"),
        ("_filter", "address eq 'Laval'"),
        ("_content", "diabete"),
        ("_contained", "true"),
        ("_contained", "both"),
    ],
)
def test_an_identity_search_asks_nothing_of_the_record(name: str, value: str) -> None:
    """By name it is taken, by anything that tells more than identity it is refused."""
    check_identity_query(parse("Patient", [("name", "roy"), ("_sort", "family")]))
    with pytest.raises(Forbidden) as caught:
        check_identity_query(parse("Patient", [("name", "roy"), (name, value)]))
    assert caught.value.code == "identity-search-too-wide"


def test_an_identity_search_is_of_people() -> None:
    """Another type is refused."""
    with pytest.raises(Forbidden):
        check_identity_query(parse("Observation", []))


def test_a_chart_is_one_event_whatever_it_is_asked_for(engine: str) -> None:
    """Opened in relation: sections search side by side, and the log has the opening alone."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("obs-2", "roy"))
        chart = await (await ward.desk("inf-gagnon", "story")).open_chart("roy", screen="story")
        assert (chart.identity.family, chart.patient.id) == ("Roy", "roy")
        found, visits = await asyncio.gather(
            chart.search(parse("Observation", [("code", "718-7")])),
            chart.search(parse("Encounter", [])),
        )
        assert sorted(version.id for version in found.matches) == ["obs-2", "obs-roy"]
        assert [version.id for version in visits.matches] == ["visit-roy"]
        assert (await chart.read("Observation", "obs-2")).id == "obs-2"
        (event,) = await ward.events()
        assert (event.act, event.screen, event.subjects) == ("open", "story", (await ward.key("roy"),))

    in_ward(engine, work)


def test_somebody_else_in_a_chart_is_told_to_the_log_once(engine: str) -> None:
    """An appointment of Roy and Côté in the chart of Roy: Côté is in the log before being shown, and once."""

    async def work(ward: Ward) -> None:
        await ward.put(appointment("both", "roy", "cote"))
        chart = await (await ward.desk("inf-gagnon")).open_chart("roy")
        for _ in range(2):
            await chart.read("Appointment", "both")
            assert len((await chart.search(parse("Appointment", []))).matches) == 1
        opened, shown = await ward.events()
        assert (opened.act, opened.subjects) == ("open", (await ward.key("roy"),))
        assert (shown.act, shown.subjects) == ("read", (await ward.key("cote"),))

    in_ward(engine, work)


def test_the_event_is_on_disk_before_the_chart_is_there(engine: str) -> None:
    """Another process finds it at the moment the chart is returned, without any wait."""

    async def work(ward: Ward) -> None:
        await (await ward.desk("inf-gagnon")).open_chart("roy")
        assert [event.act for event in await ward.events()] == ["open"]

    in_ward(engine, work)


def test_a_chart_shows_one_person_even_to_who_sees_everyone(engine: str) -> None:
    """The system's chart of Roy has nothing of Côté, by search or by id."""

    async def work(ward: Ward) -> None:
        chart = await (await ward.desk("systeme")).open_chart("roy")
        found = await chart.search(parse("Observation", []))
        assert [version.id for version in found.matches] == ["obs-roy"]
        with pytest.raises(NotFound):
            await chart.read("Observation", "obs-cote")

    in_ward(engine, work)


def test_a_chart_hides_barred_labels(engine: str) -> None:
    """A note that the desk may not see is not in the chart; after a delete the rest is gone."""

    async def work(ward: Ward) -> None:
        from dsn.store.changes import Delete

        await ward.put(observation("secret", "roy", label="V"))
        chart = await (await ward.desk("inf-gagnon")).open_chart("roy")
        found = await chart.search(parse("Observation", []))
        assert [version.id for version in found.matches] == ["obs-roy"]
        with pytest.raises(NotFound):
            await chart.read("Observation", "secret")
        await (await ward.desk("systeme")).commit([Delete("Observation", "obs-roy")])
        with pytest.raises(Gone):
            await chart.read("Observation", "obs-roy")

    in_ward(engine, work)


def test_a_chart_out_of_relation_shows_identity_only(engine: str) -> None:
    """Refused with who it is, and the refusal is in the log with its person."""

    async def work(ward: Ward) -> None:
        with pytest.raises(OutOfRelation) as caught:
            await (await ward.desk("inf-gagnon")).open_chart("cote", screen="story")
        assert (caught.value.identity.family, caught.value.kind) == ("Côté", "forbidden")
        (event,) = await ward.events()
        assert (event.act, event.screen, event.subjects) == ("refused", "story", (await ward.key("cote"),))

    in_ward(engine, work)


def test_a_chart_of_nobody_is_not_found(engine: str) -> None:
    """An unknown person, and a known one for who may not even know names."""

    async def work(ward: Ward) -> None:
        for account, person in (("inf-gagnon", "personne"), ("directrice-gauthier", "roy")):
            with pytest.raises(NotFound) as caught:
                await (await ward.desk(account)).open_chart(person)
            assert caught.value.values == {"type": "Patient", "id": person}
            assert [event.act for event in await ward.events(account)] == ["refused"]

    in_ward(engine, work)
