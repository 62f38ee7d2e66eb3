"""Faults of specialists' letters: who waits for nothing, what was not measured, who is seen from a bed."""

from tools.faults import Fault

_LETTERS = ("tests/synth/test_letters.py",)

FAULTS = [
    Fault(
        "a demand that waits is said to be answered",
        "synth/specialists.py",
        '"completed" if days else "active",',
        '"completed",',
        _LETTERS,
    ),
    Fault(
        "a letter tells another pressure than the cuff",
        "synth/specialists.py",
        'return f"TA {upper}/{lower}, ',
        'return f"TA {upper + 2}/{lower}, ',
        _LETTERS,
    ),
    Fault(
        "a year later the echography is another's",
        "synth/findings.py",
        'draw = hash_of(chart.id, "ejection")',
        'draw = hash_of(chart.id, "ejection", day)',
        _LETTERS,
    ),
    Fault(
        "a specialist may be asked about anything",
        "synth/coherence/letters.py",
        'if name not in theirs or not record.had((name,), one["authoredOn"]):',
        'if not record.had((name,), one["authoredOn"]) and name in theirs:',
        _LETTERS,
    ),
    Fault(
        "a specialist writes the same letter each year",
        "synth/correspondence.py",
        'fresh = [row for row in fit if row["found"] not in said] or fit',
        "fresh = fit[:1]",
        _LETTERS,
    ),
]
