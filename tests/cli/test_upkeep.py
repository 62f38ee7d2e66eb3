"""`dsn reindex`, `check` and `explain` as operators type them: what is behind, what is wrong, why a search is slow."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_commands import dsn
from tests.store.shelf import Shelf, observation, on_shelf, patient

from dsn.sql.connection import Connection
from dsn.sql.database import open_database
from dsn.store.changes import Update


def filled(url: str) -> None:
    """Two people with results."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(patient("cote", "Côté")))
        await shelf.commit(*(Update(observation(f"o{n}", code="718-7")) for n in range(3)))

    on_shelf(url, work)


def harmed(url: str, *statements: str) -> None:
    """The same store after somebody was at its tables."""
    database = open_database(url)

    def harm(connection: Connection) -> None:
        for statement in statements:
            connection.run(statement)

    database.writer.call(harm)
    database.close()


def test_reindex_mends_what_check_finds(engine: str) -> None:
    """Rows that were lost: check tells of them, reindex of that parameter makes them, check is content."""
    filled(engine)
    harmed(engine, "DELETE FROM ix_token WHERE code = '718-7'")
    found = dsn("check", "--store", engine)
    assert (found.returncode, "Manque : ix_token" in found.stdout) == (1, True)
    done = dsn("reindex", "--param", "Observation.code", "--store", engine)
    assert (done.returncode, "3 lignes d’index refaites" in done.stdout) == (0, True), done.stderr
    assert dsn("check", "--whole", "--store", engine).returncode == 0
    again = dsn("reindex", "--store", engine)
    assert (again.returncode, again.stdout) == (0, "Aucun index n’est à refaire.\n")


def test_check_says_what_is_behind_and_reindex_makes_it(engine: str) -> None:
    """A store whose rows another program made: named with how far it is, in the language asked, then done."""
    filled(engine)
    harmed(
        engine,
        "UPDATE extractor SET version = 0 WHERE param = (SELECT min(param) FROM ix_token WHERE code = '718-7')",
        "DELETE FROM setting WHERE name = 'extractors'",
    )
    told = dsn("check", "--store", engine, language="en")
    assert "To be made anew by “dsn reindex”: Observation.code (0 %)" in told.stdout
    assert told.returncode == 0
    refused = dsn("explain", "Observation?code=718-7", "--store", engine)
    assert (refused.returncode, refused.stdout.startswith("Refusée : ")) == (1, True)
    assert dsn("reindex", "--store", engine).returncode == 0
    assert "reindex" not in dsn("check", "--store", engine).stdout
    assert dsn("explain", "Observation?code=718-7", "--store", engine).returncode == 0


@pytest.mark.parametrize("words", [("--type", "Observatoin"), ("--param", "Observation.cde")])
def test_reindex_of_what_there_is_not_is_refused(tmp_path: Path, words: tuple[str, str]) -> None:
    """A misspelt type or parameter: exit 3, with the name."""
    done = dsn("reindex", *words, "--store", f"sqlite:///{tmp_path / 'dsn.db'}")
    assert (done.returncode, words[1] in done.stderr) == (3, True)


def test_reindex_of_a_type_makes_all_its_parameters(engine: str) -> None:
    """Whatever was done to them."""
    filled(engine)
    harmed(engine, "DELETE FROM ix_token", "DELETE FROM ix_reference")
    done = dsn("reindex", "--type", "Observation", "--type", "Patient", "--store", engine)
    assert done.returncode == 0, done.stderr
    assert dsn("check", "--store", engine).returncode == 0


def test_explain_says_where_a_search_starts_and_what_the_engine_does(engine: str) -> None:
    """Start, conditions, order, statement, values and the engine's own plan; in both languages."""
    filled(engine)
    query = "Observation?patient=roy&code=718-7&_sort=-date&_include=Observation:subject&_total=accurate"
    done = dsn("explain", query, "--store", engine)
    assert done.returncode == 0, done.stderr
    for said in (
        "Départ : le dossier de personnes nommées (patient=roy).",
        "Le départ trouve 3 lignes.",
        "Lecteur : toutes les personnes",
        "Condition patient=roy : remplie par le départ.",
        "Condition code=718-7 : vérifiée dans l’index, pour chaque ligne.",
        "Ordre : -date, puis la clé.",
        "Avec la page : _include=Observation:subject.",
        "Instruction du total :",
        "'718-7'",
    ):
        assert said in done.stdout
    assert ("SEARCH" if engine.startswith("sqlite") else "cost=") in done.stdout
    english = dsn("explain", query, "--store", engine, language="en")
    assert "Start: the record of people who are named (patient=roy)." in english.stdout


def test_explain_tells_of_the_reader_asked_for(engine: str) -> None:
    """As an account would ask: its people, not everybody; an unknown account is refused."""
    filled(engine)
    done = dsn("explain", "Observation?code=718-7", "--as", "inf-gagnon", "--store", engine)
    assert done.returncode == 0, done.stderr
    assert "Lecteur : 0 personne" in done.stdout
    assert dsn("explain", "Observation", "--as", "personne", "--store", engine).returncode == 3


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("Observation?cde=3", "cde"),
        ("Observatoin?code=3", "Observatoin"),
        ("Observation?code:above=718-7", "718-7"),
        ("Observation?date=hier", "hier"),
    ],
)
def test_explain_says_why_a_search_is_refused(tmp_path: Path, query: str, why: str) -> None:
    """Exit 1, with what is at fault."""
    done = dsn("explain", query, "--store", f"sqlite:///{tmp_path / 'dsn.db'}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("Refusée : ")
    assert why in done.stdout


def test_rebuild_makes_a_projection_anew(engine: str) -> None:
    """By name; the names there are, when it is another one."""
    filled(engine)
    for name in ("activity", "relation", "words"):
        done = dsn("rebuild", name, "--store", engine)
        assert (done.returncode, done.stdout.startswith(f"{name} : refaite, 5 ")) == (0, True), done.stderr
    refused = dsn("rebuild", "autre", "--store", engine)
    assert (refused.returncode, "relation, words, activity" in refused.stderr) == (3, True)


def test_serve_says_what_is_behind(tmp_path: Path) -> None:
    """Beside the address: nobody has to find out by a refused search."""
    store = f"sqlite:///{tmp_path / 'dsn.db'}"
    filled(store)
    harmed(
        store,
        "UPDATE extractor SET version = 0 WHERE param = (SELECT min(param) FROM ix_token WHERE code = '718-7')",
        "DELETE FROM setting WHERE name = 'extractors'",
    )
    command = [sys.executable, "-m", "dsn.cli", "serve", "--store", store, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
    assert "Observation.code" in said
    assert "dsn reindex" in said


def test_tidy_sweeps_and_says_what_was_gained(engine: str) -> None:
    """What was swept and built anew; `--whole` builds every index, or rewrites the file; check is content after."""
    filled(engine)
    done = dsn("tidy", "--store", engine)
    assert done.returncode == 0, done.stderr
    assert "0 index refaits : " in done.stdout
    honest = (
        "Le fichier n’a pas été réécrit" if engine.startswith("sqlite") else "Aucun index n’est assez grand"
    )
    assert honest in done.stderr
    whole = dsn("tidy", "--whole", "--store", engine, language="en")
    assert (whole.returncode, "MB before" in whole.stdout) == (0, True), whole.stderr
    assert ("ix_token_param_key (" in whole.stderr) is not engine.startswith("sqlite")
    assert dsn("check", "--whole", "--store", engine).returncode == 0


def test_tidy_is_refused_where_it_cannot_be_done(tmp_path: Path) -> None:
    """A server that does not answer; a file that a served store has open, which without `--whole` is tidied."""
    away = dsn("tidy", "--store", "postgresql://dsn@127.0.0.1:1/dsn")
    assert (away.returncode, "Le dépôt ne répond pas" in away.stderr) == (3, True)
    store = f"sqlite:///{tmp_path / 'dsn.db'}"
    filled(store)
    database = open_database(store)
    refused = dsn("tidy", "--whole", "--store", store)
    assert (refused.returncode, "ne peut être réécrit" in refused.stderr) == (3, True)
    assert dsn("tidy", "--store", store).returncode == 0
    database.close()
