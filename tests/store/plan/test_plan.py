"""Plans as values: what they refuse, how they read, and what no statement of theirs may ever hold."""

from __future__ import annotations

import re
from random import Random

import pytest
from tests.laws.search.chance import Chance
from tests.laws.search.model import Terms
from tests.laws.search.queries import Asking

from dsn.access.scope import Scope
from dsn.base import ids
from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.parsing import parse
from dsn.sql.dialect import POSTGRES, SQLITE, Dialect
from dsn.store.plan import Plan, explain, plan
from dsn.store.plan.sql import Sql, piece

PERSON = ids.to_text(ids.Minter().mint(7))
KEY = ids.to_key(PERSON) or 0
ALL = Scope("a", None, "everybody")
FEW = Scope("b", frozenset({KEY, KEY + 1}), "relation", barred_labels=3, hidden=frozenset({5}))


def planned(
    type_: str | None,
    *pairs: tuple[str, str],
    scope: Scope = ALL,
    cursor: bytes | None = None,
    dialect: Dialect = SQLITE,
    count: int = 10,
) -> Plan:
    return plan(
        parse(type_, pairs), scope, instant=1_000, count=count, cursor=cursor, dialect=dialect, terms=Terms()
    )


def start(type_: str | None, *pairs: tuple[str, str], scope: Scope = ALL) -> str:
    return planned(type_, *pairs, scope=scope).drive.reach.name


def test_a_plan_starts_from_the_smallest_thing_that_is_named() -> None:
    """An id before an identifier, a person before a code, people in relation before a code, a code before all."""
    assert start("Patient", ("name", "x"), ("_id", "a")) == "ONE"
    assert start("Patient", ("name", "x"), ("identifier", "a")) == "FEW"
    assert start("Observation", ("code", "x"), ("patient", "a")) == "PERSON"
    assert start("Observation", ("code", "x"), scope=FEW) == "PEOPLE"
    assert start("Observation", ("code", "x"), ("patient", "a"), scope=FEW) == "PERSON"
    assert start("Observation", ("code", "x"), ("encounter", "Encounter/a")) == "LINKED"
    assert start("Observation", ("subject:Patient.identifier", "a")) == "PERSON"
    assert start("Encounter", ("participant", "Practitioner/a"), scope=FEW) == "PEOPLE"
    assert start("Observation", ("date", "2020"), ("code", "x")) == "CODED"
    assert start("Observation", ("code:not", "x")) == "TYPE"
    assert start("Observation", ("_content", "douleur thoracique")) == "NAMED"
    assert start("Observation", ("_content", "douleur"), scope=FEW) == "PEOPLE"
    assert start(None, scope=FEW) == "PEOPLE"


def test_what_is_shared_is_not_searched_through_people() -> None:
    """A name of a practitioner is sought by name, whoever asks; the same reader's observations start from people."""
    scope = Scope("b", frozenset({KEY}), "relation", shared_types=frozenset({"Practitioner"}))
    assert start("Practitioner", ("name", "x"), scope=scope) == "NAMED"
    assert start("Observation", ("value-string", "x"), scope=scope) == "PEOPLE"


def test_a_plan_can_be_read() -> None:
    """Explaining says where the plan starts and why, its order, and the statement with its values apart."""
    told = explain(
        planned("Observation", ("code", "zebra"), ("_sort", "-date"), ("_total", "accurate"), scope=FEW)
    )
    assert "start: people: 2 people in relation" in told
    assert "order: s0 DESC NULLS LAST, key" in told
    assert "'zebra'" in told.split("bound:")[1]
    assert "count: SELECT count(" in told


@pytest.mark.parametrize(
    ("type_name", "pair"),
    [
        ("Medication", ("_contained", "true")),
        ("Medication", ("_contained", "both")),
        ("Medication", ("_contained", "false")),
        ("Medication", ("_containedType", "contained")),
        ("QuestionnaireResponse", ("subject:Patient.name", "x")),
        ("QuestionnaireResponse", ("questionnaire", "http://acme.org/f|1.0")),
        ("QuestionnaireResponse", ("questionnaire.title", "x")),
        ("Questionnaire", ("_has:QuestionnaireResponse:questionnaire:status", "x")),
        ("Patient", ("_has:QuestionnaireResponse:subject:questionnaire.title", "x")),
        ("QuestionnaireResponse", ("_filter", 'not (questionnaire.title eq "x")')),
        ("QuestionnaireResponse", ("_include", "QuestionnaireResponse:subject")),
        ("QuestionnaireResponse", ("_include", "QuestionnaireResponse:questionnaire")),
        ("Questionnaire", ("_revinclude", "QuestionnaireResponse:questionnaire")),
    ],
)
def test_contained_resources_and_canonical_links_are_planned(type_name: str, pair: tuple[str, str]) -> None:
    """Wherever they stand in a search, beside links by id and a canonical address asked for as such."""
    assert planned(type_name, pair).rows is not None


def test_a_value_set_that_is_not_at_hand_is_refused() -> None:
    """`:in` of an unknown value set is refused; of one of R4's own it is planned."""
    query = parse("Observation", [("status:in", "http://nowhere.example/vs")])
    with pytest.raises(Unsupported) as refused:
        plan(query, ALL, instant=1, count=1, dialect=SQLITE)
    assert refused.value.code == "search.value-set-not-at-hand"
    known = parse("Observation", [("status:in", "http://hl7.org/fhir/ValueSet/observation-status")])
    assert plan(known, ALL, instant=1, count=1, dialect=SQLITE).rows is not None


@pytest.mark.parametrize("cursor", [b"", b"\xff\x00", b"\x93\x01\x02\x03", b"\x80"])
def test_a_cursor_that_is_none_is_refused(cursor: bytes) -> None:
    """Bytes that are no cursor of ours."""
    with pytest.raises(Invalid, match=r"search\.cursor-invalid"):
        planned("Patient", cursor=cursor)


def test_a_cursor_of_another_order_is_refused() -> None:
    """A cursor with one sort value serves a search with one sort key, not one with two."""
    cursor = b"\x93\xcd\x03\xe8\x91\x05\x07"  # (1000, [5], 7)
    assert planned("Patient", ("_sort", "birthdate"), cursor=cursor).frame.instant == 1000
    with pytest.raises(Invalid, match=r"search\.cursor-invalid"):
        planned("Patient", ("_sort", "birthdate,family"), cursor=cursor)


def test_a_cursor_keeps_its_instant() -> None:
    """The next page is of the instant of the first, whatever the clock says now."""
    assert planned("Patient", cursor=b"\x93\xcd\x01\xf4\x90\x07").frame.instant == 500


def test_only_a_number_is_read_when_only_a_number_is_asked_for() -> None:
    """`_summary=count` and a page of nothing: no rows, a total."""
    for asked in (planned("Patient", ("_summary", "count")), planned("Patient", count=0)):
        assert asked.rows is None
        assert asked.count is not None
    assert planned("Patient").count is None


@pytest.mark.parametrize("name", ["code", "_id", "subject", "performer"])
def test_thousands_of_codes_ids_and_references_are_one_list(name: str) -> None:
    """A long list makes no longer statement; the engines bear only so many conditions."""
    many = ",".join(ids.to_text(KEY + number) for number in range(3_000))
    if name == "performer":
        many = many.replace(",", ",Patient/")
        many = f"Patient/{many}"
    made = planned("Observation", (name, many), scope=FEW).rows
    assert made is not None
    assert len(made.text) < 3_000


def test_too_many_words_are_refused() -> None:
    """Names, dates and quantities are conditions of their own: 250 are planned, 251 are not."""
    assert planned("Patient", ("name", ",".join(["x"] * 250))).rows is not None
    with pytest.raises(Invalid, match=r"search\.too-many-values"):
        planned("Patient", ("name", ",".join(["x"] * 251)))


def _all_statements(dialect: Dialect) -> list[tuple[str, Sql]]:
    """The statements of some hundred searches of every sort."""
    found = []
    for seed in range(250):
        type_, pairs = Asking(Chance(Random(seed))).search()
        for scope in (ALL, FEW):
            made = planned(type_, *pairs, scope=scope, dialect=dialect)
            found += [(str(pairs), sql) for sql in (made.rows, made.then, made.count) if sql is not None]
    return found


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRES], ids=lambda dialect: dialect.name)
def test_every_value_has_its_place_and_stands_in_no_text(dialect: Dialect) -> None:
    """As many `?` as values; nothing that was sent is part of a statement."""
    for asked, sql in _all_statements(dialect):
        assert sql.text.count("?") == len(sql.values), asked
        for value in sql.values:
            if isinstance(value, str) and len(value) > 3:
                assert value not in sql.text, asked


def test_what_belongs_together_is_met_in_one_partition() -> None:
    """On PostgreSQL every row that is met by the key of another says the partition, too."""
    for asked, sql in _all_statements(POSTGRES):
        for alias in set(re.findall(r"\b([a-z]\d+)\.key = [a-z]\d+\.", sql.text)):
            if not alias.startswith("m"):  # member lies with the person, not with the resource
                assert f"{alias}.bucket = " in sql.text, (asked, alias)


def test_no_condition_is_built_with_a_wrong_number_of_parts() -> None:
    """A piece with more or fewer values than places is our own mistake, told at once."""
    assert piece("a = {} AND {}", 1, Sql("b = ?", (2,))) == Sql("a = ? AND b = ?", (1, 2))
    with pytest.raises(ValueError, match="argument"):
        piece("a = {}", 1, 2)


def test_a_chain_to_people_of_the_scope_starts_from_those_who_answer() -> None:
    """Not from everything that belongs to all of them."""
    assert start("Condition", ("patient.family", "x"), ("clinical-status", "active"), scope=FEW) == "LINKED"
    assert start("Condition", ("encounter.class", "x"), scope=FEW) == "PEOPLE"
