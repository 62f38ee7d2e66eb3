"""The Python environment: `.venv`, filled from the hash-pinned lock files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.setup.debian import ensure_pip_can_be_had
from tools.setup.places import LOCKS, ROOT, VENV, VENV_PYTHON, digest, is_stamped, write_stamp
from tools.setup.say import say, stop

OLDEST, NEWEST = (3, 11), (3, 13)


def check_python() -> None:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    found = sys.version.split()[0]
    stop(
        f"Il faut Python 3.11 à 3.13 ; celui-ci est {found}. Essayez : make PYTHON=python3.11 …",
        f"Python 3.11 to 3.13 is needed; this is {found}. Try: make PYTHON=python3.11 …",
    )


def ensure_venv() -> None:
    """Creates `.venv` where there is none that works."""
    if _answers(VENV_PYTHON):
        return
    ensure_pip_can_be_had()
    say("Création de l’environnement Python (.venv)", "Creating the Python environment (.venv)")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def install_group(group: str) -> None:
    """Installs exactly what the lock files of `group` (`run` or `test`) name, then the tree itself, editable."""
    locks = [LOCKS / "run.txt"] if group == "run" else [LOCKS / "run.txt", LOCKS / "test.txt"]
    wanted = digest(*locks, ROOT / "pyproject.toml")
    stamps = [VENV / ".dsn-run"] if group == "run" else [VENV / ".dsn-test", VENV / ".dsn-run"]
    if is_stamped(stamps[0], wanted):
        return
    say("Installation des paquets Python…", "Installing the Python packages…")
    pip_install(*(f"--requirement={lock}" for lock in locks), "--require-hashes", "--only-binary=:all:")
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    for stamp, files in zip(stamps, (locks, locks[:1]), strict=False):
        write_stamp(stamp, digest(*files, ROOT / "pyproject.toml"))


def pip_install(*arguments: str) -> None:
    """Runs pip in `.venv`. Which index it asks is the machine's configuration, never the tree's."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", *arguments]
    if subprocess.run(command, env={**os.environ, **quiet}, stdin=subprocess.DEVNULL, check=False).returncode:
        stop("L’installation par pip a échoué.", "Installing with pip failed.")


def _answers(python: Path) -> bool:
    """Whether that interpreter starts, with pip, in a version that will do (a moved or half-made `.venv` does not)."""
    if not python.exists():
        return False
    question = f"import pip, sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    return subprocess.run([str(python), "-c", question], capture_output=True, check=False).returncode == 0
