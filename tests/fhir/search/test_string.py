"""string: the examples of the R4 search page, and names as they are written in Québec."""

from __future__ import annotations

import pytest
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search import parse


def named(id: str, family: str = "", given: list[str] | None = None, **more: object) -> object:
    name = {"family": family, "given": given or [], **more}
    return made("Patient", id, name=[{key: value for key, value in name.items() if value}])


EVE, EVELYN, SEVERINE = (named(each, given=[each]) for each in ("Eve", "Evelyn", "Severine"))
EVES = (EVE, EVELYN, SEVERINE, named("eve", given=["eve"]), named("EVE", given=["EVE"]))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("given=eve", ["Eve", "Evelyn", "eve", "EVE"]),
        ("given:contains=eve", ["Eve", "Evelyn", "Severine", "eve", "EVE"]),
        ("given:exact=Eve", ["Eve"]),
        ("given=eve,sev", ["Eve", "Evelyn", "Severine", "eve", "EVE"]),
        ("given=eve&given=evelyn", ["Evelyn"]),
        ("given=lyn", []),
    ],
)
def test_the_page_s_own_examples(query: str, ids: list[str]) -> None:
    """Default is the beginning, `:contains` anywhere, `:exact` all of it as written."""
    assert finds(f"Patient?{query}", *EVES) == ids


def test_either_part_of_a_family_name_is_found() -> None:
    """ "Searching either Carreno or Quinones should match a family name of Carreno Quinones"."""
    both = named("it", "Carreno Quinones")
    assert finds("Patient?family=carreno", both) == finds("Patient?family=Quiñones", both) == ["it"]
    assert finds("Patient?family:exact=Quinones", both) == []


@pytest.mark.parametrize(
    "query",
    [
        "family=lheureux",
        "family=L%27Heureux".replace("%27", "’"),
        "family=heureux",
        "name=marie-eve",
        "name=Ève",
        "name=marie eve l'heureux",
        "name=L'Heureux Marie",
        "name=dre",
        "phonetic=Leureu",
    ],
)
def test_a_name_is_found_as_people_write_it(query: str) -> None:
    """Accents, hyphens, apostrophes and the order of the parts do not hide a person."""
    person = named("it", "L'Heureux", ["Marie-Ève"], prefix=["Dre"])
    assert finds(f"Patient?{query}", person, named("other", "Roy", ["Luc"])) == ["it"]


def test_saint_and_st_are_one() -> None:
    """St-Jean and Saint-Jean find each other, Sainte-Foy does not answer to Saint."""
    people = [named("1", "Saint-Jean"), named("2", "St-Jean"), named("3", "Ste-Foy")]
    assert finds("Patient?family=st-jean", *people) == ["1", "2"]
    assert finds("Patient?family=saint jean", *people) == ["1", "2"]
    assert finds("Patient?family=st", *people) == ["1", "2", "3"]
    assert finds("Patient?family=ste", *people) == ["3"]
    assert finds(
        "Patient?address-city=st-hya", made("Patient", "4", address=[{"city": "Saint-Hyacinthe"}])
    ) == ["4"]


def test_an_address_is_its_strings_and_not_its_use() -> None:
    """ "The search covers the elements of type string, and does not cover elements such as use and period"."""
    person = made(
        "Patient", "it", address=[{"use": "home", "line": ["12, rue de l'Église"], "city": "Québec"}]
    )
    assert finds("Patient?address=quebec", person) == finds("Patient?address=église", person) == ["it"]
    assert finds("Patient?address=home", person) == []


def test_other_strings_are_found_from_their_beginning_only() -> None:
    """What is no name is not cut into words by default; `:text` asks for any word's beginning."""
    observation = made("Observation", "it", valueString="Urine foncée")
    assert finds("Observation?value-string=urine fon", observation) == ["it"]
    assert finds("Observation?value-string=foncee", observation) == []
    assert finds("Observation?value-string:text=foncee", observation) == ["it"]


def test_what_folds_to_nothing_is_refused() -> None:
    """A value without letter or digit would find everyone."""
    with pytest.raises(Invalid, match="text-empty"):
        parse("Patient", [("name", "--")])


def test_words_of_narrative_and_content_are_all_asked_for() -> None:
    """`_text` looks in the narrative, `_content` in everything said, word by word, in any order."""
    text = {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml"><b>Fièvre</b> du soir</div>',
    }
    condition = made("Condition", "it", text=text, code={"text": "Grippe saisonnière"})
    assert finds("Condition?_text=soir fièvre", condition) == ["it"]
    assert finds("Condition?_text=fièvre matin", condition) == []
    assert finds("Condition?_text=grippe", condition) == []
    assert finds("Condition?_content=grippe soir", condition) == ["it"]
    assert finds("Condition?_text=fièv", condition) == []


def test_operators_of_text_engines_are_refused_rather_than_taken_for_words() -> None:
    """ "(bone OR liver) and metastases" is not offered, and says so."""
    with pytest.raises(Unsupported, match="text-operators"):
        parse("Condition", [("_text", "(bone OR liver) and metastases")])
