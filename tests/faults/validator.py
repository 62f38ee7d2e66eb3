"""Faults of validation against profiles, value sets, references, Bundles and forms."""

from tools.faults import Fault

HERE = "fhir/validate/"
SLICES = ("tests/fhir/validate/test_slices.py",)
TOLD = ("tests/fhir/validate/test_discriminators.py",)
CODES = ("tests/fhir/validate/test_codes.py",)
RULES = ("tests/fhir/validate/test_rules.py",)
VALUES = ("tests/fhir/validate/test_values.py",)
REFERENCES = ("tests/fhir/validate/test_references.py",)
BUNDLES = ("tests/fhir/validate/test_bundles.py",)
FORMS = ("tests/fhir/validate/test_forms.py",)
EXTENSIONS = ("tests/fhir/validate/test_extensions.py",)
SNAPSHOTS = ("tests/fhir/validate/test_snapshots.py",)
VITALS = ("tests/fhir/validate/test_vitals.py",)

FAULTS = [
    Fault(
        "a closed slicing lets others in",
        HERE + "slicing.py",
        'if slicing.rules == "closed" and slicing.discriminators:',
        'if slicing.rules == "sealed" and slicing.discriminators:',
        SLICES,
    ),
    Fault(
        "a missing slice is not counted",
        HERE + "slicing.py",
        "if count < each.min and _NOBODY_KNOWS not in placed:",
        "if 0 < count < each.min:",
        SLICES,
    ),
    Fault(
        "a profile that is not at hand is taken to be met by slices",
        HERE + "discriminate.py",
        "return None if Told.UNKNOWN in answers else Told.YES in answers",
        "return Told.YES in answers or Told.UNKNOWN in answers",
        TOLD,
    ),
    Fault(
        "a discriminator does not look through slices",
        HERE + "discriminate.py",
        "ways = nodes if nodes[:1] == [node] else _with_slices(nodes)",
        "ways = nodes",
        VITALS,
    ),
    Fault(
        "a pattern is met by any of its parts",
        HERE + "match.py",
        "        all(any(is_pattern(found, expected) for found in there.get(name, ())) for expected in asked)",
        "        any(any(is_pattern(found, expected) for found in there.get(name, ())) for expected in asked)",
        (*SLICES, *VALUES),
    ),
    Fault(
        "a required binding is a warning",
        HERE + "bindings.py",
        '"required": "error"',
        '"required": "warning"',
        CODES,
    ),
    Fault(
        "words stand for a required code",
        HERE + "bindings.py",
        'if severity == "error" and _is_words(trail.item):',
        'if severity == "fatal" and _is_words(trail.item):',
        CODES,
    ),
    Fault(
        "what a value set excludes is in",
        HERE + "terms.py",
        "return None if out is None else not out",
        "return True",
        CODES,
    ),
    Fault(
        "a code of another system is in the value set",
        HERE + "terms.py",
        "        if system is not None and system != own:\n            return False\n",
        "",
        CODES,
    ),
    Fault(
        "a rule that comes out empty holds",
        HERE + "rules.py",
        "return truth(found) is not True and not (rule.lenient and not found)",
        "return bool(found) and truth(found) is not True",
        RULES,
    ),
    Fault(
        "a reference may lead to any type",
        HERE + "references.py",
        "    if not fitting:\n",
        "    if fitting:\n",
        REFERENCES,
    ),
    Fault(
        "the target's profile is not looked at",
        HERE + "references.py",
        "if not any(walk.conforms(each, there, here) for each in targets):",
        "if not targets:",
        REFERENCES,
    ),
    Fault(
        "a relative reference means any entry of that name",
        HERE + "frame.py",
        'return own["base"] + reference if own else reference',
        "return self.entries.meant(reference) or reference if self.entries else reference",
        BUNDLES,
    ),
    Fault(
        "two entries may have one identity",
        HERE + "bundles.py",
        'if (match["type"], match["id"]) != (name, identifier):',
        'if match["type"] != name:',
        BUNDLES,
    ),
    Fault(
        "a question that is not asked may be answered",
        HERE + "responses.py",
        "if enabled is False:",
        "if enabled is None:",
        FORMS,
    ),
    Fault(
        "any condition is enough",
        HERE + "conditions.py",
        'return any(answers) if text(question, "enableBehavior") == "any" else all(answers)',
        "return any(answers)",
        FORMS,
    ),
    Fault(
        "an extension stands anywhere",
        HERE + "extensions.py",
        "return not contexts or any(_is_at(each, trail, frame) for each in contexts)",
        "return True",
        EXTENSIONS,
    ),
    Fault(
        "a profile forgets the rules of its base",
        HERE + "derive.py",
        'merged["constraint"] = kept + list(diff["constraint"])',
        'merged["constraint"] = list(diff["constraint"])',
        SNAPSHOTS,
    ),
    Fault(
        "a slice is not there in profiles derived from its own",
        HERE + "derive.py",
        "yield each if own is None else self.derive(each, own, path)",
        "yield from () if own is None else (self.derive(each, own, path),)",
        SNAPSHOTS,
    ),
    Fault(
        "a bound is met by what lies beyond it",
        HERE + "values.py",
        'return test(None, variables={"value": item, "bound": bound}) == [False]',
        "return False",
        VALUES,
    ),
]
