"""The walk over a resource: first by R4's own definitions, then by each profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dsn.base.errors import DsnError, Value
from dsn.fhir.path.model import is_a
from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, plain, type_name
from dsn.fhir.validate import bindings, identities, references, slicing, values, vitals
from dsn.fhir.validate.definitions import Definitions
from dsn.fhir.validate.face import Special
from dsn.fhir.validate.frame import Entries, Frame, brought_by, is_bundle, text
from dsn.fhir.validate.issue import Issue, Severity
from dsn.fhir.validate.rules import check_rules
from dsn.fhir.validate.shape import Child, Compiler, Shape, type_of_profile
from dsn.fhir.validate.terms import Terms
from dsn.fhir.validate.trail import Trail, is_resource


@dataclass(eq=False)
class Walk:
    """One validation. `specials` are checks of whole types (`Attachment`, `Bundle`), run once on each value."""

    definitions: Definitions
    specials: dict[str, tuple[Special, ...]]
    issues: dict[tuple[object, ...], Issue] = field(default_factory=dict)
    is_base: bool = True
    is_trial: bool = False
    _visited: set[tuple[int, str]] = field(default_factory=set)
    _trials: dict[tuple[int, int], bool] = field(default_factory=dict)
    _kept: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        kept = self.definitions.kept
        if "compiler" not in kept:
            kept["compiler"], kept["terms"] = Compiler(self.definitions), Terms(self.definitions)
        self.compiler: Compiler = kept["compiler"]
        self.terms: Terms = kept["terms"]

    def say(self, severity: Severity, code: str, trail: Trail, inner: str = "", **told: Value) -> None:
        """Note an issue about the element; the same one is noted once."""
        path = trail.path() + inner
        self.issues.setdefault((severity, code, path, *told.values()), Issue(severity, code, path, told))

    # resources

    def resource(self, trail: Trail, frame: Frame, profiles: tuple[str, ...] = ()) -> None:
        """A whole resource by R4, by the profiles it claims and by those given."""
        before, self.is_base = self.is_base, True
        name = type_name(trail.item)
        shape = self.compiler.profile(name)
        if shape is not None:
            self.element(shape, trail, frame)
        self.is_base = False
        asked_everywhere = self.definitions.globals.get(name, ())
        for canonical in dict.fromkeys(
            (*_claimed(trail.item), *profiles, *asked_everywhere, *vitals.profiles(trail.item))
        ):
            self.profile(canonical, trail, frame)
        self.is_base = before

    def profile(self, canonical: str, trail: Trail, frame: Frame) -> None:
        """The element by one profile. What is not known is said, and is no error."""
        key = (id(trail.item), canonical)
        if key in self._visited:
            return
        self._visited.add(key)
        self._kept.append(trail.item)
        shape = self._shape(canonical, trail)
        if shape is None:
            return
        kind = type_of_profile(self.definitions, canonical)
        if is_resource(trail.item) and kind not in (type_name(trail.item), "Resource", "DomainResource"):
            self.say("error", "fhir-profile-of-other-type", trail, profile=canonical, expected=kind)
            return
        before, self.is_base = self.is_base, False
        self.element(shape, trail, frame)
        self.is_base = before

    def _shape(self, canonical: str, trail: Trail) -> Shape | None:
        try:
            shape = self.compiler.profile(canonical)
        except DsnError as error:
            issue = Issue("warning", error.code, trail.path(), error.values)
            self.issues.setdefault((error.code, issue.path, canonical), issue)
            return None
        if shape is None:
            self.say("warning", "fhir-unjudged-profile", trail, profile=canonical)
        return shape

    def conforms(self, canonical: str, trail: Trail, frame: Frame) -> bool:
        """Whether the value meets a profile or type, without a word. What is not known is taken to be met."""
        shape = self.compiler.known_profile(canonical)
        if shape is None:
            return True
        kind = type_of_profile(self.definitions, canonical)
        if is_resource(trail.item) and kind not in (type_name(trail.item), "Resource", "DomainResource"):
            return False
        return self.fits(shape, trail, frame)

    def fits(self, shape: Shape, trail: Trail, frame: Frame) -> bool:
        """Whether the value meets a shape, without a word. A question asked within itself is answered yes."""
        key = (id(trail.item), id(shape))
        if not isinstance(trail.item, Prim) and key in self._trials:
            return self._trials[key]
        self._trials[key] = True
        self._kept.append(trail.item)
        trial = Walk(
            self.definitions, {}, is_base=False, is_trial=True, _trials=self._trials, _kept=self._kept
        )
        trial.element(shape, trail, frame)
        answer = not any(issue.severity == "error" for issue in trial.issues.values())
        self._trials[key] = answer
        return answer

    # elements

    def element(self, shape: Shape, trail: Trail, frame: Frame) -> None:
        """One value by one shape, with all that is in it."""
        item = trail.item
        if not shape.is_silent:
            self._own(shape, trail, frame)
        if item is not frame.resource and is_resource(item):
            if self.is_base and trail.name == "contained":
                identities.check_contained(self, trail, frame)
            self._within(shape, trail, self._frame_of(trail, frame))
            return
        if self.is_base and not is_resource(item):
            values.check_content(self, trail, frame)
            identities.check(self, trail, frame)
        if isinstance(item, Prim):
            if item.element is not None and (self.is_base or shape.node.children):
                self._children(shape.children or self._extensions(), trail, frame)
            elif shape.node.children:
                self._children(shape.children, trail, frame)
            return
        if self.is_base:
            name = type_name(item)
            for special in self.specials.get(name, ()):
                special(self, trail, frame)
            if not shape.children and (own := self.compiler.profile(name)) is not None and own is not shape:
                check_rules(self, own, trail, frame)
                self._children(own.children, trail, frame)
                return
        if shape.children:
            self._children(shape.children, trail, frame)

    def _own(self, shape: Shape, trail: Trail, frame: Frame) -> None:
        if shape.has_values:
            values.check(self, shape, trail)
        if shape.rules:
            check_rules(self, shape, trail, frame)
        if shape.binding is not None:
            bindings.check(self, shape.binding, trail)
            if shape.max_value_set is not None:
                bindings.check(self, ("required", shape.max_value_set), trail)
        if shape.profiled:
            self._profiled(shape, trail, frame)
        if shape.targeted:
            references.check_targets(self, shape, trail, frame)

    def _profiled(self, shape: Shape, trail: Trail, frame: Frame) -> None:
        """A value of a type with profiles meets one of these. Extensions meet their own definition anyhow."""
        kind = type_name(trail.item)
        wanted = [profile for each in shape.profiled for profile in each.profiles if is_a(kind, each.code)]
        wanted = wanted or [p for each in shape.profiled for p in each.profiles if each.code == "Resource"]
        if len(wanted) == 1:
            here = frame if trail.up is None or not is_resource(trail.item) else self._frame_of(trail, frame)
            self.profile(wanted[0], trail, here)
        elif wanted and not any(self._meets(each, trail, frame) for each in wanted):
            self.say("error", "fhir-profile-none-met", trail, expected=tuple(wanted))

    def _meets(self, canonical: str, trail: Trail, frame: Frame) -> bool:
        return self.conforms(
            canonical, trail, self._frame_of(trail, frame) if is_resource(trail.item) else frame
        )

    def _extensions(self) -> tuple[Child, ...]:
        element = self.compiler.profile("Element")
        return element.children if element else ()

    def _within(self, shape: Shape, trail: Trail, frame: Frame) -> None:
        """A resource inside another: contained, or in a Bundle's entry, or a parameter."""
        if self.is_base:
            self.resource(trail, frame)
        elif shape.children:
            self._children(shape.children, trail, frame)

    def _frame_of(self, trail: Trail, frame: Frame) -> Frame:
        if trail.name == "contained":
            return frame.inside(trail.item)
        entries, url, brought = frame.entries, frame.full_url, frame.parameters
        if type_name(frame.resource) == "Parameters":
            brought = brought_by(frame.resource)
        if trail.up is not None and trail.up.name == "entry" and is_bundle(frame.resource):
            url = text(trail.up.item, "fullUrl")
        return Frame(trail.item, trail.item, self._entries(trail.item, frame) or entries, url, brought)

    def _entries(self, item: Item, frame: Frame) -> Entries | None:
        return Entries(item, frame) if is_bundle(item) else None

    def _children(self, children: tuple[Child, ...], trail: Trail, frame: Frame) -> None:
        item = trail.item
        for each in children:
            found = child(item, each.name)
            if found or each.is_required:
                self._group(each, found, trail, frame)

    def _group(self, each: Child, found: list[Item], trail: Trail, frame: Frame) -> None:
        count = len(found)
        if count < each.min:
            self.say("error", "fhir-too-few", trail, f".{each.name}", expected=each.min, value=count)
        if count > each.max:
            self.say("error", "fhir-too-many", trail, f".{each.name}", expected=each.max, value=count)
        shape = each.shape
        trails = [Trail(trail, each.name, at, item) for at, item in enumerate(found)]
        for one in trails:
            if shape.types and not self.is_base:
                values.check_type(self, shape, one)
            self.element(shape, one, frame)
        if shape.node.slices:
            slicing.check(self, shape, trails, trail, each.name, frame)


def _claimed(item: Item) -> Iterator[str]:
    for meta in child(item, "meta"):
        for profile in child(meta, "profile"):
            if isinstance(value := plain(profile), str):
                yield value
