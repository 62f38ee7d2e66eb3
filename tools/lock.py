"""`python -m tools.lock`: pins every dependency anew, with digests and without the address of any index."""

from __future__ import annotations

import subprocess
import sys

from tools.setup.frontend import run_npm
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
    run_npm("install", "--package-lock-only")  # follows package.json, where versions are exact
    return 0


if __name__ == "__main__":
    sys.exit(main())
