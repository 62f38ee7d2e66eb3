"""How tables lie over the machines of Citus: the statements that say it, once, on empty tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsn.sql.tables import Table


def spread(tables: Iterable[Table]) -> Iterator[str]:
    """What is a person's by its bucket, all of it together; truths of the province by value; the rest whole everywhere.

    A table of this database only (`local`) is left as it is.
    """
    first = ""
    for table in tables:
        if table.spread == "bucket":
            beside = f", colocate_with => '{first}'" if first else ""
            first = first or table.name
            yield f"SELECT create_distributed_table('{table.name}', 'bucket'{beside})"
        elif table.spread == "value":
            yield f"SELECT create_distributed_table('{table.name}', '{table.key[0]}', colocate_with => 'none')"
        elif table.spread == "reference":
            yield f"SELECT create_reference_table('{table.name}')"
