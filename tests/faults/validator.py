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
LIMITS = ("tests/fhir/validate/test_form_limits.py",)
PROFILES = ("tests/fhir/validate/test_profiles.py",)

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
    Fault(
        "a link of a narrative leads nowhere",
        HERE + "narratives.py",
        "        if name not in known:",
        "        if not known:",
        ("tests/fhir/validate/test_narratives.py",),
    ),
    Fault(
        "a canonical within needs nothing within",
        HERE + "addresses.py",
        'if value != "#" and frame.resolve(value) is None:',
        'if value == "#":',
        ("tests/fhir/validate/test_addresses.py",),
    ),
    Fault(
        "an extensible binding has no limit",
        HERE + "walk.py",
        "if shape.max_value_set is not None:",
        "if shape.max_value_set is not None and self.is_base:",
        CODES,
    ),
    Fault(
        "a required code may have any display",
        HERE + "bindings.py",
        'if answer and severity == "error":',
        'if answer and severity == "fatal":',
        CODES,
    ),
    Fault(
        "an answer that excludes others stands beside them",
        HERE + "answers.py",
        "for answer in answers if len(answers) > 1 else ():",
        "for answer in answers if len(answers) > 2 else ():",
        LIMITS,
    ),
    Fault(
        "answers are counted by item",
        HERE + "responses.py",
        'count = len(given) if kind == "group" else sum(len(child(each.item, "answer")) for each in given)',
        "count = len(given)",
        LIMITS,
    ),
    Fault(
        "a profile may allow more than its base",
        HERE + "profiles.py",
        "    if limits(made)[1] > most:",
        "    if limits(made)[1] < 0:",
        PROFILES,
    ),
    Fault(
        "a profile may take any type",
        HERE + "profiles.py",
        'if not fits and not {"*", "Element", "BackboneElement"} & set(before):',
        "if not fits and not before:",
        PROFILES,
    ),
    Fault(
        "the default slice is a slice like any other",
        HERE + "slicing.py",
        "if each.name == _DEFAULT:",
        'if each.name == "@rest":',
        SLICES,
    ),
    Fault(
        "a choice narrowed by name is narrowed where it is sliced",
        HERE + "derive.py",
        'if said and "slicing" in said.element',
        "if said and said.slices",
        SNAPSHOTS,
    ),
    Fault(
        "two elements share an id",
        HERE + "identities.py",
        "    frame.ids.add(identifier)\n",
        "",
        ("tests/fhir/validate/test_identities.py",),
    ),
    Fault(
        "a concept has properties that its system lacks",
        HERE + "vocabularies.py",
        "        if code not in types:\n",
        "        if not types:\n",
        ("tests/fhir/validate/test_vocabularies.py",),
    ),
]
