"""Faults of access, log, records and accounts: what would let somebody see, write or hide what they may not."""

from tools.faults import Fault

_ONE_ENGINE = ("-k", "not postgres")  # what is wrong above the engine is wrong on either
_READING = ("tests/records/test_reading.py", *_ONE_ENGINE)
_WRITING = ("tests/records/test_committing.py", *_ONE_ENGINE)
_SEARCHING = ("tests/records/test_searching.py", *_ONE_ENGINE)
_IDENTITY = ("tests/records/test_identity.py", *_ONE_ENGINE)
_DOOR = ("tests/laws/test_the_door.py", *_ONE_ENGINE)
_LOG = ("tests/log/test_log.py", *_ONE_ENGINE)
_VERIFY = ("tests/log/test_verify.py", *_ONE_ENGINE)

FAULTS = [
    Fault(
        "a log row is written after the bytes",
        "log/log.py",
        "                await book.append(entry)\n",
        "                _ = book.append(entry)\n",
        _READING,
    ),
    Fault(
        "a search logs nobody it included",
        "records/searching.py",
        "people_of(found.matches + found.included)",
        "people_of(found.matches)",
        _SEARCHING,
    ),
    Fault(
        "a read is not judged",
        "records/sight.py",
        """        if found is None or stands is None or not self.sees(stands):
            await self.tell("refused", found.patients if found else (), place)
            raise missing or""",
        """        if found is None or stands is None:
            await self.tell("refused", found.patients if found else (), place)
            raise missing or""",
        _READING,
    ),
    Fault(
        "an older version is not judged",
        "records/sight.py",
        """        if found is None or stands is None or not self.sees(stands):
            await self.tell("refused", found.patients if found else (), place)
            raise missing
""",
        """        if found is None or stands is None:
            await self.tell("refused", (), place)
            raise missing
""",
        _READING,
    ),
    Fault(
        "history is not judged version by version",
        "records/searching.py",
        "tuple(version for version in versions if sight.sees(version))",
        "tuple(versions)",
        _READING,
    ),
    Fault(
        "a search forgets the scope's people",
        "records/searching.py",
        "if within else sight.scope\n",
        'if within else __import__("dataclasses").replace(sight.scope, people=None)\n',
        _DOOR,
    ),
    Fault(
        "a refusal tells absent from out of scope",
        "records/sight.py",
        'raise missing or NotFound("resource-not-found", type=type_, id=id_)',
        'raise missing or NotFound("out-of-scope" if found else "resource-not-found", type=type_, id=id_)',
        _READING,
    ),
    Fault(
        "a chart shows everybody",
        "records/chart.py",
        "people=people, identities=False",
        "people=scope.people, identities=False",
        _IDENTITY,
    ),
    Fault(
        "a chart tells nobody else it shows",
        "records/chart.py",
        "        if others:\n",
        "        if not others:\n",
        _IDENTITY,
    ),
    Fault(
        "an identity search may ask anything",
        "records/identity.py",
        "    if code not in PARAMETERS:\n",
        "    if code not in PARAMETERS and not code:\n",
        _IDENTITY,
    ),
    Fault(
        "a commit is not judged",
        "records/writing.py",
        "if unlimited(self.scope, self.held):",
        "if self.held.code:",
        _WRITING,
    ),
    Fault(
        "an update's new body is not judged",
        "records/judging.py",
        "        self._check(_body(target))\n        self._check(await self._new(change.resource, target.key))\n",
        "        self._check(_body(target))\n",
        _WRITING,
    ),
    Fault(
        "an update's target is not judged",
        "records/judging.py",
        "if found is None or not may_see(self._scope, _body(found)):",
        "if found is None:",
        _WRITING,
    ),
    Fault(
        "a condition is searched beyond the scope",
        "records/writing.py",
        "scope=self.scope, digest=digest",
        "digest=digest",
        _WRITING,
    ),
    Fault(
        "a write leaves no row for the log",
        "records/writing.py",
        "replace(commit, witness=witness, blobs=self.blobs)",
        "replace(commit, blobs=self.blobs)",
        _WRITING,
    ),
    Fault(
        "scopes outlive a change of relations",
        "records/admission.py",
        "known.epoch != epoch or ",
        "",
        _READING,
    ),
    Fault(
        "scopes outlive a change made elsewhere",
        "records/admission.py",
        " or not known.until - STALE <= at < known.until",
        "",
        _READING,
    ),
    Fault(
        "a paging token serves anyone",
        "records/tokens.py",
        "reader = (asked, scope.who, ",
        "reader = (asked, ",
        _SEARCHING,
    ),
    Fault(
        "a paging token serves for ever",
        "records/tokens.py",
        "if now - instant > LIFETIME:",
        "if now - instant > 100 * LIFETIME:",
        _SEARCHING,
    ),
    Fault(
        "labels bar nobody",
        "access/scope.py",
        "if labels & scope.barred_labels or key in scope.hidden:",
        "if key in scope.hidden:",
        _DOOR,
    ),
    Fault(
        "an unknown label is open",
        "access/labels.py",
        "return 0 if (system, code) in _OPEN else OTHER",
        "return 0",
        ("tests/access/test_labels.py",),
    ),
    Fault(
        "a relation never ends",
        "access/decide.py",
        "for relation in facts.relations if relation.holds(facts.at)",
        "for relation in facts.relations",
        ("tests/access/test_decide.py",),
    ),
    Fault(
        "a role of an order needs no permit",
        "access/decide.py",
        'return "access-no-permit" if held.order else "access-s39"',
        'return "access-s39"',
        ("tests/access/test_decide.py",),
    ),
    Fault(
        "one person in scope is enough to write of all",
        "access/writing.py",
        "(scope.people is None or body.patients <= scope.people | {NEW})",
        "True",
        ("tests/access/test_writing.py",),
    ),
    Fault(
        "the chain is not linked",
        "log/chain.py",
        "sha256(before + body)",
        "sha256(body)",
        _VERIFY,
    ),
    Fault(
        "heads are not signed",
        "log/verify.py",
        "if not signed(signature, key, self._month, self._writer, count, last):",
        "if not signature:",
        _VERIFY,
    ),
    Fault(
        "anchors are not compared",
        "log/verify.py",
        "        if anchor.month == month:\n",
        "        if anchor.month == anchors:\n",
        _VERIFY,
    ),
    Fault(
        "an outbox row moves twice after a crash",
        "log/book.py",
        "fresh = self._unmoved(connection, list(_once(entries)))",
        "fresh = list(entries)",
        _LOG,
    ),
    Fault(
        "an outbox row is not sealed",
        "log/outbox.py",
        "if len(sealed) <= _ID or not hmac.compare_digest(seal, _seal(key, sealed)):",
        "if len(sealed) <= _ID:",
        _LOG,
    ),
    Fault(
        "a proxy may stand before the demonstration door",
        "accounts/demo.py",
        "if forwarded or not is_loopback(peer):",
        "if not is_loopback(peer):",
        ("tests/accounts/test_demo.py",),
    ),
    Fault(
        "a token of any audience opens the door",
        "accounts/tokens.py",
        'claims.get("aud") != AUDIENCE or ',
        "",
        ("tests/accounts/test_tokens.py",),
    ),
    Fault(
        "a remembered token lasts for ever",
        "accounts/tokens.py",
        "if expires <= self._clock() / 1000:",
        "if expires <= 0:",
        ("tests/accounts/test_tokens.py",),
    ),
    Fault(
        "a session may be altered",
        "accounts/sessions.py",
        "not hmac.compare_digest(signature, self._signature(said))",
        "not signature",
        ("tests/accounts/test_tokens.py",),
    ),
]
