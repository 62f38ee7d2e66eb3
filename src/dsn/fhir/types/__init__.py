"""Every R4 type as a struct; see `__init__.pyi` (generated) for the names and `_build` for how they are made."""

from dsn.fhir.types import _build, meta

RESOURCE_TYPES = _build.ResourceTypes()


def __getattr__(name):
    try:
        return _build.struct(name)
    except KeyError:
        raise AttributeError(f"R4 has no type {name!r}") from None


def __dir__():
    return ["RESOURCE_TYPES", "meta", *meta.STRUCT_NAMES]
