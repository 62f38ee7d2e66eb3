"""What a specialist writes back: the row of `consultations.tsv` that fits, and the lines of the letter."""

from __future__ import annotations

from datetime import date
from functools import cache

from dsn.synth import aftermath, notes, phrases, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Condition, Held
from dsn.synth.hospital import telling
from dsn.synth.notes import Measures
from dsn.synth.phrases import Sentence

_HIGH = (145, 95)
_OPENINGS = (
    "Demande {of} du {day} : {problem}, {since} ; {why}.",
    "Demande : avis demandé par {by} le {day}, {why}. Problème : {problem}, {since}.",
    "Demande {of} ({day}) pour {problem}, {since}. Question : {why}.",
)
_AGAIN = (
    "Demande : suivi convenu, {problem} ({since}). Dernière visite le {last}.",
    "Demande : visite annuelle pour {problem}, à la suite de celle du {last}. Adressé{{e}} par {by} le {day}.",
)
_LONG = 1100
"""Days after which what is sent for is no longer found out about, but followed."""
_FOLLOWED = frozenset(
    "ic irc diabete1 mpoc migraine demence polyarthrite mii schizophrenie bipolaire depression glaucome".split()
)
_RENEWED = (
    "réévaluation",
    "suivi à reprendre, le spécialiste traitant ayant pris sa retraite",
    "mise à jour, aucune visite en spécialité depuis plusieurs années",
    "réévaluation du traitement au long cours",
)
_LEAVING = (
    "Suivi : retour au médecin de famille, à m’adresser de nouveau au besoin.",
    "Suivi : congé de la clinique, suivi à votre bureau.",
    "Suivi : pas de rendez-vous prévu ici, je reste disponible.",
)


@cache
def _rows(key: str, visit: str) -> tuple[tuple[Sentence, tables.Row], ...]:
    found = [row for row in tables.rows("consultations") if (row["key"], row["visit"]) == (key, visit)]
    return tuple((Sentence(0, 200, 0, phrases.conditions(row["when"]), row["found"]), row) for row in found)


def chosen(chart: Chart, key: str, again: bool, facts: Measures, said: list[str]) -> tables.Row:
    """One that fits and was not written to this person; `said`, to which it is added, are those that were."""
    age = int(facts.figures["age"])
    fit = [row for rule, row in _rows(key, "later" if again else "first") if rule.fits(age, facts.figures)]
    fresh = [row for row in fit if row["found"] not in said] or fit
    row = fresh[hash_of(chart.id, "body", key, len(said)) % len(fresh)]
    said.append(row["found"])
    return row


def _story(chart: Chart, key: str, facts: Measures, turn: int) -> str:
    """What the person tells; another thing at each visit."""
    age = int(facts.figures["age"])
    texts = [row["found"] for rule, row in _rows(key, "story") if rule.fits(age, facts.figures)]
    return texts[(hash_of(chart.id, "story", key) + turn) % len(texts)].format_map(facts.words)


def written(
    chart: Chart,
    held: Held,
    row: tables.Row,
    facts: Measures,
    days: tuple[date, date, date | None],
    signs: str,
    after: str,
    turn: int,
) -> str:
    """The letter. `days`: of the demand, of this visit, of the one before here; `signs`: what was measured;
    `after`: when to come back, "" for never; `turn`: the number of the visit, from 0."""
    day = days[1]
    found = row["found"].format_map(facts.words)
    advice = row["advice"].format_map(facts.words)
    lines = (
        _opening(chart, held, row, days),
        f"{notes.who(chart.age(day), chart.person.sex)}.",
        telling.before(chart, day),
        f"Histoire : {_inside(_story(chart, row['key'], facts, turn))}.",
        f"Examen : {f'{signs}. {found}' if signs else _inside(found)}.",
        f"Impression : {row['impression'].format_map(facts.words)}.",
        f"Recommandations : {_inside(advice)}.{pressed(signs)}",
        _following(chart, day, after),
    )
    return "\n".join(lines)


def short(row: tables.Row, facts: Measures) -> str:
    """What the family doctor keeps of it, its endings open again."""
    return row["said"].format_map(facts.words | {"e": "{e}", "il": "{il}"})


def _opening(chart: Chart, held: Held, row: tables.Row, days: tuple[date, date, date | None]) -> str:
    asked, day, last = days
    ways = _OPENINGS if last is None else _AGAIN
    by = chart.doctor.name
    article = {"Dr": "le ", "Dre": "la "}.get(by.split(" ")[0], "")
    return (
        ways[hash_of(chart.id, "opening", day) % len(ways)]
        .format(
            of=f"{ {'le ': 'du ', 'la ': 'de la '}.get(article, 'de ') }{by}",
            by=article + by,
            day=aftermath.in_words(asked),
            problem=_named(held.condition),
            since=_since(held.onset, day),
            why=_why(chart, held, row, asked),
            last=aftermath.in_words(last) if last else "",
        )
        .format_map(notes.suited(chart.person.sex))
    )


def _why(chart: Chart, held: Held, row: tables.Row, asked: date) -> str:
    """What is asked: of an old problem, that it be followed."""
    if row["key"] in _FOLLOWED and (asked - held.onset).days > _LONG:
        return _RENEWED[hash_of(chart.id, "renewed", asked) % len(_RENEWED)]
    return row["why"]


def _inside(text: str) -> str:
    """With a small first letter, unless it begins an abbreviation."""
    return text if text[1].isupper() else notes.lowered(text)


def _named(condition: Condition) -> str:
    return notes.lowered(condition.name)


def _since(onset: date, day: date) -> str:
    """By its month when it is of late, by its year else."""
    if (day - onset).days > 900:
        return f"depuis {onset.year}"
    return f"depuis {aftermath.in_words(onset).split(' ', 1)[1]}"


def pressed(signs: str) -> str:
    """High pressure is handed back."""
    if not signs:
        return ""
    upper, lower = (int(one) for one in signs.removeprefix("TA ").partition(",")[0].split("/"))
    return " TA à recontrôler à votre bureau." if upper >= _HIGH[0] or lower >= _HIGH[1] else ""


def _following(chart: Chart, day: date, after: str) -> str:
    if after:
        return f"Suivi : à revoir {after}."
    return _LEAVING[hash_of(chart.id, "leaving", day) % len(_LEAVING)]
