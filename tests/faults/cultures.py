"""Faults of cultures: results too soon, resistance that nobody heeds, urine grown for nothing."""

from tools.faults import Fault

_CULTURES = ("tests/synth/test_cultures.py",)

FAULTS = [
    Fault(
        "a culture has grown on the day it is taken",
        "synth/cultures.py",
        'ready = day + timedelta(days=int(grown.row["days"]))',
        "ready = day",
        _CULTURES,
    ),
    Fault(
        "nobody acts on an organism that resists",
        "synth/resistance.py",
        "    if not grown.bears(key):\n",
        "    if True or not grown.bears(key):\n",
        _CULTURES,
    ),
    Fault(
        "what replaces a drug is resisted too",
        "synth/resistance.py",
        "if key != given and grown.yields(key) and fits(chart, key, day)",
        "if key != given and fits(chart, key, day)",
        _CULTURES,
    ),
    Fault(
        "a culture to come is read already",
        "synth/cultures.py",
        "culture = Culture(kind, grown, day, ready, at, ready >= chart.today)",
        "culture = Culture(kind, grown, day, ready, at, False)",
        _CULTURES,
    ),
    Fault(
        "a ward finds the blood clean in which something grows",
        "synth/coherence/microbiology.py",
        "if said in text and (not any(stays) if grew else stays and not all(stays)):",
        "if False and said in text:",
        _CULTURES,
    ),
]
