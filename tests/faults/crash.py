"""Faults that show only when a disk is full or a process dies."""

from tools.faults import Fault

FULL = ("tests/crash/test_disk_full.py",)

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
    Fault(
        "a broken connection is not opened again",
        "sql/writer.py",
        "                if connection.broken:\n                    connection = self._again(connection)\n",
        "",
        ("tests/crash/test_postgres_killed.py",),
    ),
    Fault(
        "a read is shown before its row is on disk",
        "log/log.py",
        "        await self._put(Entry(event.at, event.who, event.subjects, rows.encode(event)))",
        "        asyncio.ensure_future(self._put(Entry(event.at, event.who, event.subjects, rows.encode(event))))",
        ("tests/crash/test_disk_full.py", "tests/crash/test_killed.py"),
    ),
]
