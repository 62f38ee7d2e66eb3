"""`dsn synth` as one types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_commands import dsn

from dsn.fhir import json as fhir_json


def test_people_are_lines_of_resources_the_same_each_time(tmp_path: Path) -> None:
    """To a file or to standard output; identities only are one Patient each."""
    file = tmp_path / "people.ndjson"
    assert dsn("synth", "people", "--count", "3", "--out", str(file)).returncode == 0
    said = dsn("synth", "people", "--count", "3")
    assert said.stdout == file.read_text(encoding="utf-8")
    for line in said.stdout.splitlines():
        fhir_json.from_plain(json.loads(line))
    only = dsn("synth", "people", "--count", "3", "--identities-only").stdout.splitlines()
    assert {json.loads(line)["resourceType"] for line in only} == {"Patient"}


def test_bundles_and_days_are_lines_too() -> None:
    """One Bundle a person; one event a line."""
    bundles = dsn("synth", "people", "--count", "2", "--charts", "1", "--bundles").stdout.splitlines()
    assert [json.loads(line)["resourceType"] for line in bundles] == ["Bundle", "Bundle"]
    assert len(bundles[0]) > len(bundles[1])
    day = dsn("synth", "day", "--rate", "0.001").stdout.splitlines()
    assert {"kind", "at", "person", "who"} <= set(json.loads(day[0]))


def test_a_store_takes_them_whole_and_twice_changes_nothing(engine: str) -> None:
    """No line is refused; the second time nothing is new."""
    for expected in (" 0 refusées", "Rien n’a changé."):
        done = dsn("synth", "people", "--count", "4", "--into-store", "--store", engine)
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout


def test_charts_can_be_read_and_nonsense_is_refused(tmp_path: Path) -> None:
    """As text, in French; an establishment that is not there, a folder as file."""
    assert "NAM (fictif)" in dsn("synth", "people", "--count", "1", "--print").stdout
    refused = dsn("synth", "establishments", "--only", "lune")
    assert (refused.returncode, "lune" in refused.stderr) == (3, True)
    assert dsn("synth", "people", "--out", str(tmp_path)).returncode == 3
