"""The invented people, as data: who they are and what their record says. French, as it would be written here.

Names and facts are made up. Drugs are products of Health Canada's Drug Product Database (DIN, Open Government
Licence – Canada); codes of problems and vaccines are those that Synthea writes for the same thing. Doses are what the
record of an invented person says, and teach nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Coded:
    """A thing with its code: SNOMED CT for problems and allergies, CVX for vaccines, DIN for drugs."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Prescription:
    """A drug and its dosage as the prescriber wrote it."""

    drug: Coded
    dosage: str


@dataclass(frozen=True, slots=True)
class Allergy:
    """What someone reacts to, how badly, and how."""

    to: Coded
    criticality: Literal["high", "low", "unable-to-assess"]
    reaction: str


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person. `doctor` is the account of the family doctor, "" for none. `deceased`: years ago, or 0."""

    family: str
    given: str
    sex: Literal["female", "male"]
    birth: str
    city: str
    doctor: str
    problems: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    ward: bool = False
    deceased: str = ""


PROBLEMS = {
    "hta": Coded("38341003", "Hypertension artérielle"),
    "diabete": Coded("44054006", "Diabète de type 2"),
    "lipides": Coded("55822004", "Hyperlipidémie"),
    "fa": Coded("49436004", "Fibrillation auriculaire"),
    "ic": Coded("88805009", "Insuffisance cardiaque congestive chronique"),
    "mcas": Coded("53741008", "Maladie coronarienne"),
    "osteoporose": Coded("64859006", "Ostéoporose"),
    "gonarthrose": Coded("239873007", "Arthrose du genou"),
    "coxarthrose": Coded("239872002", "Arthrose de la hanche"),
    "alzheimer": Coded("26929004", "Maladie d’Alzheimer"),
    "avc": Coded("230690007", "Accident vasculaire cérébral"),
    "epilepsie": Coded("84757009", "Épilepsie"),
    "rhinite": Coded("446096008", "Rhinite allergique perannuelle"),
    "anemie": Coded("271737000", "Anémie"),
    "grossesse": Coded("72892002", "Grossesse normale"),
    "bronchite": Coded("10509002", "Bronchite aiguë"),
    "pharyngite": Coded("195662009", "Pharyngite virale aiguë"),
    "otite": Coded("65363002", "Otite moyenne"),
    "poignet": Coded("70704007", "Entorse du poignet"),
    "avant-bras": Coded("65966004", "Fracture de l’avant-bras"),
    "appendicite": Coded("74400008", "Appendicite"),
    "emphyseme": Coded("87433001", "Emphysème pulmonaire"),
    "douleur": Coded("82423001", "Douleur chronique"),
}

DRUGS = {
    "metformine": Prescription(
        Coded("02239081", "Metformine 500 mg, comprimé"), "1 comprimé 2 fois par jour aux repas"
    ),
    "gliclazide": Prescription(
        Coded("02297795", "Gliclazide 30 mg, comprimé à libération prolongée"), "1 comprimé le matin"
    ),
    "amlodipine": Prescription(Coded("02273373", "Amlodipine 5 mg, comprimé"), "1 comprimé 1 fois par jour"),
    "ramipril": Prescription(Coded("02247946", "Ramipril 5 mg, capsule"), "1 capsule 1 fois par jour"),
    "atorvastatine": Prescription(
        Coded("02295288", "Atorvastatine 20 mg, comprimé"), "1 comprimé au coucher"
    ),
    "apixaban": Prescription(Coded("02485001", "Apixaban 5 mg, comprimé"), "1 comprimé 2 fois par jour"),
    "furosemide": Prescription(Coded("00337749", "Furosémide 40 mg, comprimé"), "1 comprimé le matin"),
    "bisoprolol": Prescription(Coded("02256134", "Bisoprolol 5 mg, comprimé"), "1 comprimé 1 fois par jour"),
    "pantoprazole": Prescription(
        Coded("02229453", "Pantoprazole 40 mg, comprimé entérosoluble"), "1 comprimé avant le déjeuner"
    ),
    "sertraline": Prescription(Coded("02238281", "Sertraline 50 mg, capsule"), "1 capsule le matin"),
    "levothyroxine": Prescription(
        Coded("02172070", "Lévothyroxine 50 mcg, comprimé"), "1 comprimé à jeun le matin"
    ),
    "salbutamol": Prescription(
        Coded("02241497", "Salbutamol 100 mcg, aérosol-doseur"),
        "2 inhalations au besoin, jusqu’à 4 fois par jour",
    ),
    "acetaminophene": Prescription(
        Coded("00545007", "Acétaminophène 500 mg, comprimé"), "2 comprimés au besoin, jusqu’à 4 fois par jour"
    ),
    "donepezil": Prescription(Coded("02322358", "Donépézil 10 mg, comprimé"), "1 comprimé au coucher"),
    "alendronate": Prescription(
        Coded("02248730", "Alendronate 70 mg, comprimé"), "1 comprimé 1 fois par semaine, à jeun"
    ),
}

NUTS = Allergy(Coded("91934008", "Noix"), "high", "Anaphylaxie")
PEANUTS = Allergy(Coded("91935009", "Arachides"), "high", "Urticaire et gêne respiratoire")
BEES = Allergy(Coded("424213003", "Venin d’abeille"), "high", "Œdème de Quincke")
LATEX = Allergy(Coded("300916003", "Latex"), "low", "Éruption de contact")
SHELLFISH = Allergy(Coded("300913006", "Fruits de mer"), "low", "Urticaire")
DUST = Allergy(Coded("232350006", "Acariens de la poussière"), "low", "Rhinite")
EGGS = Allergy(Coded("91930004", "Œufs"), "unable-to-assess", "Vomissements")

VACCINES = {
    "grippe": Coded("140", "Grippe saisonnière, injectable, sans agent de conservation"),
    "td": Coded("113", "Tétanos et diphtérie (Td), adulte"),
    "zona": Coded("121", "Zona"),
    "pneumocoque": Coded("33", "Pneumocoque polysaccharidique, 23 valences"),
    "rro": Coded("03", "Rougeole, rubéole, oreillons (RRO)"),
    "varicelle": Coded("21", "Varicelle"),
}

TREMBLAY, NGUYEN = "dre-tremblay", "dr-nguyen"

CAST: tuple[Member, ...] = (
    Member("Desrosiers", "Yvette", "female", "1941-03-18", "Shawinigan", TREMBLAY,
           ("hta", "fa", "ic", "osteoporose", "gonarthrose"), ("bronchite",),
           ("apixaban", "bisoprolol", "furosemide", "ramipril", "alendronate", "acetaminophene"),
           (LATEX,), ward=True),
    Member("Beauchemin", "Réjean", "male", "1952-11-02", "Trois-Rivières", TREMBLAY,
           ("diabete", "hta", "lipides"), ("pharyngite",), ("metformine", "gliclazide", "ramipril", "atorvastatine")),
    Member("Lafrenière", "Ginette", "female", "1958-07-29", "La Tuque", TREMBLAY,
           ("hta", "lipides", "douleur"), (), ("amlodipine", "atorvastatine", "acetaminophene"), (SHELLFISH,)),
    Member("Ottawa", "Marie-Ève", "female", "1993-01-15", "La Tuque", TREMBLAY,
           ("grossesse", "anemie"), (), (), (NUTS,)),
    Member("Bellemare", "Jean-Guy", "male", "1938-09-05", "Louiseville", TREMBLAY,
           ("alzheimer", "hta"), ("avc",), ("donepezil", "amlodipine"), ward=True),
    Member("St-Onge", "Lucie", "female", "1966-12-21", "Drummondville", TREMBLAY,
           ("rhinite",), ("poignet",), (), (DUST,)),
    Member("Nadeau", "Olivier", "male", "2015-05-30", "Victoriaville", TREMBLAY,
           (), ("otite", "pharyngite"), (), (PEANUTS,)),
    Member("Haddad", "Samira", "female", "1979-04-11", "Montréal", TREMBLAY, ("epilepsie",), ()),
    Member("Pelchat", "Gérard", "male", "1947-02-08", "Shawinigan", TREMBLAY,
           ("emphyseme", "mcas", "hta"),
           ("bronchite",), ("salbutamol", "bisoprolol", "atorvastatine"), (BEES,), ward=True),
    Member("Charbonneau", "Émile", "male", "2025-06-12", "Montréal", TREMBLAY),
    Member("Lessard", "Thérèse", "female", "1933-10-26", "Nicolet", TREMBLAY,
           ("ic", "fa"), ("avant-bras",), ("furosemide",), (), deceased="2025-02-14"),
    Member("Thériault", "Nathan", "male", "2001-08-19", "Trois-Rivières", TREMBLAY, (), ("appendicite",), (), ()),
    Member("Côté-Dubé", "Françoise", "female", "1950-06-03", "Montréal", NGUYEN,
           ("coxarthrose", "hta"), (), ("amlodipine", "pantoprazole", "acetaminophene"), (EGGS,), ward=True),
    Member("Pham", "Thi Lan", "female", "1971-03-27", "Montréal", NGUYEN, ("diabete",), (), ("metformine",)),
    Member("Gagné", "Sébastien", "male", "1984-10-10", "Montréal", NGUYEN, ("rhinite",), ("poignet",), (), (DUST,)),
    Member("Bouchard", "Solange", "female", "1929-12-31", "Montréal", NGUYEN,
           ("alzheimer", "osteoporose"), ("avant-bras",), ("alendronate", "donepezil"), ward=True),
    Member("Joseph", "Ketly", "female", "1962-05-14", "Montréal", NGUYEN,
           ("hta", "lipides"), (), ("amlodipine", "atorvastatine")),
    Member("O’Connor", "Liam", "male", "1996-09-23", "Montréal", NGUYEN, (), ("pharyngite",)),
    Member("Œllet", "Zoé", "female", "2019-11-07", "Montréal", NGUYEN, (), ("otite",), (), (NUTS,)),
    Member("Ben Ali", "Karim", "male", "1955-01-30", "Montréal", NGUYEN,
           ("mcas", "diabete", "lipides"), (), ("metformine", "atorvastatine", "bisoprolol")),
    Member("Sioui", "Dominique", "male", "1988-06-24", "Wendake", NGUYEN, ("hta",), (), ("ramipril",)),
    Member("Tremblay", "Ghislaine", "female", "1946-08-15", "Saguenay", ""),
    Member("Tremblay", "Ghislain", "male", "1946-08-16", "Saguenay", ""),
    Member("Roy", "Alex", "male", "1990-02-28", "Rimouski", ""),
)  # fmt: skip
"""The last three are followed by nobody here: of them one sees the identity only. Two of them look alike on purpose."""
