"""Faults of the store's upkeep: what would leave a search short, a content lost or shared, a projection wrong."""

from tools.faults import Fault

_ONE_ENGINE = ("-k", "not postgres")
_REINDEX = ("tests/store/test_reindex.py", *_ONE_ENGINE)
_ASKED = ("tests/store/test_reindex_asked.py", *_ONE_ENGINE)
_WORDS = ("tests/store/test_words.py", *_ONE_ENGINE)
_BESIDE = ("tests/store/test_reindex_beside.py", *_ONE_ENGINE)
_CHECK = ("tests/store/test_checking.py", *_ONE_ENGINE)
_BLOBS = ("tests/store/test_blobs.py", *_ONE_ENGINE)
_BINARY = ("tests/api/test_binary.py", *_ONE_ENGINE)
_PROJECTIONS = ("tests/store/test_projections.py", *_ONE_ENGINE)

FAULTS = [
    Fault(
        "a search is answered while its index is made anew",
        "store/searching.py",
        "    if now.rebuilding:\n        state.refuse(connection, touched(query))\n",
        "",
        _REINDEX,
    ),
    Fault(
        "a chain's parameter is not looked at",
        "store/reindex/touched.py",
        "            yield from (clause.parameter.number, *_HOP)\n            yield from _of(clause.clause)",
        "            yield from (clause.parameter.number, *_HOP)",
        _REINDEX,
    ),
    Fault(
        "the rows of the old extractor stay",
        "store/reindex/clear.py",
        "        gone = connection.run(_sql(one, connection), (one.values[value], left))",
        "        gone = 0",
        _REINDEX,
    ),
    Fault(
        "a killed reindexing begins after where it was",
        "store/reindex/slices.py",
        "        done = running.lead.done + found.count\n        if found.end is None:",
        "        done = running.lead.done + found.count\n        if found.end is None or done > 20:",
        _REINDEX,
    ),
    Fault(
        "what changed since it was read is written as it was",
        "store/reindex/fill.py",
        "    if version != was.version:",
        "    if version > was.version:",
        ("tests/store/test_reindex.py", "-k", "between_reading and not postgres"),
    ),
    Fault(
        "pages of before turn over rows made anew",
        "store/searching.py",
        "max(side.horizon(connection), extractors.since(connection, touched(query)))",
        "side.horizon(connection)",
        _ASKED,
    ),
    Fault(
        "a changed extractor is not noticed",
        "store/reindex/extractors.py",
        "if there.get(number) != line.version]",
        "if number not in there]",
        _REINDEX,
    ),
    Fault(
        "the check does not look at relations",
        "store/checking.py",
        "        for name, until in claimed(ready.claims, names).items():",
        "        for name, until in claimed((), names).items():",
        _CHECK,
    ),
    Fault(
        "anybody may name a content",
        "store/versions.py",
        "            or not digests <= self.blobs\n",
        "",
        _BLOBS,
    ),
    Fault(
        "pieces on their way are swept",
        "store/blobs/sweep.py",
        "    early = Minter(lambda: now - KEPT_MS).serial()",
        "    early = Minter(lambda: now).serial()",
        _BLOBS,
    ),
    Fault(
        "the same content twice loses its pieces",
        "store/blobs/keep.py",
        '    connection.run("DELETE FROM piece WHERE number = ?", (number,))',
        '    connection.run("DELETE FROM piece WHERE number <> ?", (number,))',
        _BLOBS,
    ),
    Fault(
        "a content brought again is as old as before",
        "store/blobs/keep.py",
        '    touch = "UPDATE blob SET instant = ? WHERE digest = ?"',
        '    touch = "UPDATE blob SET instant = min(instant, ?) WHERE digest = ?"',
        _BLOBS,
    ),
    Fault(
        "what a Binary is about is not asked",
        "records/proxy.py",
        "    return binary if found is None or found.deleted else found",
        "    return binary",
        _BINARY,
    ),
    Fault(
        "a content runs in the browser",
        "api/binary.py",
        "    headers = version_headers(version.version, version.instant) | _SAFE",
        "    headers = version_headers(version.version, version.instant)",
        _BINARY,
    ),
    Fault(
        "a projection is told the same twice",
        "store/projections/follow.py",
        "    if standing_of(connection, projection.name, lock=True) != before:",
        "    if standing_of(connection, projection.name, lock=True) is None:",
        _PROJECTIONS,
    ),
    Fault(
        "a rebuilt projection keeps its old rows",
        "store/projections/follow.py",
        '        connection.run(f"DROP TABLE IF EXISTS {table.name}")\n',
        '        if connection.rows("SELECT 1 FROM sqlite_schema WHERE name = ?", (table.name,)):\n'
        "            continue\n",
        _PROJECTIONS,
    ),
    Fault(
        "relations that nobody claims stay",
        "store/projections/relation.py",
        '        connection.run(f"DELETE FROM relation WHERE NOT EXISTS ({_STANDS})")\n',
        "",
        _PROJECTIONS,
    ),
    Fault(
        "contained resources are searched while they are made anew",
        "store/reindex/touched.py",
        '    if query.contained != "false":\n        found.add(CONTAINED)\n',
        "",
        _BESIDE,
    ),
    Fault(
        "a hop goes on while what it may lead to is made anew",
        "store/reindex/touched.py",
        "_HOP = (CONTAINED, MERGED)",
        "_HOP = ()",
        _BESIDE,
    ),
    Fault(
        "a person is named while groups are made anew",
        "store/reindex/touched.py",
        "                yield MERGED",
        "                pass",
        _BESIDE,
    ),
    Fault(
        "addresses of the old extractor stay",
        "store/reindex/clear.py",
        '        _Step(IX_ADDRESS, "key <> ?", (0,)),\n',
        "",
        _BESIDE,
    ),
    Fault(
        "contained resources made anew belong to nobody",
        "store/reindex/fill.py",
        "        for name in (*_INDEX, MEMBER.name):",
        "        for name in _INDEX:",
        _BESIDE,
    ),
    Fault(
        "links of the old extractor stay",
        "store/reindex/merged.py",
        "    if gone := there - wanted:",
        "    if gone := set():",
        _BESIDE,
    ),
    Fault(
        "groups stay what the old extractor made of them",
        "store/reindex/slices.py",
        "            merged.finish(connection)\n",
        "",
        _BESIDE,
    ),
    Fault(
        "a check does not look at groups of merged people",
        "store/checking.py",
        "            self._groups(connection)",
        "            pass",
        _CHECK,
    ),
    Fault(
        "a page holds whatever it finds",
        "store/blobs/weight.py",
        "        if count and total > MOST:",
        "        if False:",
        _BLOBS,
    ),
    Fault(
        "what was cut from a page has no next page",
        "store/plan/run.py",
        "if len(rows) > len(shown) else None",
        "if len(rows) > plan.size else None",
        _BLOBS,
    ),
    Fault(
        "the next page of a history begins after what was cut",
        "store/history.py",
        "        return whole, _CURSOR.pack(*page[len(whole) - 1][:4])",
        "        return whole, _CURSOR.pack(*page[-1][:4])",
        _BLOBS,
    ),
    Fault(
        "what comes along weighs nothing",
        "store/blobs/weight.py",
        "    if not along or sum(map(weight, matches)) + along <= MOST:",
        "    if True:",
        _BLOBS,
    ),
    Fault(
        "a search over HTTP leaves contents behind their marks",
        "api/search.py",
        "within=compartment, whole=True",
        "within=compartment, whole=False",
        _BINARY,
    ),
    Fault(
        "words of an import are built beside a server",
        "store/word_keeper.py",
        "        while patience and self._database.is_alone():",
        "        while patience:",
        _WORDS,
    ),
    Fault(
        "words begin anew when the building of them was stopped",
        "store/words.py",
        "    if there:\n        connection.run(",
        "    if there and found.count < 4:\n        connection.run(",
        _WORDS,
    ),
    Fault(
        "an import leaves its words to nobody",
        "cli/importing.py",
        "        if not asked.no_words:",
        "        if asked.no_words:",
        ("tests/cli/test_operating.py", *_ONE_ENGINE),
    ),
    Fault(
        "a full disk is not told on the pages",
        "jobs/room.py",
        "        self.state.warn(_line if self.used else None)",
        "        pass",
        ("tests/jobs/test_room.py",),
    ),
    Fault(
        "who asks for health is told nothing of a full disk",
        "jobs/room.py",
        "    if left is None:\n        return",
        "    if not left:\n        return",
        ("tests/web/test_doors.py",),
    ),
    Fault(
        "a full disk is told for ever",
        "jobs/room.py",
        "        self.used = left is not None\n",
        "        self.used = self.used or left is not None\n",
        ("tests/jobs/test_room.py",),
    ),
]
