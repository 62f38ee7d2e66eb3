"""Faults of chronic care: treatments that do nothing, values nobody answers, orders that do not follow."""

from tools.faults import Fault

_REGULATION = ("tests/synth/test_regulation.py",)
_READING = ("tests/synth/test_reading.py",)

FAULTS = [
    Fault(
        "what is forgotten acts in full",
        "synth/levels.py",
        "kept = FORGETFUL if forgets(treated, day) else 1.0",
        "kept = 1.0",
        _REGULATION,
    ),
    Fault(
        "no drug lowers the pressure",
        "synth/levels.py",
        "    fall = min(fall, more + 6.0) if day > found else 0.0",
        "    fall = 0.0",
        _REGULATION,
    ),
    Fault(
        "sugar stands still",
        "synth/levels.py",
        '    sway = 0.5 * wave(treated.id, "sugar", day, 260) + 0.3 * treated.body.swaying(day)\n',
        "    return 7.2\n    sway = 0.0\n",
        _REGULATION,
    ),
    Fault(
        "a value above its target changes nothing",
        "synth/steering.py",
        "        return self._said(why) if why else self.up(day)\n",
        "        return None\n",
        _REGULATION,
    ),
    Fault(
        "any pressure above its target is near enough",
        "synth/targets.py",
        "upper < high + 4 and lower < below + 3",
        "upper < high + 90 and lower < below + 90",
        _REGULATION,
    ),
    Fault(
        "a dose that is too much stays",
        "synth/steering.py",
        "        if found.low and self._may_go_down():\n",
        "        if False:\n",
        _REGULATION,
    ),
    Fault(
        "an order that is replaced stays active",
        "synth/taking.py",
        "    if last and span.end is None:\n",
        "    if last:\n",
        _REGULATION,
    ),
    Fault(
        "the pharmacy goes on with the old strength",
        "synth/taking.py",
        "            if at_home and (until is None or handed < until):\n",
        "            if at_home:\n",
        _REGULATION,
    ),
    Fault(
        "hypertension is named at the first reading",
        "synth/clinic.py",
        "one.onset - timedelta(days=30 + hash_of",
        "one.onset - timedelta(days=330 + hash_of",
        _REGULATION,
    ),
    Fault(
        "diabetes is named without a result",
        "synth/visits.py",
        "if one.onset == day} & set(PANELS)",
        'if one.onset == day} & {"goutte"}',
        _REGULATION,
    ),
    Fault(
        "what was just said is said again",
        "synth/phrases.py",
        "        if text not in last:\n",
        "        if text:\n",
        _REGULATION,
    ),
    Fault(
        "the coming visit is forgotten by who raised a dose",
        "synth/visits.py",
        "            self.days.insert(at + 1, on)\n",
        "            self.days.append(on)\n",
        _REGULATION,
    ),
    Fault(
        "insulin is begun for a tenth above the target",
        "synth/steering.py",
        "targets.sugar_goal(self.chart, day) + 1.0",
        "targets.sugar_goal(self.chart, day) - 1.0",
        _REGULATION,
    ),
    Fault(
        "a figure is compared with itself",
        "synth/visits.py",
        "then.words.get(name) == measures.words[name]",
        'then.words.get(name) == ""',
        _REGULATION,
    ),
    Fault(
        "the potassium of who takes a blocker is not read",
        "synth/visits.py",
        'if "renal" in asked and self._moves_potassium(day):',
        'if "renal" in asked and self._moves_potassium(day) and at < 0:',
        _REGULATION,
    ),
    Fault(
        "the next visit asked for may be today",
        "synth/visits.py",
        "chart.wanted = max(on, workday(chart.today + timedelta(days=1)))",
        "chart.wanted = on",
        _READING,
    ),
    Fault(
        "what a note says of insulin is not added up",
        "synth/insulin.py",
        "        if taken:\n",
        "        if taken and begun:\n",
        _READING,
    ),
    Fault(
        "a child inhales the dose of adults",
        "synth/taking.py",
        'if key == "fluticasone" and age < 12:',
        'if key == "fluticasone" and age < 0:',
        ("tests/synth/test_lives.py", "tests/synth/test_worlds.py", *_REGULATION),
    ),
]
