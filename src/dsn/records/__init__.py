"""The door to the record: nothing above this room obtains a resource without a Desk, and a desk has a who and a why.

desk = await records.admit(actor, why)
version = await desk.read("Observation", id)      # in scope, and logged, before it is returned
"""

from dsn.access.actor import Actor, Why
from dsn.records.chart import Chart
from dsn.records.desk import Desk
from dsn.records.door import Records
from dsn.records.identity import Identity, IdentityNumber, OutOfRelation
from dsn.records.judging import Invariant

__all__ = [
    "Actor",
    "Chart",
    "Desk",
    "Identity",
    "IdentityNumber",
    "Invariant",
    "OutOfRelation",
    "Records",
    "Why",
]
