"""Faults of search: filters, ranges, scope, instants, pages and order, each a little wrong."""

from tools.faults import Fault

LAW = ("tests/laws/test_search.py::test_search_on_sqlite_is_judging_everything",)

_FAULTS = [
    # filters
    ("a filter is dropped", "drive.py", "for clause in clauses]", "for clause in clauses[1:]]"),
    ("`:not` finds what it should not", "clause.py", "return none_of(asked) if", "return asked if"),
    ("`:missing` the other way round", "clause.py", '"=" if value.missing', '"<>" if value.missing'),
    (
        "a test speaks for other types",
        "clause.py",
        "{spot.type_number} = {kinds.number(type_)}",
        "{spot.type_number} > 0",
    ),
    ("parts of a composite from two elements", "composite.py", 'or "1 = 1")', 'and "1 = 1")'),
    (
        "a code of another system",
        "token.py",
        '"@.code = {} AND @.system = {}"',
        '"@.code = {} AND @.system <> {}"',
    ),
    ("a name found in the middle", "string.py", "text, text + AFTER)", "text, AFTER)"),
    (
        "an exact text that is not",
        "string.py",
        '"@.text = {} AND {}", value.text',
        '"@.text >= {} AND {}", value.text',
    ),
    (
        "a reference to another type",
        "reference.py",
        'piece("{} AND @.type = {}", among(',
        'piece("{} AND @.type <> {}", among(',
    ),
    ("an address that only begins alike", "uri.py", "starts_of_it = [uri[:length]", "starts_of_it = [uri"),
    (
        "a unit is ignored",
        "quantity.py",
        "return written if value.code is None",
        "return written if value.number",
    ),
    ("a place further away", "special.py", '* asin(sqrt({}))"', '* asin({})"'),
    # ranges
    (
        "an end of a date left open",
        "date.py",
        '{low} >= {{}} AND {high} <= {{}})", start, end',
        '{low} >= {{}} AND {low} < {{}})", start, end',
    ),
    (
        "a long period missed",
        "date.py",
        'piece("@.low >= {}", instant - width)',
        'piece("@.low >= {}", instant)',
    ),
    ("`ge` is after", "date.py", '{high} > {{}}", start)', '{high} > {{}}", end)'),
    (
        "a number's last digit counts too much",
        "number.py",
        '{high} < {{}})", start, end',
        '{high} <= {{}})", start, end',
    ),
    # scope
    (
        "the end of a chain unscoped",
        "chains.py",
        "scope.within(frame, there),\n        condition(chain.clause",
        "Sql('1 = 1'),\n        condition(chain.clause",
    ),
    (
        "what refers here unscoped",
        "chains.py",
        "scope.within(frame, there),\n        condition(has.clause",
        "Sql('1 = 1'),\n        condition(has.clause",
    ),
    ("an include unscoped", "includes.py", "scope.within(frame, Spot.of_life(end, None)),", "TRUE,"),
    ("a label forgotten", "drive.py", 'yield piece(f"({drive.labels} & {{}}) = 0", barred)', "yield TRUE"),
    (
        "a label forgotten on the way",
        "scope.py",
        'piece("(@.labels & {}) = 0", barred)',
        'piece("(@.labels & {}) >= 0", barred)',
    ),
    (
        "what is hidden is shown",
        "scope.py",
        'return piece("NOT ({})", frame.among(key, hidden)) if hidden else TRUE',
        "return TRUE",
    ),
    (
        "everybody's records as a filter",
        "scope.py",
        "if people is None:\n        return TRUE",
        "if people:\n        return TRUE",
    ),
    (
        "what is nobody's is everybody's",
        "scope.py",
        "if spot.type in scope.shared_types else FALSE",
        "if spot.type else FALSE",
    ),
    (
        "hierarchies through what is unseen",
        "hierarchy.py",
        "scope.within(frame, Spot.of_life(life, type_)),",
        "Sql('1 = 1'),",
    ),
    # instants
    ("rows that have ended", "frame.py", "{alias}.until > {{}}", "{alias}.until > 0 * {{}}"),
    ("rows that have not begun", "frame.py", "{alias}.since <= {{}}", "{alias}.since <= 2 * {{}}"),
    (
        "a later version than the page's",
        "bodies.py",
        "r.instant <= ? AND NOT",
        "r.instant <= ? + 99999 AND NOT",
    ),
    # order, pages, totals
    (
        "a tie is left to chance",
        "page.py",
        'return ", ".join([*parts, "key"])',
        'return ", ".join([*parts, "-key"])',
    ),
    ("what has no value comes first", "page.py", "NULLS LAST", "NULLS FIRST"),
    (
        "the last of a page comes again",
        "page.py",
        'piece("key > {}", cursor.key)',
        'piece("key >= {}", cursor.key)',
    ),
    (
        "the last of an unsorted page comes again",
        "plan.py",
        "{start.spot.key} > {{}}",
        "{start.spot.key} >= {{}}",
    ),
    (
        "a page skips one",
        "plan.py",
        'ORDER BY key LIMIT {}", found, after, size + 1',
        'ORDER BY key LIMIT {}", found, after, size',
    ),
    ("a total counts twice", "plan.py", 'f"DISTINCT {start.spot.key}"', 'f"{start.spot.key}"'),
    ("a resource comes twice", "plan.py", "else 'DISTINCT '", "else ''"),
    (
        "what has no date is left out",
        "walk.py",
        "if start.reach != Reach.TYPE:",
        "if start.reach == Reach.TYPE:",
    ),
    (
        "a resource comes for each of its dates",
        "walk.py",
        'sign = ">" if query.sort[0].descending else "<"\n    return piece(\n        f"NOT',
        'sign = "<"\n    return piece(\n        f"NOT',
    ),
    (
        "a page by date begins a little late",
        "walk.py",
        '{row}.key > {{}})",\n        came.values[0]',
        '{row}.key < {{}})",\n        came.values[0]',
    ),
    ("a match is included", "includes.py", "seen = set(page)", "seen = set()"),
    ("`:iterate` stops", "includes.py", "[include for include in includes if include.iterate]", "[]"),
    (
        "the greatest value for the least",
        "sort.py",
        '"DESC" if key.descending else "ASC", frame, spot)',
        '"ASC", frame, spot)',
    ),
]

DIRECTED = ("tests/store/plan/test_searches.py",)
"""What chance may draw too seldom is asked here by hand; asked first, since it takes a second."""

FAULTS = [
    Fault(f"search: {name}", f"store/plan/{file}", right, wrong, (*DIRECTED, *LAW))
    for name, file, right, wrong in _FAULTS
]
