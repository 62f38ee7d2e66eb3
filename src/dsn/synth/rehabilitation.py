"""Rehabilitation after a hip fracture or a stroke: a team, tests of walking that improve, a report at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of
from dsn.synth.episodes import Program, device, member_of, open_episode, score, session, write
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
            "Marche avec marchette sur {walk} mètres, transferts supervisés. Renforcement des abducteurs.",
            "Marche de {walk} mètres, escalier de trois marches avec rampe. Équilibre debout travaillé.",
            "Marche de {walk} mètres avec canne, confiance meilleure. Exercices à domicile remis.",
        ),
        "ergothérapeute": (
            "Transferts au bain avec banc, barres d’appui recommandées.",
            "S’habille avec une pince à long manche. Domicile évalué, tapis retirés.",
        ),
    },
    "Marchette",
    7,
)
STROKE = Kind(
    "Réadaptation après un accident vasculaire cérébral",
    ("physiothérapeute", "ergothérapeute", "orthophoniste"),
    (
        "Marcher à l’extérieur avec une canne",
        "Utiliser la main atteinte pour les repas",
        "Se faire comprendre",
    ),
    {
        "physiothérapeute": (
            "Marche de {walk} mètres avec aide d’une personne, genou instable.",
            "Marche de {walk} mètres avec canne quadripode, équilibre assis normal.",
            "Marche de {walk} mètres avec canne, escalier réussi avec rampe.",
        ),
        "ergothérapeute": (
            "Préhension grossière de la main atteinte, s’alimente avec une aide technique.",
            "Pince fine en progrès, boutonne sa chemise en deux minutes.",
        ),
        "orthophoniste": (
            "Manque du mot, phrases courtes. Déglutition sécuritaire, textures normales.",
            "Conversation plus fluide, lecture de textes courts.",
        ),
    },
    "Canne quadripode",
    10,
)
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
