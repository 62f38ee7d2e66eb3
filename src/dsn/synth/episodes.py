"""Care that lasts: an episode with its plan, goals and team; visits inside it; scores that follow the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, THO, Plain, coding, concept, reference, status
from dsn.synth.staff import Member, someone


@dataclass(frozen=True, slots=True)
class Program:
    """What an episode of care is: its name, the trades of its team, its goals, what is done.

    `end`: None while it goes on."""

    name: str
    trades: tuple[str, ...]
    goals: tuple[str, ...]
    activities: tuple[str, ...]
    start: date
    end: date | None = None


def close(chart: Chart, episode: Plain, day: date) -> None:
    """An episode that was opened without an end, and what was written with it, end on `day`."""
    at = next(number for number, one in enumerate(chart.plains) if one is episode)
    for one in chart.plains[at : at + 8]:
        if one["resourceType"] == "EpisodeOfCare":
            one["status"] = "finished"
        elif one["resourceType"] == "Goal":
            one["lifecycleStatus"] = "completed"
        elif one["resourceType"] == "CareTeam":
            one["status"] = "inactive"
        elif one["resourceType"] == "CarePlan":
            one["status"] = "completed"
            for activity in one["activity"]:
                activity["detail"]["status"] = "completed"
            break
        if "period" in one:
            one["period"] = one["period"] | {"end": day.isoformat()}


def open_episode(chart: Chart, program: Program, reason: Plain | None = None) -> Plain:
    """The episode, its team, goals and plan; the first of the trades leads. Gives the EpisodeOfCare."""
    ended = program.end is not None or chart.person.death is not None
    last = program.end or chart.today
    period = {"start": program.start.isoformat()} | ({"end": last.isoformat()} if ended else {})
    team = [member_of(chart, program, trade) for trade in program.trades]
    referral = refer(chart, program.start, program.name, team[0])
    episode = chart.add(
        "EpisodeOfCare",
        status="finished" if ended else "active",
        type=[{"text": program.name}],
        referralRequest=[chart.point(referral)],
        managingOrganization=chart.organization,
        period=period,
        careManager=team[0].who(),
    )
    if reason is not None and reason["resourceType"] == "Condition":
        episode["diagnosis"] = [{"condition": chart.point(reason)}]
    goals = [_goal(chart, text, program, ended) for text in program.goals]
    people = chart.add(
        "CareTeam",
        status="inactive" if ended else "active",
        name=f"Équipe : {program.name[0].lower()}{program.name[1:]}",
        period=period,
        participant=[{"role": [{"text": one.trade.title}], "member": one.who()} for one in team],
    )
    state = "completed" if ended else "in-progress"
    chart.add(
        "CarePlan",
        status="completed" if ended else "active",
        intent="plan",
        title="Plan d’intervention",
        created=later(program.start, 660),
        author=team[0].who(),
        careTeam=[chart.point(people)],
        goal=[chart.point(one) for one in goals],
        activity=[{"detail": {"status": state, "description": text}} for text in program.activities],
    )
    return episode


def _goal(chart: Chart, text: str, program: Program, ended: bool) -> Plain:
    return chart.add(
        "Goal",
        lifecycleStatus="completed" if ended else "active",
        description={"text": text},
        startDate=program.start.isoformat(),
    )


def member_of(chart: Chart, program: Program, trade: str) -> Member:
    """The same person for the whole episode."""
    return someone(chart.owner, trade, chart.id, program.name)


def refer(chart: Chart, day: date, what: str, to: Member) -> Plain:
    """A referral by the family doctor some days before, and the task that follows it to its end."""
    asked = max(workday(day - timedelta(days=12 + hash_of(chart.id, what) % 30)), chart.person.birth)
    order = chart.add(
        "ServiceRequest",
        status="completed",
        intent="order",
        category=[{"text": "Référence"}],
        code={"text": what},
        authoredOn=later(asked, 720),
        requester=chart.doctor.who(),
        performer=[to.who()],
    )
    chart.plains.append(
        chart.bare("Task")
        | {
            "status": "completed",
            "intent": "order",
            "code": {"text": "Traiter la référence"},
            "description": what,
            "focus": chart.point(order),
            "for": chart.subject,
            "authoredOn": later(asked, 721),
            "lastModified": later(max(day, asked), 740),
            "owner": to.who(),
        }
    )
    return order


def session(
    chart: Chart,
    episode: Plain,
    day: date,
    minutes: int,
    lasting: int,
    who: Member,
    reason: str,
    kind: str = "AMB",
) -> Plain:
    """A visit inside an episode."""
    encounter = chart.visit(day, minutes, lasting, kind, who, reason)
    encounter["episodeOfCare"] = [chart.point(episode)]
    return encounter


def write(
    chart: Chart, encounter: Plain, day: date, minutes: int, lasting: int, title: str, text: str
) -> Plain:
    """The note of a visit, a minute before its end, stamped."""
    written = later(day, minutes + lasting - 1)
    note = chart.note(encounter, written, title, text)
    chart.stamp(later(day, minutes), written, encounter, note)
    return note


def score(
    chart: Chart, encounter: Plain, at: str, name: str, value: float, code: str = "", unit: str = ""
) -> Plain:
    """The total of an instrument or a timed test, by the author of the visit."""
    quantity: Plain = {"value": value, "system": "http://unitsofmeasure.org", "code": unit or "{score}"}
    if unit:
        quantity["unit"] = unit
    return chart.add(
        "Observation",
        status="final",
        category=[status("observation-category", "survey")],
        code=concept(LOINC, code, name) if code else {"text": name},
        encounter=chart.point(encounter),
        effectiveDateTime=at,
        valueQuantity=quantity,
        performer=[chart.author.who()],
    )


def tell(
    chart: Chart, at: str, received: str, text: str, sender: Member, recipient: Plain, about: Sequence[Plain]
) -> Plain:
    """A message that was received: a letter, a call, a note of the secure chat."""
    return chart.add(
        "Communication",
        status="completed",
        category=[{"coding": [coding(f"{THO}communication-category", "notification")]}],
        sent=at,
        received=received,
        sender=sender.who(),
        recipient=[recipient],
        about=[chart.point(one) for one in about],
        payload=[{"contentString": text}],
    )


def device(chart: Chart, day: date, text: str) -> Plain:
    """A device of the person, and since when it is used."""
    thing = chart.add(
        "Device",
        status="active",
        type={"text": text},
        lotNumber=f"ZZ{hash_of(chart.id, text) % 10_000:04}",
    )
    use = {
        "status": "active" if chart.person.death is None else "completed",
        "timingPeriod": {"start": day.isoformat()}
        | ({} if chart.person.death is None else {"end": chart.today.isoformat()}),
        "recordedOn": later(day, 700),
        "device": chart.point(thing),
        "source": reference("Practitioner", chart.author.id, chart.author.name),
    }
    chart.add("DeviceUseStatement", **use)
    return thing
