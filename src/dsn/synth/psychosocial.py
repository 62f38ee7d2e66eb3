"""Follow-up by the psychosocial teams of the CLSC: adults in distress, young people and their families.

Kept neutral: what is told is what a team would let a colleague read, and nothing of anybody's judgment by a court.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.episodes import Program, member_of, open_episode, score, session, write
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.notes import suited

TITLE = "Note d’intervention psychosociale"
_TOLD = 365 * 6
_KEPT = 365 * 10


@dataclass(frozen=True, slots=True)
class Work:
    """What an episode does: `lines` in the order of the meetings, the last one said at the end."""

    name: str
    trades: tuple[str, ...]
    goals: tuple[str, ...]
    every: int
    lines: tuple[str, ...]


ADULT = Work(
    "Suivi psychosocial",
    ("travailleur-social", "psychologue"),
    ("Diminuer la détresse", "Reprendre ses activités habituelles"),
    18,
    (
        "Première rencontre. Motif de consultation et attentes explorés, réseau de soutien présent. Plan convenu.",
        "Lien entre pensées, émotions et comportements expliqué. Journal des activités remis.",
        "A repris la marche et vu un ami. Évitement discuté, petits pas planifiés.",
        "Semaine plus difficile au travail. Stratégies de résolution de problèmes pratiquées.",
        "Sommeil et énergie meilleurs. Forces reconnues, filet de sécurité revu.",
        "Bilan de la démarche. Objectifs atteints en bonne partie, plan contre la rechute remis. Fin du suivi.",
    ),
)
DEPENDENCE = Work(
    "Suivi en dépendance",
    ("travailleur-social", "educateur"),
    ("Réduire la consommation et ses conséquences", "Renforcer le réseau de soutien"),
    21,
    (
        "Première rencontre. Habitudes de consommation et ambivalence explorées sans jugement.",
        "Avantages et inconvénients de la réduction pesés. Objectif choisi par la personne.",
        "Situations à risque repérées, réponses de rechange pratiquées.",
        "Deux écarts depuis la dernière rencontre, appris de chacun. Motivation maintenue.",
        "Objectif tenu depuis un mois. Groupe d’entraide fréquenté. Fin du suivi, porte ouverte.",
    ),
)
YOUTH = Work(
    "Suivi jeunesse et famille",
    ("psychoeducateur", "educateur", "travailleur-social"),
    ("Améliorer le climat à la maison", "Soutenir la fréquentation scolaire"),
    16,
    (
        "Première rencontre avec {le} jeune et un parent. Attentes de chacun entendues, plan d’intervention amorcé.",
        "Routine du soir et du coucher établie avec la famille.",
        "Gestion des émotions : thermomètre de la colère utilisé à la maison.",
        "Rencontre avec l’école : présence meilleure, adulte de confiance désigné.",
        "Le parent se dit plus confiant, conflits moins fréquents.",
        "Bilan avec la famille. Objectifs atteints, ressources du milieu remises. Fin du suivi.",
    ),
)
INTENSIVE = Work(
    "Suivi dans le milieu",
    ("infirmiere", "travailleur-social"),
    ("Maintenir le logement et la médication", "Participer à une activité choisie"),
    28,
    (
        "Première visite avec l’équipe. Besoins et buts nommés par la personne, fréquence des rencontres convenue.",
        "Visite à domicile. Logement propre, réfrigérateur garni. Médication en dosette prise.",
        "Accompagné{e} à l’épicerie. Humeur stable, discours organisé.",
        "Budget revu ensemble. Rendez-vous avec le psychiatre rappelé.",
        "Participe à l’atelier de jour une fois par semaine. Sommeil régulier.",
        "Visite à domicile. Effets de la médication vérifiés, poids suivi, pas d’idées inquiétantes.",
        "Marche au parc avec l’intervenant. Parle de reprendre la peinture.",
        "Deux doses oubliées cette semaine, alarme réglée sur le téléphone. Pas de signe de rechute.",
        "Bail renouvelé, lettre du propriétaire lue ensemble. Plan de crise relu.",
        "Isolement plus marqué ce mois-ci, accepte un café avec son groupe. Visite rapprochée prévue.",
        "Rencontre avec la famille à la demande de la personne. Signes précoces de rechute révisés.",
        "Prise de sang accompagnée au CLSC. Tabac abordé, pas prêt{e} à réduire.",
        "Café à l’extérieur. Humeur bonne, projets pour les vacances. Dosette vérifiée.",
    ),
)


def followed(chart: Chart) -> None:
    """Who is followed by a team: some of the depressed and anxious, most of the psychotic, few families."""
    for held in chart.held:
        work = _work(chart, held)
        if work is not None and held.onset < chart.today:
            start = _start(chart, held)
            if start > chart.today - timedelta(days=_KEPT):
                _tell(chart, work, start)
    age = chart.age(chart.today)
    if 7 <= age <= 17 and hash_of(chart.id, "youth") % 100 < 6:
        _tell(chart, YOUTH, chart.today - timedelta(days=60 + hash_of(chart.id, "family") % 500))


def _work(chart: Chart, held: Held) -> Work | None:
    key, chance = held.condition.key, hash_of(chart.id, held.condition.key, "team") % 100
    if chart.age(chart.today) < 18:
        return None
    if key in ("depression", "anxiete") and chance < 22:
        return ADULT
    if key in ("alcool", "cannabis") and chance < 25:
        return DEPENDENCE
    if key in ("schizophrenie", "bipolaire") and held.end is None and chance < 55:
        return INTENSIVE
    return None


def _line(work: Work, number: int) -> str:
    """Each in its turn; what has no end goes round, without its first meeting."""
    return work.lines[number] if number < len(work.lines) else work.lines[1 + number % (len(work.lines) - 1)]


def _start(chart: Chart, held: Held) -> date:
    """Within the years told and while it lasted."""
    last = held.end or chart.today
    first = max(held.onset, last - timedelta(days=_TOLD))
    return first + timedelta(
        days=20 + hash_of(chart.id, held.condition.key, "when") % max((last - first).days - 150, 1)
    )


def _tell(chart: Chart, work: Work, start: date) -> None:
    limit = min(one for one in (chart.today, chart.residence) if one is not None)
    meetings = len(work.lines)
    if work is INTENSIVE:
        meetings = max((limit - start).days // work.every, 2)
    days = [
        workday(start + timedelta(days=work.every * number + hash_of(chart.id, work.name, number) % 5))
        for number in range(meetings)
    ]
    days = [day for day in days if day < limit and chart.free(day, 0)]
    if len(days) < 2 or chart.age(days[0]) < 6:
        return
    over = len(days) == len(work.lines) if work is not INTENSIVE else limit < chart.today
    program = Program(
        work.name,
        work.trades,
        work.goals,
        ("Rencontres individuelles", "Liens avec le réseau"),
        days[0],
        days[-1] if over else None,
    )
    episode = open_episode(chart, program)
    who = member_of(chart, program, work.trades[0])
    home = work is INTENSIVE
    for number, day in enumerate(days):
        minutes = 540 + hash_of(chart.id, day) % 24 * 15
        encounter = session(chart, episode, day, minutes, 50, who, work.name, "HH" if home else "AMB")
        text = _line(work, number).format_map(
            suited(chart.person.sex) | {"le": "la" if chart.person.sex == "F" else "le"}
        )
        if work is ADULT and number in (0, 3, 5):
            value = max(2, 16 - number * 2 - hash_of(chart.id, "phq") % 4)
            score(chart, encounter, later(day, minutes + 10), "PHQ-9, total", value, "44261-6")
            text += f" PHQ-9 : {value} sur 27."
        write(chart, encounter, day, minutes, 50, TITLE, text)
