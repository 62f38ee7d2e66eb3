"""Care at home: an assessment, then visits of a nurse and of an auxiliary, one week each."""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth import notes, tables
from dsn.synth.aftermath import in_words
from dsn.synth.chart import Chart, hash_of
from dsn.synth.ending import end_of
from dsn.synth.episodes import Program, open_episode, score, session, write
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.residence import autonomy, lives_there
from dsn.synth.staff import someone

WEEKS = 26
NAME = "Soutien à domicile"
_ABSENT = {
    "EMER": "Revu{e} après la visite à l’urgence : consignes comprises, rien de nouveau depuis le retour à domicile.",
    "IMP": "Revu{e} après l’hospitalisation : liste du congé comparée avec celle de la pharmacie, alertes relues.",
}

_WEAKER = "Plus faible depuis une semaine, mange peu, essoufflé{e} pour se laver. Médecin avisé, proches rencontrés."


_HIGH = 155
"""The upper pressure from which the nurse speaks of it. Ours, « à valider »."""
_TOLD = (
    " TA reprise après 10 minutes de repos, encore élevée : médecin de famille avisé.",
    " TA encore élevée aujourd’hui, reprise prévue à la prochaine visite.",
    " Tendance de la TA notée au relevé remis au médecin.",
)
_HEARD = "Infirmière à domicile : TA à {bp} le {day}, carnet demandé."
_WEARING = ("arthrose", "mpoc", "polyarthrite", "osteoporose", "diabete2", "mcas")
"""What makes help needed before 78."""


def gets_help(chart: Chart) -> bool:
    age = chart.age(chart.today)
    wanted = 0.6 if any(chart.has(key, chart.today) for key in ("demence", "ic", "avc")) else 0.16
    if age < 78 and wanted < 0.6 and not any(chart.has(key, chart.today) for key in _WEARING):
        return False
    return age >= 70 and not lives_there(chart) and hash_of(chart.id, "home") % 1000 < wanted * 1000


def at_home(chart: Chart) -> None:
    """The last half year, week by week, on the same weekday; nobody comes while the person lies in hospital."""
    nurse = someone(chart.owner, "infirmiere", chart.id, "home")
    helper = someone(chart.owner, "asss", chart.id, "home")
    start = workday(chart.today - timedelta(days=200 + hash_of(chart.id, "since") % 700))
    trades = ("infirmiere", "asss", "travailleur-social", "ergotherapeute")
    goals = ("Demeurer à domicile en sécurité", "Soulager le proche aidant")
    what = ("Soins infirmiers", "Aide à l’hygiène", "Gestion des médicaments")
    chart.author = nurse
    episode = open_episode(chart, Program(NAME, trades, goals, what, start))
    _assessed(chart, episode, start)
    since = (chart.today - timedelta(days=400)).isoformat()
    taken = any(
        one["resourceType"] == "MedicationRequest" and one["authoredOn"] > since for one in chart.plains
    )
    slot = 510 + hash_of(chart.id, "slot") % 22 * 15
    high = 0
    for week in range(WEEKS, 0, -1):
        day = workday(chart.today - timedelta(days=7 * week + hash_of(chart.id, "weekday") % 4))
        if not start < day < chart.today or not chart.free(day, 0):
            continue
        who = nurse if week % 2 else helper
        minutes = slot + hash_of(chart.id, day) % 3 * 10
        encounter = session(chart, episode, day, minutes, 40, who, NAME, "HH")
        turn = week // 2 + hash_of(chart.id, "line") % 9
        text = _line(chart, "helper", day, turn, taken=taken)
        if who is nurse:
            at = later(day, minutes + 10)
            upper, lower = chart.pressure(encounter, day, at)
            weight = round(chart.body.weight(day, obese=chart.has("obesite", day)), 1)
            chart.vital(encounter, at, "29463-7", "Poids", weight, "kg", "kg")
            said = (
                _last_weeks(chart, day) or _after(chart, day) or _line(chart, "nurse", day, turn, taken=taken)
            )
            text = f"TA {upper}/{lower}, poids {notes.written(weight)} kg. {said}"
            if upper >= _HIGH:
                text += _TOLD[min(high, len(_TOLD) - 1)]
                if high == 0:
                    heard = _HEARD.format(day=in_words(day), bp=f"{upper}/{lower}")
                    chart.happened.append(Happened(day, heard))
                high += 1
        write(chart, encounter, day, minutes, 40, notes.HOME, text)


def _line(chart: Chart, who: str, day: date, turn: int, *, taken: bool) -> str:
    """A line of `home.tsv` that suits what the person has, and whether drugs are `taken`."""
    said = [
        row["text"]
        for row in tables.rows("home")
        if row["who"] == who
        and (not row["needs"] or (taken if row["needs"] == "drugs" else chart.has(row["needs"], day)))
    ]
    return said[turn % len(said)].format_map(notes.suited(chart.person.sex))


def _after(chart: Chart, day: date) -> str:
    """What the nurse says first of who came back from a hospital since her last visit."""
    last, now = (day - timedelta(days=13)).isoformat(), day.isoformat()
    back = [
        (one["period"].get("end", "")[:10], one["class"]["code"])
        for one in chart.plains
        if one["resourceType"] == "Encounter" and one["class"]["code"] in _ABSENT
    ]
    since = [(end, kind) for end, kind in back if last <= end < now]
    return _ABSENT[max(since)[1]].format_map(notes.suited(chart.person.sex)) if since else ""


def _last_weeks(chart: Chart, day: date) -> str:
    """Who dies of what lasted is weaker before."""
    if chart.person.death is None or (chart.today - day).days > 28:
        return ""
    end = end_of(chart)
    slow = end.days > 0 and end.cause != "pneumonie"
    return _WEAKER.format_map(notes.suited(chart.person.sex)) if slow else ""


def _because(chart: Chart, day: date) -> str:
    """Why help was asked for, by what weighs most."""
    return next((why for key, why in _WHY if chart.has(key, day)), _AGE)


_WHY = (
    ("demence", "Demande d’un proche : oublie ses repas et ses médicaments."),
    ("avc", "Séquelles d’un accident vasculaire cérébral, transferts au bain non sécuritaires."),
    ("ic", "Essoufflement à l’effort, ne peut plus se laver sans pauses."),
    ("mpoc", "Dyspnée aux soins d’hygiène, sorties rares."),
    ("polyarthrite", "Mains douloureuses, boutons et robinets difficiles."),
    ("arthrose", "Douleur et raideur aux genoux et aux hanches, baignoire difficile à enjamber."),
    ("osteoporose", "Peur de tomber, bain évité depuis une chute."),
    ("diabete2", "Vue et sensibilité des pieds diminuées, soins des pieds requis."),
    ("mcas", "Fatigue à l’effort, tâches lourdes impossibles."),
)
_AGE = "Perte d’endurance avec l’âge, une chute dans la dernière année."


def _assessed(chart: Chart, episode: dict[str, object], day: date) -> None:
    """The autonomy when the help began."""
    worker = someone(chart.owner, "travailleur-social", chart.id, NAME)
    encounter = session(chart, episode, day, 600, 75, worker, "Évaluation à domicile", "HH")
    total = min(-8, autonomy(chart, day) + 22)
    score(chart, encounter, later(day, 660), "Autonomie fonctionnelle (SMAF), total", total)
    text = (
        f"Évaluation de l’autonomie : SMAF {str(total).replace('-', '−')} sur −87. {_because(chart, day)} "
        "Aide requise pour le bain et les courses. Escalier avec rampe, baignoire avec barre d’appui. "
        "Services demandés : infirmière et auxiliaire en alternance."
    )
    write(chart, encounter, day, 600, 75, "Évaluation à domicile", text)
