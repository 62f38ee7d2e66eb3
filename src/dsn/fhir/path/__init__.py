"""FHIRPath: one engine for search extraction, invariants, forms and views.

`compile` gives a function of a resource or element (struct, or JSON as mappings). What it answers are the
record's own values: structs, strings (a `date` element is its text), numbers; what an expression computes
comes as `FhirDate`, `FhirDateTime`, `FhirTime`, `Quantity`. `Compiled.items` keeps the FHIR type of each.

    >>> compile("1 + 1")(None)
    [2]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from dsn.base import clock
from dsn.fhir.path.compile import Compiler
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.fast import Extract, plan
from dsn.fhir.path.functions.table import Function, eager
from dsn.fhir.path.nodes import Item, Items, Obj, Prim
from dsn.fhir.path.operators import truth
from dsn.fhir.path.parser import parse
from dsn.fhir.path.quantity import Quantity
from dsn.fhir.path.scope import Env, Fn, Resolver, Scope, Trace
from dsn.fhir.path.values import TypeInfo
from dsn.fhir.path.walk import plain, type_name, wrap

UserFunction = Callable[..., list[Any]]
"""Given the input items and a list of items for each argument; answers items."""

_Fast = tuple[str, Extract]
_NOTHING: Mapping[str, Any] = {}


class Compiled:
    """An expression ready to run. Safe to share between threads."""

    def __init__(
        self, expression: str, run: Fn, variables: Mapping[str, Any] = _NOTHING, fast: _Fast | None = None
    ) -> None:
        self.expression = expression
        self._run = run
        self._variables = variables
        self._fast = fast

    def __repr__(self) -> str:
        return f"Compiled({self.expression!r})"

    def __call__(self, focus: Any, **env: Any) -> list[Any]:
        """The values the expression finds, without wrappers and without primitives that have only extensions;
        see `items` for the arguments and errors."""
        fast = self._fast
        if fast is not None and not env and focus.__class__.__name__ == fast[0] and isinstance(focus, Struct):
            return fast[1](focus)
        return [value for item in self.items(focus, **env) if (value := plain(item)) is not None]

    def items(
        self,
        focus: Any,
        *,
        resource: Any = None,
        root: Any = None,
        variables: Mapping[str, Any] = _NOTHING,
        resolver: Resolver | None = None,
        trace: Trace | None = None,
        now: clock.Instant | None = None,
        conforms: Callable[[Any, str], bool] | None = None,
        member_of: Callable[[Any, str], bool] | None = None,
        subsumes: Callable[[Any, Any], bool] | None = None,
    ) -> Items:
        """The items found: System values, structs, `Prim` for primitives, `Obj` for JSON objects.

        `focus` is what `%context` names. `resource` and `root` are `%resource` and `%rootResource` where they
        are not the focus itself. `resolver` gives the resource of a literal reference or None. `now` holds the
        clock still. `conforms`, `member_of` and `subsumes` answer for profiles and terminology. Raises `Invalid`
        with `position` when the values do not suit the expression, `Unsupported` where nobody is there to ask."""
        start = wrap(focus)
        here = start if resource is None else wrap(resource)
        top = here if root is None else wrap(root)
        known = {**self._variables, **variables} if variables else self._variables
        env = Env(here, top, start, known, resolver, trace, now, conforms, member_of, subsumes)
        return self._run(Scope(env, start))

    def holds(self, focus: Any, **env: Any) -> bool:
        """Whether the expression is true of the focus; empty counts as not. Raises `Invalid` for several items."""
        return truth(self.items(focus, **env)) is True


def compile(
    expression: str,
    *,
    type: str | None = None,
    variables: Mapping[str, Any] = _NOTHING,
    functions: Mapping[str, UserFunction | Function] = _NOTHING,
    known_variables: Collection[str] | None = None,
    as_filters: bool = False,
) -> Compiled:
    """An expression made ready. Raises `Invalid` with `position` for one that cannot be read, or that names an
    unknown function or type.

    `type` names the type of resource it is for: plain paths over structs of it then run faster.
    `known_variables`, when given, are the only `%names` it may use besides those of the standard.
    `as_filters` lets `as` keep what fits of several items, as the search parameters of R4 were written; the
    standard itself refuses several."""
    if functions or known_variables is not None:
        made = {name: _adapted(run) for name, run in functions.items()}
        return Compiled(
            expression, Compiler(expression, made, as_filters, known_variables).whole(), variables
        )
    run, fast = _compiled(expression, type, as_filters)
    return Compiled(expression, run, variables, fast)


@lru_cache(maxsize=8192)
def extractor(expression: str, type: str) -> Extract:
    """The expression of a search parameter as a function from a struct of `type` to its values.

    `as` filters, `resolve() is X` looks at the reference alone, nothing is fetched. Raises `Invalid` as `compile`."""
    run, fast = _compiled(expression, type, True)
    return fast[1] if fast is not None else Compiled(expression, run)


@lru_cache(maxsize=8192)
def _compiled(expression: str, type: str | None, as_filters: bool) -> tuple[Fn, _Fast | None]:
    run = Compiler(expression, {}, as_filters).whole()
    extract = None if type is None else plan(parse(expression), type, as_filters)
    return run, None if type is None or extract is None else (type, extract)


def _adapted(run: UserFunction | Function) -> Function:
    if isinstance(run, Function):
        return run
    return eager(lambda scope, focus, *args: run(focus, *args), 0, 99)


__all__ = [
    "Compiled",
    "FhirDate",
    "FhirDateTime",
    "FhirTime",
    "Function",
    "Item",
    "Obj",
    "Prim",
    "Quantity",
    "TypeInfo",
    "compile",
    "extractor",
    "plain",
    "type_name",
]
