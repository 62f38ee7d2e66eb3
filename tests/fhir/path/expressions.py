"""Generated expressions over a Patient and an Observation: most make sense, some are refused by every engine."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_TEXT_PATHS = (
    "Patient.name.first().family",
    "name.given.first()",
    "name[1].given",
    "telecom.where(use = 'mobile').value",
    "gender",
    "contact.name.family",
    "address.city",
    "identifier.value",
    "managingOrganization.reference",
)
_TEXTS = (
    "'a'",
    "'Peter'",
    "''",
    "'home'",
    "'Erewhon'",
    "'-'",
    "'1'",
    "'a b  C'",
    "'é\\u0301'",
    "'12.5'",
    "'2015-02-04'",
)
_PATHS = (
    "name",
    "name.given",
    "Patient.name.family",
    "telecom",
    "telecom.use",
    "telecom.rank",
    "address.line",
    "contact.telecom.value",
    "identifier",
    "identifier.period.start",
    "deceased",
    "birthDate",
    "generalPractitioner",
    "name.children()",
    "contact.children()",
    "descendants().where($this is code)",
)
_DATES = ("@2015", "@2015-02", "@2015-02-04", "@1974-12-25", "@2016-02-29", "birthDate")
_ZONED = (
    "@2015-02-04T14:34:28Z",
    "@2015-02-04T14:34:28.123+02:00",
    "@2015-02-04T14:34:28-05:00",
    "@2017-11-05T01:30:00.0-04:00",
)
_LOCAL = ("@2015-02-04T14:34", "@2015-02-04T14", "@2015-02-04T14:34:28", "@2016-02-29T23:59:59.500")
_TIMES = ("@T14", "@T14:34", "@T14:34:28", "@T23:59:59.999", "@T00:00")
_UNITS = (
    ("'mg'", "'g'", "'kg'", "'[lb_av]'"),
    ("'cm'", "'m'", "'[in_i]'", "'km'"),
    ("'h'", "'min'", "days", "hours", "'wk'", "seconds"),
    ("'mm[Hg]'", "'kPa'", "'bar'"),
    ("'mmol/L'", "'umol/mL'", "'mol/m3'"),
    ("'1'", "'%'", "'[ppm]'"),
)
_DAYS = ("1 day", "2 weeks", "3 months", "1 year", "1 'd'", "45 days", "7.7 days")
_CLOCKS = ("18 hours", "90 minutes", "10 seconds", "500 milliseconds", "1 'h'", "2 's'")

_ROUNDINGS = ("abs()", "ceiling()", "floor()", "truncate()", "abs().round(1)", "sqrt()")

Make = Callable[[], str]


class Expressions:
    """Expressions drawn from a seed; `draw` gives the next one."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.deep = 0
        self.units: tuple[str, ...] = _UNITS[0]

    def draw(self) -> str:
        makers = (
            self.truth,
            self.number,
            self.text,
            self.quantity,
            self.moment,
            self.items,
            self.truth,
            self.odd,
        )
        return self.random.choice(makers)()

    def either(self, *makers: Make) -> str:
        """One of the makers; the first one, which must be simple, once the expression is deep."""
        if self.deep > 3:
            return makers[0]()
        self.deep += 1
        made = self.random.choice(makers)()
        self.deep -= 1
        return made

    def pick(self, choices: tuple[str, ...]) -> str:
        return self.random.choice(choices)

    def truth(self) -> str:
        return self.either(
            lambda: self.pick(("true", "false", "{}", "active", "deceased.exists()")),
            lambda: (
                f"({self.truth()} {self.pick(('and', 'or', 'xor', 'implies', '=', '!='))} {self.truth()})"
            ),
            lambda: (
                f"({self.number()} {self.pick(('<', '<=', '>', '>=', '=', '!=', '~', '!~'))} {self.number()})"
            ),
            lambda: f"({self.text()} {self.pick(('<', '>=', '=', '!=', '~', '!~'))} {self.text()})",
            lambda: f"({self.same()} {self.pick(('<', '>', '<=', '=', '!='))} {self.same()})",
            lambda: self.comparison(_DATES, _DAYS),
            lambda: self.comparison(_ZONED, _DAYS + _CLOCKS),
            lambda: self.comparison(_LOCAL, _DAYS + _CLOCKS),
            lambda: self.comparison(_TIMES, _CLOCKS),
            lambda: f"{self.items()}.{self.pick(('exists()', 'empty()', 'isDistinct()', 'hasValue()'))}",
            lambda: f"{self.items()}.{self.pick(('all', 'exists'))}({self.test()})",
            lambda: (
                f"{self.text()}.{self.pick(('startsWith', 'endsWith', 'contains', 'matches'))}({self.text()})"
            ),
            lambda: f"({self.text()} in {self.items()})",
            lambda: f"({self.items()} contains {self.text()})",
            lambda: f"{self.items()}.{self.pick(('subsetOf', 'supersetOf'))}({self.items()})",
            lambda: f"{self.truth()}.not()",
            lambda: f"{self.scalar()}.convertsTo{self.type_word()}()",
            lambda: f"{self.text()}.convertsToInteger()",
            lambda: (
                f"({self.scalar()} is {self.pick(('String', 'Boolean', 'string', 'code', 'Quantity', 'DateTime'))})"
            ),
        )

    def test(self) -> str:
        return self.pick(
            (
                "use = 'home'",
                "$this is string",
                "$index = 0",
                "given.exists()",
                "start.exists()",
                "rank.exists()",
                "true",
                "$this.exists()",
                "period.empty()",
            )
        )

    def number(self) -> str:
        return self.either(
            lambda: self.pick(("0", "1", "2", "-3", "7", "10", "0.5", "1.10", "-2.75", "3.14159", "100.0")),
            lambda: f"({self.number()} {self.pick(('+', '-', '*', '/', 'div', 'mod'))} {self.number()})",
            lambda: f"{self.items()}.count()",
            lambda: f"{self.text()}.length()",
            lambda: f"{self.text()}.indexOf({self.text()})",
            lambda: f"({self.number()}).{self.pick(_ROUNDINGS)}",
            lambda: f"({self.number()}).power({self.pick(('2', '3', '0'))})",
            lambda: f"{self.text()}.to{self.pick(('Integer', 'Decimal'))}()",
            lambda: f"({self.numbers()}).aggregate($this + $total, 0)",
            lambda: f"({self.numbers()}).{self.pick(('min', 'max', 'sum'))}()",
        )

    def numbers(self) -> str:
        return " | ".join(
            self.pick(("1", "2", "3", "4", "5", "2.5")) for _ in range(self.random.randint(1, 4))
        )

    def text(self) -> str:
        return self.either(
            lambda: self.pick(_TEXTS),
            lambda: self.pick(_TEXT_PATHS),
            lambda: f"({self.text()} {self.pick(('+', '&'))} {self.text()})",
            lambda: f"{self.text()}.{self.pick(('upper()', 'lower()', 'trim()', 'toString()'))}",
            lambda: f"{self.text()}.substring({self.pick(('0', '1', '2', '9', '-1'))})",
            lambda: f"{self.text()}.substring({self.pick(('0', '1', '3'))}, {self.pick(('0', '1', '4'))})",
            lambda: f"{self.text()}.replace({self.text()}, {self.text()})",
            lambda: f"{self.pick(_TEXT_PATHS)}.toString()",
            lambda: f"name.given.join({self.pick(_TEXTS)})",
            lambda: f"iif({self.truth()}, {self.text()}, {self.text()})",
            lambda: f"{self.items()}.count().toString()",
            lambda: f"({self.pick(_DATES + _ZONED + _LOCAL)}).toString()",
        )

    def quantity(self) -> str:
        self.units = self.random.choice(_UNITS)
        return self.either(
            self.same,
            lambda: f"({self.same()} {self.pick(('*', '/'))} {self.number()})",
            lambda: f"({self.quantity()}).toQuantity()",
        )

    def same(self) -> str:
        """A quantity of the dimension last drawn."""
        simple = f"{self.pick(('1', '2.5', '10', '0', '1000', '4.0'))} {self.pick(self.units)}"
        return simple if self.random.random() < 0.8 else f"({simple} {self.pick(('+', '-'))} {self.same()})"

    def comparison(self, moments: tuple[str, ...], spans: tuple[str, ...]) -> str:
        sign = self.pick(("<", "<=", ">", ">=", "=", "!=", "~"))
        return f"({self.shifted(moments, spans)} {sign} {self.shifted(moments, spans)})"

    def shifted(self, moments: tuple[str, ...], spans: tuple[str, ...]) -> str:
        if self.random.random() < 0.5:
            return self.pick(moments)
        return f"({self.pick(moments)} {self.pick(('+', '-'))} {self.pick(spans)})"

    def moment(self) -> str:
        return self.either(
            lambda: self.shifted(_DATES, _DAYS),
            lambda: self.shifted(_ZONED, _DAYS + _CLOCKS),
            lambda: self.shifted(_LOCAL, _DAYS + _CLOCKS),
            lambda: self.shifted(_TIMES, _CLOCKS),
            lambda: f"{self.scalar()}.to{self.pick(('Date', 'DateTime', 'Time'))}()",
        )

    def scalar(self) -> str:
        return self.either(
            lambda: self.pick(
                ("1", "0", "1.5", "'true'", "'1'", "true", "@2015-02-04", "@T14:34", "'abc'", "'14:34'")
            ),
            lambda: f"({self.number()})",
            self.text,
            lambda: f"({self.moment()})",
        )

    def type_word(self) -> str:
        return self.pick(("Boolean", "Decimal", "String", "Date", "DateTime", "Time", "Quantity"))

    def items(self) -> str:
        return self.either(
            lambda: self.pick(_PATHS),
            lambda: f"({self.numbers()})",
            lambda: f"{self.items()}.where({self.test()})",
            lambda: (
                f"{self.items()}.select({self.pick(('$this', 'use', 'given', '$index', 'family | given', 'system'))})"
            ),
            lambda: (
                f"{self.items()}.{self.pick(('first()', 'last()', 'tail()', 'distinct()', 'skip(1)', 'take(2)'))}"
            ),
            lambda: f"({self.items()} | {self.items()})",
            lambda: (
                f"{self.items()}.{self.pick(('intersect', 'exclude', 'union', 'combine'))}({self.items()})"
            ),
            lambda: (
                f"{self.items()}.ofType({self.pick(('string', 'HumanName', 'code', 'ContactPoint', 'dateTime'))})"
            ),
            lambda: f"{self.items()}[{self.pick(('0', '1', '5'))}]",
            lambda: f"{self.items()}.repeat({self.pick(('name', 'children()', 'extension'))})",
        )

    def odd(self) -> str:
        """What no engine should let through."""
        return self.pick(
            (
                "name.given + 'a'",
                "(1 | 2) + 1",
                "'a' - 'b'",
                "1 < 'a'",
                "true + 1",
                "name.single()",
                "-'a'",
                "1 +",
                "name.where(",
                "noSuchFunction()",
                "'unclosed",
                "@2015-13-40",
                "name.as(HumanName)",
                "1.ofType(NoSuchType)",
                "%nothing",
            )
        )
