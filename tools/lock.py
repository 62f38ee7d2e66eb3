"""`python -m tools.lock`: pins every dependency anew, with digests and without the address of any index."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.setup.frontend import node_home
from tools.setup.places import LOCKS, ROOT, VENV

COMMON = (
    "--quiet", "--upgrade", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--resolver=backtracking",
)  # fmt: skip
GROUPS = (  # in this order: the tests' group is constrained by the run-time group
    ("run.txt", ("--build-deps-for", "editable", str(ROOT / "pyproject.toml"))),
    ("test.txt", ("test.in",)),
    ("node.txt", ("node.in",)),
)


def main() -> int:
    for output, source in GROUPS:
        command = [str(VENV / "bin" / "pip-compile"), *COMMON, "--output-file", output, *source]
        if subprocess.run(command, cwd=LOCKS, stdin=subprocess.DEVNULL, check=False).returncode:
            return 1
    return _lock_front_end()


def _lock_front_end() -> int:
    """Follows package.json; versions there are exact, so that an upgrade is a change one can read."""
    home = node_home()
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [
        str(home / "bin" / "node"),
        str(npm),
        "install",
        "--package-lock-only",
        "--no-audit",
        "--no-fund",
    ]
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
