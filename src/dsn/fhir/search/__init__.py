"""Search as knowledge: the parameters of R4, what they index, how a query is read, and what it matches.

`parse` makes a query a tree, `extract` makes a resource index rows, `matches` and `sort_key` judge in plain Python
what every engine must answer.
"""

from dsn.fhir.search.extraction import extract

__all__ = ["extract"]
