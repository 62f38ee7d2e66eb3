"""The words in which ways of breaking a resource are told: where one fits, what it does, where it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fhir.json.mutating import Literal, Mutation, Site, Twice, write

JSON = "json.html: "
TYPES = "datatypes.html: "
DEFINITION = "the element's definition: "

Fits = Callable[[Site], bool]


def of_type(*codes: str, many: bool | None = None) -> Fits:
    return lambda s: s.code in codes and many in (None, s.element.many)


def is_string(s: Site) -> bool:
    return s.code in ("string", "markdown", "@string") and isinstance(s.value, str)


def free_code(s: Site) -> bool:
    return s.code == "code" and not s.element.value_set


def complex(s: Site) -> bool:
    return not s.field.type.primitive


def primitive(s: Site) -> bool:
    return s.field.type.primitive


def anything(s: Site) -> bool:
    return True


def root(s: Site) -> bool:
    return s.path.count(".") == 1 and "[" not in s.path


def put(value: Any) -> Callable[[Site], None]:
    def apply(s: Site) -> None:
        s.value = value

    return apply


def put_text(text: str) -> Callable[[Site], None]:
    return put(Literal(text))


def holder(s: Site) -> str:
    return s.listed.rpartition(".")[0]


def here(s: Site) -> str | None:
    return s.path


def nowhere(s: Site) -> str | None:
    return None


def whole(change: Callable[[str], str | bytes]) -> Callable[[Site], str | bytes]:
    """The site is the resource's first element: its owner is the resource."""
    return lambda s: change(write(s.owner))


def way(
    name: str,
    rule: str,
    codes: str,
    fits: Fits,
    apply: Callable[[Site], Any],
    path: Callable[[Site], str | None] = here,
) -> Mutation:
    return Mutation(name, rule, tuple(codes.split()), fits, apply, path)


def twice(different: bool, key: Callable[[str], str | None]) -> Callable[[Site], None]:
    def apply(s: Site) -> None:
        value = s.owner[s.name]
        s.owner[s.name] = Twice(value, "x" if different else value, key(s.name))

    return apply


def rename(new: Callable[[str], str]) -> Callable[[Site], None]:
    def apply(s: Site) -> None:
        s.owner[new(s.name)] = s.owner.pop(s.name)

    return apply


def remove(s: Site) -> None:
    del s.owner[s.name]


def second_choice(s: Site) -> None:
    other = next(f for f in s.element.fields if f.json != s.name)
    s.owner[other.json] = {"id": "x"} if not other.type.primitive else True


def only_choice(s: Site) -> bool:
    return s.element.choice and len(s.element.fields) > 1


def twin(value: Any) -> Callable[[Site], None]:
    def apply(s: Site) -> None:
        s.owner["_" + s.name] = value

    return apply


def extend(*extensions: dict[str, Any]) -> Callable[[Site], None]:
    def apply(s: Site) -> None:
        s.value.setdefault("extension", []).extend(extensions)

    return apply


def extendable(s: Site) -> bool:
    return complex(s) and s.code not in ("Resource", "Extension") and "extension" not in s.value


def deep(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"url": "http://example.org/x", "valueBoolean": True}
    for _ in range(levels):
        inner = {"url": "http://example.org/x", "extension": [inner]}
    return inner


def restricted(s: Site) -> bool:
    return s.code == "Reference" and bool(s.field.type.targets) and "Binary" not in s.field.type.targets


def add(key: str, value: Any) -> Callable[[Site], None]:
    def apply(s: Site) -> None:
        s.value[key] = value

    return apply


def resource(text: str) -> Callable[[str], str | bytes]:
    return lambda whole: whole.replace('"resourceType":', text, 1)


def domain(s: Site) -> bool:
    return root(s) and s.name == "text"


def contained(s: Site) -> None:
    inner = {"resourceType": "Basic", "id": "b", "code": {"text": "x"}}
    s.owner["contained"] = [{**inner, "id": "a", "contained": [inner]}]


def put_bytes(old: str, new: bytes) -> Callable[[str], bytes]:
    return lambda whole: whole.encode().replace(old.encode(), new, 1)


NAME = '"resourceType"'
MISSING = "fhir-element-missing"
MALFORMED = "fhir-primitive-malformed"
KIND = "fhir-kind-wrong"
