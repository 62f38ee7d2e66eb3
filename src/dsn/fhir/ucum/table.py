"""UCUM's table of atoms and prefixes, read once from the `ucumvert` package without importing it.

Its licence (unitsofmeasure.org/license, version 1.0) allows using and handing on the unmodified work and no
derived one; hence no table of ours is generated from it. Importing the package would import `pint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from dsn.base.errors import Fault

_NS = "{http://unitsofmeasure.org/ucum-essence}"


@dataclass(frozen=True, slots=True)
class Atom:
    """`factor` times `unit`. `scale` names the function of a special unit; a base unit has no `unit`."""

    code: str
    factor: Fraction
    unit: str | None
    metric: bool
    scale: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    prefixes: dict[str, Fraction]
    atoms: dict[str, Atom]
    order: dict[str, int]
    """Where each base unit stands in a canonical unit."""


@cache
def table() -> Table:
    """The table. Raises `Fault` when the package that holds it is not installed."""
    package = find_spec("ucumvert")
    if package is None or not package.submodule_search_locations:
        raise Fault("unit-table-missing")
    root = ElementTree.parse(  # noqa: S314 - a file of our own environment, pinned by hash
        Path(package.submodule_search_locations[0]) / "vendor" / "ucum-essence.xml"
    ).getroot()
    prefixes = {item.attrib["Code"]: _prefix(item) for item in root.iter(f"{_NS}prefix")}
    bases = [item.attrib["Code"] for item in root.iter(f"{_NS}base-unit")]
    atoms = {code: Atom(code, Fraction(1), None, True) for code in bases}
    atoms.update((atom.code, atom) for atom in map(_atom, root.iter(f"{_NS}unit")))
    own = [atom.code for atom in atoms.values() if atom.unit is None]
    return Table(prefixes, atoms, {code: at for at, code in enumerate([*bases, *own])})


def _prefix(item: ElementTree.Element) -> Fraction:
    value = item.find(f"{_NS}value")
    assert value is not None
    return Fraction(value.attrib["value"])


def _atom(item: ElementTree.Element) -> Atom:
    code, metric = item.attrib["Code"], item.attrib.get("isMetric") == "yes"
    value = item.find(f"{_NS}value")
    assert value is not None
    function = value.find(f"{_NS}function")
    if function is not None:
        made = function.attrib
        return Atom(code, Fraction(made["value"]), made["Unit"], metric, made["name"])
    unit, factor = value.attrib["Unit"], Fraction(value.attrib["value"])
    # An arbitrary unit defined as 1 of nothing measures something of its own (UCUM, section "Arbitrary units").
    own = item.attrib.get("isArbitrary") == "yes" and unit == "1"
    return Atom(code, Fraction(1) if own else factor, None if own else unit, metric)
