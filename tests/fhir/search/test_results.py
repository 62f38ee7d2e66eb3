"""Sorting, counting, including, and what is refused or, when asked leniently, left out and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.search.small import finds, made, sorted_ids

from dsn.base.errors import DsnError, Invalid, Unsupported
from dsn.base.sentences import SENTENCES
from dsn.fhir.search import parse
from dsn.fhir.search.escapes import escaped, plain, split
from dsn.fhir.search.kinds.shape import Reading
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.tree import Query


def asked(*pairs: tuple[str, str], type_name: str | None = "Observation", lenient: bool = False) -> Query:
    return parse(type_name, pairs, lenient=lenient)


def test_the_result_parameters_are_read() -> None:
    """What the page says of each, into the fields of the query."""
    query = asked(
        ("_sort", "status,-date,category"),
        ("_count", "20"),
        ("_total", "accurate"),
        ("_summary", "data"),
        ("_elements", "code,value,status"),
        ("_include", "Observation:subject:Patient"),
        ("_include:iterate", "Patient:general-practitioner"),
        ("_revinclude", "Provenance:target"),
        ("_contained", "both"),
        ("_containedType", "contained"),
        ("_format", "json"),
    )
    assert [(key.parameter.code, key.descending) for key in query.sort] == [
        ("status", False),
        ("date", True),
        ("category", False),
    ]
    assert (query.count, query.total, query.summary) == (20, "accurate", "data")
    assert query.elements == ("code", "value", "status")
    assert (query.contained, query.contained_type) == ("both", "contained")
    assert (asked().contained, asked().contained_type) == ("false", "container")
    shown = [(each.forward, each.type, each.target, each.iterate) for each in query.includes]
    assert shown == [
        (True, "Observation", "Patient", False),
        (True, "Patient", None, True),
        (False, "Provenance", None, False),
    ]
    assert query.where.clauses == ()


def test_a_count_of_nothing_is_the_count_alone() -> None:
    """ "If _count has the value 0, this shall be treated the same as _summary=count"."""
    assert asked(("_count", "0")).summary == "count"


def test_stars_include_every_reference() -> None:
    """`*` alone, and of a type."""
    forward, of_type_star, reverse = asked(
        ("_include", "*"), ("_include", "Observation:*"), ("_revinclude", "*")
    ).includes
    assert (forward.type, forward.parameter) == ("Observation", None)
    assert (of_type_star.type, of_type_star.parameter) == ("Observation", None)
    assert (reverse.type, reverse.parameter) == ("*", None)
    (of_all,) = asked(("_include", "*"), type_name=None).includes
    assert (of_all.type, of_all.parameter) == ("*", None)


@pytest.mark.parametrize(
    ("pair", "kind"),
    [
        (("couleur", "bleu"), "parameter-unknown"),
        (("code:exact", "x"), "modifier-unknown"),
        (("status:contains", "x"), "modifier-unknown"),
        (("date:below", "2020"), "modifier-unknown"),
        (("_query", "x"), "parameter-unknown"),
        (("_sort", "couleur"), "parameter-unknown"),
        (("_sort", "code-value-quantity"), "sort-unsupported"),
        (("_sort", "_score"), "parameter-unknown"),
        (("_include", "Observation:couleur"), "parameter-unknown"),
        (("_include", "Observations:subject"), "type-unknown"),
        (("_include:recurse", "Observation:subject"), "modifier-unknown"),
        (("_count:exact", "3"), "modifier-unknown"),
        (("_elements", "couleur"), "element-unknown"),
        (("_type", "Patient"), "parameter-unknown"),
        (("_filter", "code zz x"), "operator-unknown"),
    ],
)
def test_what_is_not_known_is_refused_or_left_out_by_name(pair: tuple[str, str], kind: str) -> None:
    """Refused by default; with lenient handling left out, and said so, the rest standing."""
    with pytest.raises(Unsupported, match=kind) as refusal:
        asked(pair, ("status", "final"))
    assert refusal.value.values["source"] == "=".join(pair)
    query = asked(pair, ("status", "final"), lenient=True)
    assert query.ignored == ("=".join(pair),)
    assert len(query.where.clauses) == 1


@pytest.mark.parametrize(
    ("pairs", "kind"),
    [
        ([("code", "")], "value-missing"),
        ([("code", "a,,b")], "value-missing"),
        ([("code", "a\\b")], "escape-invalid"),
        ([("status:missing", "maybe")], "missing-invalid"),
        ([("_count", "-1")], "count-invalid"),
        ([("_count", "many")], "count-invalid"),
        ([("_total", "all")], "word-invalid"),
        ([("_summary", "yes")], "word-invalid"),
        ([("_contained", "oui")], "word-invalid"),
        ([("_containedType", "both")], "word-invalid"),
        ([("_contained", "true"), ("_contained", "both")], "repeated"),
        ([("_sort", "status"), ("_sort", "date")], "repeated"),
        ([("_sort", "status,")], "value-missing"),
        ([("_include", "Observation")], "include-invalid"),
        ([("_include", "Observation:subject:Medication")], "include-invalid"),
        ([("_include", "Observation:code")], "not-a-reference"),
        ([("_include", "Observation:subject"), ("_summary", "text")], "include-with-summary-text"),
    ],
)
def test_what_is_badly_written_is_refused_whatever_the_handling(
    pairs: list[tuple[str, str]], kind: str
) -> None:
    """Lenient handling is for what is not known, never for what is wrong: a filter is not dropped."""
    for lenient in (False, True):
        with pytest.raises(Invalid, match=kind):
            asked(*pairs, lenient=lenient)


def test_an_unknown_type_is_refused_even_leniently() -> None:
    """There is nothing left of a search of no known type."""
    with pytest.raises(Unsupported, match="type-unknown"):
        asked(type_name="Patients", lenient=True)


def test_missing_asks_for_presence() -> None:
    """`:missing=true` finds what has no value, `:missing=false` what has one."""
    both = [made("Observation", "with", effectiveDateTime="2020"), made("Observation", "without")]
    assert finds("Observation?date:missing=true", *both) == ["without"]
    assert finds("Observation?date:missing=false", *both) == ["with"]
    extended = made("Patient", "it", _birthDate={"extension": [{"url": "http://x", "valueCode": "unknown"}]})
    assert finds("Patient?birthdate:missing=true", extended) == ["it"]


def test_when_a_resource_was_last_updated() -> None:
    """`_lastUpdated` is a point in time, compared like any date."""
    updated = made("Observation", "it", meta={"lastUpdated": "2020-06-01T12:00:00.000Z"})
    assert finds("Observation?_lastUpdated=2020-06-01", updated) == ["it"]
    assert finds("Observation?_lastUpdated=gt2020-06-01", updated) == []
    assert finds("Observation?_lastUpdated=ge2020-06-01T12:00:00Z", updated) == ["it"]


ORDERED = [
    made("Patient", "none"),
    made("Patient", "eloise", name=[{"family": "Éloïse"}], birthDate="1990-05"),
    made("Patient", "zoe", name=[{"family": "zoé"}, {"family": "Abel"}], birthDate="1980"),
    made("Patient", "denis", name=[{"family": "Denis"}], birthDate="1990-05-02"),
]


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("family", ["zoe", "denis", "eloise", "none"]),
        ("-family", ["zoe", "eloise", "denis", "none"]),
        ("birthdate", ["zoe", "eloise", "denis", "none"]),
        ("-birthdate", ["denis", "eloise", "zoe", "none"]),
        ("_id", ["denis", "eloise", "none", "zoe"]),
        ("-_id", ["zoe", "none", "eloise", "denis"]),
    ],
)
def test_the_order_takes_the_value_that_comes_first(sort: str, ids: list[str]) -> None:
    """Of several values the earliest in that direction; accents and case do not count; no value comes last."""
    assert sorted_ids(f"Patient?_sort={sort}", *ORDERED) == ids


def test_several_keys_are_taken_in_turn() -> None:
    """The second decides where the first does not."""
    people = [
        made("Patient", "1", gender="female", birthDate="1970"),
        made("Patient", "2", gender="male", birthDate="1980"),
        made("Patient", "3", gender="female", birthDate="1990"),
    ]
    assert sorted_ids("Patient?_sort=-gender,-birthdate", *people) == ["2", "3", "1"]


texts = st.text(alphabet="ab\\,$|é ", min_size=1)


@given(st.lists(texts, min_size=1))
def test_escaped_values_come_back_whole(values: list[str]) -> None:
    """Any text survives escaping, joining with commas, splitting and unescaping."""
    joined = ",".join(map(escaped, values))
    assert [plain(part, Reading()) for part in split(joined, ",")] == values


names = st.one_of(
    st.sampled_from(
        [*of_type("Observation"), "_sort", "_include", "_filter", "_has:Observation:patient:code", "_list"]
    ),
    st.text(max_size=12),
)
suffixes = st.sampled_from(
    ["", ":not", ":missing", ":Patient", ":Patient.name", ".name", ":exact", ":below", ":", "."]
)
anything = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["ge2020", "a|b", "1$2", "5.4|http://unitsofmeasure.org|mg", "Patient/1", "true", "\\", "code eq (a"]
    ),
)


@given(st.lists(st.tuples(st.builds(str.__add__, names, suffixes), anything), max_size=3), st.booleans())
def test_any_query_is_read_or_refused_in_words(pairs: list[tuple[str, str]], lenient: bool) -> None:
    """Nothing but a refusal with a sentence in both languages comes of a query that cannot be read."""
    answer = read_or_refused(pairs, lenient)
    if isinstance(answer, DsnError):
        assert answer.code in SENTENCES
        assert answer.kind in ("invalid", "unsupported")
    else:
        assert len(answer.ignored) <= len(pairs)


def read_or_refused(pairs: list[tuple[str, str]], lenient: bool) -> Query | DsnError:
    try:
        return parse("Observation", pairs, lenient=lenient)
    except DsnError as error:
        return error
