"""A meeting: whether the gate lets it through, when it is for whom, what is unresolved, and whether it is needed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from tacit.rules.calendar import DAY, zone
from tacit.text.moments import Clock
from tacit.web.linking import links_of
from tacit.web.markdown import render
from tacit.web.pictures.bands import spans
from tacit.web.pictures.slot import Comer, slot
from tacit.web.visit import Visit
from tacit.work.days import around
from tacit.work.gatherings import gathering

Json = Mapping[str, Any]
_DRAWN = 12  # people; more of them would push everything else out of sight


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    found = gathering(visit.ws, shown["id"])
    fields = shown["fields"]
    there = _clocks(visit, fields)
    drawn = 0 < len(there) <= _DRAWN and fields.get("ends") and _lasts(fields) < DAY
    agenda = render(found["agenda"], links_of(visit)) if found["agenda"] else ""
    return "panels/meeting.html", {
        "meeting": found,
        "at": fields.get("at"),
        "ends": fields.get("ends"),
        "there": there,
        "picture": days_around(visit, [one["person"] for one in there], fields["at"], fields["ends"]) if drawn else "",
        "agenda": agenda,
        "movable": _lasts(fields) < DAY,
        "begun": bool(fields.get("at")) and visit.clock.local(fields["at"]) <= visit.now,
    }


def days_around(visit: Visit, people: Sequence[str], start: str, end: str) -> Markup:
    """The picture of a time to meet across the days of those who come."""
    told = around(visit.ws, people, start, end, visit.person)
    comers = []
    for one in told["people"]:
        bears = one["bears"] or {"minutes": 0, "side": ""}
        work, night, away = (spans(one[name]) for name in ("work", "night", "away"))
        early = bears["side"] == "early"
        comers.append(Comer(visit.called(one["person"]), zone(one["zone"]), work, night, away, bears["minutes"], early))
    meeting, shown = spans([{"from": start, "to": end}, told])
    return slot(comers, meeting, shown, zone(told["zone"]))


def _lasts(fields: Json) -> timedelta:
    """Of what lasts for days no hour is sought."""
    at, ends = fields.get("at"), fields.get("ends")
    return datetime.fromisoformat(ends) - datetime.fromisoformat(at) if at and ends else timedelta()


def _clocks(visit: Visit, fields: Json) -> list[Json]:
    """Who must come, each with their own hour; agents come to no meeting."""
    at = fields.get("at")
    if not at:
        return []
    world = visit.here.world
    parties = [*(fields.get("attendees") or ()), fields.get("by")]
    people = {person.handle: person for party in parties if party for person in world.humans(party)}
    return [
        {"person": person.handle, "at": Clock(visit.now, zone(person.hours.zone)).wall(at)}
        for person in people.values()
    ]
