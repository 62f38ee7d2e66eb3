"""Faults that show only when a disk is full or a process dies."""

from tools.faults import Fault

FULL = ("tests/crash/test_disk_full.py",)
DOOR = ("tests/web/test_door.py",)

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
    Fault(
        "a closed door lets people in",
        "web/door.py",
        "        self._closed = True\n",
        "        pass\n",
        DOOR,
    ),
    Fault(
        "a server that stops waits for nobody",
        "web/door.py",
        "        if self._inside:\n            with",
        "        if False:\n            with",
        DOOR,
    ),
    Fault(
        "streams outlive the server",
        "web/live.py",
        "                reader.end()\n",
        "                pass\n",
        DOOR,
    ),
    Fault(
        "a browser that never comes back is followed for ever",
        "web/live.py",
        "            self.forget(next(iter(self._away)))",
        "            break",
        ("tests/web/test_live.py",),
    ),
]
