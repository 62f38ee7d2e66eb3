"""Search as knowledge: the parameters of R4, what they index, how a query is read, and what it matches.

`parse` makes a query a tree, `extract` makes a resource index rows, `matches` and `sort_key` judge in plain Python
what every engine must answer; they ask a `World` of what lies beyond one resource. `answers` tells which resource is
returned where contained ones are searched too, `included` what `_include` adds.
"""

from dsn.fhir.search.extraction import extract
from dsn.fhir.search.judging import answers, matches, sort_key
from dsn.fhir.search.kinds.shape import World
from dsn.fhir.search.links import Placed, included
from dsn.fhir.search.parsing import parse

__all__ = ["Placed", "World", "answers", "extract", "included", "matches", "parse", "sort_key"]
