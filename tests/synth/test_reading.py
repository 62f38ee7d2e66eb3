"""What a physician who reads a chart would stumble over: how drugs and figures are written, what goes with what."""

from __future__ import annotations

from base64 import b64encode
from datetime import date

import pytest

from dsn.synth import coherence, notes, tables
from dsn.synth.coherence import beside, regulation
from dsn.synth.coherence.record import Record
from dsn.synth.insulin import Insulin
from dsn.synth.lives import lives
from dsn.synth.plain import Plain
from dsn.synth.posology import listed

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("metformine@850", "metformine 850 mg BID"),
        ("ramipril", "ramipril 5 mg DIE"),
        ("risperidone", "rispéridone 2 mg HS"),
        ("fluticasone", "fluticasone 125 mcg 2 inh. BID"),
        ("acetaminophene", "acétaminophène 500 mg 2 co. QID PRN"),
        ("alendronate", "acide alendronique 70 mg 1 fois/semaine"),
        ("methotrexate", "méthotrexate 2,5 mg 6 co. 1 fois/semaine"),
        ("glargine", "insuline glargine HS"),
        ("sumatriptan", "sumatriptan 50 mg PRN"),
    ],
)
def test_a_note_lists_a_drug_with_how_often(key: str, said: str) -> None:
    """In the short forms of Québec: DIE, BID, HS, PRN."""
    assert listed(key) == said


def test_no_strength_ends_in_a_zero_after_the_comma() -> None:
    """« 2,0 mg » is read as twenty."""
    for row in tables.rows("drugs"):
        assert not (("." in row["strength"]) and row["strength"].endswith("0")), row["key"]


def test_figures_keep_the_decimals_of_the_laboratory() -> None:
    """« 8,0 % », not « 8 % »; a weight says as many as it has."""
    measures = notes.Measures()
    measures.add("a1c", 8.0, 1)
    measures.add("weight", 80.0)
    assert measures.words == {"a1c": "8,0", "weight": "80"}


@pytest.mark.parametrize(("seed", "number"), [(88, 71), (4711, 349)])
def test_who_is_wanted_on_the_last_day_told_comes_after_it(seed: int, number: int) -> None:
    """The appointment that a visit asks for is to come."""
    life = next(lives(seed, 1, TODAY, number))
    assert any(one["resourceType"] == "Appointment" and one["status"] == "booked" for one in life)
    assert coherence.breaks(life, TODAY) == []


# each rule finds what it is for


def _order(key: str, day: str, status: str = "active") -> Plain:
    din = next(row["din"] for row in tables.rows("drugs") if row["key"] == key)
    return {
        "resourceType": "MedicationRequest",
        "status": status,
        "authoredOn": f"{day}T10:00:00-05:00",
        "category": [{"text": "Externe"}],
        "medicationCodeableConcept": {"coding": [{"code": din}]},
    }


def _record(text: str, *others: Plain, born: str = "1950-01-01") -> Record:
    """One visit of 2025-03-10 with that note."""
    visit = {"resourceType": "Encounter", "id": "v", "period": {"start": "2025-03-10T09:00:00-05:00"}}
    note = {
        "resourceType": "DocumentReference",
        "type": {"text": "Suivi en clinique"},
        "context": {"encounter": [{"reference": "Encounter/v"}]},
        "content": [{"attachment": {"data": b64encode(f"Motif : suivi.\n{text}".encode()).decode()}}],
    }
    person = {"resourceType": "Patient", "gender": "female", "birthDate": born}
    return Record([person, visit, note, *others], TODAY)


def _sugar(value: float) -> Plain:
    return {
        "resourceType": "Observation",
        "code": {"coding": [{"code": "4548-4"}]},
        "effectiveDateTime": "2025-03-02T08:00:00-05:00",
        "valueQuantity": {"value": value},
    }


@pytest.mark.parametrize(("value", "broken"), [(7.6, 1), (8.4, 0)])
def test_insulin_waits_for_a_point_above_the_target(value: float, broken: int) -> None:
    record = _record("1. Diabète de type 2. Ajout d’insuline glargine.", _sugar(value))
    assert len(list(regulation.insulin_is_not_begun_for_little(record))) == broken


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("HbA1c à 7,7 % contre 7,7 % au bilan précédent.", 1),
        ("LDL à 1,93 mmol/L (1,93 au bilan précédent).", 1),
        ("HbA1c à 7,7 % contre 7,8 % au bilan précédent.", 0),
        ("HbA1c à 7,1 % contre 17,1 % au bilan précédent.", 0),
    ],
)
def test_a_figure_is_not_compared_with_itself(text: str, broken: int) -> None:
    assert len(list(regulation.nothing_is_compared_with_itself(_record(text)))) == broken


@pytest.mark.parametrize(
    ("blood", "taken", "broken"),
    [
        ("créatinine 80 ; DFGe 96", "ramipril", 1),
        ("créatinine 80 ; DFGe 96 ; K 4,2", "ramipril", 0),
        ("créatinine 80 ; DFGe 96", "amlodipine", 0),
    ],
)
def test_potassium_comes_with_the_kidneys(blood: str, taken: str, broken: int) -> None:
    record = _record(f"Bilan : {blood}.", _order(taken, "2024-01-08"))
    assert len(list(regulation.potassium_is_read_with_the_kidneys(record))) == broken


@pytest.mark.parametrize(
    ("key", "born", "broken"),
    [
        ("fluticasone", "2018-01-01", 1),
        ("fluticasone@50", "2018-01-01", 0),
        ("fluticasone", "1990-01-01", 0),
    ],
)
def test_a_child_inhales_the_low_dose(key: str, born: str, broken: int) -> None:
    record = _record("Va bien.", _order(key, "2025-03-10"), born=born)
    assert len(list(regulation.children_inhale_the_low_dose(record))) == broken


def test_units_of_insulin_are_added_up() -> None:
    """Ten to begin with, then what each note adds; none once it is stopped, and ten again."""
    insulin = Insulin("p")
    assert insulin.at(True, True, ()) == 10
    assert (
        insulin.at(True, False, ("Insuline du coucher ajustée de 2 unités.", "Insuline montée de 4 unités."))
        == 16
    )
    assert insulin.at(True, False, ("Même dose.",)) == 16
    assert insulin.at(False, False, ()) == 0
    assert insulin.at(True, True, ()) == 10


def _noted(kind: str, *notes_of: tuple[str, str]) -> Record:
    plains: list[Plain] = [{"resourceType": "Patient", "gender": "female", "birthDate": "1990-01-01"}]
    plains.append(
        {"resourceType": "Condition", "code": {"text": "Diabète de type 1"}, "onsetDateTime": "2010-01-01"}
    )
    plains += [
        {
            "resourceType": "DocumentReference",
            "type": {"text": kind},
            "date": f"{day}T09:00:00-05:00",
            "content": [{"attachment": {"data": b64encode(text.encode()).decode()}}],
        }
        for day, text in notes_of
    ]
    return Record(plains, TODAY)


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        ("glargine 20 unités HS.", "glargine 20 unités HS.", 0),
        ("glargine 20 unités HS.", "glargine 26 unités HS.", 1),
        ("glargine 20 unités HS.", "glargine HS.", 1),
    ],
)
def test_units_move_only_by_what_a_note_says(first: str, second: str, broken: int) -> None:
    texts = [f"Motif : suivi.\nMédication : insuline {one}" for one in (first, second)]
    record = _noted("Suivi en clinique", ("2025-01-10", texts[0]), ("2025-04-10", texts[1]))
    assert len(list(beside.insulin_has_its_units(record))) == broken


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ("Diabète de type 1 : carnet revu.", 0),
        ("Bébé actif.", 1),
        ("Diabète de type 1 : carnet revu. Dépistage du diabète de grossesse demandé.", 1),
    ],
)
def test_a_pregnancy_heeds_a_diabetes_of_before(said: str, broken: int) -> None:
    record = _noted("Suivi de grossesse", ("2025-01-10", f"Première grossesse, 20 semaines. {said}"))
    assert len(list(beside.pregnancy_heeds_diabetes(record))) == broken
