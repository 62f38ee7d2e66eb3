"""Health Canada's Drug Product Database (DPD), read from its published extract: `read(path)`.

Nothing of it ships but what `dsn.synth.data` says it holds; ATC codes come from the reader's own download alone.
"""

from dsn.care.medicines.dpd.product import Company, Ingredient, Named, Package, Product, TherapeuticClass
from dsn.care.medicines.dpd.reading import Extract, read
from dsn.care.medicines.dpd.rows import Refusal

__all__ = [
    "Company",
    "Extract",
    "Ingredient",
    "Named",
    "Package",
    "Product",
    "Refusal",
    "TherapeuticClass",
    "read",
]
