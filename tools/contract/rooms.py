"""The rooms, in order. A room may import itself and the rooms above it in this list; a new room is added here."""

from __future__ import annotations

ROOMS = (
    "base",
    "fhir",
    "hl7v2",
    "access",
    "sql",
    "store",
    "log",
    "terms",
    "records",
    "accounts",
    "forms",
    "paper",
    "web",
    "care.reading",
    "care.people",
    "care.visits",
    "care.problems",
    "care.allergies",
    "care.vitals",
    "care.immunizations",
    "care.facts",
    "care.notes",
    "care.advice",
    "care.medicines",
    "care.orders",
    "care.results",
    "care.booking",
    "care.chat",
    "care.flow",
    "care.lists",
    "care.inbox",
    "care.story",
    "rollout",
    "api",
    "channels",
    "sites",
    "synth",
    "jobs",
    "assembly",
    "cli",
)

WITHOUT_CAPABILITIES = ("care.lists", "care.inbox", "care.story")
"""They show what capabilities give them at assembly, so they import none of them."""

NO_CAPABILITY = ("care.reading",)
"""What every capability needs to give a section or a line: words of the chart, known to those who show it too."""

PURE = ("base", "fhir", "hl7v2", "access")
"""No I/O in these: what they need is handed in."""

IO_MODULES = (
    "apsw",
    "asyncio",
    "granian",
    "http",
    "psycopg",
    "socket",
    "sqlite3",
    "starlette",
    "subprocess",
    "urllib.request",
)


def room_of(module: str) -> str | None:
    """The room a `dsn.…` module belongs to; None for the packages that only hold rooms, and for unknown ones."""
    path = module.removeprefix("dsn.")
    return next((room for room in ROOMS if path == room or path.startswith(f"{room}.")), None)


def why_not(importer: str, imported: str) -> str | None:
    """Why the module `importer` may not import the module `imported`; None when it may."""
    room = room_of(importer)
    if room is None:
        return None
    if imported.split(".")[0] != "dsn":
        return _why_not_outside(room, imported)
    target = room_of(imported)
    if target is None:
        return None if imported in ("dsn", "dsn.care") else f"{imported} stands in no room of the list"
    if ROOMS.index(target) > ROOMS.index(room):
        return f"{room} stands before {target}"
    if room in WITHOUT_CAPABILITIES and target.startswith("care.") and target not in (room, *NO_CAPABILITY):
        return f"{room} imports no capability: it is given what it shows"
    return None


def _why_not_outside(room: str, imported: str) -> str | None:
    io = next((name for name in IO_MODULES if imported == name or imported.startswith(f"{name}.")), None)
    return f"{room} is pure and {io} is not" if io and room in PURE else None
