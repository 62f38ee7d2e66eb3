"""Searches as they are sent: every kind of parameter, modifier and prefix, chains, `_has`, orders and includes."""

from __future__ import annotations

from collections.abc import Callable

from tests.laws.search.chance import Chance
from tests.laws.search.worlds import (
    CODES,
    DATES,
    DISPLAYS,
    GIVEN,
    IDS,
    NAMES,
    NUMBERS,
    PATIENTS,
    SYSTEMS,
    URLS,
)

Pair = tuple[str, str]

KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "Patient": {
        "token": ("identifier", "gender", "active", "deceased", "phone"),
        "string": ("name", "family", "given", "address", "address-city", "phonetic"),
        "date": ("birthdate",),
    },
    "Practitioner": {"token": ("identifier", "active"), "string": ("name", "family", "given")},
    "Organization": {"token": ("identifier",), "string": ("name",)},
    "Location": {"token": ("status",), "string": ("name",), "special": ("near",)},
    "Encounter": {"token": ("status", "class", "type"), "date": ("date", "location-period")},
    "Observation": {
        "token": ("status", "category", "code", "combo-code", "value-concept"),
        "string": ("value-string",),
        "date": ("date",),
        "quantity": ("value-quantity", "component-value-quantity"),
        "composite": ("code-value-quantity", "combo-code-value-quantity", "component-code-value-quantity"),
    },
    "Condition": {"token": ("code",), "date": ("onset-date", "recorded-date")},
    "Appointment": {"token": ("status", "part-status")},
    "RiskAssessment": {"token": ("method",), "number": ("probability",)},
    "ValueSet": {"token": ("status", "version"), "string": ("title",), "uri": ("url",), "date": ("date",)},
    "Questionnaire": {"token": ("status", "version"), "string": ("title",), "uri": ("url",)},
    "QuestionnaireResponse": {"token": ("status",)},
}
LINKS: dict[str, dict[str, tuple[str, ...]]] = {
    "Patient": {"general-practitioner": ("Practitioner", "Organization"), "organization": ("Organization",)},
    "Organization": {"partof": ("Organization",)},
    "Location": {"partof": ("Location",)},
    "Encounter": {
        "subject": ("Patient",),
        "patient": ("Patient",),
        "participant": ("Practitioner",),
        "location": ("Location",),
        "part-of": ("Encounter",),
        "service-provider": ("Organization",),
    },
    "Observation": {
        "subject": ("Patient",),
        "patient": ("Patient",),
        "encounter": ("Encounter",),
        "performer": ("Practitioner", "Patient", "Organization"),
        "has-member": ("Observation",),
    },
    "Condition": {
        "subject": ("Patient",),
        "encounter": ("Encounter",),
        "asserter": ("Practitioner", "Patient"),
    },
    "Appointment": {"actor": ("Patient", "Practitioner", "Location"), "patient": ("Patient",)},
    "RiskAssessment": {"subject": ("Patient",)},
    "QuestionnaireResponse": {
        "questionnaire": ("Questionnaire",),
        "subject": ("Patient",),
        "author": ("Practitioner", "Patient"),
    },
}
ADDRESSED = ("questionnaire",)
REFERRED = [
    (other, code, type_) for other, own in LINKS.items() for code, types in own.items() for type_ in types
]
PREFIXES = ("", "", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
CODED = ("code", "type", "category", "combo-code", "method")
STATUS = {
    "Encounter": ("planned", "finished"),
    "Observation": ("final", "preliminary"),
    "Appointment": ("booked", "pending"),
    "Location": ("active", "inactive"),
    "ValueSet": ("active", "draft"),
    "Questionnaire": ("active", "draft"),
    "QuestionnaireResponse": ("completed", "amended"),
}
ENUMERATED = {
    "gender": ("male", "female"),
    "active": ("true", "false"),
    "deceased": ("true", "false"),
    "phone": ("555-a", "555b", "(555) c"),
    "part-status": ("accepted", "declined"),
    "version": ("1", "1.1"),
}


class Asking:
    """Draws searches."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance

    def search(self) -> tuple[str | None, list[Pair]]:
        """A type (None: all types) and the pairs sent."""
        if self.chance.often(7):
            return None, self._over_types()
        often = (
            "Observation",
            "Observation",
            "Encounter",
            "Patient",
            "QuestionnaireResponse",
            "Questionnaire",
        )
        type_ = self.chance.one((*KINDS, *often))
        pairs = [self._clause(type_) for _ in range(self.chance.one((0, 1, 1, 1, 1, 2, 2)))]
        return type_, [*dict.fromkeys(pairs), *self._results(type_)]

    def _clause(self, type_: str) -> Pair:
        ways: list[Callable[[str], Pair]] = [self._simple, self._simple, self._simple]
        if type_ in LINKS:
            ways += [self._chained, self._chained]
        if any(target == type_ for _, _, target in REFERRED):
            ways += [self._has, self._has]
        ways.append(self._filter)
        if self.chance.often(12):
            return self._worded()
        return self.chance.one(ways)(type_)

    def _worded(self) -> Pair:
        """Words of the narrative or of the whole resource."""
        said = (
            "poids",
            "tension",
            "artérielle tension",
            "hôpital",
            "b",
            "a poids",
            "eloise",
            "tremblay",
            "jean guy",
        )
        found = dict.fromkeys(self.chance.one(said) for _ in range(self.chance.one((1, 1, 2))))
        return self.chance.one(("_text", "_content", "_content")), ",".join(found)

    # one parameter ------------------------------------------------------------------------------------------------

    def _simple(self, type_: str) -> Pair:
        """A test on a parameter of the type itself."""
        chance = self.chance
        own = [(kind, code) for kind, codes in KINDS[type_].items() for code in codes]
        linked = [("reference", code) for code in LINKS.get(type_, ())]
        general = [("token", "_tag"), ("uri", "_profile"), ("id", "_id"), ("token", "_security")]
        kind, code = chance.one([*own, *own, *linked, *linked, chance.one(general)])
        if "date" in KINDS[type_] and chance.often(15):
            kind, code = "date", chance.one(KINDS[type_]["date"])
        if type_ == "Observation" and chance.often(15):
            kind, code = "composite", chance.one(KINDS[type_]["composite"])
        if code not in ("_id", "near") and kind != "composite" and chance.often(8):
            return f"{code}:missing", chance.one(("true", "false"))
        modifier, value = getattr(self, f"_{kind}")(type_, code)
        values = dict.fromkeys(value() for _ in range(chance.one((1, 1, 2, 3))))
        return f"{code}:{modifier}" if modifier else code, ",".join(values)

    def _token(self, type_: str, code: str) -> tuple[str, Callable[[], str]]:
        chance = self.chance
        if code in ENUMERATED or code == "status":
            pool = ENUMERATED.get(code) or STATUS[type_]
            return chance.one(("", "", "not")), lambda: chance.one(pool)
        if code == "_security":
            return chance.one(("", "not")), lambda: chance.one(("R", "V", "N"))
        if code == "identifier" and chance.often(25):
            return "of-type", lambda: f"{SYSTEMS[0]}|{chance.one(CODES)}|{chance.one(CODES)}"
        if code in CODED and chance.often(40):
            return self._coded()
        return chance.one(("", "", "", "not")), self._code

    def _code(self) -> str:
        chance = self.chance
        code, system = chance.one(CODES), chance.one(SYSTEMS)
        return chance.one(
            (code, code, code, f"{system}|{code}", f"{system}|{code}", f"|{code}", f"{system}|")
        )

    def _coded(self) -> tuple[str, Callable[[], str]]:
        chance = self.chance
        modifier = chance.one(("text", "in", "not-in", "below", "above"))
        if modifier == "text":
            return modifier, lambda: chance.one(("tension", "press", "poids", "artérielle", "tension art"))
        if modifier in ("in", "not-in"):
            return modifier, lambda: URLS[0]
        return modifier, lambda: f"{SYSTEMS[0]}|{chance.one(CODES)}"

    def _id(self, type_: str, _code: str) -> tuple[str, Callable[[], str]]:
        return self.chance.one(("", "", "", "not")), lambda: self.chance.one(
            (*IDS[type_], "nowhere", "x", "y")
        )

    def _string(self, _type: str, _code: str) -> tuple[str, Callable[[], str]]:
        words = (*NAMES, *GIVEN, *DISPLAYS, "tremb", "saint", "heureux", "roy", "g1r", "pierre")
        pool = [each.replace(",", "\\,") for each in words]
        modifier = self.chance.one(("", "", "exact", "contains", "text"))
        return modifier, lambda: self.chance.one(NAMES[:3] if modifier == "exact" else pool)

    def _date(self, _type: str, _code: str) -> tuple[str, Callable[[], str]]:
        prefixes = ("", "", "", *PREFIXES)
        return "", lambda: self.chance.one(prefixes) + self.chance.one((*DATES, "2020-03", "2021"))

    def _number(self, _type: str, _code: str) -> tuple[str, Callable[[], str]]:
        return "", lambda: self.chance.one(PREFIXES) + self.chance.one(NUMBERS)

    def _quantity(self, _type: str, _code: str) -> tuple[str, Callable[[], str]]:
        return "", self._measure

    def _measure(self) -> str:
        units = (
            "",
            "",
            "|http://unitsofmeasure.org|g",
            "|http://unitsofmeasure.org|kg",
            "||g",
            "|http://u.example|box",
        )
        return self.chance.one(PREFIXES) + self.chance.one(NUMBERS) + self.chance.one(units)

    def _composite(self, _type: str, _code: str) -> tuple[str, Callable[[], str]]:
        chance = self.chance
        number = chance.one(("", "", "eq", "gt", "le"))
        return "", lambda: f"{chance.one(CODES)}${number}{chance.one(NUMBERS)}"

    def _uri(self, _type: str, code: str) -> tuple[str, Callable[[], str]]:
        modifier = "" if code == "_profile" else self.chance.one(("", "below", "above"))
        return modifier, lambda: self.chance.one(URLS[:3] if modifier else URLS)

    def _special(self, _type: str, _code: str) -> tuple[str, Callable[[], str]]:
        return "", lambda: self.chance.one(
            ("46.8|-71.2|5|km", "46.8|-73.4|10|km", "0|0|1|m", "46.8|-71.25|0|m")
        )

    def _reference(self, type_: str, code: str) -> tuple[str, Callable[[], str]]:
        chance = self.chance
        targets = LINKS[type_][code]
        if code in ADDRESSED:
            ends = ("", "", "|1", "|1.1", "#x", "|1#x")
            return chance.one(("", "", "below")), lambda: chance.one(URLS[:2]) + chance.one(ends)

        def some() -> str:
            target = chance.one(targets)
            return f"{target}/{chance.one((*IDS[target], *IDS[target], 'nowhere'))}"

        if code in ("location", "part-of", "partof") and chance.often(50):
            return chance.one(("below", "above")), some
        match chance.between(0, 9):
            case 0:
                return "identifier", self._code
            case 1:
                return "", lambda: f"http://other.example/{some()}"
            case 2:
                return targets[0], lambda: chance.one(IDS[targets[0]])
            case 3 | 4:
                return "", lambda: some().partition("/")[2]
        return "", some

    # more resources than one --------------------------------------------------------------------------------------

    def _chained(self, type_: str, deep: int = 0) -> Pair:
        """`a:T.b=…`, sometimes longer, sometimes with a `_has` at its end."""
        if self.chance.often(8):
            code = self.chance.one(tuple(LINKS[type_]))
            name, value = self._worded()
            return f"{code}:{self.chance.one(LINKS[type_][code])}.{name}", value
        code = self.chance.one(tuple(LINKS[type_]))
        target = self.chance.one(LINKS[type_][code])
        name, value = self._beyond(target, deep)
        return f"{code}:{target}.{name}", value

    def _beyond(self, target: str, deep: int) -> Pair:
        chance = self.chance
        if deep < 4 and target in LINKS and chance.often(25):
            return self._chained(target, deep + 1)
        if deep < 4 and chance.often(12) and any(each[2] == target for each in REFERRED):
            return self._has(target, deep + 1)
        return self._simple(target)

    def _has(self, type_: str, deep: int = 0) -> Pair:
        """`_has:Other:reference:…`, sometimes nested."""
        other, code, _ = self.chance.one([each for each in REFERRED if each[2] == type_])
        nested = deep < 4 and any(target == other for _, _, target in REFERRED) and self.chance.often(20)
        name, value = self._has(other, deep + 1) if nested else self._simple(other)
        return f"_has:{other}:{code}:{name}", value

    def _filter(self, type_: str) -> Pair:
        """`_filter` over the parameters of the type."""
        chance = self.chance
        first, second = self._filter_test(type_), self._filter_test(type_)
        whole = (first, f"not ({first})", f"{first} and {second}", f"{first} or not ({second})")
        return "_filter", chance.one(whole)

    def _filter_test(self, type_: str) -> str:
        chance = self.chance
        kind = chance.one([kind for kind in ("token", "string", "date") if kind in KINDS[type_]])
        code = chance.one(KINDS[type_][kind])
        if kind == "token":
            return f"{code} {chance.one(('eq', 'ne'))} {chance.one(CODES)}"
        if kind == "string":
            return f'{code} {chance.one(("sw", "co", "ew", "eq", "ne"))} "{chance.one((*NAMES, "roy", "pierre"))}"'
        return f"{code} {chance.one(('eq', 'ne', 'ge', 'lt', 'sa'))} {chance.one(DATES[:5])}"

    # how the answer comes -----------------------------------------------------------------------------------------

    def _results(self, type_: str) -> list[Pair]:
        chance = self.chance
        pairs: list[Pair] = []
        if chance.often(50):
            dates = KINDS[type_].get("date") or ("_id",)
            pool = dates if chance.often(35) else _sortable(type_)
            keys = dict.fromkeys(chance.some(1, 1 if pool is dates else 2, lambda: chance.one(pool)))
            pairs.append(("_sort", ",".join(chance.one(("", "-")) + key for key in keys)))
        if chance.often(35):
            pairs += [self._include(type_) for _ in range(chance.between(1, 2))]
        if chance.often(30):
            pairs.append(("_total", "accurate"))
        return pairs + self._containing()

    def _containing(self) -> list[Pair]:
        """Whether what is contained is searched, and what is then the answer."""
        chance = self.chance
        if not chance.often(18):
            return []
        whole: list[Pair] = [("_contained", chance.one(("true", "true", "both", "false")))]
        return whole + chance.some(
            0, 1, lambda: ("_containedType", chance.one(("contained", "contained", "container")))
        )

    def _include(self, type_: str) -> Pair:
        """Forward and backward, `*`, with a target, iterated."""
        chance = self.chance
        forward = [f"{type_}:{code}" for code in LINKS.get(type_, ())]
        forward += [
            f"{type_}:{code}:{target}" for code, targets in LINKS.get(type_, {}).items() for target in targets
        ]
        back = [f"{other}:{code}" for other, code, target in REFERRED if target == type_]
        ways: list[Pair] = [("_include", each) for each in (*forward, "*", f"{type_}:*")]
        ways += [("_revinclude", each) for each in back]
        further = f"{chance.one(tuple(LINKS))}:*"
        ways += [("_include:iterate", further), ("_include:iterate", "Encounter:part-of")]
        other, code, _ = chance.one(REFERRED)
        ways.append(("_revinclude:iterate", f"{other}:{code}"))
        return chance.one(ways)

    def _over_types(self) -> list[Pair]:
        """What may be asked of several types at once."""
        chance = self.chance
        pairs: list[Pair] = []
        types = chance.one(
            ("", "Patient,Observation", "Encounter,Condition,Observation", "Observation,Condition")
        )
        if types:
            pairs.append(("_type", types))
        if types.startswith("Encounter") and chance.often(60):
            pairs.append(
                chance.one((("subject", f"Patient/{chance.one(PATIENTS)}"), ("subject:missing", "true")))
            )
        if types.startswith("Observation"):
            pairs.append((chance.one(("code", "code:not")), self._code()))
        if chance.often(60):
            pairs.append((chance.one(("_tag", "_tag:not")), self._code()))
        if chance.often(30):
            pairs.append(("_profile", chance.one(URLS)))
        if chance.often(50):
            pairs.append(("_sort", chance.one(("_lastUpdated", "-_lastUpdated", "_tag", "_id"))))
        return pairs + self._containing()


def _sortable(type_: str) -> tuple[str, ...]:
    own = tuple(
        code for kind, codes in KINDS[type_].items() if kind not in ("composite", "special") for code in codes
    )
    return (*own, *LINKS.get(type_, ()), "_id", "_lastUpdated", "_tag", "_profile")
