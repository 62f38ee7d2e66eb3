"""Pregnancies and births, in the mother's record and in the child's."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import laboratory, notes
from dsn.synth.aftermath import in_words
from dsn.synth.chart import Chart, hash_of
from dsn.synth.childhood import vaccinate
from dsn.synth.happened import Happened
from dsn.synth.holidays import workday
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.summary import summarize
from dsn.synth.mint import person_id
from dsn.synth.moments import later
from dsn.synth.people import Person
from dsn.synth.plain import SNOMED, Plain, concept, reference, status
from dsn.synth.staff import Member, someone

DELIVERY, CAESAREAN = ("177184002", "Accouchement vaginal"), ("11466000", "Césarienne")
_CAESAREANS = 26
"""Of a hundred births."""
_TOLD_YEARS = 12
VISITS = (11, 16, 20, 24, 28, 31, 34, 36, 37, 38)
"""Weeks at which a pregnant woman is seen. Ours, « à valider »."""
RSV_FROM = date(2024, 11, 4)


def caesarean(child: Person) -> bool:
    """How the child was born: the same in both records."""
    return hash_of(child.number, "way") % 100 < _CAESAREANS


def minute(child: Person) -> int:
    """Of the day of birth."""
    return (
        420 + hash_of(child.number, "hour") % 540
        if caesarean(child)
        else hash_of(child.number, "hour") % 1380
    )


def _days(child: Person) -> int:
    """In hospital after the birth."""
    return 3 if caesarean(child) else 2


def births(chart: Chart, children: list[Person], random: Random) -> None:
    """The pregnancies of a woman whose children are told of: follow-up, ultrasound, delivery."""
    for at, child in enumerate(sorted(children, key=lambda one: one.birth)):
        start = child.birth - timedelta(days=266 + hash_of(child.number, "term") % 12)
        if child.birth >= chart.today - timedelta(days=365 * _TOLD_YEARS):
            _pregnancy(chart, child, start, at, random)


def _pregnancy(chart: Chart, child: Person, start: date, before: int, random: Random) -> None:
    doctor = someone(chart.owner, "obstetricien", chart.id, start.toordinal())
    chart.author = doctor
    chart.expecting.append((start + timedelta(days=70), child.birth + timedelta(days=30)))
    chart.add(
        "Condition",
        clinicalStatus=status("condition-clinical", "resolved"),
        verificationStatus=status("condition-ver-status", "confirmed"),
        category=[status("condition-category", "encounter-diagnosis")],
        code=concept(SNOMED, "72892002", "Grossesse normale"),
        onsetDateTime=start.isoformat(),
        abatementDateTime=child.birth.isoformat(),
        recordedDate=(start + timedelta(days=56)).isoformat(),
        recorder=doctor.who(),
    )
    for week in VISITS:
        day = workday(start + timedelta(days=7 * week))
        if day < min(chart.today, child.birth):
            _prenatal(chart, day, (day - start).days // 7, before, doctor, random)
    _whooping_cough(chart, start, child)
    _delivery(chart, child, doctor, random)


def _whooping_cough(chart: Chart, start: date, child: Person) -> None:
    """Offered since June 2018 between the 26th and the 32nd week (`data/SOURCE.md`, « Prevention »)."""
    day = workday(start + timedelta(days=7 * 29 + hash_of(child.number, "dcat") % 14))
    if date(2018, 6, 1) <= day < min(chart.today, child.birth) and hash_of(child.number, "comes") % 100 < 75:
        before, chart.author = chart.author, someone(chart.owner, "infirmiere", chart.id, "vaccination")
        vaccinate(chart, None, later(day, 620 + hash_of(child.number) % 300), "115", "dcaT")
        chart.author = before


def _prenatal(chart: Chart, day: date, week: int, before: int, doctor: Member, random: Random) -> None:
    minutes = 500 + int(random.random() * 20) * 15
    encounter = chart.visit(day, minutes, 20, "AMB", doctor, "Suivi de grossesse")
    taken = later(day, minutes + 3)
    upper, lower = chart.pressure(encounter, day, taken, most=AT_TARGET)
    weight = round(chart.body.weight(day, obese=chart.has("obesite", day)) + gained(week), 1)
    chart.vital(encounter, taken, "29463-7", "Poids", weight, "kg", "kg")
    if week < 14 or 27 <= week < 30:
        panels = ["cbc", "glucose", "a1c"] if _diabetes(chart, day) else ["cbc", "glucose"]
        laboratory.measure(chart, panels, day, minutes + 60)
    if week < 14 or 19 <= week < 23:
        told = f"Grossesse intra-utérine unique de {week} semaines, biométrie attendue, cœur présent."
        image(chart, encounter, day, minutes + 90, "Échographie obstétricale", told)
    chart.author = doctor
    text = _prenatal_text(week, before, (upper, lower), weight, 136 + hash_of(chart.id, day) % 18)
    if chart.has("hta", day):
        text += f"\nHypertension chronique : {upper}/{lower}, à la cible sous traitement, pas de protéinurie."
    if diabetes := _diabetes(chart, day):
        text = text.replace(_SCREENED, "Formule sanguine et HbA1c demandées.")
        text += f"\n{diabetes} : {_SUGAR[week % len(_SUGAR)]}"
    written = later(day, minutes + 19)
    chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, notes.PRENATAL, text))


_SCREENED = "Dépistage du diabète de grossesse et formule sanguine demandés."
_SUGAR = (
    "glycémies à jeun et après les repas revues, traitement ajusté.",
    "carnet revu, hypoglycémies rares et reconnues. Suivi conjoint en endocrinologie.",
    "glycémies dans la cible la plupart des jours. Croissance du bébé suivie de près.",
)
"""What a pregnancy says of a diabetes that was there before. Ours, « à valider »."""


def _diabetes(chart: Chart, day: date) -> str:
    """As it is named; "" for none."""
    kinds = ("diabete1", "diabete2")
    return next((one.condition.name for one in chart.held if one.condition.key in kinds and one.on(day)), "")


def gained(week: int) -> float:
    """Kilograms since the beginning."""
    return 1.0 if week < 14 else 1.0 + (week - 14) * 0.45


_LATE = (
    (30, f"{_SCREENED} Vaccin dcaT proposé."),
    (33, "Sommeil plus difficile, pas d’œdème ni de céphalée. Cours prénataux suivis."),
    (36, "Présentation céphalique. Plan de naissance discuté."),
    (37, "Présentation céphalique. Dépistage du streptocoque du groupe B prélevé."),
    (38, "Tête fixée, col postérieur et fermé. Signes du travail revus."),
    (99, "Contractions irrégulières. Quand se présenter à l’hôpital : revu."),
)
"""What is said from the twenty-seventh week on, until each week."""
AT_TARGET = (134, 84)
"""What the pressure of a pregnant woman does not pass here: who is hypertensive is treated. Ours, « à valider »."""


def _prenatal_text(week: int, before: int, pressure: tuple[int, int], weight: float, heart: int) -> str:
    upper, lower = pressure
    history = "Première grossesse" if before == 0 else f"G{before + 1}P{before}"
    lines = [f"{history}, {week} semaines. TA {upper}/{lower}, poids {notes.written(weight)} kg."]
    if week < 14:
        lines.append("Nausées en diminution. Bilan du premier trimestre et échographie demandés.")
    elif week < 27:
        moving = "Mouvements bien perçus, hauteur" if week >= 20 else "Hauteur"
        lines.append(f"{moving} utérine {week} cm, cœur fœtal à {heart}/min.")
    else:
        lines.append(f"Bébé actif, hauteur utérine {min(week, 36)} cm, cœur fœtal à {heart}/min.")
        lines.append(next(said for until, said in _LATE if week < until))
    return "\n".join(lines)


def _delivery(chart: Chart, child: Person, doctor: Member, random: Random) -> None:
    code, text = CAESAREAN if caesarean(child) else DELIVERY
    day, minutes = child.birth, minute(child)
    labour = 120 if caesarean(child) else 240 + int(random.random() * 420)
    place = chart.place("hopital", "mf", chart.id, day.toordinal())
    start = 1440 + minutes - labour
    lasting = labour + 1440 * _days(child) + 660 - minutes
    encounter = chart.visit(
        day - timedelta(days=1), start, lasting, "IMP", doctor, "Travail et accouchement", place
    )
    done = chart.procedure(encounter, later(day, minutes), code, text)
    chart.stamp(later(day, minutes), later(day, minutes + 40), done)
    if random.random() < 0.9 and day < chart.today:
        ordered = chart.prescribe("oxytocine", day, "completed", None, encounter)
        ordered["reasonCode"] = [{"text": "Prévention de l’hémorragie du post-partum"}]
        ordered["authoredOn"] = later(day, minutes + 2)
    if day < chart.today:
        chart.note(encounter, later(day, minutes + 40), "Note d’accouchement", _told(child))
    if encounter["status"] == "finished":
        _home(chart, encounter, child)


_WHY = (
    "un tracé du cœur fœtal anormal malgré les mesures de réanimation in utero",
    "un travail qui ne progresse plus à 7 cm malgré l’ocytocine",
    "un arrêt de la descente à dilatation complète",
)
"""Why a caesarean is done. Ours, « à valider »."""


def _told(child: Person) -> str:
    """What the physician writes of the birth."""
    which, baby = hash_of(child.number, "told"), "Fille" if child.sex == "F" else "Garçon"
    lost = 200 + which % 5 * 50
    if caesarean(child):
        return (
            f"Césarienne pour {_WHY[which % len(_WHY)]}. Rachianesthésie, incision transverse basse. {baby}, pleure "
            f"tout de suite. Placenta complet, pertes estimées à {lost + 300} mL. Antibiotique donné avant l’incision."
        )
    torn = ("Périnée intact", "Déchirure du premier degré, suturée", "Déchirure du deuxième degré, suturée")
    soothed = ("Péridurale", "Travail sans péridurale")[which % 3 == 0]
    return (
        f"{soothed}. Naissance par voie vaginale, présentation céphalique. {baby}, peau à peau. Placenta complet, "
        f"pertes estimées à {lost} mL, utérus tonique. {torn[which % len(torn)]}."
    )


_AFTER = (
    "Allaitement soutenu, lien avec le bébé établi.",
    "Mise au sein aux 3 heures, prise correcte. A uriné, se lève sans étourdissement.",
    "Boires donnés à la demande, douleur à 2 sur 10. Fatiguée, repos encouragé entre les boires.",
    "Allaitement avec aide pour la prise, mamelons sensibles. Un proche présent.",
)


_FED = (
    "Allaitement poursuivi plusieurs mois, humeur bonne.",
    "Nuits courtes, se dit bien entourée. Dépistage de la dépression post-partum négatif.",
    "Préparations pour nourrissons depuis la sixième semaine, retour de couches sans particularité.",
    "Contraception discutée, rééducation périnéale proposée.",
)
"""What the family doctor hears of the months after a birth. Ours, « à valider »."""


def _home(chart: Chart, encounter: Plain, child: Person) -> None:
    """A nurse's note the day after, then the summary."""
    doctor, after = chart.author, child.birth + timedelta(days=1)
    chart.author = someone(chart.owner, "infirmiere", chart.id, after.toordinal(), "mf")
    told = (
        "Cicatrice propre, douleur soulagée." if caesarean(child) else "Utérus tonique, saignements attendus."
    )
    said = _AFTER[hash_of(child.number, "after") % len(_AFTER)]
    chart.note(encounter, later(after, 870), notes.NURSING, f"{told} {said}")
    chart.author = doctor
    way = "césarienne" if caesarean(child) else "accouchement vaginal"
    baby = "une fille" if child.sex == "F" else "un garçon"
    reason = f" pour {_WHY[hash_of(child.number, 'told') % len(_WHY)]}" if caesarean(child) else ""
    soothing = "Acétaminophène et anti-inflammatoire au besoin" if reason else "Acétaminophène au besoin"
    age = chart.age(child.birth)
    follow = "visite à domicile de l’infirmière du CLSC dans 48 heures, médecin dans 6 semaines"
    told = _FED[hash_of(child.number, "fed") % len(_FED)]
    gone = child.birth + timedelta(days=_days(child))
    chart.happened.append(Happened(gone, f"Accouchement le {in_words(child.birth)} : {baby}, {way}. {told}"))
    diabetes = _diabetes(chart, child.birth)
    goes_on = f" {diabetes} : traitement poursuivi, doses ajustées après l’accouchement." if diabetes else ""
    sections = (
        ("Diagnostic principal", f"Travail et accouchement à terme. {notes.who(age, 'F')}."),
        ("Complications", "Aucune."),
        (
            "Évolution",
            f"{way[0].upper()}{way[1:]}{reason}, {baby} en bonne santé. Suites simples, allaitement établi.",
        ),
        ("Médicaments au départ", f"{soothing}.{goes_on}"),
        ("Orientation et suivi", f"Domicile. Suivi : {follow}."),
    )
    summarize(chart, encounter, later(child.birth + timedelta(days=_days(child)), 640), sections)


def born(chart: Chart, mother: Person | None) -> None:
    """The birth in the child's own record, linked to the mother's."""
    child = chart.person
    birth, minutes = child.birth, minute(child)
    if birth < chart.today - timedelta(days=365 * _TOLD_YEARS):
        return
    doctor = someone(chart.owner, "pediatre", chart.id, "birth")
    with_her = person_id(chart.seed, mother.number) if mother is not None else chart.id
    place = chart.place("hopital", "nn", with_her, chart.id)
    lasting = 1440 * _days(child) + 660 - minutes
    encounter = chart.visit(birth, minutes, lasting, "IMP", doctor, "Naissance", place)
    at = later(birth, minutes + 5)
    grams = round(chart.body.weight(birth, obese=False) * 1000 / 10) * 10
    chart.vital(encounter, at, "8339-4", "Poids à la naissance", grams, "g", "g")
    apgar = 8 + hash_of(chart.id) % 2
    plain = chart.vital(encounter, at, "9274-2", "Apgar à 5 minutes", apgar, "", "{score}")
    del plain["valueQuantity"]["unit"]
    if mother is not None:
        plain["focus"] = [reference("Patient", person_id(chart.seed, mother.number), mother.name)]
    e = notes.suited(child.sex)["e"]
    way = "césarienne" if caesarean(child) else "accouchement vaginal"
    text = (
        f"Nouveau-né{e} à terme, {way}. Poids {grams} g, Apgar {apgar} à 5 minutes. Examen normal, boit bien, "
        "a uriné et émis du méconium. Vitamine K donnée."
    )
    written = later(birth, minutes + 120)
    if written[:10] <= chart.now.isoformat():
        chart.stamp(at, written, encounter, chart.note(encounter, written, "Examen du nouveau-né", text))
    _against_rsv(chart, encounter)


def _against_rsv(chart: Chart, encounter: Plain) -> None:
    """Since November 2024, before going home (`data/SOURCE.md`, « Prevention »); until which month is ours."""
    day = chart.person.birth + timedelta(days=1)
    season = day >= RSV_FROM and day.month in (10, 11, 12, 1, 2, 3)
    if season and day < chart.today and hash_of(chart.id, "rsv") % 100 < 75:
        chart.author = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "nn")
        vaccinate(chart, encounter, later(day, 600 + hash_of(chart.id) % 240), "306", "Nirsévimab (VRS)")
