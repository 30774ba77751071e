"""A goal: how far it is, how sure one is, who posted, what blocks it, what was decided, and who decides what is not."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from tacit.text.moments import period
from tacit.web.linking import links_of
from tacit.web.markdown import render
from tacit.web.pictures.sparkline import Point, sparkline
from tacit.web.pictures.timeline import Milestone, standing, timeline
from tacit.web.visit import Visit
from tacit.work import goals

Json = Mapping[str, Any]
_MATTERS = {"timeline": "Timeline", "quality": "Quality", "morale": "Team morale"}


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    found = goals.goal(visit.ws, shown["id"], visit.person)
    today = date.fromisoformat(found["today"])
    drawn = [(row, _milestone(visit, row)) for row in found["milestones"]]
    dated = [each for _, each in drawn if each is not None]
    return "panels/goal.html", {
        "goal": found,
        "timeline": timeline(dated, today) if dated else "",
        "milestones": [{**row, "standing": standing(each, today) if each else ""} for row, each in drawn],
        "sure": [_sure(each, found["confidence"]) for each in found["confidence"]["matters"]],
        "posted": _posted(found["rhythms"]),
        "blockers": [{**one, "html": _said(visit, one["said"])} for one in found["blockers"]],
    }


def _milestone(visit: Visit, row: Json) -> Milestone | None:
    target = _date(row.get("date"))
    if target is None:
        return None
    done = row.get("done")
    return Milestone(
        name=str(row.get("name") or ""),
        target=target,
        starts=_date(row.get("starts")),
        done=int(done) if isinstance(done, int | float) else 0,
        complete=row.get("status") == "complete",
        finished=_date(row.get("finished")),
        lead=visit.called(str(row["lead"])) if row.get("lead") else "",
    )


def _date(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written)) if written else None
    except ValueError:
        return None


def _sure(matter: Json, told: Json) -> Json:
    """The line of the weeks, and what was said last in whose words."""
    name = _MATTERS[matter["matter"]]
    points = [Point(period(week), value) for week, value in zip(told["weeks"], matter["values"], strict=True)]
    own = [one for one in told["said"] if one["matter"] == matter["matter"]]
    last = [one for one in own if one["week"] == own[0]["week"]]
    return {"name": name, "picture": sparkline(name, points), "last": last}


def _posted(rhythms: Sequence[Json]) -> list[Json]:
    """By kind: who posted on their own day, and who has not."""
    kinds = dict.fromkeys(each["kind"] for each in rhythms)
    found = [(kind, [each for each in rhythms if each["kind"] == kind]) for kind in kinds]
    return [
        {"kind": kind, "kept": sum(each["kept"] is not None for each in turns), "turns": turns} for kind, turns in found
    ]


def _said(visit: Visit, text: str) -> Markup:
    """Where it is the one item of a list, as the sentence that it is."""
    lines = text.strip().splitlines()
    alone = lines[0].removeprefix("- ") if len(lines) == 1 else text
    return render(alone, links_of(visit), offset=3)
