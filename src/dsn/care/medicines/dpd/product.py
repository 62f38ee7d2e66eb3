"""A product of the DPD, put together from its files. French where the extract has it, English where it has not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """A word of the DPD in both languages. `french` is "" where the extract has none."""

    code: str
    english: str
    french: str

    def said(self, language: str = "fr") -> str:
        """In that language, else in the other."""
        first, second = (self.french, self.english) if language == "fr" else (self.english, self.french)
        return first or second


@dataclass(frozen=True, slots=True)
class Ingredient:
    """An active ingredient. `strength` is None where the extract says none; `per`: « 5 » and « ML » of 5 mL, or ""."""

    name: Named
    strength: Decimal | None
    unit: Named
    per_value: str
    per_unit: Named
    base: bool
    notes: str

    def said(self, language: str = "fr") -> str:
        """« Métoprolol 50 mg », with the decimal comma in French."""
        words = [self.name.said(language)]
        if self.strength is not None:
            text = f"{self.strength.normalize():f}"
            words.append(text.replace(".", ",") if language == "fr" else text)
            words.append(_unit(self.unit.said(language)))
        if self.per_value or self.per_unit.english:
            words.append(f"/ {self.per_value} {_unit(self.per_unit.said(language))}".replace("  ", " "))
        return " ".join(words)


def _unit(text: str) -> str:
    """The DPD writes MG and ML; people write mg and mL."""
    return {"MG": "mg", "G": "g", "MCG": "mcg", "ML": "mL", "L": "L", "KG": "kg"}.get(text, text)


@dataclass(frozen=True, slots=True)
class Company:
    """`kind`: DIN_OWNER, or another part that a company plays."""

    code: str
    name: str
    kind: str
    city: str
    province: Named
    country: Named


@dataclass(frozen=True, slots=True)
class Package:
    """`upc`: the bar code, "" where none is told."""

    upc: str
    size: str
    unit: Named
    kind: Named
    information: str


@dataclass(frozen=True, slots=True)
class TherapeuticClass:
    """An ATC code as the download has it; the codes are their owner's, so none is kept in this tree."""

    code: str
    english: str
    french: str


@dataclass(frozen=True, slots=True)
class Product:
    """`code` is the DPD's own number, `din` the eight digits on the box. `kind`: Human, Veterinary…"""

    code: str
    din: str
    brand: Named
    descriptor: Named
    kind: Named
    pediatric: bool
    updated: date | None
    ingredients: tuple[Ingredient, ...] = ()
    forms: tuple[Named, ...] = ()
    routes: tuple[Named, ...] = ()
    schedules: tuple[Named, ...] = ()
    status: Named = Named("", "", "")
    since: date | None = None
    companies: tuple[Company, ...] = ()
    packages: tuple[Package, ...] = ()
    standards: tuple[str, ...] = ()
    classes: tuple[TherapeuticClass, ...] = ()
    species: tuple[Named, ...] = ()
    biosimilar: bool = False

    @property
    def human(self) -> bool:
        return self.kind.english == "Human"

    @property
    def marketed(self) -> bool:
        return self.status.english == "MARKETED"

    def said(self, language: str = "fr") -> str:
        """« Méthimazole 5 mg, comprimé »: ingredients and form."""
        parts = [" + ".join(one.said(language) for one in self.ingredients) or self.brand.said(language)]
        if self.forms:
            parts.append(self.forms[0].said(language).lower())
        return ", ".join(parts)
