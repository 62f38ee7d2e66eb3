"""Search as SQL: tree → plan (a value one can print) → one statement for both engines, all of it under the scope.

`plan` decides, `run` reads, `explain` tells. One file for each parameter type says what it asks of its index table.
"""

from dsn.store.plan.explain import explain
from dsn.store.plan.frame import Terms
from dsn.store.plan.plan import Plan, plan
from dsn.store.plan.run import Load, run

__all__ = ["Load", "Plan", "Terms", "explain", "plan", "run"]
