"""`python -m tools.checks [STEP…]`: runs the steps named, or all; the last line counts, the exit code judges."""

from __future__ import annotations

import sys
import time

from tools.checks.heard import say_again
from tools.checks.steps import STEPS
from tools.checks.tally import Tally


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"no such step: {', '.join(unknown)} (there are: {', '.join(STEPS)})", file=sys.stderr)
        return 2
    total, failed = Tally(), {}
    for name in names or STEPS:
        print(f"── {name}", flush=True)
        began = time.monotonic()
        tally, last_words = STEPS[name]()
        print(f"   {name}: {tally} ({time.monotonic() - began:.1f} s)", flush=True)
        total += tally
        if tally.failed:
            failed[name] = last_words
    if total.skipped:
        print(f"WARNING: {total.skipped} left out; see the reasons above. With CI=true this is a failure.")
    say_again(failed)
    print(total, flush=True)
    return 0 if total.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
