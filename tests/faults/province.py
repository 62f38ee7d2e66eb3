"""Faults of the province: days that are not the same twice, people who could be real, rows lost, fillings cut."""

from tools.faults import Fault

_PLAYING = ("tests/synth/test_playing.py",)
_DAYS = ("tests/synth/test_days.py",)
_NOBODY = ("tests/synth/test_nobody.py",)
_DPD = ("tests/care/test_dpd.py",)

FAULTS = [
    Fault(
        "an act is sent without its key",
        "jobs/caller.py",
        '{"idempotency-key": key} if key else {}',
        "{}",
        ("tests/jobs/test_playing.py", "-k", "sqlite or key"),
    ),
    Fault(
        "what a server refuses is sent again",
        "jobs/caller.py",
        "answer[0] not in _LATER",
        "answer[0] < 400",
        ("tests/jobs/test_playing.py", "-k", "same_key"),
    ),
    Fault(
        "acts about people who are not there are sent all the same",
        "jobs/playing.py",
        "if not self._is_there(act):",
        "if not act.patient:",
        ("tests/jobs/test_playing.py", "-k", "left_out"),
    ),
    Fault(
        "the pace is not kept",
        "jobs/playing.py",
        "(act.second - self.pace.since) / self.pace.speed",
        "act.second / self.pace.speed",
        ("tests/jobs/test_playing.py", "-k", "clock"),
    ),
    Fault(
        "what a day makes of its beds hangs on the days before",
        "synth/playing/ward.py",
        "for one in day.wards if one.since >= 0)\n    return",
        "for one in day.wards)\n    return day.wards == [] or",
        _PLAYING,
    ),
    Fault(
        "somebody may lie in two beds",
        "synth/playing/folk.py",
        "% 7 == day.toordinal() % 7",
        "% 7 >= 0",
        _PLAYING,
    ),
    Fault(
        "a place is not left when the visit ends",
        "synth/playing/act.py",
        'last = last | {"status": "completed", "period": last["period"] | {"end": at}}',
        "last = dict(last)",
        _PLAYING,
    ),
    Fault(
        "what follows is told out of time",
        "synth/playing/play.py",
        "        yield from day.due(event.second)\n",
        "",
        _PLAYING,
    ),
    Fault(
        "a report to youth protection is open to all",
        "synth/playing/youth.py",
        'plain["meta"] = TAG | {"security": [{"system": CONFIDENTIALITY, "code": "R"}]}',
        'plain["meta"] = TAG',
        _PLAYING,
    ),
    Fault("winter is like summer", "synth/days.py", "* share * winter * weekday", "* share * weekday", _DAYS),
    Fault(
        "a mean day has more than the figure",
        "synth/days.py",
        "kind.volume / _mean(kind) * share",
        "kind.volume * share",
        _DAYS,
    ),
    Fault(
        "chance hangs on the interpreter",
        "synth/stream.py",
        "return Random(number_of(*names))",
        "return Random(hash(names))",
        ("tests/synth/test_same_bytes.py",),
    ),
    Fault("a telephone that somebody may have", "synth/naming.py", "-555-01{int", "-555-02{int", _NOBODY),
    Fault(
        "a postal code that is delivered to",
        "synth/naming.py",
        'NEVER_IN_A_POSTAL_CODE = "DFIQU"',
        'NEVER_IN_A_POSTAL_CODE = "DFIQUV"',
        _NOBODY,
    ),
    Fault(
        "a place has a subscriber's number",
        "synth/places.py",
        "-555-01{draw // 6 % 100:02}",
        "-555-{draw // 6 % 10_000:04}",
        _NOBODY,
    ),
    Fault(
        "a link leads to somebody else's relative",
        "synth/identity.py",
        "Ids(seed, other.number).of(1 + at)",
        "Ids(seed, other.number).of(at)",
        ("tests/synth/test_people.py",),
    ),
    Fault(
        "an emergency stands in every hospital",
        "synth/places.py",
        'return row["kind"] == place.kind and (',
        'return row["kind"] == place.kind and (row["kind"] == "hopital" or ',
        ("tests/synth/test_places.py",),
    ),
    Fault(
        "who lies in hospital is carried to another at each turn",
        "synth/places.py",
        "sites[number_of(names[0]) % len(sites)]",
        "sites[number_of(*names) % len(sites)]",
        ("tests/synth/test_places.py",),
    ),
    Fault(
        "what stands in a Bundle stands nowhere",
        "synth/plain.py",
        '{"fullUrl": ROOT + url,',
        '{"fullUrl": "urn:dsn:synth:" + url,',
        ("tests/synth/test_validity.py", "-k", "resolve"),
    ),
    Fault(
        "a reference keeps the root that the sender had",
        "api/links.py",
        "name = names.get(said) or names.get(root + said)",
        "name = names.get(root + said)",
        ("tests/api/test_bundles.py", "-k", "keeps_its_place"),
    ),
    Fault(
        "a filling that was cut begins with the wrong people",
        "cli/filling.py",
        "lives(self.done, until - self.done)",
        "lives(0, until - self.done)",
        ("tests/cli/test_filling.py", "-k", "sqlite"),
    ),
    Fault(
        "open pages are not told that the line is gone",
        "web/state.py",
        "        self._say = None\n        self._hub.announce(EVENT)\n",
        "        self._say = None\n",
        ("tests/cli/test_filling.py", "-k", "pages"),
    ),
    Fault(
        "a row of the DPD is dropped without a word",
        "care/medicines/dpd/rows.py",
        "            refuse(Refusal(file, line, *wrong))\n",
        "            pass\n",
        _DPD,
    ),
    Fault(
        "a row about no product is dropped without a word",
        "care/medicines/dpd/reading.py",
        'extract.refused.append(Refusal(f"{name}{suffix}.txt", line, "dpd-no-product", values))',
        "continue",
        _DPD,
    ),
    Fault(
        "digits of another script make a DIN",
        "care/medicines/dpd/rows.py",
        '_DIN = re.compile(r"\\d{8}", re.ASCII)',
        '_DIN = re.compile(r"\\d{8}")',
        _DPD,
    ),
]
