"""Rules of how somebody lives: tobacco, a household, the place where they die."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record

_LUNGS = ("Maladie pulmonaire obstructive chronique",)
_CLEAN = ("n’a jamais fumé", "N’a jamais fumé", "Tabac : non", "Ne fume pas", "Ne fume plus")
_SETTLED = timedelta(days=15)


def nobody_with_damaged_lungs_never_smoked(record: Record) -> Iterator[str]:
    """While a problem of smokers is there, no note says that tobacco is not."""
    for one in record.all("DocumentReference"):
        if record.had(_LUNGS, one["date"]) and any(word in text_of(one) for word in _CLEAN):
            yield str(one["date"][:10])


def residents_are_not_resuscitated(record: Record) -> Iterator[str]:
    """Who lives in a CHSLD dies there or in a bed, by a level of care that was discussed."""
    moved = min(
        (
            one["period"]["start"][:10]
            for one in record.all("EpisodeOfCare")
            if one["type"][0]["text"] == "Hébergement"
        ),
        default="9999-12-31",
    )
    settled = min(date.fromisoformat(moved), date(9000, 1, 1)) + _SETTLED
    for one in record.all("Encounter"):
        day = one["period"]["start"][:10]
        if one["reasonCode"][0]["text"] == "Arrêt cardiorespiratoire" and day > settled.isoformat():
            yield str(day)


def widows_had_somebody(record: Record) -> Iterator[str]:
    """A note speaks of a couple, or of its end, only of who has a partner among the relatives."""
    kin = {one["relationship"][0].get("text", "") for one in record.all("RelatedPerson")}
    for one in record.all("DocumentReference"):
        text = text_of(one)
        told = any(word in text for word in (", vit en couple", ", veuve depuis", ", veuf depuis"))
        if told and not kin & {"Conjoint", "Conjointe"}:
            yield str(one["date"][:10])


RULES = (nobody_with_damaged_lungs_never_smoked, residents_are_not_resuscitated, widows_had_somebody)
