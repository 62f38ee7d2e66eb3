"""`python3 -m tools.fresh [--only-demo]`: needs root (chroot, mounts). Ends with `N passed, N failed, N skipped`."""

from __future__ import annotations

import os
import sys

from tools.checks.tally import Tally
from tools.fresh.machine import make_base, make_machine
from tools.fresh.trials import clone, try_bare_refusal, try_demo, try_tests
from tools.setup.say import stop

PLAIN_USER = "infirmiere"


def main(arguments: list[str]) -> int:
    if os.geteuid() != 0:
        stop("make test-fresh demande root (chroot).", "make test-fresh needs root (chroot).")
    make_base()
    make_machine()
    with_tests = "--only-demo" not in arguments
    total = Tally()
    clone(PLAIN_USER)
    total += try_bare_refusal(PLAIN_USER)
    for user in ("root", PLAIN_USER):
        clone(user)
        total += try_demo(user)
        if with_tests:
            total += try_tests(user)
    print(total)
    return 0 if total.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
