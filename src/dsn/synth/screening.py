"""Screening for breast cancer: a letter every two years, and the mammography of those who come.

« une mammographie de dépistage aux 2 ans … âgée de 50-74 ans … ne pas avoir eu un cancer du sein »
(https://depistagesein.ca/description-du-programme); 70 to 74 years since 2024 (« exclusivement offert aux Québécoises
âgées de 50 à 69 ans », https://www.iheartradio.ca/noovo-info-content-feed/national/cancer-du-sein-depistage-gratuit-
desormais-elargi-aux-quebecoise-de-70-a-74-ans-1.21998731). How many come is ours, « à valider ».
"""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.hospital.imaging import image
from dsn.synth.moments import later
from dsn.synth.plain import THO, coding
from dsn.synth.staff import someone

WIDENED = date(2024, 2, 1)
_COMING = 60
_YEARS = 9
_WORDS = "Vous êtes invitée à passer une mammographie de dépistage. Cette lettre tient lieu d’ordonnance."


def mammographies(chart: Chart) -> None:
    """The rounds of the last years, from the fiftieth birthday on."""
    if chart.person.sex != "F":
        return
    first = chart.person.birth + timedelta(days=int(50 * 365.25) + hash_of(chart.id, "letter") % 60)
    for number in range(13):
        letter = workday(first + timedelta(days=730 * number))
        if chart.today - timedelta(days=365 * _YEARS) < letter < chart.today and _invited(chart, letter):
            _round(chart, letter)


def _invited(chart: Chart, day: date) -> bool:
    housed = chart.residence is not None and day >= chart.residence
    ever = any(one.condition.key == "cancer-sein" and one.onset <= day for one in chart.held)
    return 50 <= chart.age(day) <= (74 if day >= WIDENED else 69) and not housed and not ever


def _round(chart: Chart, letter: date) -> None:
    chart.add(
        "Communication",
        status="completed",
        category=[{"coding": [coding(f"{THO}communication-category", "reminder")]}],
        topic={"text": "Programme québécois de dépistage du cancer du sein"},
        sent=later(letter, 540),
        received=later(letter + timedelta(days=4), 720),
        sender=chart.organization,
        recipient=[chart.subject],
        payload=[{"contentString": _WORDS}],
    )
    day = workday(letter + timedelta(days=25 + hash_of(chart.id, letter) % 50))
    comes = hash_of(chart.id, "screened") % 100 < _COMING
    found = any(
        one.condition.key == "cancer-sein" and abs((one.onset - day).days) < 200 for one in chart.held
    )
    if not comes or found or day >= chart.today or not chart.free(day, 0):
        return
    technologist = someone(chart.owner, "technologue-imagerie", chart.id, "breast")
    minutes = 480 + hash_of(chart.id, day) % 30 * 15
    encounter = chart.visit(day, minutes, 20, "AMB", technologist, "Mammographie de dépistage")
    image(
        chart,
        encounter,
        day,
        minutes + 25,
        "Mammographie de dépistage",
        "Pas de signe de malignité. Prochain dépistage dans deux ans.",
    )
