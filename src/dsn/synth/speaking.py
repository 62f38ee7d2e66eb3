"""A decision about a treatment, in the words of a note."""

from __future__ import annotations

from collections.abc import Mapping

from dsn.synth import phrases, tables
from dsn.synth.posology import dose_of
from dsn.synth.steering import Decision

_MUTE = frozenset("aeiouyhéèêâîôû")


def sentence(decision: Decision, words: Mapping[str, str], turn: int, said: list[str]) -> str:
    """One of `decisions.tsv`, with names and doses of the drugs; `said`: those of before, to which it is added."""
    text = phrases.decided(decision.subject, decision.kind, turn, said)
    return text.format_map(
        {**words, **_drug("now", decision.now), **_drug("was", decision.was)} | _doses(decision)
    )


def _drug(name: str, key: str) -> dict[str, str]:
    return {f"of_{name}": of(dose_of(key))} if key else {}


def _doses(decision: Decision) -> dict[str, str]:
    key = decision.now or decision.was
    if not key:
        return {}
    row = tables.by_key("drugs")[key]
    name = row["name"][0].lower() + row["name"][1:]
    return {"name": name, "of_name": of(name), "dose": _dose(decision.now), "before": _dose(decision.was)}


def _dose(key: str) -> str:
    if not key:
        return ""
    row = tables.by_key("drugs")[key]
    return f"{row['strength'].replace('.', ',')} {row['unit'].lower()}"


def of(name: str) -> str:
    """« d’amlodipine », « de ramipril »."""
    return f"d’{name}" if name[0] in _MUTE else f"de {name}"
