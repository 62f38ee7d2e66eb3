"""Code systems and value sets of R4, reduced to what telling "is this code one of them?" takes."""

from __future__ import annotations

from collections.abc import Iterator

from tools.r4.package import Json, Package

_BUNDLES = ("v2-valuesets", "v3-valuesets", "valuesets")
_COMPLETE = 5000  # codes; longer expansions are cut in the package


def code_systems(package: Package) -> Iterator[Json]:
    """Rows `{url, version, content, case, concepts: [[code, display, parent…]]}`."""
    for resource in _all(package, "CodeSystem"):
        row: Json = {key: resource[key] for key in ("url", "version", "content") if key in resource}
        row["case"] = resource.get("caseSensitive", True)
        row["concepts"] = list(_concepts(resource.get("concept", ()), ()))
        yield row


def value_sets(package: Package) -> Iterator[Json]:
    """Rows `{url, version, compose, expansion: {system: codes}}`; the expansion only where it is whole."""
    expansions = package.expansions()
    for resource in _all(package, "ValueSet"):
        row: Json = {key: resource[key] for key in ("url", "version") if key in resource}
        row["compose"] = _compose(resource.get("compose", {}))
        expanded = expansions.get(resource["url"])
        if expanded is not None and _needs_expansion(row["compose"]) and _is_whole(expanded["expansion"]):
            row["expansion"] = _codes(expanded["expansion"])
        yield row


def _all(package: Package, kind: str) -> Iterator[Json]:
    for name in _BUNDLES:
        for resource in package.bundle(name):
            if resource["resourceType"] == kind and "url" in resource:
                yield resource


def _concepts(concepts: list[Json] | tuple[()], parents: tuple[str, ...]) -> Iterator[list[str]]:
    for concept in concepts:
        above = [p["valueCode"] for p in concept.get("property", ()) if p["code"] == "subsumedBy"]
        yield [concept["code"], concept.get("display", ""), *dict.fromkeys((*parents, *above))]
        yield from _concepts(concept.get("concept", ()), (concept["code"],))


def _compose(compose: Json) -> Json:
    return {
        part: [_include(each) for each in compose[part]] for part in ("include", "exclude") if part in compose
    }


def _include(include: Json) -> Json:
    kept: Json = {key: include[key] for key in ("system", "valueSet", "filter") if key in include}
    if "concept" in include:
        kept["concept"] = [{"code": each["code"]} for each in include["concept"]]
    return kept


def _needs_expansion(compose: Json) -> bool:
    return any("filter" in each or "concept" not in each for each in compose.get("include", ()))


def _is_whole(expansion: Json) -> bool:
    limited = any("toocostly" in each["url"].lower() for each in expansion.get("extension", ()))
    count = sum(1 for _ in _flat(expansion.get("contains", ())))
    return not limited and count < _COMPLETE and expansion.get("total", count) <= count


def _codes(expansion: Json) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in _flat(expansion.get("contains", ())):
        if "code" in each and not each.get("abstract"):
            found.setdefault(each.get("system", ""), []).append(each["code"])
    return found


def _flat(contains: list[Json] | tuple[()]) -> Iterator[Json]:
    for each in contains:
        yield each
        yield from _flat(each.get("contains", ()))
