"""Index rows that are not stored because others of the same resource say the same: a third of all rows of a record.

R4 defines `combo-code` as `code` and `component-code` together, `code-value-quantity` as `code` and `value-quantity`
of one Observation: the rows of the parts answer for the whole. Which parameters have a value (`dsn.store.present`)
is still known of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dsn.fhir.search.rows import IndexRow, QuantityRow

CODE, COMPONENT_CODE = 307, 353
VALUE, COMPONENT_VALUE = 2431, 362
WHOLE = 0
"""The group of what belongs to the resource itself, as the element that a composite of the resource is about."""
APART = -1
"""The group of a value that is no Quantity (SampledData): `value-quantity` finds it, `code-value-quantity` does not."""
_QUANTITY_OF_CODE = 334

ANSWERED_BY: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {
        341: (CODE, COMPONENT_CODE),  # combo-code
        350: (VALUE, COMPONENT_VALUE),  # combo-value-quantity
        333: (CODE,),  # code-value-quantity
        _QUANTITY_OF_CODE: (VALUE,),
        346: (
            CODE,
            358,
        ),  # combo-code-value-quantity: of the Observation, and as component-code-value-quantity has it
        347: (VALUE, 359),
    }
)
"""Parameters of Observation without rows of their own, each with those whose rows together are its rows.

Rows of components have groups from 1, so that those of the whole Observation (group 0) meet only each other.
"""


def numbers(parameter: int) -> tuple[int, ...]:
    """The parameters whose rows answer for `parameter`: itself, nearly always."""
    return ANSWERED_BY.get(parameter) or (parameter,)


def stored(rows: Sequence[IndexRow]) -> Sequence[IndexRow]:
    """Those of a resource's rows that are stored."""
    kept = [row for row in rows if row[0] not in ANSWERED_BY]
    if len(kept) == len(rows):
        return rows
    quantities = {row[2:] for row in rows if row[0] == _QUANTITY_OF_CODE}
    return [_apart(row) if row[0] == VALUE and row[2:] not in quantities else row for row in kept]


def _apart(row: IndexRow) -> IndexRow:
    assert isinstance(row, QuantityRow)
    return row._replace(group=APART)
