"""The summary sheet of a stay: diagnoses, course, drugs that go on, begin or stop, where to, who follows.

« la feuille sommaire, comportant le diagnostic principal, les autres diagnostics et problèmes, les complications … »
(S-5, r. 5, art. 53, legisquebec.gouv.qc.ca); « the medications that the person concerned should be taking after the
person’s departure … and the medications that the person should cease to take; a summary comparing the medications
prescribed at the time of departure … with the medications that the person was taking before being admitted »
(P-9.0001, r. 0.1, s. 5, legisquebec.gouv.qc.ca).
"""

from __future__ import annotations

from collections.abc import Sequence

from dsn.synth.chart import Chart
from dsn.synth.hospital.mar import HELD, Taken, words
from dsn.synth.plain import LOINC, Plain, concept

TITLE = "Feuille sommaire"

Sections = Sequence[tuple[str, str]]


def summarize(chart: Chart, encounter: Plain, at: str, sections: Sections) -> Plain:
    """As a document, a section for each (title, text), stamped."""
    summary = chart.add(
        "Composition",
        status="final",
        type=concept(LOINC, "18842-5", TITLE),
        encounter=chart.point(encounter),
        date=at,
        author=[chart.author.who()],
        title=TITLE,
        custodian=chart.organization,
        section=[
            {"title": title, "text": {"status": "generated", "div": _div(text)}} for title, text in sections
        ],
    )
    chart.stamp(at, at, summary)
    return summary


def drugs(before: Sequence[Taken], after: Sequence[Taken], short: Sequence[str]) -> str:
    """What goes on, what begins, what stops, what was held and goes on again; `short`: what is taken for some days."""
    known, kept = {one.key for one in before}, {one.key for one in after}
    held = words([one for one in after if one.key in known and one.molecule in HELD])
    lines = (
        ("Poursuivis", words([one for one in after if one.key in known and one.molecule not in HELD])),
        ("Suspendus pendant le séjour, repris", held),
        ("Débutés", [*words([one for one in after if one.key not in known]), *short]),
        ("Cessés", words([one for one in before if one.key not in kept])),
    )
    told = [f"{title} : {', '.join(found)}." for title, found in lines if found]
    return "\n".join(told) or "Aucun médicament."


def _div(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{safe}</p></div>'
