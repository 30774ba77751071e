"""A team: its day across zones, who posted, how much each owes, and what waits for the team as one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tacit.rules.calendar import DAY, zone
from tacit.web.pictures.bands import Row, bands, spans
from tacit.web.pictures.bars import Bar, bars
from tacit.web.promised import Rows
from tacit.web.visit import Visit
from tacit.work import teams

Json = Mapping[str, Any]


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    handle = shown["fields"]["handle"]
    if handle not in visit.here.teams:  # one that is dissolved has no day
        return "panels/nobody.html", {}
    found = teams.team(visit.ws, handle, visit.query.get("day"), visit.person)
    return "panels/team.html", {
        "team": found,
        "day": day_of(visit, found["day"]),
        "present": [(one["person"], one["now"]) for one in found["day"]["people"]],
        "load": bars(
            "Promises",
            [Bar(visit.called(one["party"]), one["promises"], one["late"]) for one in found["load"]],
            "promises",
            "late",
        ),
        "owed": Rows(visit, whose=handle).of(found["owed"]),
        "every": sum(one["promises"] for one in found["kinds"]),
    }


def day_of(visit: Visit, told: Json) -> Json:
    """The picture of a day, and the ways to the days around it."""
    shown = date.fromisoformat(told["day"])
    there = zone(told["zone"])
    rows = [
        Row(visit.called(one["person"]), spans(one["work"]), spans(one["away"]), zone(one["zone"]))
        for one in told["people"]
    ]
    return {
        "is_today": shown == visit.clock.local(visit.now.isoformat()).date(),
        "written": f"{shown:%A}, {shown.day} {shown:%B}",
        "before": (shown - DAY).isoformat(),
        "after": (shown + DAY).isoformat(),
        "picture": bands(rows, shown, there, visit.now) if rows else "",
    }
