"""Faults of the FHIR types and their JSON, XML and narratives."""

from tools.faults import Fault

WAYS = ("tests/fhir/json/test_mutations.py", "-k", "every_way")
DOORS = ("tests/fhir/json/test_json.py", "-k", "not megabytes")
LARGE = ("tests/fhir/json/test_large.py",)
XML = ("tests/fhir/xml/test_xml.py",)
NARRATIVE = ("tests/fhir/test_narrative.py",)

FAULTS = [
    Fault(
        "the last of two equal keys wins",
        "fhir/json/fast.py",
        "raw.count(b'\"') != written.count(b'\"')",
        "False",
        WAYS,
    ),
    Fault("escapes may hide a key", "fhir/json/fast.py", "[01][0-9A-Fa-f]|22)", "[01][0-9A-Fa-f])", DOORS),
    Fault(
        "an escaped extension is not looked at",
        "fhir/json/fast.py",
        ' or (escaped and b"\\\\u" in raw)',
        "",
        DOORS,
    ),
    Fault("any empty object will do", "fhir/json/fast.py", 'b"{}" in written', "False", WAYS),
    Fault("months have 31 days", "fhir/primitives.py", 'text[8:10] < "29" or', "True or", WAYS),
    Fault(
        "a code may end in a newline",
        "fhir/primitives.py",
        r"|\s\Z",
        "",
        WAYS,
    ),
    Fault(
        "numbers of any size",
        "fhir/primitives.py",
        "-LARGEST_EXPONENT <= number.adjusted() <= LARGEST_EXPONENT",
        "True",
        WAYS,
    ),
    Fault("two values for one choice", "fhir/json/source.py", '"if count > 1: return False"', '"pass"', WAYS),
    Fault("arrays need not be aligned", "fhir/json/checks.py", "len(values) == len(twins) and ", "", WAYS),
    Fault(
        "an extension may be empty",
        "fhir/json/source.py",
        "if (count == 1) is (o.extension != ()): return False",
        "pass",
        WAYS,
    ),
    Fault(
        "a reference may lead anywhere",
        "fhir/json/checks.py",
        "head == reference or head in targets or",
        "True or",
        WAYS,
    ),
    Fault(
        "codings outside their value set",
        "fhir/json/checks.py",
        "return not concept.coding and",
        "return",
        WAYS,
    ),
    Fault(
        "contained resources contain",
        "fhir/json/fast.py",
        'if getattr(each, "contained", ()):',
        "if False:",
        WAYS,
    ),
    Fault("exponents make room for keys", "fhir/json/fast.py", ' or b"E+" in written', "", DOORS),
    Fault(
        "what lost length lost nothing",
        "fhir/json/fast.py",
        "len(raw) != len(written) or ",
        "",
        WAYS,
    ),
    Fault(
        "numbers of any size in the quick checks",
        "fhir/json/source.py",
        'f"not (-{LARGEST_EXPONENT} <= {{0}}.adjusted() <= {LARGEST_EXPONENT} and',
        'f"not (',
        WAYS,
    ),
    Fault(
        "contained resources are not looked at",
        "fhir/json/source.py",
        "if not checks[type(v).__name__](v, depth + {RESOURCE_LEVELS}): return False",
        "pass",
        WAYS,
    ),
    Fault(
        "nesting without end", "fhir/json/checks.py", "DEEPEST: Final = 100", "DEEPEST: Final = 10_000", WAYS
    ),
    Fault(
        "a null is nothing",
        "fhir/types/_build.py",
        "yield field.attr, kind, () if element.many else None",
        "yield field.attr, Optional[kind], () if element.many else None",
        WAYS,
    ),
    Fault(
        "the explanation forgets cardinality",
        "fhir/json/explain.py",
        "if names.isdisjoint(present):",
        "if False:",
        WAYS,
    ),
    Fault("crowds are let in", "fhir/json/fast.py", "values * 8 > len(raw) or ", "", LARGE),
    Fault(
        "repeats in large resources", "fhir/json/large.py", "if _is_longer(raw, members):", "if False:", LARGE
    ),
    Fault(
        "large parts are not looked at",
        "fhir/json/large.py",
        "or not self._is_fine(item, known.code, depth + 1)",
        "",
        LARGE,
    ),
    Fault(
        "resources within resources without end",
        "fhir/json/source.py",
        "RESOURCE_LEVELS: Final = 10",
        "RESOURCE_LEVELS: Final = 1",
        LARGE,
    ),
    Fault(
        "attachments of white space",
        "fhir/primitives.py",
        "return groups + len(rest) > 0 and",
        "return",
        WAYS,
    ),
    Fault(
        "leading zeros in an oid",
        "fhir/primitives.py",
        " and _ARC_WRONG.search(text) is None",
        "",
        WAYS,
    ),
    Fault(
        "XML faults without end",
        "fhir/xml/reading.py",
        "if len(self.faults) >= MOST_ISSUES:",
        "if False:",
        XML,
    ),
    Fault("XML in any encoding", "fhir/xml/tree.py", "if data[:2] in (", "if data[:0] in (", XML),
    Fault("crowded tags", "fhir/xml/tree.py", "if has_crowded_tag(data):", "if False:", XML),
    Fault(
        "narratives without bottom",
        "fhir/narrative.py",
        "if depth > DEEPEST or",
        "if",
        NARRATIVE,
    ),
    Fault(
        "a time of day that was never checked",
        "fhir/primitives.py",
        "if day in _known_days and clock in _known_clocks:",
        "if day in _known_days and clock:",
        ("tests/fhir/test_primitives.py",),
    ),
    Fault("XML in any order", "fhir/xml/reading.py", "if found.place < place:", "if False:", XML),
    Fault("entities are welcome", "fhir/xml/tree.py", 'raise Invalid("fhir-xml-doctype")', "return", XML),
    Fault(
        "newlines in attributes are written bare",
        "fhir/xml/writing.py",
        "'[<>&\"\\t\\n\\r]'",
        "'[<>&\"]'",
        XML,
    ),
    Fault(
        "links may run scripts",
        "fhir/narrative.py",
        "(?:https?://|mailto:|tel:|#)",
        "(?:https?://|mailto:|tel:|#|javascript:)",
        NARRATIVE,
    ),
    Fault("styles may load", "fhir/narrative.py", r"[a-zA-Z0-9#%., '+-]+", r".+", NARRATIVE),
]
