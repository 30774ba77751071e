"""Who is at work when: a day of some people on the clock of the one who reads, and how it is with each right now."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from tacit.errors import Malformed, WrongUsage
from tacit.insight.attendance import absence_between, attendance, nights, spans
from tacit.model.people import Person
from tacit.rules.calendar import DAY, Interval, day_of, end_of_day, start_of_day
from tacit.rules.calendar import zone as zone_at
from tacit.rules.slots import bears
from tacit.text.spans import in_utc, read_day, read_instant, write_instant
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace, unknown_person

Json = dict[str, Any]


def day(ws: Workspace, party: str, on: str | None = None, reader: str | None = None) -> Json:
    """The day of a person or of a team's members; `on` is that of the reader, today if it is not said."""
    known = ws.here
    people = people_of(known, party)
    zone = known.hours_of(reader).zone
    wanted = _date(on) if on else day_of(ws.now, zone)
    start, end = start_of_day(wanted, zone), end_of_day(wanted, zone)
    return {
        "day": wanted.isoformat(),
        "zone": zone,
        "from": write_instant(start),
        "to": write_instant(end),
        "people": [_of_day(each, start, end, ws.now) for each in people],
    }


def around(ws: Workspace, people: Sequence[str], start: str, end: str, reader: str | None = None) -> Json:
    """The day and night of some people around a time at which they meet, and what each bears of it: from full hour to
    full hour of the reader's clock, with that time in the middle."""
    zone = ws.here.hours_of(reader).zone
    begin, finish = read_instant(start), read_instant(end)
    early = (begin + (finish - begin) / 2 - DAY / 2).astimezone(zone_at(zone))
    first = in_utc(early.replace(minute=0, second=0, microsecond=0))
    last = first + DAY
    comers = [ws.here.people[each] for each in people]
    told = []
    for one in comers:
        borne = bears(one, begin, finish)
        told.append(
            {
                **_of_day(one, first, last, ws.now),
                "night": _told(nights(one, first, last)),
                "bears": {"minutes": borne.minutes, "side": borne.side} if borne else None,
            }
        )
    return {"zone": zone, "from": write_instant(first), "to": write_instant(last), "people": told}


def people_of(known: Snapshot, party: str) -> tuple[Person, ...]:
    """The person, or the members of the team with its lead first. An agent keeps no hours."""
    handle = party.removeprefix("@")
    team = known.teams.get(handle)
    if team is None and handle not in known.people:
        raise unknown_person(handle, known)
    handles: Iterable[str] = dict.fromkeys((team.lead, *team.members)) if team else (handle,)
    return tuple(person for each in handles if (person := known.people.get(each)) and not person.agent)


def moment(person: Person, now: datetime) -> Json:
    """At work until when, or back when; of an absence who stands in."""
    found = attendance(person, now)
    return {
        "at_work": found.until is not None,
        "until": write_instant(found.until) if found.until else None,
        "back": write_instant(found.back) if found.back else None,
        "away": _absence(person, found.absence),
    }


def _of_day(person: Person, start: datetime, end: datetime, now: datetime) -> Json:
    at_work, missing = spans(person, start, end)
    return {
        "person": person.handle,
        "zone": person.hours.zone,
        "work": _told(at_work),
        "away": _told(missing),
        "absence": _absence(person, absence_between(person, start, end)),
        "now": moment(person, now),
    }


def _absence(person: Person, found: tuple[date, date] | None) -> Json | None:
    if found is None:
        return None
    return {"first": found[0].isoformat(), "last": found[1].isoformat(), "cover": person.cover or None}


def _told(found: Sequence[Interval]) -> list[Json]:
    return [{"from": write_instant(start), "to": write_instant(end)} for start, end in found]


def _date(written: str) -> date:
    try:
        return read_day(written)
    except Malformed as wrong:
        raise WrongUsage("day", wrong.message, remedy="Write it as 2026-03-13.") from None
