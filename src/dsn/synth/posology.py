"""A drug of `drugs.tsv` as an order names it, and as a note lists it in the short forms that charts of Québec use."""

from __future__ import annotations

from dsn.synth import tables
from dsn.synth.plain import DIN, Plain, concept

_OFTEN = (
    ("au besoin, jusqu’à 4 fois par jour", "QID PRN"),
    ("au besoin", "PRN"),
    ("dès le début de la crise", "PRN"),
    ("si douleur", "PRN"),
    ("si réaction grave", "PRN"),
    ("1 fois par semaine", "1 fois/semaine"),
    ("aux 3 mois", "aux 3 mois"),
    ("2 fois par jour", "BID"),
    ("3 fois par jour", "TID"),
    ("4 fois par jour", "QID"),
    ("selon les glucides, aux repas", "AC"),
    ("au coucher", "HS"),
    ("1 fois par jour", "DIE"),
    ("le matin", "DIE"),
)
"""What a dosage of `drugs.tsv` says, the narrower first, and what a note writes for it."""
_EACH = {"comprimé": "co.", "capsule": "caps.", "inhalation": "inh.", "goutte": "gtte"}


def drug_of(key: str) -> Plain:
    """As an order names it: DIN, name, strength and form."""
    drug = tables.by_key("drugs")[key]
    strength = f"{drug['strength'].replace('.', ',')} {drug['unit'].lower().replace('unit', 'unités/mL')}"
    return concept(DIN, drug["din"], f"{drug['name']} {strength}, {drug['form_fr'].lower()}")


def dose_of(key: str) -> str:
    """« ramipril 5 mg »; without strength where the product's is that of a solution."""
    drug = tables.by_key("drugs")[key]
    name = drug["name"][0].lower() + drug["name"][1:]
    if drug["unit"] not in ("MG", "MCG") or drug["form"] in ("SOLUTION", "LIQUID"):
        return name
    return f"{name} {drug['strength'].replace('.', ',')} {drug['unit'].lower()}"


def listed(key: str, units: int = 0) -> str:
    """« metformine 850 mg BID », « fluticasone 125 mcg 2 inh. BID »; the number unless it is one.

    `units`: of long-acting insulin at bedtime, when told."""
    dosage = tables.by_key("drugs")[key]["dosage"]
    often = next((short for said, short in _OFTEN if said in dosage), "")
    count, _, rest = dosage.partition(" ")
    unit = next((short for name, short in _EACH.items() if rest.startswith(name)), "")
    if key == "glargine" and units:
        return f"{dose_of(key)} {units} unités {often}"
    several = f"{count} {unit}" if unit and count.isdigit() and count != "1" else ""
    return " ".join(filter(None, (dose_of(key), several, often)))
