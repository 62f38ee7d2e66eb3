"""A search as a value: what was asked, parsed once, judged by `matches()` and planned into SQL.

Every node says where in the query it came from (`source`, the raw `name=value`), so that a refusal and
`dsn explain` can point at it. AND is a tuple of clauses; OR is a tuple of values inside one clause.
Instants are microseconds since 1970 UTC; an interval is [low, high), high exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

ParamKind = Literal[
    "token", "string", "date", "number", "quantity", "reference", "uri", "composite", "special"
]
Prefix = Literal["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one resource type. `number` is stable for ever: index rows carry it.

    Parameters of every type (`_tag`, …) keep one number, below `rows.SHARED`, over all types; `type` is the type
    asked for, `Resource` in a search over all types. `targets` are the types a reference may point at (empty: any);
    `components` the parameters of a composite, whose index rows share a group number when they come from one element.
    `also` gives the numbers of the rows that answer a modifier: `of-type`, `identifier`.
    `fold` says how codes are made comparable, in rows and in queries alike (`kinds.token.comparable`).
    """

    number: int
    type: str
    code: str
    kind: ParamKind
    expression: str
    targets: tuple[str, ...] = ()
    components: tuple[Parameter, ...] = ()
    version: int = 1
    also: Mapping[str, int] = field(default_factory=dict, hash=False, compare=False)
    fold: Literal["", "case", "contact", "mime"] = ""


@dataclass(frozen=True, slots=True)
class TokenValue:
    """`system` None = any system; "" = explicitly none (`|code`). `code` None = any code of the system (`system|`)."""

    system: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class StringValue:
    """`text` as sent; `folded` by the one tokenizer of `dsn.fhir.search.folding`."""

    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class DateValue:
    """[low, high) by the precision written; for `ap` already widened by a tenth of the distance to now."""

    prefix: Prefix
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class NumberValue:
    """`exact` is what was written; [low, high) its implicit range by significant digits (R4 search, number).

    For `ap` the range is already widened to a tenth of the value on either side, and both ends count.
    """

    prefix: Prefix
    exact: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """As NumberValue, with a unit: `code` None = any unit. `system` as in TokenValue.

    `canonical` is the number in UCUM base units with their code, when the unit is UCUM and known.
    """

    number: NumberValue
    system: str | None
    code: str | None
    canonical: NumberValue | None
    canonical_code: str | None


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """`type` None = any target type. `url` is set instead of `id` for an absolute reference that is not ours."""

    type: str | None
    id: str | None
    version: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class UriValue:
    uri: str


@dataclass(frozen=True, slots=True)
class CompositeValue:
    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class NearValue:
    latitude: Decimal
    longitude: Decimal
    metres: Decimal


@dataclass(frozen=True, slots=True)
class MissingValue:
    missing: bool


Value = (
    TokenValue
    | StringValue
    | DateValue
    | NumberValue
    | QuantityValue
    | ReferenceValue
    | UriValue
    | CompositeValue
    | NearValue
    | MissingValue
)


@dataclass(frozen=True, slots=True)
class Test:
    """One parameter against one of several values. `modifier` is without the colon; None = none.

    A `:[type]` modifier of a reference is already in its values. `_list=42` is a `Has` on List.item with `_id`.
    `_filter` yields further modifiers for strings: `equals` (folded, of rows that have `text`), `ends` (folded, of
    any row), and `unequal` for any kind.
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name

    parameter: Parameter
    modifier: str | None
    values: tuple[Value, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Chain:
    """`subject:Patient.name=x`: the reference's target of type `target` fulfils `clause`."""

    parameter: Parameter
    target: str
    clause: Clause
    source: str


@dataclass(frozen=True, slots=True)
class Has:
    """`_has:Observation:patient:code=x`: some `parameter.type` refers here by `parameter` and fulfils `clause`."""

    parameter: Parameter
    clause: Clause
    source: str


@dataclass(frozen=True, slots=True)
class Every:
    """AND; also the empty search (no clauses: everything)."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """OR (several target types of a chain, `_filter`'s `or`)."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`_filter`'s `not`, and the complement a modifier such as `:not` stands for where it is no index question."""

    clause: Clause


Clause = Test | Chain | Has | Every | Any | Not


@dataclass(frozen=True, slots=True)
class SortKey:
    parameter: Parameter
    descending: bool


@dataclass(frozen=True, slots=True)
class Include:
    """`_include` (forward) or `_revinclude`; `parameter` None = `*`; `target` None = any; `type` may be `*`."""

    forward: bool
    type: str
    parameter: Parameter | None
    target: str | None
    iterate: bool
    source: str


@dataclass(frozen=True, slots=True)
class Query:
    """A whole search. `type` None = all types, or those of `types` (`_type`) if there are any.

    `where` of a search over several types names each type's own parameter: Any((Test(A.code), Test(B.code))); a test
    holds for no resource of another type than its parameter's. `ignored` lists what lenient handling left out.
    `contained`: whether what stands by itself (`false`), what is contained (`true`) or both are searched; and of what
    is contained, whether the answer is its container or itself (`contained_type`). Types are those of what is searched.
    """

    type: str | None
    where: Every
    sort: tuple[SortKey, ...] = ()
    includes: tuple[Include, ...] = ()
    count: int | None = None
    total: Literal["none", "estimate", "accurate"] = "none"
    summary: Literal["true", "text", "data", "count", "false"] = "false"
    elements: tuple[str, ...] = ()
    page: str | None = None
    ignored: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    contained: Literal["false", "true", "both"] = "false"
    contained_type: Literal["container", "contained"] = "container"
