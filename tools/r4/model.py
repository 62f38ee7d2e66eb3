"""The R4 types as our tables state them: one `Struct` per resource, datatype and backbone element.

Only own elements are listed; what is inherited comes from `base`. No R4 type narrows an inherited
element (checked here), so that inheritance of structs says the same as the snapshots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.r4.package import Json, Package

SYSTEM_STRING = "http://hl7.org/fhirpath/System.String"
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
TYPE_URL = "http://hl7.org/fhir/StructureDefinition/"
ANY_RESOURCE = "http://hl7.org/fhir/StructureDefinition/Resource"
# Value sets whose members no list can hold (RFC 6838 and UCUM are grammars); LL379-9 has no shipped expansion.
NOT_LISTED = frozenset(
    {
        "http://hl7.org/fhir/ValueSet/mimetypes",
        "http://hl7.org/fhir/ValueSet/ucum-units",
        "http://loinc.org/vs/LL379-9",
    }
)


@dataclass(frozen=True)
class Type:
    """`code` is a FHIR primitive, a struct name, `Resource`, or `@string`/`@uri` (no extension possible)."""

    code: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Element:
    name: str
    types: tuple[Type, ...]
    min: int
    many: bool
    choice: bool
    value_set: str | None
    summary: bool
    modifier: bool
    attribute: bool
    doc: str


@dataclass
class Struct:
    name: str
    path: str
    kind: str
    base: str | None
    doc: str
    elements: list[Element] = field(default_factory=list)


def struct_name(path: str) -> str:
    """`Patient.contact` is `PatientContact`. The whole of R4 gives no two the same name (checked in `read`)."""
    first, *rest = path.split(".")
    return first + "".join(part[0].upper() + part[1:] for part in rest)


def read(package: Package) -> list[Struct]:
    """Every struct of R4; a base stands before what inherits from it."""
    structs: dict[str, Struct] = {}
    for definition in package.structures().values():
        if definition["kind"] == "primitive-type":
            continue
        for struct in _structs_of(definition):
            if struct.name in structs:
                raise SystemExit(f"two structs would be named {struct.name}")
            structs[struct.name] = struct
    return _bases_first(structs)


def primitives(package: Package) -> list[str]:
    return [d["id"] for d in package.structures().values() if d["kind"] == "primitive-type"]


def _bases_first(structs: dict[str, Struct]) -> list[Struct]:
    ordered: dict[str, Struct] = {}

    def place(struct: Struct) -> None:
        if struct.base:
            place(structs[struct.base])
        ordered.setdefault(struct.name, struct)

    for struct in structs.values():
        place(struct)
    return list(ordered.values())


def _structs_of(definition: Json) -> list[Struct]:
    """The struct of a type, then those of its backbone elements, in the order of the snapshot."""
    elements = definition["snapshot"]["element"]
    inner = {e["path"] for e in elements[1:] if _holds_elements(e, elements)}
    base = definition.get("baseDefinition", "").removeprefix(TYPE_URL) or None
    kind = "abstract" if definition["abstract"] else definition["kind"].removesuffix("-type")
    structs = {definition["id"]: Struct(definition["id"], definition["id"], kind, base, elements[0]["short"])}
    for e in elements[1:]:
        if e["path"] in inner:
            of = Struct(struct_name(e["path"]), e["path"], "backbone", e["type"][0]["code"], e["short"])
            structs[e["path"]] = of
    for e in elements[1:]:
        owner = structs[e["path"].rpartition(".")[0]]
        if e["base"]["path"] == e["path"]:
            owner.elements.append(_element(e, inner))
    return list(structs.values())


def _holds_elements(element: Json, elements: list[Json]) -> bool:
    return any(other["path"].startswith(element["path"] + ".") for other in elements)


def _element(e: Json, inner: set[str]) -> Element:
    name = e["path"].rpartition(".")[2]
    return Element(
        name=name.removesuffix("[x]"),
        types=_types(e, inner),
        min=e["min"],
        many=e["max"] == "*",
        choice=name.endswith("[x]"),
        value_set=_required_value_set(e),
        summary=e.get("isSummary", False),
        modifier=e.get("isModifier", False),
        attribute="xmlAttr" in e.get("representation", ()),
        doc=e["short"],
    )


def _types(e: Json, inner: set[str]) -> tuple[Type, ...]:
    if "contentReference" in e:
        return (Type(struct_name(e["contentReference"].removeprefix("#"))),)
    if e["path"] in inner:
        return (Type(struct_name(e["path"])),)
    return tuple(_type(t, e["path"]) for t in e["type"])


def _type(t: Json, path: str) -> Type:
    if t["code"] == SYSTEM_STRING:
        return Type("id" if path == "Resource.id" else "@" + _fhir_type(t))
    targets = [url.removeprefix(TYPE_URL) for url in t.get("targetProfile", ()) if url != ANY_RESOURCE]
    return Type(t["code"], tuple(targets))


def _fhir_type(t: Json) -> str:
    """The type the definition's extension states; bare on `xhtml.id`, which is a string too."""
    return next((x["valueUrl"] for x in t.get("extension", ()) if x["url"] == FHIR_TYPE), "string")


def _required_value_set(e: Json) -> str | None:
    binding = e.get("binding")
    if not binding or binding["strength"] != "required":
        return None
    url: str = binding["valueSet"].partition("|")[0]
    return None if url in NOT_LISTED else url
