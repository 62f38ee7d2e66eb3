"""What one visit hands to the next: what happened since is told, what was asked for is drawn or waits."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from dsn.synth import aftermath, coherence, recall
from dsn.synth.chart import Chart
from dsn.synth.happened import Happened
from dsn.synth.lives import lives
from dsn.synth.people import block
from dsn.synth.plain import Plain

TODAY = date(2026, 6, 1)
LIVES = list(lives(12, 160, TODAY))


def _notes(life: list[Plain]) -> list[Plain]:
    found = [
        one
        for one in life
        if one["resourceType"] == "DocumentReference" and one["type"]["text"] == "Suivi en clinique"
    ]
    return sorted(found, key=lambda one: str(one["date"]))


def _texts(life: list[Plain]) -> list[str]:
    return [recall.text_of(one) for one in _notes(life)]


def _says(life: list[Plain], words: str) -> bool:
    return any(words in text for text in _texts(life))


def _forget(life: list[Plain]) -> None:
    for note in _notes(life):
        kept = [
            line for line in recall.text_of(note).split("\n") if not line.startswith("Depuis la dernière")
        ]
        recall.reword(note, "\n".join(kept))


def _lose_the_orders(life: list[Plain]) -> None:
    for one in life:
        if one["resourceType"] == "ServiceRequest":
            one.pop("encounter", None)


def _cancel(life: list[Plain]) -> None:
    for one in life:
        if one["resourceType"] == "Appointment" and one["status"] == "booked":
            one["status"] = "cancelled"


@cache
def _rich() -> list[Plain]:
    return next(
        life
        for life in LIVES
        if _says(life, "à l’urgence le ")
        and any(one["resourceType"] == "ServiceRequest" and one["status"] == "active" for one in life)
        and any(rule in text for text in _texts(life) for rule in coherence.trace.TAKEN)
        and not coherence.breaks(life, TODAY)
    )


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_forget, "an-emergency-leaves-a-trace"),
        (_lose_the_orders, "a-plan-that-asks-for-blood-has-its-orders"),
        (_cancel, "pending-requisitions-await-an-appointment"),
    ],
)
def test_the_rules_of_traces_find_a_planted_fault(spoil: Callable[[list[Plain]], None], rule: str) -> None:
    """One thing changed in a record that breaks nothing, and the rule for it speaks."""
    life = copy.deepcopy(_rich())
    spoil(life)
    assert any(broken.startswith(f"{rule}:") for broken in coherence.breaks(life, TODAY))


def test_what_happened_is_told_once_and_remembered_once() -> None:
    """At the first visit after it, shorter at the next, and no more."""
    chart = _chart()
    for month in (1, 4, 7, 10):
        chart.told.append((date(2025, month, 10), _note(chart)))
    chart.happened.append(
        Happened(date(2025, 2, 3), "Vu{e} à l’urgence le 3 février 2025.", "Pas de nouvelle chute.")
    )
    recall.recalled(chart)
    texts = [recall.text_of(note) for _day, note in chart.told]
    e = "e" if chart.person.sex == "F" else ""
    assert texts[1].split("\n")[2] == f"Depuis la dernière visite : vu{e} à l’urgence le 3 février 2025."
    assert texts[2].split("\n")[2] == "Pas de nouvelle chute."
    assert texts[0] == texts[3] == _PLAIN


def test_what_no_visit_follows_stays_untold() -> None:
    """Nothing is told before it happened, nor years after the visit that told it."""
    chart = _chart()
    chart.told += [(date(2023, 1, 10), _note(chart)), (date(2025, 6, 10), _note(chart))]
    chart.happened += [
        Happened(date(2022, 12, 20), "Opéré{e}.", "Va bien."),
        Happened(date(2025, 7, 1), "Trop tard."),
    ]
    recall.recalled(chart)
    first, last = (recall.text_of(note) for _day, note in chart.told)
    assert "Depuis la dernière visite : opéré" in first
    assert last == _PLAIN


_PLAIN = "Motif : suivi.\nFemme de 70 ans.\nPlan : revoir."


def _chart() -> Chart:
    return Chart(3, next(one for one in block(3, 0, TODAY) if one.birth.year < 1960), TODAY)


def _note(chart: Chart) -> Plain:
    encounter: Plain = {"resourceType": "Encounter", "id": "e"}
    return chart.note(
        encounter,
        "2025-01-01T10:00:00-05:00",
        "Suivi en clinique",
        "Motif : suivi.\nFemme de 70 ans.\nPlan : revoir.",
    )


@pytest.mark.parametrize(
    ("day", "words", "month"),
    [
        (date(2025, 5, 14), "14 mai 2025", "de mai 2025"),
        (date(2024, 4, 1), "1er avril 2024", "d’avril 2024"),
        (date(2023, 8, 31), "31 août 2023", "d’août 2023"),
        (date(2022, 10, 2), "2 octobre 2022", "d’octobre 2022"),
    ],
)
def test_days_are_written_as_french_writes_them(day: date, words: str, month: str) -> None:
    """The first of a month is « 1er »; « de » gives way before a vowel."""
    assert (aftermath.in_words(day), aftermath.of_month(day)) == (words, month)


def test_a_stay_tells_its_two_ends() -> None:
    """Only as much of the first day as the last does not say."""
    chart = _chart()
    texts = {
        aftermath.stay(chart, start, leave, "Pneumonie").text.partition(". ")[0]
        for start, leave in (
            (date(2025, 5, 14), date(2025, 5, 17)),
            (date(2025, 5, 28), date(2025, 6, 2)),
            (date(2024, 12, 30), date(2025, 1, 3)),
        )
    }
    assert texts <= {
        "Hospitalisé{e} du 14 au 17 mai 2025 (pneumonie)",
        "Hospitalisé{e} du 28 mai au 2 juin 2025 (pneumonie)",
        "Hospitalisé{e} du 30 décembre 2024 au 3 janvier 2025 (pneumonie)",
        "Congé de l’hôpital le 17 mai 2025 après un séjour : pneumonie",
        "Congé de l’hôpital le 2 juin 2025 après un séjour : pneumonie",
        "Congé de l’hôpital le 3 janvier 2025 après un séjour : pneumonie",
    }
    assert len(texts) == 3


def test_physicians_keep_their_own_order() -> None:
    """The parts of a note come in an order that each physician keeps; side by side, charts differ."""
    orders: dict[str, set[str]] = {}
    for life in LIVES:
        for note in _notes(life):
            lines = recall.text_of(note).split("\n")
            parts = [line.partition(" : ")[0] for line in lines if line.startswith(("Examen", "Médication"))]
            if len(parts) == 2 and lines[0].startswith("Motif : suivi"):
                orders.setdefault(note["author"][0]["reference"], set()).add(" ".join(parts))
    assert all(len(found) == 1 for found in orders.values())
    assert len({" ".join(found) for found in orders.values()}) == 2


def test_lives_hand_over_what_they_should() -> None:
    """The rules of traces hold in all of them."""
    rules = {rule.__name__.replace("_", "-") for rule in coherence.trace.RULES}
    found = [broken for life in LIVES for broken in coherence.breaks(life, TODAY)]
    assert [broken for broken in found if broken.partition(":")[0] in rules] == []
