"""Faults of what one visit hands to the next, and of how people live."""

from tools.faults import Fault

_TRACE = ("tests/synth/test_trace.py",)
_WAYS = ("tests/synth/test_ways.py",)

FAULTS = [
    Fault(
        "what happened is told at every visit after",
        "synth/recall.py",
        "first + 1 < len(visits) and _soon(one, visits[first + 1][0])",
        "first + 1 < len(visits)",
        _TRACE,
    ),
    Fault(
        "what happened is told before it happens",
        "synth/recall.py",
        "if day >= one.day), None)",
        "), None)",
        _TRACE,
    ),
    Fault(
        "blood is asked for in the plan alone",
        "synth/requisitions.py",
        'chart.order(self.day, self.minutes, laboratory.PANELS[panel], "active", self.encounter)',
        "pass",
        _TRACE,
    ),
    Fault(
        "all physicians write in one order",
        "synth/visits.py",
        'habit = hash_of(chart.doctor.id, "order") % len(notes.ORDERS)',
        "habit = 0",
        _TRACE,
    ),
    Fault(
        "a widow still lives as one of two",
        "synth/context.py",
        "partner.death is None or partner.death > day",
        "True",
        _WAYS,
    ),
    Fault(
        "damaged lungs never smoked",
        "synth/context.py",
        'if "mpoc" in held:',
        "if False:",
        _WAYS,
    ),
    Fault(
        "a resident is brought by ambulance",
        "synth/ending.py",
        "if housed:",
        "if housed and not cause and draw < 0:",
        _WAYS,
    ),
]
