"""Every official R4 example is accepted and comes back equal, but for those that break R4 themselves."""

from __future__ import annotations

from decimal import Decimal
from json import loads
from pathlib import Path
from typing import Any

import pytest

from dsn.base.errors import Refused
from dsn.fhir import xml
from dsn.fhir.json import decode, encode
from dsn.fhir.json.scan import Number, Pairs, read

PACKAGE = Path(__file__).resolve().parents[2] / "node_modules" / "hl7.fhir.r4.examples"

NO_BASE = "searchparameter.html: base is 1..*"
BROKEN = {
    # example: (the rule of R4 that it breaks, the code of our refusal, where)
    "Bundle-v2-valuesets": (
        "datatypes.html#code: no white space at the end (U+00A0)",
        "fhir-primitive-malformed",
        "Bundle.entry[814].resource.concept[74].code",
    ),
    "CodeSystem-v2-0550": (
        "datatypes.html#code: no white space at the end (U+00A0)",
        "fhir-primitive-malformed",
        "CodeSystem.concept[74].code",
    ),
    "ImplementationGuide-fhir": (
        "implementationguide.html: name is 1..1",
        "fhir-element-missing",
        "ImplementationGuide.name",
    ),
    "ig-r4": ("implementationguide.html: name is 1..1", "fhir-element-missing", "ImplementationGuide.name"),
    "Questionnaire-qs1": (
        "questionnaire.html: item.linkId is 1..1",
        "fhir-element-missing",
        "Questionnaire.item[0].item[0].linkId",
    ),
    **{
        f"SearchParameter-{kind.lower()}-extensions-{kind}-{name}": (
            NO_BASE,
            "fhir-element-missing",
            "SearchParameter.base",
        )
        for kind in ("CodeSystem", "ValueSet")
        for name in ("author", "effective", "end", "keyword", "workflow")
    },
    # Five more than are usually counted. An id of 67 characters:
    "SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject": (
        "datatypes.html#id: 64 characters at most; resource.html: Resource.id is an id",
        "fhir-string-too-long",
        "SearchParameter.id",
    ),
    # References to types that the element's own definition does not list. "The targetProfile element defines what
    # resources can be referenced", "if any profiles are specified, then the content must conform to at least one of
    # them" (R4's definition of ElementDefinition.type and its targetProfile, in the same package):
    "DeviceMetric-example": (
        "devicemetric.html: parent is Reference(Device), given DeviceDefinition/dc102",
        "fhir-reference-target",
        "DeviceMetric.parent.reference",
    ),
    "DeviceUseStatement-example": (
        "deviceusestatement.html: reasonReference is Reference(Condition | Observation | "
        "DiagnosticReport | DocumentReference | Media), given Procedure/example",
        "fhir-reference-target",
        "DeviceUseStatement.reasonReference[0].reference",
    ),
    "MedicationRequest-medrx0301": (
        "medicationrequest.html: dispenseRequest.performer is Reference(Organization), given "
        "Practitioner/f001",
        "fhir-reference-target",
        "MedicationRequest.dispenseRequest.performer.reference",
    ),
    "Observation-clinical-gender": (
        "observation.html: performer is Reference(Practitioner | PractitionerRole | Organization | "
        "CareTeam | Patient | RelatedPerson), given Encounter/example",
        "fhir-reference-target",
        "Observation.performer[0].reference",
    ),
}


def examples() -> list[Path]:
    return [
        path for path in sorted(PACKAGE.glob("*.json")) if path.name not in ("package.json", ".index.json")
    ]


def test_all_examples_are_at_hand() -> None:
    """The package holds the 5,306 of R4 4.0.1, and every name below is one of them."""
    names = {path.stem for path in examples()}
    assert len(names) == 5306
    assert BROKEN.keys() <= names
    assert len(BROKEN) == 20


@pytest.mark.parametrize("share", range(12))
def test_valid_examples_come_back_equal(share: int) -> None:
    """Every element, in JSON that differs in nothing but white space and the spelling of numbers and characters."""
    for path in examples()[share::12]:
        if path.stem not in BROKEN:
            text = path.read_text(encoding="utf-8")
            written = encode(decode(text)).decode()
            assert comparable(read(written)) == comparable(read(text)), path.name


@pytest.mark.parametrize("share", range(12))
def test_valid_examples_come_back_equal_from_xml(share: int) -> None:
    """XML says all that JSON says. Line ends of narratives are \\n afterwards, as XML has it (XML 1.0, 2.11)."""
    for path in examples()[share::12]:
        if path.stem not in BROKEN and path.stat().st_size < 1_000_000:
            resource = decode(path.read_bytes().replace(b"\\r\\n", b"\\n"))
            assert encode(xml.decode(xml.encode(resource))) == encode(resource), path.name


@pytest.mark.parametrize("name", BROKEN)
def test_examples_that_break_r4_are_refused(name: str) -> None:
    """Each for the clause that it breaks, where it breaks it."""
    _, code, where = BROKEN[name]
    with pytest.raises(Refused) as refusal:
        decode((PACKAGE / f"{name}.json").read_bytes())
    assert (refusal.value.code, refusal.value.path) == (code, where)


@pytest.mark.parametrize("name", [name for name in BROKEN if BROKEN[name][1] == "fhir-reference-target"])
def test_what_those_examples_refer_to_is_not_in_the_definition(name: str) -> None:
    """R4's own StructureDefinition, read from the package, names other types than the one that is given."""
    path = BROKEN[name][2].removesuffix(".reference").replace("[0]", "")
    definition = loads((PACKAGE / f"StructureDefinition-{path.partition('.')[0]}.json").read_bytes())
    element = next(one for one in definition["snapshot"]["element"] if one["path"] == path)
    allowed = {profile.rpartition("/")[2] for kind in element["type"] for profile in kind["targetProfile"]}
    given = BROKEN[name][0].rpartition("given ")[2].partition("/")[0]
    text = (PACKAGE / f"{name}.json").read_text(encoding="utf-8")
    assert f'"{given}/' in text
    assert allowed
    assert given not in allowed
    assert "Resource" not in allowed


def comparable(value: Any) -> Any:
    """Members in any order; numbers by sign, digits and exponent, so that 1.0 is not 1.00."""
    if isinstance(value, Pairs):
        return {key: comparable(item) for key, item in value}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return Decimal(value).as_tuple() if isinstance(value, Number) else value
