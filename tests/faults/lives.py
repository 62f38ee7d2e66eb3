"""Faults of invented lives: shares that scatter, notes that lie, care that does not hang together."""

from tools.faults import Fault

_PREVALENCE = ("tests/synth/test_prevalence.py",)
_WORLDS = ("tests/synth/test_worlds.py",)
_LIVES = ("tests/synth/test_lives.py",)

FAULTS = [
    Fault(
        "what is left of a group is not carried to the next",
        "synth/cohort.py",
        "            before = int(total)\n",
        "            total = float(int(total))\n            before = int(total)\n",
        _PREVALENCE,
    ),
    Fault(
        "each cohort begins at nothing",
        "synth/cohort.py",
        'total = (number_of(self.seed, "start", name) / 2**64 + self.number * _GOLDEN) % 1.0',
        "total = 0.0",
        _PREVALENCE,
    ),
    Fault(
        "the draw of a case may lie above the curve",
        "synth/cohort.py",
        "draw = part * share if at in held else share + part * (1 - share)",
        "draw = part",
        _PREVALENCE,
    ),
    Fault(
        "who is likelier to have it is not",
        "synth/cohort.py",
        "condition.cluster and which < SHARED else own",
        "condition.cluster and which < 0 else own",
        _PREVALENCE,
    ),
    Fault(
        "two diagnoses that exclude each other are drawn apart",
        "synth/cohort.py",
        "                scores[at] = 2.0\n",
        "                scores[at] += 0.0\n",
        _PREVALENCE,
    ),
    Fault(
        "an illness of the first days is told",
        "synth/course.py",
        "least = _LEAST_DAYS if age == 0 else 1",
        "least = 1",
        _PREVALENCE,
    ),
    Fault(
        "diagnoses are older than their names",
        "synth/course.py",
        "    if onset.year >= year:\n",
        "    if onset.year >= 0 * year:\n",
        _LIVES,
    ),
    Fault(
        "the same sentence at every visit",
        "synth/phrases.py",
        "states[turn % len(states)]",
        "states[0]",
        _WORLDS,
    ),
    Fault(
        "below is above",
        "synth/phrases.py",
        "        return value < bound\n",
        "        return value > bound\n",
        _WORLDS,
    ),
    Fault(
        "clinics are open on holidays",
        "synth/holidays.py",
        "    return day in _moving(day.year)\n",
        "    return False\n",
        _WORLDS,
    ),
    Fault(
        "visits go on while the person lies in a bed",
        "synth/chart.py",
        "        return all(end < day or last < start for start, end in self.beds)\n",
        "        return True\n",
        _WORLDS,
    ),
    Fault(
        "chemotherapy costs no blood",
        "synth/laboratory.py",
        "        level += CHEMOTHERAPY.get(key, 0.0)\n",
        "        level += 0.0\n",
        _WORLDS,
    ),
    Fault(
        "drugs that an illness forbids are taken",
        "synth/taking.py",
        "    if any(chart.has(one, day) for one in NOT_WITH.get(key, ())):\n        return False\n",
        "",
        (*_WORLDS, *_LIVES),
    ),
    Fault(
        "the paediatric injector for life",
        "synth/taking.py",
        'if key == "epinephrine" and age < 9:',
        'if key == "epinephrine" and age < 90:',
        _WORLDS,
    ),
    Fault(
        "a woman is written of as a man",
        "synth/notes.py",
        'return {"e": "e", "il": "elle"} if sex == "F" else {"e": "", "il": "il"}',
        'return {"e": "", "il": "il"}',
        _WORLDS,
    ),
    Fault(
        "the dead have no certificate",
        "synth/ending.py",
        "        _sudden(chart, end)\n",
        "        return\n",
        _WORLDS,
    ),
    Fault(
        "the board meets before the pathologist reads",
        "synth/oncology.py",
        "    if not case.step(12):\n",
        "    if not case.step(-40):\n",
        _WORLDS,
    ),
    Fault(
        "rehabilitation goes backwards",
        "synth/rehabilitation.py",
        "speed = round(0.35 + done * 0.5",
        "speed = round(0.85 - done * 0.5",
        _WORLDS,
    ),
    Fault(
        "letters of screening at any age",
        "synth/screening.py",
        "    return 50 <= chart.age(day) <= (74 if day >= WIDENED else 69) and not housed and not ever\n",
        "    return not housed\n",
        (*_LIVES, *_WORLDS),
    ),
    Fault(
        "blood is drawn for any photograph",
        "synth/hospital/emergency.py",
        'chart.age(day) >= 40 and found["key"] in LABORATORY_LATER',
        'chart.age(day) >= 40 and found["image"]',
        _WORLDS,
    ),
    Fault(
        "teams of sixty years ago",
        "synth/psychosocial.py",
        "_KEPT = 365 * 10\n",
        "_KEPT = 365 * 100\n",
        _WORLDS,
    ),
]
