"""Notes in French, from templates. A note names the problems it treats and cites the figures of its own day."""

from __future__ import annotations

from dsn.synth.conditions import Condition

CLINIC = "Suivi en clinique"
EMERGENCY = "Note de l’urgence"
ADMISSION = "Note d’admission"
PROGRESS = "Note d’évolution"
DISCHARGE = "Résumé de dossier"
NURSING = "Note infirmière"
HOME = "Note de visite à domicile"
RESIDENCE = "Note d’hébergement"
PRENATAL = "Suivi de grossesse"
CHILD = "Suivi périodique de l’enfant"


SINCE = (
    "Stable depuis la dernière visite.",
    "Bonne observance.",
    "Aucune plainte nouvelle.",
    "Information remise.",
    "Objectif revu avec la personne.",
    "À réévaluer à la prochaine visite.",
    "Bien toléré.",
)


def of(name: str) -> str:
    """« d’arthrose », « de goutte »."""
    low = name.lower()
    return f"d’{low}" if low[0] in "aeiouyéèêhœ" else f"de {low}"


def since(draw: int, number: int) -> str:
    return SINCE[(draw + number * 3) % len(SINCE)]


def clinic(
    age: int, sex: str, treated: list[Condition], measures: dict[str, str], drugs: list[str], draw: int
) -> str:
    """The note of a visit: who, each problem with its line, the examination, the plan. `draw`: any number."""
    who = _who(age, sex)
    lines = [
        f"Motif : {'suivi ' + of(treated[0].name) if treated else 'suivi périodique'}.",
        "",
        f"{who}.",
    ]
    for number, condition in enumerate(treated, 1):
        said = (f"{number}. {condition.name}.", fill(condition.note, measures), since(draw, number))
        lines.append(" ".join(one for one in said if one))
    if not treated:
        lines.append("Aucun problème actif. Se porte bien.")
    lines += ["", f"Examen : TA {measures['bp']}, FC {measures['hr']}/min, poids {measures['weight']} kg."]
    lines += ["Médication : " + "; ".join(drugs) + "." if drugs else "Médication : aucune."]
    lines += [f"Plan : revoir dans {'6 mois' if treated else '12 à 24 mois'}, plus tôt au besoin."]
    return "\n".join(lines)


def fill(template: str, measures: dict[str, str]) -> str:
    """The template with its figures; a sentence whose figure was not measured is left out."""
    kept = []
    for sentence in template.replace("mL/min/1,73", "mL/min/1\u20241.73").split(". "):
        try:
            kept.append(sentence.format_map(measures))
        except KeyError:
            continue
    text = ". ".join(kept).replace("1\u20241.73", "1,73").strip()
    return text if not text or text.endswith(".") else f"{text}."


def child(months: int, sex: str, weight: str, height: str, vaccines: list[str]) -> str:
    name = "Garçon" if sex == "M" else "Fille"
    age = f"{months} mois" if months < 24 else f"{months // 12} ans"
    lines = [f"{name} de {age}, amené{'e' if sex == 'F' else ''} pour le suivi périodique."]
    lines += [
        f"Croissance : poids {weight} kg, taille {height} cm, sur sa courbe.",
        "Développement : attendu pour l’âge.",
    ]
    lines += [f"Vaccins donnés aujourd’hui : {', '.join(vaccines)}." if vaccines else "Vaccins à jour."]
    return "\n".join(lines)


def emergency(age: int, sex: str, complaint: str, found: str, triage: int, outcome: str) -> str:
    return "\n".join(
        (
            f"Motif : {complaint.lower()}. Priorité P{triage}.",
            f"{_who(age, sex)}. {found}",
            f"Orientation : {outcome}.",
        )
    )


def nursing(age: int, sex: str, draw: int) -> str:
    if age < 18:
        said = (
            "Nuit calme, afébrile, boit bien.",
            "Joue dans la chambre, s’alimente mieux.",
            "Parents rassurés.",
        )
    else:
        up = "Mobilisée" if sex == "F" else "Mobilisé"
        said = (
            f"Nuit calme. {up} au fauteuil, mange la moitié des repas. Douleur soulagée.",
            f"{up} au corridor avec aide d’une personne. Diurèse et élimination sans particularité.",
            "Douleur à 3 sur 10 après l’analgésie. Enseignement fait, congé à planifier.",
        )
    return said[draw % len(said)]


def discharge(age: int, sex: str, reason: str, course: str, drugs: list[str], days: int) -> str:
    return "\n".join(
        (
            f"{_who(age, sex)}, hospitalisé{'e' if sex == 'F' else ''} {days} jours pour : {reason.lower()}.",
            f"Évolution : {course}",
            "Médication au départ : " + ("; ".join(drugs) if drugs else "aucune") + ".",
            "Suivi : médecin de famille dans 2 semaines.",
        )
    )


def _who(age: int, sex: str) -> str:
    if age < 1:
        return "Nourrisson"
    if age < 18:
        return f"{'Fille' if sex == 'F' else 'Garçon'} de {age} an{'s' if age > 1 else ''}"
    return f"{'Femme' if sex == 'F' else 'Homme'} de {age} ans"
