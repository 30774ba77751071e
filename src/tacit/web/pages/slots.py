"""Times to meet: when, on whose clock, and who bears what; each can be taken as it stands."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tacit.errors import TacitError
from tacit.rules.calendar import zone
from tacit.text.moments import Clock
from tacit.web.answers import Answer, page, status_of
from tacit.web.visit import Visit
from tacit.work import ask
from tacit.work.slots import slots

_DAYS = (5, 10, 20, 40)
_LENGTHS = ("15m", "30m", "45m", "1h", "90m", "2h")
_MEETING = "meeting"


def times(visit: Visit) -> Answer:
    asked = visit.query
    record = asked.get("record", "").strip() or None
    with_ = [one for name, value in visit.query_pairs if name == "with" for one in value.replace(",", " ").split()]
    days = int(asked["days"]) if asked.get("days", "").isdigit() and int(asked["days"]) in _DAYS else _DAYS[1]
    length = asked.get("length", "").strip() or None
    context: dict[str, Any] = {
        "record": ask.resolve(visit.ws, record) if record else None,
        "with_": with_,
        "days": days,
        "length": length or "",
        "all_days": _DAYS,
        "lengths": _LENGTHS,
        "everybody": [*visit.here.teams, *visit.here.people],
    }
    if record is None and not with_:
        return page(visit, "slots.html", found=None, rows=(), error=None, **context)
    try:
        found = slots(visit.ws, record, with_, length, days, visit.person)
    except TacitError as wrong:
        return page(visit, "slots.html", status_of(wrong), found=None, rows=(), error=wrong, **context)
    rows = [_row(visit, context, found, slot) for slot in found["slots"]]
    return page(visit, "slots.html", found=found, rows=rows, error=None, **context)


def _row(
    visit: Visit, context: Mapping[str, Any], found: Mapping[str, Any], slot: Mapping[str, Any]
) -> Mapping[str, Any]:
    bears = {one["person"]: one for one in slot["bears"]}
    there = [
        {
            "at": Clock(visit.now, zone(one["zone"])).local(slot["start"]),
            "bears": bears.get(one["person"]),
        }
        for one in found["people"]
    ]
    return {"start": slot["start"], "there": there, "bears": slot["bears"], "take": _take(context, found, slot)}


def _take(context: Mapping[str, Any], found: Mapping[str, Any], slot: Mapping[str, Any]) -> str:
    """The form that sets this time: of the meeting, or of a new one with these people."""
    record = context["record"]
    if record is not None:
        return f"{record.url}/move?{urlencode([('set.at', slot['start'])])}"
    people: Sequence[str] = [one["person"] for one in found["people"]]
    said = {
        "set.at": slot["start"],
        "set.attendees": ", ".join(context["with_"] or people),
        "set.length": f"{found['minutes']} minutes",
    }
    return f"/new/{_MEETING}?{urlencode(said)}"
