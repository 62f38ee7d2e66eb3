"""Faults of search as knowledge: how a query is read, what a resource puts into the index, what matches."""

from tools.faults import Fault

DATE = ("tests/fhir/search/test_date.py",)
NUMBER = ("tests/fhir/search/test_number.py",)
QUANTITY = ("tests/fhir/search/test_quantity.py",)
STRING = ("tests/fhir/search/test_string.py",)
TOKEN = ("tests/fhir/search/test_token.py",)
REFERENCE = ("tests/fhir/search/test_reference.py",)
COMPOSITE = ("tests/fhir/search/test_composite.py",)
LINKS = ("tests/fhir/search/test_links.py",)
RESULTS = ("tests/fhir/search/test_results.py",)
FOLDING = ("tests/fhir/search/test_folding.py",)
LONG = ("tests/fhir/search/test_long_texts.py",)

FAULTS = [
    Fault(
        "days are those of UTC", "fhir/search/dates.py", "day.day, tzinfo=LOCAL", "day.day, tzinfo=UTC", DATE
    ),
    Fault(
        "a period ends where its last day begins",
        "fhir/search/kinds/date.py",
        "high = span(until)[1] if until else LATEST",
        "high = span(until)[0] if until else LATEST",
        DATE,
    ),
    Fault(
        "an open period ends where it begins",
        "fhir/search/kinds/date.py",
        "high = span(until)[1] if until else LATEST",
        "high = span(until)[1] if until else low + 1",
        DATE,
    ),
    Fault(
        "the end of a number's range counts",
        "fhir/search/kinds/number.py",
        '"eq": lambda low, high, value: value.low <= low and high < value.high',
        '"eq": lambda low, high, value: value.low <= low and high <= value.high',
        NUMBER,
    ),
    Fault(
        "numbers are rounded", "fhir/search/kinds/number.py", "Context(prec=4000)", "Context(prec=20)", NUMBER
    ),
    Fault(
        "a comparator is ignored",
        "fhir/search/kinds/quantity.py",
        "if value.comparator else (number, number)",
        "if not number else (number, number)",
        QUANTITY,
    ),
    Fault(
        "units are not converted",
        "fhir/search/kinds/quantity.py",
        "if system == UCUM and code and",
        "if not system and code and",
        QUANTITY,
    ),
    Fault(
        "a unit without system is not looked at",
        "fhir/search/kinds/quantity.py",
        "return value.code in (row.code, row.unit)",
        "return True",
        QUANTITY,
    ),
    Fault(
        "accents count",
        "fhir/search/folding.py",
        "if not unicodedata.combining(letter)",
        "if letter",
        FOLDING,
    ),
    Fault(
        "larger exponents come first",
        "fhir/search/ordering.py",
        "body.translate(_INVERTED) + b",
        "body + b",
        FOLDING,
    ),
    Fault(
        "names are found by their beginning only",
        "fhir/search/kinds/string.py",
        "for start in starts(text):",
        "for start in starts(text)[:1]:",
        STRING,
    ),
    Fault(
        "the middle of a long text is lost",
        "fhir/search/folding.py",
        "len(folded) - LONGEST_ASKED, LONGEST_ASKED)",
        "len(folded) - LONGEST_ASKED, 2 * LONGEST)",
        LONG,
    ),
    Fault(
        "negation asks for a value",
        "fhir/search/judging.py",
        '_NEGATIONS = ("not", "not-in")',
        '_NEGATIONS = ("not-in",)',
        TOKEN,
    ),
    Fault(
        "no system is any system",
        "fhir/search/kinds/token.py",
        "return value.system is None or row.system == value.system",
        "return not value.system or row.system == value.system",
        TOKEN,
    ),
    Fault(
        "merged people are strangers",
        "fhir/search/kinds/reference.py",
        'return id == value.id or id in world.aliases(type_name, value.id or "")',
        "return id == value.id",
        REFERENCE,
    ),
    Fault(
        "any reference will do for a patient",
        "fhir/search/kinds/reference.py",
        "return only(extra.kept, _literal) if extra.kept else _literal",
        "return _literal",
        REFERENCE,
    ),
    Fault(
        "parts of a composite are taken from anywhere",
        "fhir/search/kinds/composite.py",
        "groups = found if groups is None else groups & found",
        "groups = found if groups is None or found else groups & found",
        COMPOSITE,
    ),
    Fault(
        "all of a group's rows stand in one group",
        "fhir/search/straight.py",
        'yield f"{indent}g += 1"',
        'yield f"{indent}g = 1"',
        COMPOSITE,
    ),
    Fault(
        "a chain leads to any type",
        "fhir/search/links.py",
        "if row.type and type_name in (None, row.type):",
        "if row.type:",
        LINKS,
    ),
    Fault(
        "an unknown parameter is dropped",
        "fhir/search/parsing.py",
        "if not lenient:\n                raise\n",
        "pass\n",
        RESULTS,
    ),
    Fault(
        "lenient handling forgets to say so",
        "fhir/search/parsing.py",
        "ignored.append(source)",
        "pass",
        RESULTS,
    ),
    Fault(
        "an escaped comma separates",
        "fhir/search/escapes.py",
        'if text[at] == "\\\\":\n            at += 2',
        'if text[at] == "\\\\":\n            at += 1',
        RESULTS,
    ),
    Fault(
        "what has no value comes first",
        "fhir/search/judging.py",
        "return (1,)",
        "return (-1,)",
        RESULTS,
    ),
    Fault(
        "the last of several values decides the order",
        "fhir/search/judging.py",
        "else min(values))",
        "else max(values))",
        RESULTS,
    ),
]
