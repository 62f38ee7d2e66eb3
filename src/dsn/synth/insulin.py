"""Units of long-acting insulin at bedtime: what the notes say of it, added up. Ours, « à valider »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dsn.synth.chart import hash_of

FIRST = 10
"""Units that who begins it takes."""
_MORE = re.compile(r"(?:ajustée|montée) de (\d+) unités")


class Insulin:
    """Of one person, visit by visit."""

    def __init__(self, person: str) -> None:
        self.person, self.units = person, 0

    def at(self, taken: bool, begun: bool, said: Sequence[str]) -> int:
        """The units after that visit, 0 for who takes none. `begun`: at this very visit; `said`: its decisions."""
        if not taken:
            self.units = 0
        elif begun:
            self.units = FIRST
        elif self.units == 0:
            self.units = 14 + hash_of(self.person, "units") % 11 * 2
        if taken:
            self.units += sum(int(more) for one in said for more in _MORE.findall(one))
        return self.units
