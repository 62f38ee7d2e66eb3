"""Nulls, empties and wrong kinds of JSON."""

from __future__ import annotations

from tests.fhir.json.mutating import write
from tests.fhir.json.ways.making import (
    DEFINITION,
    JSON,
    KIND,
    complex,
    holder,
    of_type,
    primitive,
    put,
    twin,
    way,
)

NULLS = [
    way(
        "null for a single value",
        JSON + "no null but in arrays",
        "fhir-null",
        lambda s: s.index is None,
        put(None),
    ),
    way(
        "null in a list of objects",
        JSON + "null only for primitives",
        "fhir-null",
        lambda s: s.index is not None and complex(s),
        put(None),
    ),
    way(
        "null in a list without twin",
        JSON + "null only where the twin has something",
        "fhir-null",
        lambda s: s.index is not None and primitive(s) and "_" + s.name not in s.owner,
        put(None),
    ),
    way(
        "null for a list",
        JSON + "null only in arrays",
        "fhir-null",
        lambda s: s.index is not None,
        lambda s: s.owner.update({s.name: None}),
        lambda s: s.listed,
    ),
    way("an empty object", JSON + "objects are never empty", "fhir-empty", complex, put({})),
    way(
        "an empty list",
        JSON + "an array cannot be empty",
        "fhir-empty",
        lambda s: s.index is not None,
        lambda s: s.owner.update({s.name: []}),
        lambda s: s.listed,
    ),
    way(
        "an empty string",
        JSON + "strings are never empty",
        "fhir-empty",
        lambda s: isinstance(s.value, str) and s.code != "xhtml",
        put(""),
    ),
    way(
        "an empty twin",
        JSON + "objects are never empty",
        "fhir-empty",
        lambda s: s.field.twin is not None and s.index is None,
        twin({}),
        lambda s: holder(s) + "._" + s.name,
    ),
    way(
        "a twin that is no object",
        JSON + "the twin is an object",
        KIND,
        lambda s: s.field.twin is not None and s.index is None,
        twin("x"),
        lambda s: holder(s) + "._" + s.name,
    ),
    way(
        "a twin list of another length",
        JSON + "both arrays are of one length",
        "fhir-arrays-unequal",
        lambda s: s.field.twin is not None and s.index is not None,
        lambda s: twin([{"id": "x"}] * (len(s.owner[s.name]) + 1))(s),
        lambda s: holder(s) + "._" + s.name,
    ),
    way(
        "null in both lists",
        JSON + "null only where the other has something",
        "fhir-null",
        lambda s: s.field.twin is not None and s.index is not None and "_" + s.name not in s.owner,
        lambda s: (put(None)(s), twin([None] * len(s.owner[s.name]))(s))[0],
    ),
]

KINDS = [
    way(
        "a list for what does not repeat",
        JSON + "an array only where it repeats",
        KIND,
        lambda s: s.index is None,
        lambda s: put([s.value])(s),
    ),
    way(
        "one value for what repeats",
        JSON + "an array even for one",
        KIND,
        lambda s: s.index is not None and s.code != "Extension",
        lambda s: s.owner.update({s.name: s.value}),
        lambda s: s.listed,
    ),
    way("a string for an object", DEFINITION + "type", KIND, complex, put("x")),
    way("an object for a primitive", DEFINITION + "type", KIND, primitive, put({"value": "x"})),
    way(
        "a number for a string",
        JSON + "strings are JSON strings",
        KIND,
        lambda s: isinstance(s.value, str),
        put(1),
    ),
    way(
        "a decimal in quotation marks",
        JSON + "decimals are JSON numbers",
        KIND,
        of_type("decimal"),
        lambda s: put(write(s.value))(s),
    ),
    way(
        "an integer in quotation marks",
        JSON + "integers are JSON numbers",
        KIND,
        of_type("integer", "positiveInt", "unsignedInt"),
        lambda s: put(write(s.value))(s),
    ),
    way(
        "a boolean in quotation marks",
        JSON + "booleans are true and false",
        KIND,
        of_type("boolean"),
        put("true"),
    ),
    way("one for true", JSON + "booleans are true and false", KIND, of_type("boolean"), put(1)),
]
