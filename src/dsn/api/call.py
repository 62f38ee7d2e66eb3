"""One request, taken apart: what an interaction needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol

from dsn.api.http import Incoming, Reply
from dsn.base.errors import Invalid, Unsupported
from dsn.records.desk import Desk

Form = Literal["json", "xml"]

_JSON = frozenset(
    ("application/fhir+json", "application/json", "text/json", "json", "*/*", "application/*", "")
)
_XML = frozenset(("application/fhir+xml", "application/xml", "text/xml", "xml"))


class Answer(Protocol):
    """Finds the interaction of (method, path below /fhir) and runs it: how a Bundle asks for what stands in it."""

    async def __call__(self, call: Call, method: str, path: str) -> Reply: ...


@dataclass(slots=True)
class Asked:
    """A request before anybody is admitted.

    `pairs` are the parameters of the URL (or of a `_search` form) in order, without `_format` and `_pretty`.
    `base` is the address of the service with `/fhir`, without a slash at the end.
    """

    request: Incoming
    base: str
    language_of: Callable[[Incoming], str]
    pairs: list[tuple[str, str]]
    form: Form = "json"
    pretty: bool = False

    @property
    def language(self) -> str:
        """The asker's language, for sentences."""
        return self.language_of(self.request)


@dataclass(slots=True, kw_only=True)
class Call(Asked):
    """A request of somebody: what an interaction is given. `inner` is the type asked for in a compartment."""

    desk: Desk
    answer: Answer
    type: str = ""
    id: str = ""
    version: str = ""
    inner: str = ""
    page_size: int = 50
    page_size_max: int = 1000
    bases: Sequence[str] = field(default=())

    def header(self, name: str) -> str:
        return self.request.headers.get(name, "")

    def preference(self, name: str) -> str:
        """The value of `name` in the `Prefer` header: `return`, `handling`; empty when not stated."""
        for part in self.header("prefer").replace(";", ",").split(","):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value.strip('"')
        return ""


def version_of_tag(tag: str) -> int | None:
    """3 from `W/"3"` or `"3"`; None from nothing."""
    if not tag:
        return None
    text = bare_tag(tag)
    # R4's integers have 32 bits, and no store of ours counts further
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid("etag-not-a-version", value=tag)
    return int(text)


def bare_tag(tag: str) -> str:
    """What stands inside an entity tag: 3 in `W/"3"`, `"3"` and 3."""
    return tag.strip().removeprefix("W/").strip('"')


@lru_cache(maxsize=256)  # a client says the same each time
def accepted_form(asked: str, accept: str) -> Form:
    """JSON or XML by `_format`, else by `Accept`. Raises Unsupported when only other forms would do (406)."""
    if asked:
        return _form_of(asked) or _refuse_form(asked)
    ranges = sorted((_media_range(part) for part in accept.split(",")), key=lambda found: -found[1])
    for media, quality in ranges:
        if quality > 0 and (form := _form_of(media)):
            return form
    return _refuse_form(accept)


def _form_of(media: str) -> Form | None:
    name, *parameters = media.split(";")
    plain = name.strip().lower().replace(" ", "+")
    if not all(_is_ours(parameter) for parameter in parameters):
        return None
    if plain in _JSON:
        return "json"
    return "xml" if plain in _XML else None


def _is_ours(parameter: str) -> bool:
    """Whether a parameter of a media type asks for what we speak: R4 (http.html#version-parameter), in UTF-8."""
    name, _, value = parameter.strip().lower().partition("=")
    if name == "fhirversion":
        return value.strip('"') in ("4.0", "4.0.1")
    return name != "charset" or value.strip('"') in ("utf-8", "utf8", "us-ascii")


def _media_range(part: str) -> tuple[str, float]:
    media, _, quality = part.replace("; q=", ";q=").partition(";q=")
    try:
        # a browser's Accept names XML before */*: a person who opens a URL is better served by JSON
        return media.strip(), float(quality.split(";")[0] or 1)
    except ValueError:
        return media.strip(), 0.0


def _refuse_form(asked: str) -> Form:
    raise Unsupported("format-not-offered", value=asked)
