"""Value sets and hierarchies out of the R4 package: whole, or refused."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from tools.generate_search_terms import text

from dsn.base.errors import Unsupported
from dsn.fhir.search.shipped import ShippedTerms

PACKAGE = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"
TERMS = ShippedTerms()
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def test_the_generator_gives_the_committed_table() -> None:
    """Nobody edits what was generated."""
    committed = (resources.files("dsn.fhir.search") / "shipped.jsonl").read_text(encoding="utf-8")
    assert text(PACKAGE) == committed


def test_a_whole_value_set_is_expanded() -> None:
    """All its members with their system, with and without R4's version."""
    expected = {
        ("http://hl7.org/fhir/administrative-gender", code) for code in ("male", "female", "other", "unknown")
    }
    url = "http://hl7.org/fhir/ValueSet/administrative-gender"
    assert set(TERMS.expand(url)) == set(TERMS.expand(f"{url}|4.0.1")) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://hl7.org/fhir/ValueSet/condition-code",  # SNOMED CT, cut at 1,000
        "http://hl7.org/fhir/ValueSet/administrative-gender|5.0.0",
        "http://hl7.org/fhir/administrative-gender",  # a code system, no value set
        "http://acme.org/vs",
    ],
)
def test_what_is_not_whole_is_refused(url: str) -> None:
    """Never a part of a value set, never another version, never a guess."""
    with pytest.raises(Unsupported, match="value-set-not-at-hand"):
        TERMS.expand(url)


def test_hierarchies_go_down_and_up() -> None:
    """What is below a concept has it above, itself included."""
    below = set(TERMS.subsumed_by(ACT, "_ActEncounterCode"))
    assert {(ACT, "_ActEncounterCode"), (ACT, "AMB"), (ACT, "IMP"), (ACT, "ACUTE")} <= below
    assert (ACT, "_ActEncounterCode") in TERMS.subsuming(ACT, "ACUTE")
    assert (ACT, "AMB") not in TERMS.subsuming(ACT, "ACUTE")


@pytest.mark.parametrize(
    "system",
    [
        None,
        "http://snomed.info/sct",
        "http://hl7.org/fhir/ValueSet/administrative-gender",
        "http://terminology.hl7.org/CodeSystem/condition-clinical",  # nested without saying what that means
    ],
)
def test_unknown_hierarchies_are_refused(system: str | None) -> None:
    """A code without its system, and systems that are not at hand."""
    with pytest.raises(Unsupported, match="hierarchy-not-at-hand"):
        TERMS.subsumed_by(system, "126851005")
    with pytest.raises(Unsupported, match="hierarchy-not-at-hand"):
        TERMS.subsuming(system, "126851005")
