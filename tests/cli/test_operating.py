"""The page for who runs it, command by command, as it is printed, on both engines; and what these commands refuse."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from dsn.cli.main import COMMANDS, main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "operate.md"
TYPED = re.findall(r"^\$ dsn (.*)$", PAGE.read_text(encoding="utf-8"), re.M)
ROY = {"resourceType": "Patient", "id": "roy", "name": [{"family": "Roy"}]}
RESULT = {
    "resourceType": "Observation",
    "id": "hb",
    "status": "final",
    "code": {"text": "Hb"},
    "subject": {"reference": "Patient/roy"},
}


@pytest.fixture(autouse=True)
def _at_work(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder with something to import, the store named by the environment."""
    (tmp_path / "work" / "lives").mkdir(parents=True)
    lines = [json.dumps(one) for one in (ROY, RESULT)]
    (tmp_path / "work" / "lives" / "roy.ndjson").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("DSN_STORE", engine)
    monkeypatch.setenv("DSN_LANGUAGE", "fr")


def dsn(line: str, elsewhere: str = "") -> int:
    return main(shlex.split(line.replace("$ELSEWHERE", elsewhere)))


def test_the_page_is_true(elsewhere: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command, in the order of the page, does what it says and ends with 0."""
    said: dict[str, str] = {}
    for line in TYPED:
        assert dsn(line, elsewhere) == 0, (line, capsys.readouterr())
        said[line] = capsys.readouterr().out
    assert json.loads(Path("certificate.json").read_text())["resources"] == {"Observation": 1, "Patient": 1}
    assert Path("refusals.ndjson").read_text() == ""
    assert Path("export-1/Patient.ndjson").read_text().count("\n") == 1
    who = next(out for line, out in said.items() if line.startswith("log who")).splitlines()
    assert [one.split("\t")[2] for one in who] == ["read", "export", "export", "write"]
    assert "copie demandée" in who[1]
    assert dsn(f"check --store {elsewhere}") == 0


def test_the_page_tells_of_each_command() -> None:
    """None of those that operators need is left out."""
    told = {line.split()[0] for line in TYPED}
    assert told == {"import", "backup", "verify", "restore", "check", "log", "export", "destroy"}
    assert told <= {command.name for command in COMMANDS}


REFUSED = [
    ("restore nowhere --to sqlite:///x.db", 3),
    ("verify lives", 3),
    ("export --to lives", 3),
    ("export --to out --type Pateint", 3),
    ("export --to out --as personne", 3),
    ("export --to out --since hier", 3),
    ("destroy roy --rule r --as archiviste-cote --with directrice-gauthier --yes raoul", 3),
    ("destroy roy --rule r --as inf-gagnon --with directrice-gauthier --yes roy", 3),
    ("destroy personne --rule r --as archiviste-cote --with directrice-gauthier --yes personne", 3),
    ("log who personne", 3),
    ("backup --to lives/roy.ndjson/below", 3),
    ("export --to lives/roy.ndjson/below", 3),
    ("log who roy --as inf-gagnon", 3),
]


@pytest.mark.parametrize(("line", "code"), REFUSED)
def test_what_cannot_be_done_is_said_in_both_languages(
    line: str, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code, a sentence in French and in English, and nothing on standard output."""
    assert dsn("import lives") == 0
    capsys.readouterr()
    said = []
    for language in ("fr", "en"):
        monkeypatch.setenv("DSN_LANGUAGE", language)
        assert dsn(line) == code
        shown = capsys.readouterr()
        assert shown.out == ""
        said.append(shown.err)
    assert said[0] != said[1]
    assert dsn("check") == 0


def test_a_harmed_backup_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong, a line each, and how many in all."""
    assert dsn("import lives") == 0
    assert dsn("backup --to b") == 0
    (Path("b") / "more").write_text("x")
    capsys.readouterr()
    assert dsn("verify b") == 1
    assert capsys.readouterr().out.splitlines() == [
        "more n’appartient pas à la sauvegarde.",
        "La sauvegarde n’est pas entière : 1 anomalies.",
    ]


def test_refused_lines_are_written_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1; file, line, code and both sentences."""
    Path("lives/bad.ndjson").write_text('{"resourceType":"Patient","id":"x","gender":"autre"}\n')
    assert dsn("import lives --refusals r.ndjson") == 1
    (line,) = Path("r.ndjson").read_text().splitlines()
    told = json.loads(line)
    assert (told["line"], told["path"], Path(told["file"]).name) == (1, "Patient.gender", "bad.ndjson")
    assert told["fr"] != told["en"]


def test_an_import_builds_the_words_unless_told_not_to(capsys: pytest.CaptureFixture[str]) -> None:
    """On a line of their own, once; left out, they are said to be lacking when the next import comes."""
    assert dsn("import lives --no-words") == 0
    (summary,) = capsys.readouterr().out.splitlines()
    assert "2 nouvelles" in summary
    assert dsn("import lives") == 0
    summary, words = capsys.readouterr().out.splitlines()
    assert "Rien n’a changé." in summary
    assert re.fullmatch(r"Mots : 2 versions lues en [0-9]+(,[0-9])? s\.", words)
    assert dsn("import lives") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
