"""Notes in French, from templates. A note names the problems it treats and cites the figures of its own day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dsn.synth import phrases
from dsn.synth.conditions import Condition

CLINIC = "Suivi en clinique"
EMERGENCY = "Note de l’urgence"
ADMISSION = "Note d’admission"
PROGRESS = "Note d’évolution"
NURSING = "Note infirmière"
HOME = "Note de visite à domicile"
RESIDENCE = "Note d’hébergement"
PRENATAL = "Suivi de grossesse"
CHILD = "Suivi périodique de l’enfant"

_WELL = (
    "Aucun problème actif. Se porte bien.",
    "Aucune plainte. Sommeil, appétit et énergie bons.",
    "Bilan périodique. Habitudes de vie revues.",
    "Vient pour un bilan, aucune inquiétude particulière. Examen cardiopulmonaire normal.",
    "Se sent bien, actif{e}. Dépistages selon l’âge passés en revue.",
    "Fatigue passagère cet hiver, résolue. Abdomen souple, auscultation normale.",
)
_SLOW = frozenset(
    "lombalgie arthrose surdite lithiase migraine glaucome cataracte psoriasis eczema apnee osteoporose".split()
)
"""Problems that many visits pass over in a line."""
_MANY = 4
"""Problems of one visit that are named together."""
_OR_BEFORE = (", plus tôt au besoin", "", " ou avant si détérioration", ", rappel avant si problème", "")
_SUSPECT = "TA élevée à confirmer : mesures à domicile et nouvelle visite."


@dataclass(frozen=True, slots=True)
class Measures:
    """What was found that day: `figures` to be compared, `words` as a note writes them."""

    figures: dict[str, float] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: float, digits: int | None = None) -> None:
        self.figures[name] = value
        self.words[name] = written(value, digits)


def written(value: float, digits: int | None = None) -> str:
    """With a comma, as French writes decimals; `digits` after it, as the laboratory prints them, or as many as say
    something."""
    return (f"{value:g}" if digits is None else f"{value:.{digits}f}").replace(".", ",")


def suited(sex: str) -> dict[str, str]:
    """The endings that agree with the person: « amené{e} », « {il} »."""
    return {"e": "e", "il": "elle"} if sex == "F" else {"e": "", "il": "il"}


def the(condition: Condition) -> str:
    """« de l’arthrose », « du diabète de type 2 », « de la goutte »."""
    low = condition.name[0].lower() + condition.name[1:]
    return f"{ {'le': 'du ', 'la': 'de la ', 'l’': 'de l’'}[condition.article] }{low}"


def lowered(text: str) -> str:
    """With a small first letter: inside a sentence."""
    return text[0].lower() + text[1:]


def since(months: int | None) -> str:
    """When to be seen again: as soon as the person is, within what doctors write."""
    wanted = 12 if months is None else months
    return f"{min((1, 2, 3, 4, 6, 9, 12), key=lambda one: abs(one - wanted))} mois"


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as a visit speaks of it: how many drugs are taken for it, what is decided about them, in sentences."""

    condition: Condition
    drugs: int
    decided: tuple[str, ...] = ()


ORDERS = (
    ("problems", "examined", "blood", "drugs"),
    ("drugs", "examined", "blood", "problems"),
    ("blood", "examined", "problems", "drugs"),
    ("drugs", "problems", "examined", "blood"),
)
"""In which order a physician writes the parts of a note: a habit that each keeps."""


@dataclass(slots=True)
class Voice:
    """What one physician has already written about each problem of one person; `order`: of the parts of a note;
    `context`: what is said of who comes, after their age."""

    order: tuple[str, ...] = ORDERS[0]
    context: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)

    def of(self, key: str) -> list[str]:
        return self.said.setdefault(key, [])


def clinic(
    age: int,
    sex: str,
    told: Sequence[Told],
    measures: Measures,
    drugs: Sequence[str],
    turn: int,
    months: int | None,
    voice: Voice,
) -> str:
    """The note of a visit: who, each problem with its line and what is decided, the examination, the plan.

    `turn`: the number of the visit; `months`: to the next.
    """
    words = measures.words | suited(sex)
    problems, quiet = [], _quiet(told, turn)
    for number, one in enumerate((one for one in told if one not in quiet), 1):
        key, spoken = one.condition.key, {"treated": float(one.drugs), "decided": float(bool(one.decided))}
        figures = measures.figures | spoken
        said = phrases.line(key, age, figures, words, turn + number, voice.of(key))
        problems.append(" ".join((f"{number}. {one.condition.name}. {said}", *one.decided)).rstrip())
    if quiet:
        problems.append(f"Stable par ailleurs : {', '.join(lowered(one.condition.name) for one in quiet)}.")
    parts = {
        "problems": problems or [_WELL[turn % len(_WELL)].format_map(words)],
        "examined": [_examined(measures)],
        "blood": [f"Bilan : {measures.words['blood']}."] if "blood" in measures.words else [],
        "drugs": [f"Médication : {', '.join(drugs)}." if drugs else "Médication : aucune."],
    }
    body = [line for part in voice.order for line in parts[part]]
    plan = f"Plan : revoir dans {since(months)}{_OR_BEFORE[turn % len(_OR_BEFORE)]}."
    return "\n".join((_motive(told, turn), f"{who(age, sex)}{voice.context}.", *body, plan))


def _quiet(told: Sequence[Told], turn: int) -> list[Told]:
    """What this visit has nothing to say of: at one visit in three, two slow problems at least, none decided upon."""
    found = [one for one in told[1:] if one.condition.key in _SLOW and not one.decided]
    return found if turn % 3 == 1 and len(found) > 1 else []


def _motive(told: Sequence[Told], turn: int) -> str:
    if len(told) >= _MANY and turn % 2:
        return "Motif : suivi des maladies chroniques."
    return f"Motif : suivi {the(told[0].condition)}." if told else "Motif : suivi périodique."


def _examined(measures: Measures) -> str:
    words = measures.words
    rhythm = ", irrégulière" if measures.figures.get("irregular") else ""
    found = f"Examen : TA {words['bp']}, FC {words['hr']}/min{rhythm}, poids {words['weight']} kg."
    return f"{found} {_SUSPECT}" if measures.figures.get("suspect") else found


def acute(condition: Condition, age: int, measures: Measures, sex: str, plan: str, turn: int) -> str:
    """The note of a short illness; `turn` chooses among its sentences."""
    said = phrases.line(condition.key, age, measures.figures, measures.words | suited(sex), turn)
    return f"{who(age, sex)}. {condition.name}. {said}\nPlan : {plan}, revoir si pas d’amélioration en 48 à 72 heures."


def child(
    months: int, sex: str, measures: Mapping[str, str], vaccines: Sequence[str], late: bool, school: str = ""
) -> str:
    """`late`: vaccines were due and are put off; `school`: what makes school harder."""
    e = suited(sex)["e"]
    name = "Garçon" if sex == "M" else "Fille"
    age = f"{months} mois" if months < 24 else f"{months // 12} ans"
    lines = [f"{name} de {age}, amené{e} pour le suivi périodique."]
    lines.append(
        f"Croissance : poids {measures['weight']} kg, taille {measures['height']} cm, sur sa courbe."
    )
    lines.append(f"Développement : {_milestone(months, school)}")
    if late:
        lines.append("Vaccins reportés : infection avec fièvre aujourd’hui.")
    else:
        told = f"Vaccins donnés aujourd’hui : {', '.join(vaccines)}." if vaccines else "Vaccins à jour."
        lines.append(told)
    return "\n".join(lines)


def _milestone(months: int, school: str) -> str:
    if school and months > 48:
        return f"{lowered(school)}, soutien à l’école en place."
    told = (
        (2, "sourit et suit du regard."),
        (4, "tient sa tête, gazouille."),
        (6, "s’assoit avec appui, prend les objets."),
        (12, "se met debout avec appui, dit un ou deux mots."),
        (18, "marche sans aide, dit une dizaine de mots."),
        (48, "fait des phrases complètes, joue avec les autres."),
    )
    return next(
        (text for limit, text in told if months <= limit), "attendu pour l’âge, école sans difficulté."
    )


def admission(
    age: int, sex: str, reason: str, found: str, history: Sequence[str], drugs: Sequence[str], plan: str
) -> str:
    """« Antécédents » and « Médication » say what the record says."""
    return "\n".join(
        (
            f"{who(age, sex)}, hospitalisé{suited(sex)['e']} pour : {reason[0].lower()}{reason[1:]}.",
            f"Antécédents : {', '.join(one[0].lower() + one[1:] for one in history) or 'aucun'}.",
            f"Médication à domicile : {', '.join(drugs) or 'aucune'}.",
            f"À l’arrivée : {found}",
            f"Plan : {plan}.",
        )
    )


def who(age: int, sex: str) -> str:
    if age < 1:
        return "Nourrisson"
    if age < 18:
        return f"{'Fille' if sex == 'F' else 'Garçon'} de {age} an{'s' if age > 1 else ''}"
    return f"{'Femme' if sex == 'F' else 'Homme'} de {age} ans"
