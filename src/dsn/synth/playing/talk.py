"""Messages between those who give care, about somebody."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.synth.playing.act import Act, Event
from dsn.synth.playing.day import Day
from dsn.synth.staff import someone

SAID = (
    "Peux-tu revoir l’ordonnance avant la fin du quart ?",
    "La famille demande à vous parler cet après-midi.",
    "Congé prévu demain matin, transport à confirmer.",
    "Résultats reçus, je vous laisse en prendre connaissance.",
    "Patient à jeun pour l’examen de 13 h.",
    "Merci de refaire les signes vitaux dans une heure.",
)


def says(day: Day, event: Event) -> Iterator[Act]:
    """One to another."""
    person = day.folk.pick(event.random)
    if person is None:
        return
    to = someone(day.establishment, "medecin-famille", event.key)
    plain = event.made(
        "Communication",
        "c",
        person,
        status="completed",
        sender=event.who.who(),
        recipient=[to.who()],
        sent=event.at(),
        payload=[{"contentString": SAID[int(event.random.random() * len(SAID))]}],
    )
    yield event.act("0", person, plain)
