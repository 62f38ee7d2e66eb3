"""Rehabilitation after a hip fracture or a stroke: a team, tests of walking that improve, a report at the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dsn.synth import notes
from dsn.synth.aftermath import in_words
from dsn.synth.chart import Chart, hash_of
from dsn.synth.episodes import Program, device, member_of, open_episode, score, session, write
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import Plain

TITLE = "Note de réadaptation"
REPORT = "Rapport de fin de réadaptation"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is trained: `trades` take turns; `lines` are said in turn, one set for each trade."""

    name: str
    trades: tuple[str, ...]
    goals: tuple[str, ...]
    lines: dict[str, tuple[str, ...]]
    aid: str
    weeks: int


HIP = Kind(
    "Réadaptation après une fracture de la hanche",
    ("physiothérapeute", "ergothérapeute"),
    ("Marcher 50 mètres avec une canne", "Se laver et s’habiller sans aide"),
    {
        "physiothérapeute": (
            "Marche avec marchette sur {walk} mètres, transferts supervisés.",
            "Marche de {walk} mètres avec marchette. Renforcement des abducteurs, douleur à 3 sur 10.",
            "Marche de {walk} mètres, escalier de trois marches avec rampe.",
            "Marche de {walk} mètres, équilibre debout travaillé sur surface molle.",
            "Marche de {walk} mètres avec canne à l’intérieur, confiance meilleure.",
            "Marche de {walk} mètres avec canne, étage complet monté.",
            "Marche de {walk} mètres avec canne à l’extérieur. Exercices à domicile remis.",
        ),
        "ergothérapeute": (
            "Transferts au lit et à la chaise supervisés, hauteur du lit ajustée.",
            "Transferts au bain avec banc, barres d’appui recommandées.",
            "S’habille avec une pince à long manche, enfile-bas essayé.",
            "Domicile évalué : tapis retirés, éclairage de nuit installé.",
            "Prépare un repas simple avec une desserte roulante.",
            "Bain pris avec supervision à distance, sécuritaire.",
            "Autonome pour se laver et s’habiller avec les aides techniques.",
        ),
    },
    "Marchette",
    7,
)
_RIGHT = Kind(
    "Réadaptation après un accident vasculaire cérébral",
    ("physiothérapeute", "ergothérapeute", "orthophoniste"),
    (
        "Marcher à l’extérieur avec une canne",
        "Utiliser la main atteinte pour les repas",
        "Se faire comprendre",
    ),
    {
        "physiothérapeute": (
            "Marche de {walk} mètres avec marchette sous supervision, genou instable.",
            "Marche de {walk} mètres avec canne quadripode, équilibre assis normal.",
            "Marche de {walk} mètres avec canne quadripode, transferts sécuritaires.",
            "Marche de {walk} mètres avec canne, demi-tours travaillés.",
            "Marche de {walk} mètres avec canne, escalier réussi avec rampe.",
            "Marche de {walk} mètres avec canne sur terrain inégal.",
            "Marche de {walk} mètres à l’extérieur, programme d’exercices remis.",
        ),
        "ergothérapeute": (
            "Préhension grossière de la main atteinte, s’alimente avec une aide technique.",
            "Utilise la main atteinte pour stabiliser l’assiette, fatigue vite.",
            "Pince latérale possible, s’habille avec aide pour les boutons.",
            "Pince fine en progrès, boutonne sa chemise en deux minutes.",
            "Prépare un repas simple, gestes sécuritaires au four.",
            "Écrit son nom, utilise le téléphone. Conduite automobile à évaluer.",
            "Autonome pour ses soins personnels, fatigue gérée par des pauses.",
        ),
        "orthophoniste": (
            "Manque du mot, phrases courtes. Déglutition sécuritaire, textures normales.",
            "Dénomme 12 images sur 20. Stratégies remises aux proches.",
            "Dénomme 15 images sur 20, comprend les consignes à deux étapes.",
            "Raconte sa journée avec quelques pauses.",
            "Conversation plus fluide, lecture de textes courts.",
            "Suit une conversation à trois, écrit une liste d’épicerie.",
            "Se fait comprendre au téléphone. Objectifs de communication atteints.",
        ),
    },
    "Canne quadripode",
    10,
)
_NEGLECT = "Utilise la main atteinte pour stabiliser l’assiette. Négligence légère, balayage visuel enseigné."
_LEFT = replace(
    _RIGHT,
    trades=_RIGHT.trades[:2],
    goals=_RIGHT.goals[:2],
    lines=_RIGHT.lines
    | {"ergothérapeute": (_RIGHT.lines["ergothérapeute"][0], _NEGLECT, *_RIGHT.lines["ergothérapeute"][2:])},
)
STROKE = {"droit": _RIGHT, "gauche": _LEFT}
"""By the weak side: words are lost with the right, what lies to the left is not seen with the left."""
_KEYS = {
    "physiothérapeute": "physiotherapeute",
    "ergothérapeute": "ergotherapeute",
    "orthophoniste": "orthophoniste",
}


def after(chart: Chart, leave: date, kind: Kind) -> None:
    """From the week after leaving hospital, two visits a week in turn; nothing once dead or housed."""
    start = workday(leave + timedelta(days=4))
    last = start + timedelta(days=7 * kind.weeks)
    limit = min(one for one in (chart.today, chart.residence) if one is not None)
    if start + timedelta(days=14) >= limit:
        return
    end = last if last < limit else None if limit == chart.now else limit
    trades = tuple(_KEYS[one] for one in kind.trades)
    program = Program(kind.name, trades, kind.goals, (kind.name,), start, end)
    episode = open_episode(chart, program)
    days = [workday(start + timedelta(days=number * 7 // 2)) for number in range(kind.weeks * 2)]
    days = sorted({day for day in days if day < limit and chart.free(day, 0)})
    for number, day in enumerate(days):
        trade = kind.trades[number % len(kind.trades)]
        chart.author = member_of(chart, program, _KEYS[trade])
        minutes = 510 + hash_of(chart.id, day) % 26 * 15
        encounter = session(chart, episode, day, minutes, 45, chart.author, kind.name)
        done = number / max(len(days) - 1, 1)
        walk = 10 + round(done * 90 / 5) * 5
        lines = kind.lines[trade]
        text = lines[min(int(done * len(lines)), len(lines) - 1)].format(walk=walk)
        if trade == "physiothérapeute":
            speed = round(0.35 + done * 0.5 + hash_of(chart.id, day) % 5 / 100, 2)
            score(
                chart,
                encounter,
                later(day, minutes + 20),
                "Vitesse de marche sur 10 mètres",
                speed,
                "",
                "m/s",
            )
            text += f" Vitesse de marche : {notes.written(speed)} m/s."
        if number == 0:
            device(chart, day, kind.aid)
        write(chart, encounter, day, minutes, 45, TITLE, text)
        if number == len(days) - 1 and end == last:
            _report(chart, encounter, day, minutes, kind, walk)


def _report(chart: Chart, encounter: Plain, day: date, minutes: int, kind: Kind, walk: int) -> None:
    text = (
        f"{kind.name}, {kind.weeks} semaines. Marche de {walk} mètres avec une canne, autonome pour se laver et "
        "s’habiller. Objectifs atteints. Fin de la réadaptation, exercices à poursuivre à domicile."
    )
    chart.note(encounter, later(day, minutes + 60), REPORT, text)
    chart.happened.append(Happened(day, f"Réadaptation terminée le {in_words(day)}, marche avec une canne."))
