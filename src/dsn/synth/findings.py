"""What a specialist finds: results of the record, and figures that no resource holds (a spirometry, an echography).

These are drawn by person, so that two letters agree. All are ours, « à valider ».
"""

from __future__ import annotations

from datetime import date

from dsn.synth import aftermath, notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.hospital import mar
from dsn.synth.notes import Measures
from dsn.synth.referrals import EGFR, Operation, last_result
from dsn.synth.regimen import molecule
from dsn.synth.taking import taken_for

LABORATORY = {"egfr": (EGFR, 0), "a1c": ("4548-4", 1), "lithium": ("14334-7", 2)}
"""Results that a letter repeats, with their decimals."""
_DIGITS = {"das": 1, "ratio": 2, "left": 1, "hours": 1, "mets": 1, "kidney": 1}
_THINNERS = {"apixaban", "warfarine"}
_BESIDE = frozenset(("acide-folique",))
"""What treats no disease by itself."""
_RISKS = ("hta", "diabete1", "diabete2", "ic", "avc")
_HEART = ("bisoprolol", "perindopril", "spironolactone")


def facts(chart: Chart, held: Held, day: date, operation: Operation | None) -> Measures:
    """What the rows ask of the day, and the words they write."""
    found = Measures()
    for name, value in _drawn(chart, day).items():
        found.add(name, value, _DIGITS.get(name))
    for name, (code, digits) in LABORATORY.items():
        if result := last_result(chart.plains, code, day):
            found.add(name, result[0], digits)
            found.words[f"{name}_on"] = aftermath.in_words(result[1])
    taken = [key for key in taken_for(chart, held, chart.plans, day) if key not in _BESIDE]
    found.figures.update(
        {
            "age": float(chart.age(day)),
            "treated": float(len(taken)),
            "heart": float(any(molecule(key) in _HEART for key in taken)),
            "anticoag": float(any(one.molecule in _THINNERS for one in mar.at_home(chart, day))),
            "chads": float(chart.age(day) >= 65 or any(chart.has(one, day) for one in _RISKS)),
            "ic": float(chart.has("ic", day)),
            "operated": float(operation is not None),
        }
    )
    side = operation.side if operation else ""
    found.words.update(
        notes.suited(chart.person.sex)
        | {
            "drugs": _listed(taken) or "la conduite actuelle",
            "rhythm": "fibrillation auriculaire" if chart.has("fa", day) else "rythme sinusal",
            "side": side,
            "side_f": "droite" if side == "droit" else side,
            "flank": "gauche" if hash_of(chart.id, "flank") % 2 else "droit",
        }
    )
    return found


def pulse(chart: Chart, day: date) -> int:
    return chart.body.heart_rate(day, irregular=chart.has("fa", day))


def _drawn(chart: Chart, day: date) -> dict[str, float]:
    """By person those that last, by day those that move."""

    def own(name: str, least: int, many: int) -> int:
        return least + hash_of(chart.id, "letter", name) % many

    def today(name: str, least: int, many: int) -> int:
        return least + hash_of(chart.id, "letter", name, day) % many

    tio, words = today("tio", 13, 6), own("words", 68, 25)
    return {
        "fevg": ejection(chart, day),
        "hr": pulse(chart, day),
        "holter": pulse(chart, day) + today("holter", 0, 7) - 3,
        "mets": own("mets", 60, 35) / 10,
        "kidney": own("kidney", 82, 20) / 10,
        "range": _in_range(chart, day, today("range", 0, 9) - 4),
        "vems": own("vems", 41, 32),
        "ratio": own("ratio", 48, 18) / 100,
        "walk": own("walk", 31, 14) * 10,
        "iah": own("iah", 17, 35),
        "left": today("left", 11, 34) / 10,
        "hours": today("hours", 48, 26) / 10,
        "epworth": own("epworth", 4, 6),
        "moca": own("moca", 13, 9),
        "das": today("das", 19, 13) / 10,
        "calpro": today("calpro", 28, 115),
        "tio": tio,
        "tio2": tio + today("other eye", 0, 3) - 1,
        "db": own("db", 34, 26),
        "words": words,
        "bsa": own("bsa", 2, 6),
        "stone": own("stone", 3, 4),
    }


def _in_range(chart: Chart, day: date, more: int) -> int:
    """Per cent of the time in which the sugar is where it should be: 70 at 7 % of glycated haemoglobin."""
    found = last_result(chart.plains, LABORATORY["a1c"][0], day)
    return max(24, min(91, round(70 - 16 * (found[0] - 7)) + more)) if found else 62 + more


def ejection(chart: Chart, day: date) -> int:
    """Of the left ventricle, in per cent: low only in a failing heart that is treated for it."""
    draw = hash_of(chart.id, "ejection")
    if not chart.has("ic", day):
        return 55 + draw % 3 * 5
    treated = any(molecule(key) in _HEART for key in chart.plans.get("ic", ()))
    return (30, 35, 40, 40, 45)[draw % 5] if treated and draw % 4 else 50 + draw % 3 * 5


def _called(name: str) -> str:
    """As it is spoken of: without its salt or how it is released."""
    return name.removeprefix("carbonate de ").partition(" à libération")[0]


def _listed(keys: list[str]) -> str:
    """« bisoprolol, furosémide et périndopril »."""
    rows = [tables.by_key("drugs")[key] for key in keys]
    names = list(dict.fromkeys(_called(notes.lowered(row["name"])) for row in rows))
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
