"""Makes `src/dsn/synth/data/` again from its public sources: `python -m tools.make_synth_data FACILITIES DPD GROWTH`.

FACILITIES: the Canadian folder of synthea-international (hospitals_ca.csv …). DPD: Health Canada's allfiles.zip.
GROWTH: `who-intergrowth-lms.csv` of pygrowthstandards.
What is mended in the facilities is written beside them (`facilities-mended.tsv`): letters that were read in a
Cyrillic code page, capitals without accents kept as they are, placeholder streets and the placeholder telephone.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from dsn.base.sentences import say
from dsn.care.medicines import dpd

DATA = Path(__file__).parents[1] / "src" / "dsn" / "synth" / "data"
FILES = ("hospitals_ca", "nursing_ca", "primary_care_facilities_ca")
PLACEHOLDER_STREET, PLACEHOLDER_TELEPHONE = "1 Main Street", "1-800-622-6232"
SMALL = {"de", "du", "des", "la", "le", "les", "et", "en", "à", "aux", "au", "sur", "pour", "ou", "a"}
KEPT = {
    "CLSC",
    "CHSLD",
    "CISSS",
    "CIUSSS",
    "CSSS",
    "CH",
    "GMF",
    "GMF-U",
    "CPEJ",
    "TSA",
    "CHUM",
    "CHUS",
    "CHU",
    "SNT",
}

Row = dict[str, str]


def latin(text: str) -> str:
    """Windows-1252 letters that someone read as Windows-1251 (« RIVIИRE » for « RIVIÈRE »), put right."""
    return "".join(
        letter.encode("cp1251").decode("cp1252") if "\u0400" <= letter <= "\u04ff" else letter
        for letter in text
    )


def titled(text: str) -> str:
    """« CENTRE D'HÉBERGEMENT DE NICOLET » as one writes it: small words small, acronyms kept, curly apostrophe."""
    words = re.split(r"([\s\-—'’().,])", text.replace("\u2019", "'"))
    return "".join(_cased(word, at == 0) for at, word in enumerate(words)).replace("'", "’")


def _cased(word: str, first: bool) -> str:
    if word.upper() in KEPT:
        return word.upper()
    if not first and word.lower() in SMALL | {"d", "l"}:
        return word.lower()
    return word[:1].upper() + word[1:].lower()


def quebec(folder: Path) -> Iterator[Row]:
    """Every Québec row of the three files, once an id."""
    seen: set[str] = set()
    for name in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["state"] == "QC" and row["id"] not in seen:
                    seen.add(row["id"])
                    yield row | {"file": name}


def mended(row: Row) -> tuple[Row, list[str]]:
    """The row as it ships, and what was mended in it."""
    faults = []
    name, street, city = (latin(row[key]) for key in ("name", "address", "city"))
    if (name, street, city) != (row["name"], row["address"], row["city"]):
        faults.append("letters")
    if street == PLACEHOLDER_STREET:
        faults.append("placeholder street, left out")
        street = ""
    city = {"montréal": "Montréal", "Quebec": "Québec"}.get(city, city)
    faults += [] if city == latin(row["city"]) else ["city"]
    street = re.sub(r"\s+", " ", street).strip()
    kept = {"id": row["id"], "name": titled(name), "street": street, "city": city, "postal": row["zip"]}
    kept |= {
        "kind": kind(name, row["file"]),
        "lat": f"{float(row['LAT']):.4f}",
        "lon": f"{float(row['LON']):.4f}",
    }
    return kept, faults


def kind(name: str, file: str) -> str:
    """What an installation is, by the words of its name: the files have no such column."""
    name = name.upper()
    for word, code in KINDS:
        if word in name:
            return code
    if name.startswith(("CH ", "CENTRE HOSPITALIER", "INSTITUT")):
        return "hopital"
    return {"nursing_ca": "hebergement"}.get(file, "ambulatoire")


KINDS = (
    ("MAISON DE NAISSANCE", "maison-de-naissance"),
    ("PROTECTION", "cpej"),
    ("CPEJ", "cpej"),
    ("JEUNES EN DIFF", "cpej"),
    ("DÉPENDANCE", "cr-dependance"),
    ("DéPENDANCE", "cr-dependance"),
    ("DÉFICIENCE INTELL", "cr-di-tsa"),
    ("DéFICIENCE INTELL", "cr-di-tsa"),
    ("DÉFICIENCE PHYS", "cr-dp"),
    ("DéFICIENCE PHYS", "cr-dp"),
    ("GROUPE DE M", "gmf"),
    ("HÔPITAL", "hopital"),
    ("HôPITAL", "hopital"),
    ("HOTEL-DIEU", "hopital"),
    ("HôTEL-DIEU", "hopital"),
    ("CHSLD", "hebergement"),
    ("HÉBERGEMENT", "hebergement"),
    ("HéBERGEMENT", "hebergement"),
    ("HEBERGEMENT", "hebergement"),
    ("CLSC", "clsc"),
    ("MULTISERVICES", "clsc"),
)


def write_facilities(folder: Path) -> None:
    rows = [mended(row) for row in quebec(folder)]
    rows.sort(key=lambda pair: pair[0]["id"])
    write("facilities.tsv", [kept for kept, _ in rows])
    faults = [{"id": kept["id"], "mended": "; ".join(found)} for kept, found in rows if found]
    faults.append({"id": "*", "mended": f"telephone {PLACEHOLDER_TELEPHONE} of every row, left out"})
    faults.append(
        {"id": "*", "mended": "no establishment column and no long-term care row of Québec: see places.tsv"}
    )
    write("facilities-mended.tsv", faults)
    with (folder / "zipcodes_ca.csv").open(encoding="utf-8", newline="") as lines:
        towns = {latin(row["NAME"]): row["ZCTA5"] for row in csv.DictReader(lines) if row["ST"] == "QC"}
    # G1A stands for « unknown » in that file: it is the code of the government of Québec
    kept = [{"city": name, "area": area} for name, area in sorted(towns.items()) if area != "G1A"]
    write("municipalities.tsv", kept)


def write_drugs(archive: Path) -> None:
    """The products that `wanted-drugs.tsv` names, by DIN, with what the DPD says of them; no ATC code is written."""
    with (DATA / "wanted-drugs.tsv").open(encoding="utf-8", newline="") as lines:
        wanted = list(csv.DictReader(lines, delimiter="\t"))
    extract = dpd.read(archive)
    for refused in extract.refused:
        print(f"{refused.file}:{refused.line}: {say(refused.code, refused.values, 'fr')}", file=sys.stderr)
    sold = [one for one in extract.products.values() if one.human and one.marketed]
    write("drugs.tsv", [_chosen(want, sold) for want in wanted])


def _chosen(want: Row, sold: Iterable[dpd.Product]) -> Row:
    """The product of one ingredient, of that strength and form, with the lowest DIN."""
    found = [one for one in sold if _fits(want, one)]
    if not found:
        raise SystemExit(f"not in the DPD: {want}")
    product = min(found, key=lambda one: one.din)
    return want | {
        "din": product.din,
        "brand": product.brand.english,
        "ingredient_fr": product.ingredients[0].name.french,
        "form_fr": product.forms[0].french,
    }


def _fits(want: Row, product: dpd.Product) -> bool:
    if len(product.ingredients) != 1 or len(product.forms) != 1:
        return False
    part = product.ingredients[0]
    return (
        part.name.english.split(" (")[0] == want["ingredient"]
        and part.strength == Decimal(want["strength"])
        and part.unit.english == want["unit"]
        and product.forms[0].english == want["form"]
    )


AGES = (0, 30, 61, 91, 122, 183, 274, 365, 548, 730, 1095, 1461, 1826, *range(2192, 6940, 365))
"""In days: those of the growth tables that ship, the values between are taken on a straight line."""


def write_growth(file: Path) -> None:
    """Length or height and body-mass index by age and sex, WHO 2006 and 2007 as restated in the file."""
    found: dict[tuple[str, str], dict[float, Row]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            measure = {"stature": "height", "body_mass_index": "bmi"}.get(row["measurement_type"])
            if measure and row["source"] == "who" and row["x_var_type"] == "age":
                found.setdefault((measure, row["sex"]), {})[float(row["x"])] = row
    kept = []
    for (measure, sex), by_age in sorted(found.items()):
        for age in AGES:
            near = by_age[min(by_age, key=lambda one: (abs(one - age), one))]
            kept.append(
                {"measure": measure, "sex": sex, "days": str(age), **{name: near[name] for name in "lms"}}
            )
    write("growth.tsv", kept)


def write(name: str, rows: list[Row]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(name, len(rows))


if __name__ == "__main__":
    write_facilities(Path(sys.argv[1]))
    write_drugs(Path(sys.argv[2]))
    write_growth(Path(sys.argv[3]))
