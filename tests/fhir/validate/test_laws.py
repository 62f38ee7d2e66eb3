"""What holds of every resource: an answer, never a failure; words for it; the tables as generated; quickly ready."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from tests.fhir.validate.judging import DATA, OFFICIAL, URL, Json, patient, profile

from dsn.base.errors import Invalid, Refused
from dsn.base.sentences import SENTENCES, say_error
from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, Issue, snapshot, validate

EXAMPLES = sorted(
    path
    for path in OFFICIAL.glob("*.json")
    if path.name.startswith(
        ("Patient-", "Observation-", "Medication", "Questionnaire", "Composition", "Encounter-")
    )
)


def judge(path: Path) -> list[Issue]:
    try:
        return validate(fhir_json.decode(path.read_bytes()))
    except Refused:
        return []


def test_official_examples_are_answered_in_words() -> None:
    """Every issue of every example has a code with a sentence in both languages, and its values fill it."""
    assert len(EXAMPLES) > 150
    for issue in {each.code: each for path in EXAMPLES for each in judge(path)}.values():
        assert issue.code in SENTENCES
        assert "{" not in say_error(issue.as_error(), "fr")
        assert "{" not in say_error(issue.as_error(), "en")


DEFINITIONS = (
    "Bundle-",
    "StructureDef",
    "SearchP",
    "CodeSystem",
    "ValueSet",
    "ConceptMap",
    "OperationDef",
    "ig-",
)
# What R4 says against its own examples, beside the thirty of the pharmacy and of lenses that have units and drug
# forms which UCUM and v3-orderableDrugForm do not have.
WRONG = {
    "fhir-rule-broken": {  # empty narratives
        "ActivityDefinition-blood-tubes-supply",
        "ActivityDefinition-heart-valve-replacement",
        "EventDefinition-example",
        "Questionnaire-zika-virus-exposure-assessment",
    },
    "fhir-urn-malformed": {  # capitals in a UUID, `urn:oid:X.Y.Z`
        "CapabilityStatement-example",
        "Library-zika-virus-intervention-logic",
        "TerminologyCapabilities-example",
    },
    "fhir-attachment-hash": {"DiagnosticReport-example-pgx"},  # in hexadecimal
    "fhir-narrative-link": {"Media-sound"},
    "fhir-too-few": {"Observation-f202"},  # a body temperature without a time
    "fhir-reference-type-unknown": {"OrganizationAffiliation-orgrole1"},  # a Network
    "fhir-canonical-not-contained": {"PlanDefinition-example-cardiology-os"},
}


def test_few_official_examples_have_errors() -> None:
    """Of 695, those that break R4 themselves, each by the rule it breaks."""
    asked = [
        path
        for path in OFFICIAL.glob("*.json")
        if not path.name.startswith(DEFINITIONS) and path.name != "package.json"
    ]
    wrong: dict[str, set[str]] = {}
    for path in asked:
        for each in judge(path):
            if each.severity == "error":
                wrong.setdefault(each.code, set()).add(path.stem)
    assert len(asked) > 690
    assert len(wrong.pop("fhir-code-unknown-in-system")) == 30
    assert wrong == WRONG


def test_lives_of_synthea_have_no_errors() -> None:
    """Two lives, thousands of elements: warnings at most."""
    for path in sorted((DATA / "synthea").glob("*.json.gz"))[:2]:
        bundle = fhir_json.decode(gzip.decompress(path.read_bytes()))
        assert [each for each in validate(bundle) if each.severity == "error"] == []


_PATHS = st.sampled_from(
    ["name", "name.family", "telecom", "contact", "contact.name", "active", "link.other", "nope"]
)
_ELEMENT = st.fixed_dictionaries(
    {"path": _PATHS},
    optional={
        "min": st.integers(0, 2),
        "max": st.sampled_from(["0", "1", "2", "*"]),
        "sliceName": st.sampled_from(["a", "b", "a/c"]),
        "fixedString": st.just("x"),
        "patternString": st.just("x"),
        "slicing": st.sampled_from(
            [
                {"discriminator": [{"type": kind, "path": path}], "rules": rules}
                for kind in ("value", "pattern", "type", "profile", "exists")
                for path in ("$this", "use", "resolve()", "extension('x')", "nope")
                for rules in ("open", "closed", "openAtEnd")
            ]
        ),
        "type": st.sampled_from(
            [[{"code": "Reference"}], [{"code": "HumanName", "profile": [URL + "tested"]}]]
        ),
        "constraint": st.just(
            [{"key": "k", "severity": "error", "human": "h", "expression": "$this.exists()"}]
        ),
    },
)
PERSON = patient(
    active=True,
    name=[{"family": "x", "use": "usual"}, {"text": "y"}],
    telecom=[{"system": "phone", "value": "1", "use": "home"}],
    link=[{"type": "seealso", "other": {"reference": "Patient/1"}}],
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_ELEMENT, max_size=5))
def test_any_profile_gets_an_answer(elements: list[Json]) -> None:
    """However a differential is put together, validation answers, twice the same."""
    made = profile("Patient", *elements)
    person = fhir_json.from_plain(PERSON)
    found = [validate(person, profiles=[made["url"]], definitions=Definitions([made])) for _ in range(2)]
    assert found[0] == found[1]
    assert all(each.code in SENTENCES for each in found[0])


@settings(max_examples=60, deadline=None)
@given(st.lists(_ELEMENT.filter(lambda e: e["path"] != "nope"), max_size=4))
def test_a_generated_snapshot_judges_as_its_differential(elements: list[Json]) -> None:
    """Written out and read again, a snapshot gives the same issues."""
    made = profile("Patient", *elements)
    person = fhir_json.from_plain(PERSON)
    try:
        elements = snapshot(made, Definitions([made]))
    except Invalid:  # rests on itself, or speaks of an element that is not there
        reject()
    whole = {**made, "snapshot": {"element": elements}}
    issues = [
        validate(person, profiles=[made["url"]], definitions=Definitions([each])) for each in (made, whole)
    ]
    assert issues[0] == issues[1]


def test_the_tables_are_what_the_generator_makes() -> None:
    """Nobody edits them."""
    from tools.generate_definitions import TARGET, outputs

    for name, content in outputs(OFFICIAL).items():
        assert gzip.decompress((TARGET / name).read_bytes()) == gzip.decompress(content), name
    assert sum(path.stat().st_size for path in TARGET.iterdir()) < 6_000_000


def test_importing_reads_no_table() -> None:
    """The tables are read by the first validation, not by who only imports the room."""
    asked = "import dsn.fhir.validate; from dsn.fhir.validate.packed import table; print(table.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


@pytest.mark.parametrize("levels", [30])
def test_deep_resources_are_answered(levels: int) -> None:
    """Nested items do not exhaust the stack."""
    item: Json = {"linkId": "0", "type": "string"}
    for level in range(1, levels):
        item = {"linkId": str(level), "type": "group", "item": [item]}
    form = {"resourceType": "Questionnaire", "status": "draft", "url": "http://x.org/q", "item": [item]}
    assert [each for each in validate(fhir_json.from_plain(form)) if each.severity == "error"] == []


def test_the_how_to_page_runs() -> None:
    """Its blocks of Python, one after another, hold what they assert."""
    page = OFFICIAL.parents[1] / "docs" / "how-to" / "validate-resources.md"
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    exec("\n".join(blocks), {})
