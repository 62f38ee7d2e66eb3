"""`python3 -m tools.setup run|test`: makes the environment ready; does nothing when it already is."""

from __future__ import annotations

import fcntl
import os
import sys

from tools.setup.debian import ensure_chromium
from tools.setup.environment import check_python, ensure_venv, install_group
from tools.setup.frontend import install_front_end
from tools.setup.places import CACHE, ROOT
from tools.setup.say import stop


def main(arguments: list[str]) -> None:
    if arguments not in (["run"], ["test"]):
        stop("Usage : python3 -m tools.setup run|test", "Usage: python3 -m tools.setup run|test")
    check_python()
    if not os.access(ROOT, os.W_OK):
        stop(
            f"{ROOT} n’est pas à vous : clonez l’arbre dans un dossier où vous pouvez écrire.",
            f"{ROOT} is not yours: clone the tree into a folder that you can write to.",
        )
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started together do not both install
        set_up(arguments[0])


def set_up(group: str) -> None:
    ensure_venv()
    install_group(group)
    install_front_end(group)
    if group == "test":
        ensure_chromium()


if __name__ == "__main__":
    main(sys.argv[1:])
