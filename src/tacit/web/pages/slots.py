"""Times to meet: one of them drawn across the days of those who come, all with who bears what; each can be taken as
it stands."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tacit.errors import TacitError
from tacit.rules.calendar import zone
from tacit.text.moments import Clock
from tacit.text.phrases import hours, listed
from tacit.web.answers import Answer, page, status_of
from tacit.web.panels.meeting import days_around
from tacit.web.visit import Visit
from tacit.work import ask
from tacit.work.slots import slots

Json = Mapping[str, Any]

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
        return page(visit, "slots.html", found=None, rows=(), looked=None, error=None, **context)
    try:
        found = slots(visit.ws, record, with_, length, days, visit.person)
    except TacitError as wrong:
        return page(visit, "slots.html", status_of(wrong), found=None, rows=(), looked=None, error=wrong, **context)
    rows = [_row(visit, context, found, time) for time in found["slots"]]
    looked = next((row for row in rows if row["start"] == asked.get("at")), rows[0] if rows else None)
    comers = [one["person"] for one in found["people"]]
    picture = days_around(visit, comers, looked["start"], looked["end"]) if looked else ""
    return page(visit, "slots.html", found=found, rows=rows, error=None, looked=looked, picture=picture, **context)


def _row(visit: Visit, context: Json, found: Json, time: Json) -> Json:
    bears = {one["person"]: one for one in time["bears"]}
    there = [
        {
            "at": Clock(visit.now, zone(one["zone"])).local(time["start"]),
            "bears": bears.get(one["person"]),
        }
        for one in found["people"]
    ]
    return {
        **time,
        "there": there,
        "burden": _burden(visit, found, time),
        "look": _look(visit, time),
        "take": _take(context, found, time),
    }


def _burden(visit: Visit, found: Json, time: Json) -> str:
    """Whose turn it is to begin early or stay late, and what each bore before."""
    bear = [
        f"{visit.called(one['person'])} {'begins' if one['side'] == 'early' else 'stays'} {hours(one['minutes'])}"
        f" {'early' if one['side'] == 'early' else 'longer'}"
        for one in time["bears"]
    ]
    if not bear:
        return "It is within everybody’s hours."
    bore = [f"{visit.called(one['person'])} {hours(one['bore'])}" for one in found["people"] if one["bore"]]
    before = f"Borne before: {listed(bore)}." if bore else "Nobody bore anything before."
    return f"This time {listed(bear)}. {before}"


def _look(visit: Visit, time: Json) -> str:
    kept = [(name, value) for name, value in visit.query_pairs if name != "at"]
    return f"/slots?{urlencode([*kept, ('at', time['start'])])}"


def _take(context: Json, found: Json, time: Json) -> str:
    """The form that sets this time: of the meeting, or of a new one with these people."""
    record = context["record"]
    if record is not None:
        return f"{record.url}/move?{urlencode([('set.at', time['start'])])}"
    people: Sequence[str] = [one["person"] for one in found["people"]]
    said = {
        "set.at": time["start"],
        "set.attendees": ", ".join(context["with_"] or people),
        "set.length": f"{found['minutes']} minutes",
    }
    return f"/new/{_MEETING}?{urlencode(said)}"
