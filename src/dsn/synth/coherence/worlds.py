"""Rules of care that lasts: cancers, rehabilitation, residence, messages, the end of life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record


def cause_of_death_was_known(record: Record) -> Iterator[str]:
    """A cancer on the certificate is on the list."""
    names = {
        "sein": "Cancer du sein",
        "colorectal": "Cancer colorectal",
        "poumon": "Cancer du poumon",
        "prostate": "Cancer de la prostate",
    }
    for one in record.all("DocumentReference"):
        if one["type"]["text"] == "Constat de décès":
            for word, name in names.items():
                told = f"cancer du {word}" in text_of(one) or f"cancer {word}" in text_of(one)
                if told and name not in record.problems:
                    yield name


def deaths_are_certified(record: Record) -> Iterator[str]:
    """Once, and only of who died."""
    found = [one for one in record.all("DocumentReference") if one["type"]["text"] == "Constat de décès"]
    if len(found) != int("deceasedDateTime" in record.patient):
        yield f"{len(found)}"


def nothing_is_decided_after_death(record: Record) -> Iterator[str]:
    if "deceasedDateTime" in record.patient:
        for type_ in ("EpisodeOfCare", "CarePlan", "Flag", "DeviceUseStatement"):
            yield from (f"{type_} {one['id']}" for one in record.all(type_) if one["status"] == "active")


def cancers_are_proved(record: Record) -> Iterator[str]:
    """Who has a stage has a pathologist’s report, read before the board met."""
    read = [
        one["effectiveDateTime"]
        for one in record.all("DiagnosticReport")
        if one["category"][0]["coding"][0]["code"] == "SP"
    ]
    for one in record.tests("21908-9"):
        if not any(day < one["effectiveDateTime"] for day in read):
            yield one["effectiveDateTime"]


def cycles_follow_each_other(record: Record) -> Iterator[str]:
    """Day visits of a treatment are counted from 1, without a gap."""
    told: dict[str, list[int]] = {}
    visits = sorted(record.all("Encounter"), key=lambda one: str(one["period"]["start"]))
    for one in visits:
        name, said, number = one["reasonCode"][0]["text"].partition(", cycle ")
        if said:
            told.setdefault(f"{name} {one['episodeOfCare'][0]['reference']}", []).append(int(number))
    for name, numbers in told.items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{name} {numbers}"


def walking_improves(record: Record) -> Iterator[str]:
    """In rehabilitation the last speed is above the first."""
    found = [
        one for one in record.all("Observation") if one["code"]["text"] == "Vitesse de marche sur 10 mètres"
    ]
    speeds = [
        one["valueQuantity"]["value"] for one in sorted(found, key=lambda one: str(one["effectiveDateTime"]))
    ]
    if (
        len(speeds) > 6
        and speeds[-1] <= speeds[0]
        and len({one["encounter"]["reference"] for one in found}) < 12
    ):
        yield f"{speeds[0]} → {speeds[-1]}"


def scores_are_possible(record: Record) -> Iterator[str]:
    bounds = {
        "Autonomie fonctionnelle (SMAF), total": (-87, 0),
        "Échelle de Braden, total": (6, 23),
        "PHQ-9, total": (0, 27),
    }
    for one in record.all("Observation"):
        low, high = bounds.get(one["code"]["text"], (None, None))
        if low is not None and not low <= one["valueQuantity"]["value"] <= high:
            yield f"{one['code']['text']} {one['valueQuantity']['value']}"


def screened_at_the_age_of_it(record: Record) -> Iterator[str]:
    """From 50 to 69, to 74 since the winter of 2024; the examination may come some weeks after the letter."""
    for one in record.all("ImagingStudy"):
        last = 75 if one["started"] >= "2024-02-01" else 70
        if one["description"] == "Mammographie de dépistage" and not 50 <= record.age(one["started"]) <= last:
            yield f"{record.age(one['started'])}"


def referrals_come_before_their_episode(record: Record) -> Iterator[str]:
    orders = {one["id"]: one["authoredOn"][:10] for one in record.all("ServiceRequest")}
    for one in record.all("EpisodeOfCare"):
        for asked in one.get("referralRequest", []):
            if orders[asked["reference"].split("/")[1]] > one["period"]["start"]:
                yield one["id"]


def messages_are_received(record: Record) -> Iterator[str]:
    """No letter without a receipt, and none received before it was sent."""
    for one in record.all("Communication"):
        if one.get("received", "") <= one["sent"]:
            yield one["id"]


def devices_are_used(record: Record) -> Iterator[str]:
    used = {one["device"]["reference"].split("/")[1] for one in record.all("DeviceUseStatement")}
    yield from (one["id"] for one in record.all("Device") if one["id"] not in used)


_SPRAINS = ("Blessure au poignet", "Blessure à la cheville")
_SHORT = ("Douleur abdominale non spécifique", "Traumatisme crânien léger", "Vertige positionnel bénin")


def no_blood_for_a_sprain(record: Record) -> Iterator[str]:
    """A wrist or an ankle is looked at and photographed; nobody draws blood."""
    for one in record.all("Encounter"):
        if one["class"]["code"] == "EMER" and one["reasonCode"][0]["text"] in _SPRAINS:
            begun, over = one["period"]["start"], one["period"].get("end", "9999")
            drawn = [other["effectiveDateTime"] for other in record.tests("718-7")]
            yield from (day for day in drawn if begun <= day <= over)


def short_stays_are_short(record: Record) -> Iterator[str]:
    """Nobody lies a week in a hospital for a pain without a cause."""
    for one in record.all("Encounter"):
        if (
            one["class"]["code"] == "IMP"
            and one["reasonCode"][0]["text"] in _SHORT
            and "end" in one["period"]
        ):
            lasted = date.fromisoformat(one["period"]["end"][:10]) - date.fromisoformat(
                one["period"]["start"][:10]
            )
            if lasted.days > 4:
                yield f"{lasted.days} days, {one['reasonCode'][0]['text']}"


def a_team_that_follows_is_seen(record: Record) -> Iterator[str]:
    """Who is followed at home for good was visited within the last ten weeks, or lay in a hospital."""
    visits = {
        one["reference"]: visit["period"]["start"][:10]
        for visit in record.all("Encounter")
        for one in visit.get("episodeOfCare", ())
    }
    since = (record.end - timedelta(days=70)).isoformat()
    for one in record.all("EpisodeOfCare"):
        lasting = one["status"] == "active" and one["type"][0]["text"] == "Suivi dans le milieu"
        if lasting and max(one["period"]["start"], visits.get(f"EpisodeOfCare/{one['id']}", "")) < since:
            yield one["period"]["start"]


def teams_are_of_our_time(record: Record) -> Iterator[str]:
    """No episode of a team that was over before such records were kept."""
    for one in record.all("EpisodeOfCare"):
        over = one["period"].get("end", "9999")
        if over < f"{record.end.year - 11}":
            yield f"{one['type'][0]['text']} {over}"


RULES = (
    cause_of_death_was_known,
    deaths_are_certified,
    nothing_is_decided_after_death,
    cancers_are_proved,
    cycles_follow_each_other,
    walking_improves,
    scores_are_possible,
    screened_at_the_age_of_it,
    referrals_come_before_their_episode,
    messages_are_received,
    devices_are_used,
    no_blood_for_a_sprain,
    short_stays_are_short,
    a_team_that_follows_is_seen,
    teams_are_of_our_time,
)
