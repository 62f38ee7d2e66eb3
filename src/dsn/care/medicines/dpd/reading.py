"""An extract from its zip or folder: every product with all that the files say of it, and every row refused."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dsn.base.errors import Invalid, NotFound, Value
from dsn.care.medicines.dpd.columns import COLUMNS, OPTIONAL, SUFFIXES
from dsn.care.medicines.dpd.product import Company, Ingredient, Named, Package, Product, TherapeuticClass
from dsn.care.medicines.dpd.rows import Refusal, Row, day, number, rows

Rows = Mapping[str, list[Row]]


@dataclass(slots=True)
class Extract:
    """`products` by DIN, in the order of the file. `refused`: rows left out, each with its reason. `rows`: taken, by
    kind of file. `without_french`: names of ingredients, forms and routes that the extract has in English only."""

    products: dict[str, Product] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    without_french: set[str] = field(default_factory=set)


def read(path: Path) -> Extract:
    """Reads `allfiles.zip`, or a folder of its files.

    Raises NotFound `dpd-absent`, `dpd-file-absent`; Invalid `dpd-not-zip`, `dpd-not-utf8`, `dpd-not-csv`,
    `dpd-mixed` (files of two extracts, such as marketed and cancelled, in one place)."""
    extract = Extract()
    files = _files(path, extract)
    suffix = _suffix(path, files)
    told = {name: _rows(f"{name}{suffix}.txt", name, files, extract) for name in COLUMNS}
    known = _drugs(f"drug{suffix}.txt", told["drug"], extract)
    parts = {name: _of_known(name, told[name], known, suffix, extract) for name in COLUMNS if name != "drug"}
    for row in known.values():
        product = _product(row, {name: found.get(row["code"], []) for name, found in parts.items()})
        extract.products[product.din] = product
        extract.without_french |= {one.english for one in _words(product) if not one.french}
    return extract


def _files(path: Path, extract: Extract) -> dict[str, bytes]:
    if path.is_dir():
        found = {one.name: one.read_bytes() for one in sorted(path.iterdir()) if one.suffix == ".txt"}
    elif path.is_file():
        found = _unzipped(path)
    else:
        raise NotFound("dpd-absent", file=str(path))
    ours = {f"{name}{suffix}.txt" for name in COLUMNS for suffix in SUFFIXES}
    extract.refused += [Refusal(name, 0, "dpd-file-unknown", {}) for name in found if name not in ours]
    return {name: data for name, data in found.items() if name in ours}


def _unzipped(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return {Path(one).name: archive.read(one) for one in archive.namelist() if not one.endswith("/")}
    except zipfile.BadZipFile as error:
        raise Invalid("dpd-not-zip", file=str(path)) from error


def _suffix(path: Path, files: Mapping[str, bytes]) -> str:
    """Which extract this is, by the name of its products' file."""
    found = [suffix for suffix in SUFFIXES if f"drug{suffix}.txt" in files]
    if not found:
        raise NotFound("dpd-file-absent", file=f"{path}: drug.txt")
    others = [name for name in files if not any(name == f"{one}{found[0]}.txt" for one in COLUMNS)]
    if others:
        raise Invalid("dpd-mixed", file=str(path), other=others[0])
    return found[0]


def _rows(file: str, name: str, files: Mapping[str, bytes], extract: Extract) -> list[tuple[int, Row]]:
    if file not in files:
        if name in OPTIONAL:
            return []
        raise NotFound("dpd-file-absent", file=file)
    found = list(rows(file, name, files[file], extract.refused.append))
    extract.rows[name] = len(found)
    return found


def _drugs(file: str, told: list[tuple[int, Row]], extract: Extract) -> dict[str, Row]:
    """The products by their code; a code or a DIN that comes twice is refused the second time."""
    known: dict[str, Row] = {}
    dins: set[str] = set()
    for line, row in told:
        if row["code"] in known or row["din"] in dins:
            values: dict[str, Value] = {"code": row["code"], "din": row["din"]}
            extract.refused.append(Refusal(file, line, "dpd-twice", values))
            continue
        known[row["code"]] = row
        dins.add(row["din"])
    return known


def _of_known(
    name: str, told: list[tuple[int, Row]], known: Mapping[str, Row], suffix: str, extract: Extract
) -> dict[str, list[Row]]:
    """Rows by product; those of a product that is not there are refused."""
    found: dict[str, list[Row]] = defaultdict(list)
    for line, row in told:
        if row["code"] in known:
            found[row["code"]].append(row)
        else:
            values: dict[str, Value] = {"code": row["code"]}
            extract.refused.append(Refusal(f"{name}{suffix}.txt", line, "dpd-no-product", values))
    return found


def _product(row: Row, parts: Rows) -> Product:
    current = next((one for one in parts["status"] if one["current"] == "Y"), None)
    return Product(
        code=row["code"],
        din=row["din"],
        brand=Named("", row["brand"], row["brand_f"]),
        descriptor=Named("", row["descriptor"], row["descriptor_f"]),
        kind=Named("", row["class"], row["class_f"]),
        pediatric=row["pediatric"] == "Y",
        updated=day(row["updated"]),
        ingredients=tuple(_ingredient(one) for one in parts["ingred"]),
        forms=tuple(Named(one["form_code"], one["form"], one["form_f"]) for one in parts["form"]),
        routes=tuple(Named(one["route_code"], one["route"], one["route_f"]) for one in parts["route"]),
        schedules=tuple(Named("", one["schedule"], one["schedule_f"]) for one in parts["schedule"]),
        status=Named("", current["status"], current["status_f"]) if current else Named("", "", ""),
        since=day(current["since"]) if current else None,
        companies=tuple(_company(one) for one in parts["comp"]),
        packages=tuple(_package(one) for one in parts["package"]),
        standards=tuple(one["standard"] for one in parts["pharm"]),
        classes=tuple(
            TherapeuticClass(one["atc"], one["atc_text"], one["atc_text_f"]) for one in parts["ther"]
        ),
        species=tuple(Named("", one["species"], one["species_f"]) for one in parts["vet"]),
        biosimilar=bool(parts["biosimilar"]),
    )


def _ingredient(row: Row) -> Ingredient:
    return Ingredient(
        name=Named(row["ingredient_code"], row["ingredient"], row["ingredient_f"]),
        strength=number(row["strength"]),
        unit=Named("", row["unit"], row["unit_f"]),
        per_value=row["dosage_value"],
        per_unit=Named("", row["dosage_unit"], row["dosage_unit_f"]),
        base=row["base"] == "Y",
        notes=row["notes"],
    )


def _company(row: Row) -> Company:
    province = Named("", row["province"], row["province_f"])
    country = Named("", row["country"], row["country_f"])
    return Company(row["company_code"], row["name"], row["type"], row["city"], province, country)


def _package(row: Row) -> Package:
    unit = Named("", row["size_unit"], row["size_unit_f"])
    return Package(row["upc"], row["size"], unit, Named("", row["type"], row["type_f"]), row["information"])


def _words(product: Product) -> Iterator[Named]:
    yield from product.forms
    yield from product.routes
    yield from (one.name for one in product.ingredients)
