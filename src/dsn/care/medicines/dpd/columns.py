"""The files of the extract and their columns, in the order of Health Canada's read-me:
<https://www.canada.ca/en/health-canada/services/drugs-health-products/drug-products/drug-product-database/read-file-drug-product-database-data-extract.html>
(« Data values in all files are separated by commas and delimited by double quotes »).

Marketed products come in `drug.txt`…; approved, cancelled and dormant ones, with the same columns, in `drug_ap.txt`…,
`drug_ia.txt`… and `drug_dr.txt`….
"""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    "drug": (
        "code",
        "categorization",
        "class",
        "din",
        "brand",
        "descriptor",
        "pediatric",
        "accession",
        "number_of_ais",
        "updated",
        "ai_group",
        "class_f",
        "brand_f",
        "descriptor_f",
    ),
    "ingred": (
        "code",
        "ingredient_code",
        "ingredient",
        "supplied",
        "strength",
        "unit",
        "strength_type",
        "dosage_value",
        "base",
        "dosage_unit",
        "notes",
        "ingredient_f",
        "unit_f",
        "strength_type_f",
        "dosage_unit_f",
    ),
    "form": ("code", "form_code", "form", "form_f"),
    "route": ("code", "route_code", "route", "route_f"),
    "status": ("code", "current", "status", "since", "status_f", "lot", "expires"),
    "package": ("code", "upc", "size_unit", "type", "size", "information", "size_unit_f", "type_f"),
    "comp": (
        "code",
        "mfr_code",
        "company_code",
        "name",
        "type",
        "mailing",
        "billing",
        "notification",
        "other",
        "suite",
        "street",
        "city",
        "province",
        "country",
        "postal",
        "box",
        "province_f",
        "country_f",
    ),
    "ther": ("code", "atc", "atc_text", "atc_text_f"),
    "schedule": ("code", "schedule", "schedule_f"),
    "pharm": ("code", "standard"),
    "vet": ("code", "species", "sub_species", "species_f"),
    "biosimilar": ("code", "biosimilar", "biosimilar_f", "biosimilar_code"),
}
"""`biosimilar` is not in that read-me; its columns are as the file of April 2026 has them."""
OPTIONAL = frozenset(("biosimilar", "vet", "pharm"))
"""Files that an older or partial extract may lack."""
SUFFIXES = ("", "_ap", "_ia", "_dr")
FLAGS = {"drug": ("pediatric",), "ingred": ("base",), "status": ("current",), "comp": ("mailing", "billing")}
"""Columns that hold Y or N and nothing else."""
DAYS = {"drug": ("updated",), "status": ("since", "expires")}
"""Columns that hold a day as 24-DEC-2025, or nothing."""
NEEDED = {
    "drug": ("code", "class", "din", "brand"),
    "ingred": ("ingredient",),
    "form": ("form",),
    "route": ("route",),
    "status": ("status",),
    "comp": ("name",),
    "schedule": ("schedule",),
    "pharm": ("standard",),
    "vet": ("species",),
    "biosimilar": ("biosimilar",),
}
"""Columns that are never empty."""
