"""Do index and record agree? Every row that a body stands for must be there, and no other."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store import codec
from dsn.store.current import COLUMNS, Current
from dsn.store.index import Entries, Tuple, entries
from dsn.store.lookup import Lookup
from dsn.store.ready import again
from dsn.store.schema import HOLDS, INDEX_TABLES, LIFE, MEMBER
from dsn.store.writes import BY_NAME

SLICE = 500
_TABLES = (LIFE, MEMBER, *INDEX_TABLES)
_SHOWN = 20


@dataclass(slots=True)
class Report:
    """`missing`: rows that should be there, as text, the first twenty; `surplus`: too many rows, by table.

    `still` False: somebody wrote meanwhile, so surplus could not be counted.
    """

    resources: int = 0
    rows: int = 0
    missing_rows: int = 0
    missing: list[str] = field(default_factory=list)
    surplus: dict[str, int] = field(default_factory=dict)
    still: bool = True

    @property
    def sound(self) -> bool:
        return not self.missing_rows and not self.surplus


@dataclass(slots=True)
class Checker:
    """Walks the store by key, a slice at a time, so that no read lasts."""

    report: Report = field(default_factory=Report)
    _expected: dict[str, int] = field(default_factory=dict)
    _lacking: dict[str, int] = field(default_factory=dict)
    _last: Key = -1

    def step(self, connection: Connection) -> bool:
        """Checks one slice; False when there is nothing more."""
        rows = connection.rows(
            f"SELECT {COLUMNS} FROM resource WHERE key > ? ORDER BY key LIMIT ?", (self._last, SLICE)
        )
        names = Lookup(connection)
        wanted: Entries = {}
        for row in rows:
            was = Current(*row)  # type: ignore[arg-type]
            self._last = was.key
            if not was.deleted:
                self.report.resources += 1
                for table, found in expected(was, names).items():
                    wanted.setdefault(table, set()).update(found)
        for table, found in wanted.items():
            self._compare(connection, table, found)
        return len(rows) == SLICE

    def finish(self, connection: Connection) -> Report:
        """Counts what is there, to find rows that nothing stands for."""
        for table in _TABLES:
            sql = f"SELECT count(*) FROM {table.name} WHERE {HOLDS}"
            there = int(str(connection.rows(sql)[0][0]))
            surplus = there - self._expected.get(table.name, 0) + self._lacking.get(table.name, 0)
            if surplus:
                self.report.surplus[table.name] = surplus
        return self.report

    def _compare(self, connection: Connection, table: str, wanted: set[Tuple]) -> None:
        self._expected[table] = self._expected.get(table, 0) + len(wanted)
        self.report.rows += len(wanted)
        missing = connection.absent(BY_NAME[table], list(wanted), HOLDS)
        self._lacking[table] = self._lacking.get(table, 0) + len(missing)
        self.report.missing_rows += len(missing)
        self.report.missing += [f"{table} {row}" for row in missing[: _SHOWN - len(self.report.missing)]]


def expected(was: Current, names: Lookup) -> Entries:
    """The rows that the newest version of a resource stands for."""
    new = again(codec.unpack(was.format, was.body), was.id)
    found = entries(new.rows, was.key, names)
    found["life"] = {(was.type, was.key, was.version, new.labels, new.present)}
    patients = (was.key,) if new.type == "Patient" else [names.key("Patient", id_) for id_ in new.patients]
    found["member"] = {(patient, was.type, was.key, new.labels) for patient in patients or (0,)}
    return found
