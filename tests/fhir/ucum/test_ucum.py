"""UCUM: units read, compared and converted; npm `ucum-lhc` as second opinion."""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.path.opinion import ROOT, node

from dsn.base.errors import Invalid
from dsn.fhir import ucum

# Pairs that measure the same thing, as they occur in laboratories and wards.
PAIRS = [
    ("mg", "g"),
    ("ug/L", "ng/mL"),
    ("mmol/L", "umol/mL"),
    ("10*9/L", "/uL"),
    ("10*12/L", "10*6/uL"),
    ("mm[Hg]", "kPa"),
    ("cm[H2O]", "mm[Hg]"),
    ("Cel", "[degF]"),
    ("Cel", "K"),
    ("[lb_av]", "kg"),
    ("[in_i]", "cm"),
    ("[ft_i]", "m"),
    ("mL/min/{1.73_m2}", "L/h"),
    ("mL/min", "L/d"),
    ("kcal", "kJ"),
    ("U/L", "kat/L"),
    ("h", "min"),
    ("wk", "d"),
    ("a", "mo"),
    ("%", "[ppth]"),
    ("g%", "g/dL"),
    ("meq/L", "eq/mL"),
    ("mosm/kg", "osm/g"),
    ("[drp]", "mL"),
    ("[tbs_us]", "[tsp_us]"),
    ("fL", "um3"),
    ("/min", "Hz"),
    ("{beats}/min", "/s"),
    ("kg/m2", "g/cm2"),
]
OPINION = """
import { createRequire } from 'node:module';
const require = createRequire(process.argv[1] + '/');
const ucum = require('@lhncbc/ucum-lhc').UcumLhcUtils.getInstance();
const pairs = JSON.parse(process.argv[2]);
console.log(JSON.stringify(pairs.map(([a, v, b]) => ucum.convertUnitTo(a, v, b).toVal)));
"""


def test_conversions_agree_with_a_second_opinion() -> None:
    """Every pair of units converts both ways as npm ucum-lhc converts it, to six digits."""
    asked = [
        (a, value, b)
        for one, other in PAIRS
        for a, b in ((one, other), (other, one))
        for value in (0.5, 37.0)
    ]
    command = [node(), "--input-type=module", "-e", OPINION, str(ROOT), json.dumps(asked)]
    answers = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    for (a, value, b), theirs in zip(asked, answers, strict=True):
        ours = ucum.convert(Decimal(str(value)), a, b)
        assert theirs is not None, (a, b)
        assert math.isclose(float(ours), theirs, rel_tol=1e-6, abs_tol=1e-9), (a, b, value)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "found"),
    [
        ("1", "[in_i]", "cm", "2.54"),
        ("98.6", "[degF]", "Cel", "37.0"),
        ("4.0000", "g", "mg", "4000.0"),
        ("120", "mm[Hg]", "Pa", "15998.64"),
        ("1", "10*3/uL", "10*9/L", "1"),
        ("7", "[pH]", "mol/L", "0.0000001"),
        ("20", "dB", "B", "2"),
        ("7", "[iU]/L", "m[iU]/mL", "7"),
        ("7", "[IU]/L", "[iU]/L", "7"),
    ],
)
def test_exact_conversions_are_exact(value: str, unit: str, wanted: str, found: str) -> None:
    """What can be said exactly in decimals is."""
    assert ucum.convert(Decimal(value), unit, wanted) == Decimal(found)


@pytest.mark.parametrize(
    "pair", [("mg", "mL"), ("[iU]", "mg"), ("mg/dL", "mmol/L"), ("Cel", "g"), ("[iU]", "[arb'U]")]
)
def test_what_measures_something_else_is_refused(pair: tuple[str, str]) -> None:
    """Units of other dimensions do not convert: a mass is no amount of substance."""
    with pytest.raises(Invalid, match="units-not-comparable"):
        ucum.convert(Decimal(1), *pair)


@pytest.mark.parametrize(
    "unit",
    [
        "",
        " ",
        "mg ",
        "µg",
        "2m",
        "m//s",
        "m/",
        "(m",
        "m)",
        "{open",
        "m^2",
        "MMHG",
        "Cel/h",
        "0",
        "m100",
        "x" * 300,
    ],
)
def test_what_is_no_unit_is_refused(unit: str) -> None:
    """A unit that UCUM does not define is refused, not guessed."""
    assert not ucum.is_unit(unit)
    with pytest.raises(Invalid, match="unit-unknown"):
        ucum.canonical(Decimal(1), unit)


def test_the_common_units_of_messages_are_read() -> None:
    """Of the example units that the UCUM organisation lists, all but Torr (no longer defined) are read."""
    package = find_spec("ucumvert")
    assert package is not None
    assert package.submodule_search_locations
    rows = (
        (Path(package.submodule_search_locations[0]) / "vendor" / "ucum_examples.tsv")
        .read_text("utf-8")
        .split("\n")
    )
    units = [row.split("\t")[1] for row in rows[1:] if "\t" in row]
    assert len(units) > 800
    assert [unit for unit in units if not ucum.is_unit(unit)] == ["Torr"]


@given(st.sampled_from(PAIRS), st.decimals("0.001", 1000, places=3))
def test_there_and_back_is_the_same(pair: tuple[str, str], value: Decimal) -> None:
    """Converting there and back gives the same number, to thirty digits."""
    back = ucum.convert(ucum.convert(value, *pair), pair[1], pair[0])
    assert abs(back - value) <= abs(value) * Decimal("1e-29")


@given(st.sampled_from([unit for pair in PAIRS for unit in pair]), st.decimals(-999, 999, places=2))
def test_the_canonical_form_is_stable(unit: str, value: Decimal) -> None:
    """The canonical form of a canonical form is itself, and its unit is the dimension."""
    number, base = ucum.canonical(value, unit)
    assert ucum.canonical(number, base) == (number, base)
    assert ucum.dimension(unit) == base


@given(st.text("mgLdkcul/.()[]{}10*-^%'", max_size=12))
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    """No text makes the reader fail otherwise than by a refusal."""
    with contextlib.suppress(Invalid):
        number, base = ucum.canonical(Decimal(1), text)
        assert number > 0
        assert ucum.is_unit(base)
