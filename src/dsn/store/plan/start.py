"""Where a plan starts from, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from dsn.fhir.search.tree import Clause
from dsn.store.plan.frame import Spot
from dsn.store.plan.rows import Reach
from dsn.store.plan.sql import Sql


@dataclass(frozen=True, slots=True)
class Drive:
    """FROM … WHERE … (`source`) that finds at least the answers, each row at `spot`.

    `answers` is the clause that every row already fulfils. `once`: no resource comes twice. `belongs`: every row is of
    the scope's people. `labels`: the row's own column of labels, if it has one. `why` is for who reads the plan.
    """

    reach: Reach
    why: str
    source: Sql
    spot: Spot
    answers: Clause | None = None
    once: bool = False
    belongs: bool = False
    labels: str | None = None
