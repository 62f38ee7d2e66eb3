"""Every dependency is pinned, carries its digest, and names no host."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from tests.house.tree import ROOT
from tools.setup.frontend import SERVED

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / name).read_text()))


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "node.txt"])
def test_python_packages_are_pinned_by_digest(name: str) -> None:
    """Each requirement is one version with at least one sha256, and nothing else stands in the file."""
    entries = re.split(r"\n(?=[^\s#])", (ROOT / "requirements" / name).read_text().strip())
    wrong = [
        e.split()[0]
        for e in entries
        if not e.startswith("#") and not (PIN.match(e) and "--hash=sha256:" in e)
    ]
    assert wrong == []
    assert pins(name)


def test_the_lock_follows_the_project() -> None:
    """What pyproject.toml asks for is in the run-time lock, in a version that it accepts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = pins("run.txt")
    asked = [Requirement(text) for text in project["dependencies"]]
    assert [str(r) for r in asked if not r.specifier.contains(locked.get(r.name, "0"))] == []


def test_both_groups_agree() -> None:
    """A package in both locks has one version."""
    run, test = pins("run.txt"), pins("test.txt")
    assert {name for name in run.keys() & test.keys() if run[name] != test[name]} == set()


def test_front_end_packages_are_pinned_by_digest() -> None:
    """package-lock.json gives each package a sha512 and no address; package.json asks for exact versions."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    asked = json.loads((ROOT / "package.json").read_text())
    for name, package in lock.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert lock[f"node_modules/{name}"]["version"] == version


def test_what_pages_load_was_fetched() -> None:
    """Each library that pages load stands in the static folder, equal to the fetched package."""
    for source, name in SERVED.items():
        served = ROOT / "src" / "dsn" / "web" / "static" / "vendor" / name
        assert served.read_bytes() == (ROOT / "node_modules" / source).read_bytes()
