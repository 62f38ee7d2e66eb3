"""Faults of FHIRPath, units, patches and views."""

from tools.faults import Fault

FUNCTIONS = ("tests/fhir/path/test_functions.py",)
DATES = ("tests/fhir/path/test_dates.py",)
WALK = ("tests/fhir/path/test_walk.py",)
SYNTAX = ("tests/fhir/path/test_syntax.py",)
EXTRACTION = ("tests/fhir/path/test_search_extraction.py", "-k", "finds or several")
UCUM = ("tests/fhir/ucum/test_ucum.py",)
PATCH = ("tests/fhir/patch/test_path_patch.py",)
JSON_PATCH = ("tests/fhir/patch/test_json_patch.py",)
VIEWS = ("tests/fhir/views/test_official_suite.py",)

FAULTS = [
    Fault(
        "a mass equals a length",
        "fhir/path/quantity.py",
        "return _sign(one - other) if unit == by else None",
        "return _sign(one - other)",
        ("tests/fhir/path/test_second_opinion.py", "-k", "page"),
    ),
    Fault(
        "a calendar year is 365.25 days",
        "fhir/path/quantity.py",
        "return not quantity.calendar or quantity.unit in _DEFINITE",
        "return True",
        FUNCTIONS,
    ),
    Fault(
        "a date gets hours",
        "fhir/path/operators.py",
        "isinstance(start, FhirTime) if day_unit else isinstance(start, FhirDate)",
        "isinstance(start, FhirTime) if day_unit else False",
        ("tests/fhir/path/test_second_opinion.py", "-k", "page"),
    ),
    Fault(
        "the zone is forgotten",
        "fhir/path/dates.py",
        "left, right = left.in_utc(), right.in_utc()",
        "pass",
        DATES,
    ),
    Fault(
        "unknown precision counts as equal",
        "fhir/path/dates.py",
        "    if len(left.parts) != len(right.parts):\n        return None\n",
        "",
        FUNCTIONS,
    ),
    Fault(
        "the 31st stays in a short month",
        "fhir/path/dates.py",
        "min(moved[2], monthrange(*moved[:2])[1])",
        "moved[2]",
        DATES,
    ),
    Fault(
        "several values, the first is taken",
        "fhir/path/operators.py",
        '        raise Invalid("fhirpath-not-single", count=len(items))\n    return items[0]',
        "        return items[0]\n    return items[0]",
        FUNCTIONS,
    ),
    Fault(
        "true is a number",
        "fhir/path/operators.py",
        "return isinstance(value, (int, Decimal)) and not isinstance(value, bool)",
        "return isinstance(value, (int, Decimal))",
        SYNTAX,
    ),
    Fault(
        "an unknown variable is empty",
        "fhir/path/compile.py",
        '            raise self.refuse(node, "fhirpath-variable-unknown", name=name)\n\n        return run',
        "            return []\n\n        return run",
        SYNTAX,
    ),
    Fault(
        "the type of an unversioned reference only",
        "fhir/path/functions/fhir.py",
        'segments = segments[: segments.index("_history")]',
        "pass",
        WALK,
    ),
    Fault(
        "the fast way keeps empty primitives",
        "fhir/path/fast.py",
        'self.put(inside, f"if {value} is None: continue")',
        "pass",
        ("tests/fhir/path/test_search_extraction.py", "-k", "empty"),
    ),
    Fault(
        "the fast way forgets to join alternatives",
        "fhir/path/fast.py",
        "if len(branches) > 1:",
        "if len(branches) > 99:",
        EXTRACTION,
    ),
    Fault(
        "search takes one component",
        "fhir/path/fast.py",
        "return tuple(variant for variant in element.variants if is_a(variant.type, wanted.name)), rest[1:]",
        "return tuple(v for v in element.variants if is_a(v.type, wanted.name))[:0], rest[1:]",
        EXTRACTION,
    ),
    Fault(
        "prefixes are not applied",
        "fhir/ucum/grammar.py",
        "return _supported(rest, unit), prefixes[symbol[:size]]",
        "return _supported(rest, unit), prefixes[symbol[:size]] ** 0",
        UCUM,
    ),
    Fault(
        "international units weigh something",
        "fhir/ucum/table.py",
        'own = item.attrib.get("isArbitrary") == "yes" and unit == "1"',
        "own = False",
        UCUM,
    ),
    Fault(
        "a second value where one is allowed",
        "fhir/patch/path_patch.py",
        "if not element.many and any(",
        "if False and any(",
        PATCH,
    ),
    Fault(
        "extensions stay behind when a primitive moves",
        "fhir/patch/path_patch.py",
        "for key in _keys(variant):\n            reorder",
        "for key in _keys(variant)[:1]:\n            reorder",
        PATCH,
    ),
    Fault(
        "a patch changes what it was given",
        "fhir/patch/path_patch.py",
        "changed = deepcopy(dict(resource))",
        "changed = dict(resource)",
        PATCH,
    ),
    Fault(
        "a patch path may run anything",
        "fhir/patch/path_patch.py",
        "if isinstance(part, Call) and part.name not in _ALLOWED:",
        "if False:",
        PATCH,
    ),
    Fault(
        "true passes for one",
        "fhir/patch/json_patch.py",
        "        return left is right\n",
        "        return left == right\n",
        JSON_PATCH,
    ),
    Fault(
        "a cell takes the first of several",
        "fhir/views/rows.py",
        "if len(values) > 1:",
        "if len(values) > 99:",
        VIEWS,
    ),
    Fault(
        "a view filter that says nothing keeps the row",
        "fhir/views/rows.py",
        "return truth(found) is True",
        "return truth(found) is not False",
        VIEWS,
    ),
    Fault(
        "sums in the coarser unit",
        "fhir/path/quantity.py",
        "if ucum.convert(Decimal(1), right.ucum_unit, left.ucum_unit) < 1:",
        "if False:",
        ("tests/fhir/path/test_functions.py", "-k", "quantities"),
    ),
    Fault(
        "a calendar year of 366 days",
        "fhir/path/quantity.py",
        '"year": 365,',
        '"year": 366,',
        ("tests/fhir/path/test_functions.py", "-k", "quantities"),
    ),
    Fault(
        "patterns without end",
        "fhir/path/functions/strings.py",
        'raise Invalid("fhirpath-pattern-too-slow", pattern=pattern) from None',
        "raise",
        ("tests/fhir/path/test_functions.py", "-k", "regular"),
    ),
]
