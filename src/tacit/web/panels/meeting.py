"""A meeting: whether the gate lets it through, when it is for whom, what is unresolved, and whether it is needed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tacit.rules.calendar import DAY, zone
from tacit.text.moments import Clock
from tacit.web.linking import links_of
from tacit.web.markdown import render
from tacit.web.visit import Visit
from tacit.work.gatherings import gathering

Json = Mapping[str, Any]


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    found = gathering(visit.ws, shown["id"])
    fields = shown["fields"]
    agenda = render(found["agenda"], links_of(visit)) if found["agenda"] else ""
    return "panels/meeting.html", {
        "meeting": found,
        "at": fields.get("at"),
        "ends": fields.get("ends"),
        "there": _clocks(visit, fields),
        "agenda": agenda,
        "movable": _lasts(fields) < DAY,
        "begun": bool(fields.get("at")) and visit.clock.local(fields["at"]) <= visit.now,
    }


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
