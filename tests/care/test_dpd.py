"""The Drug Product Database: every row of an extract is taken or told of, with its file, line and reason."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsn.base.errors import Invalid, NotFound
from dsn.base.sentences import SENTENCES
from dsn.care.medicines import dpd
from dsn.care.medicines.dpd.columns import COLUMNS
from dsn.care.medicines.dpd.rows import Refusal, rows

SAMPLE = Path("tests/data/dpd")
TAPAZOLE, AMLODIPINE = "00015741", "02552868"


def cells(name: str, folder: Path = SAMPLE) -> list[list[str]]:
    with (folder / f"{name}.txt").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "dpd", ignore=shutil.ignore_patterns("SOURCE*")))


def spoil(folder: Path, name: str, rows_: list[list[str]]) -> dpd.Extract:
    with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, quoting=csv.QUOTE_ALL).writerows(rows_)
    return dpd.read(folder)


def test_a_product_is_put_together_from_all_its_files(folder: Path) -> None:
    """Names in both languages, strength with its digits, form, route, schedule, company, state and its day."""
    extract = dpd.read(folder)
    assert extract.refused == []
    found = extract.products[TAPAZOLE]
    assert (found.brand.said(), found.kind.french, found.human, found.marketed) == (
        "TAPAZOLE",
        "Humain",
        True,
        True,
    )
    assert (found.since, found.updated) == (date(2025, 12, 19), date(2025, 12, 24))
    part = found.ingredients[0]
    assert (part.name.french, part.strength, part.unit.english) == ("Méthimazole", Decimal(5), "MG")
    assert (found.forms[0].french, found.routes[0].french) == ("Comprimé", "Orale")
    assert found.schedules[0].french == "Médicaments sur ordonnance"
    assert found.companies[0].name == "KNIGHT THERAPEUTICS INC."
    assert found.companies[0].province.french == "QUÉBEC"
    assert found.classes[0].code.startswith("Z99")
    assert found.said("fr") == "Méthimazole 5 mg, comprimé"
    assert found.said("en") == "METHIMAZOLE 5 mg, tablet"
    assert extract.products[AMLODIPINE].said() == "Amlodipine (Bésylate d'amlodipine) 2,5 mg, comprimé"


def test_animals_biosimilars_packages_and_standards_are_kept(folder: Path) -> None:
    """Each by the product it belongs to."""
    found = dpd.read(folder).products.values()
    assert [one.kind.english for one in found if one.species] == ["Veterinary"]
    assert sum(one.biosimilar for one in found) == 1
    assert sum(len(one.packages) for one in found) == len(cells("package"))
    assert sum(len(one.standards) for one in found) == len(cells("pharm"))


def test_every_row_of_the_files_is_in_some_product(folder: Path) -> None:
    """As many as there are lines, file by file."""
    extract = dpd.read(folder)
    assert extract.rows == {name: len(cells(name)) for name in COLUMNS}
    assert len(extract.products) == len(cells("drug"))
    assert sum(len(one.ingredients) for one in extract.products.values()) == len(cells("ingred"))


def test_a_zip_and_its_folder_are_the_same(folder: Path, tmp_path: Path) -> None:
    """Whatever the folder inside the archive."""
    archive = tmp_path / "allfiles.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for file in folder.iterdir():
            written.write(file, f"extract/{file.name}")
    assert dpd.read(archive).products == dpd.read(folder).products


@pytest.mark.parametrize("suffix", ["_ap", "_ia", "_dr"])
def test_approved_cancelled_and_dormant_products_have_files_of_their_own(folder: Path, suffix: str) -> None:
    """Read alone; mixed with the marketed ones they are refused."""
    expected = dpd.read(folder).products
    for file in list(folder.iterdir()):
        file.rename(file.with_stem(file.stem + suffix))
    assert dpd.read(folder).products == expected
    shutil.copy(SAMPLE / "form.txt", folder)
    with pytest.raises(Invalid, match="dpd-mixed"):
        dpd.read(folder)


WRONG = [
    ("drug", 3, "1574", "dpd-cell"),
    ("drug", 3, "0001574X", "dpd-cell"),
    ("drug", 3, "٠٠٠١٥٧٤١", "dpd-cell"),
    ("drug", 4, " ", "dpd-cell-empty"),
    ("drug", 6, "O", "dpd-cell"),
    ("drug", 9, "24-DÉC-2025", "dpd-cell"),
    ("drug", 9, "31-FEB-2025", "dpd-cell"),
    ("ingred", 0, "", "dpd-cell"),
    ("ingred", 0, "999999999", "dpd-no-product"),
    ("ingred", 2, "", "dpd-cell-empty"),
    ("ingred", 4, "5 mg", "dpd-cell"),
    ("ingred", 4, "5,0", "dpd-cell"),
    ("ingred", 8, "", "dpd-cell"),
    ("form", 2, "", "dpd-cell-empty"),
    ("route", 2, "", "dpd-cell-empty"),
    ("status", 1, "", "dpd-cell"),
    ("status", 3, "2025-12-19", "dpd-cell"),
    ("comp", 3, "", "dpd-cell-empty"),
]


@pytest.mark.parametrize(("name", "column", "value", "code"), WRONG)
def test_a_cell_that_does_not_suit_is_told_and_the_rest_is_read(
    folder: Path, name: str, column: int, value: str, code: str
) -> None:
    """The row's file and number with it; a good row is good again."""
    told = cells(name)
    told[0][column] = value
    extract = spoil(folder, name, told)
    assert (extract.refused[0].file, extract.refused[0].line, extract.refused[0].code) == (
        f"{name}.txt",
        1,
        code,
    )
    assert extract.refused[0].code in SENTENCES
    assert len(extract.products) == len(cells("drug")) - (name == "drug")


def test_a_row_of_another_width_is_told(folder: Path) -> None:
    """One cell too few or too many."""
    told = cells("form")
    extract = spoil(folder, "form", [told[0][:-1], told[1] + ["x"], *told[2:]])
    assert [(one.line, one.code, one.values["found"]) for one in extract.refused] == [
        (1, "dpd-row-width", 3),
        (2, "dpd-row-width", 5),
    ]


def test_a_product_told_twice_is_taken_once(folder: Path) -> None:
    """By its number or by its DIN; the second row is told of."""
    told = cells("drug")
    other = ["88888888", *told[0][1:]]
    extract = spoil(folder, "drug", [*told, told[0], other])
    assert [(one.line, one.code) for one in extract.refused] == [
        (len(told) + 1, "dpd-twice"),
        (len(told) + 2, "dpd-twice"),
    ]
    assert {one.file for one in extract.refused} == {"drug.txt"}
    assert len(extract.products) == len(told)


def test_what_has_no_french_is_said_in_english_and_told(folder: Path) -> None:
    """Nothing is left blank, and somebody learns of it."""
    told = cells("form")
    told[0][3] = ""
    extract = spoil(folder, "form", told)
    assert extract.without_french == {told[0][2]}
    assert any(one.forms[0].said("fr") == told[0][2] for one in extract.products.values())


def test_an_extract_that_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    """No such place, no zip, a file missing, other bytes, an open quote; a file of something else is told of."""
    (folder / "prices.txt").write_text("1", encoding="utf-8")
    assert [(one.file, one.code) for one in dpd.read(folder).refused] == [("prices.txt", "dpd-file-unknown")]
    with pytest.raises(NotFound, match="dpd-absent"):
        dpd.read(tmp_path / "nowhere")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(Invalid, match="dpd-not-zip"):
        dpd.read(tmp_path / "a.zip")
    (folder / "form.txt").write_bytes(b'"9","85","TABLET","Comprim\xe9"\n')
    with pytest.raises(Invalid, match="dpd-not-utf8"):
        dpd.read(folder)
    (folder / "form.txt").write_bytes(b'"9","85","TABLET","Compr')
    with pytest.raises(Invalid, match="dpd-not-csv"):
        dpd.read(folder)
    (folder / "form.txt").unlink()
    with pytest.raises(NotFound, match="dpd-file-absent"):
        dpd.read(folder)


@settings(max_examples=150)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
            min_size=1,
            max_size=5,
        ),
        max_size=6,
    )
)
def test_no_row_is_ever_lost(told: list[list[str]]) -> None:
    """Whatever the cells hold (quotes, commas, line ends): each row is given or refused, once, in order."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(told)
    refused: list[Refusal] = []
    taken = [line for line, _ in rows("form.txt", "form", buffer.getvalue().encode(), refused.append)]
    assert sorted(taken + [one.line for one in refused]) == list(range(1, len(told) + 1))
