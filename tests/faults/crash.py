"""Faults that show only when a disk is full or a process dies."""

from tools.faults import Fault

FULL = ("tests/laws/test_disk_full.py",)

FAULTS = [
    Fault(
        "a full disk is told as an unreachable one",
        "sql/sqlite.py",
        'return Busy("storage-full")',
        'return Busy("store-away")',
        FULL,
    ),
    Fault(
        "a commit that found no room is acknowledged",
        "sql/writer.py",
        "                return [(future, None, error) for _, future in group]",
        "                return [(future, None, None) for _, future in group]",
        FULL,
    ),
    Fault(
        "who watches is told that a failed group was kept",
        "sql/writer.py",
        "watcher.ended(False)",
        "watcher.ended(True)",
        FULL,
    ),
]
