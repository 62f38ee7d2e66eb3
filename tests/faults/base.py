"""Faults of `base`: what a tired person would write."""

from tools.faults import Fault

FAULTS = [
    Fault(
        "every reader reads English",
        "base/sentences/__init__.py",
        'pair[1 if language == "en" else 0]',
        "pair[1]",
        ("tests/base/test_sentences.py",),
    ),
]
