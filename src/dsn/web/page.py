"""A page is a typed context and one template with named fragments; the same URL serves the whole and the part.

A context is a frozen dataclass; its fields are the variables of its template, no more and no less (a test holds it).
A fragment is a `{% block %}` of that template: rendered alone it is, letter for letter, that part of the whole.
`care/people/search.html` is the file `src/dsn/care/people/templates/search.html`: the name says which room lends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, meta

from dsn.base.errors import Invalid
from dsn.web.words import Words

ROOT = Path(__file__).parents[1]
SHARED = frozenset({"_", "n_", "words", "frame"})
"""What every template has beside its own fields."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu. `current`: the page shown is this one."""

    href: str
    title: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page: who is signed in, the menu, where to switch language.

    `csrf` is "" for nobody in particular. `here` is the path and query shown, for coming back after a switch.
    `files` maps the name of a static file to its address with its digest. `state`, `is_warned`: see `web/state.py`.
    """

    csrf: str
    here: str
    files: dict[str, str]
    account: str = ""
    menu: tuple[Item, ...] = ()
    live: bool = False
    practice: str = ""
    state: str = ""
    is_warned: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A context. Subclasses are frozen dataclasses and name their template; its blocks are their fragments."""

    template: ClassVar[str]


class Slot:
    """A hole in a page, filled while it is sent (`pieces`). Stands in a context where a piece of HTML will be."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __html__(self) -> str:
        return f"\x00{self.name}\x00"


@cache
def environment() -> Environment:
    """The one template environment: escapes everything, and stops at a name nobody gave."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _source(name: str) -> str | None:
    room, _, file = name.rpartition("/")
    path = ROOT / room / "templates" / file
    return path.read_text(encoding="utf-8") if path.is_file() else None


def render(page: Page, words: Words, frame: Frame | None = None, fragment: str | None = None) -> str:
    """The whole page, or the fragment of that name. Raises Invalid when the page has no such fragment."""
    template = environment().get_template(page.template)
    context = template.new_context(_variables(page, words, frame))
    if fragment is None:
        return template.render(context.get_all())
    block = template.blocks.get(fragment)
    if block is None:
        raise Invalid("web-fragment-unknown", fragment=fragment)
    return "".join(block(context))


def pieces(html: str) -> Iterator[tuple[str, str | None]]:
    """The text between the slots of a rendered page, each with the name of the slot that follows it."""
    parts = re.split("\x00([^\x00]+)\x00", html)
    for place in range(0, len(parts), 2):
        yield parts[place], parts[place + 1] if place + 1 < len(parts) else None


def fragments(page: type[Page]) -> list[str]:
    """The names of the fragments of a page, in the order of its template."""
    return list(environment().get_template(page.template).blocks)


def used_variables(name: str) -> set[str]:
    """The variables a template takes from its context, its includes counted, those of `SHARED` left out."""
    env = environment()
    loader = env.loader
    assert loader is not None
    tree = env.parse(loader.get_source(env, name)[0])
    used = set(meta.find_undeclared_variables(tree)) - SHARED
    for other in meta.find_referenced_templates(tree):
        if other is None:
            raise Invalid("web-template-dynamic", template=name)
        used |= used_variables(other)
    return used


def _variables(page: Page, words: Words, frame: Frame | None) -> dict[str, Any]:
    given = {field.name: getattr(page, field.name) for field in fields(page)}
    return {**given, "_": words._, "n_": words.n_, "words": words, "frame": frame}


def template_of(page: type[Page]) -> Template:
    """The compiled template of a page (raises jinja2.TemplateNotFound)."""
    return environment().get_template(page.template)
