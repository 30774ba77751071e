"""What the pages of teams and people tell: their day, what comes round for them, and how much each owes."""

from collections.abc import Iterable, Sequence
from typing import Any

from tacit.index.finds import Load
from tacit.index.index import Index
from tacit.rules.calendar import day_of
from tacit.text.spans import write_instant
from tacit.work import ask, days, rhythms
from tacit.work.wire import Workspace, unknown_person

Json = dict[str, Any]
SHOWN = 12  # promises; the inbox of the party has all of them


@ask.mending
def team(ws: Workspace, handle: str, on: str | None = None, reader: str | None = None) -> Json:
    """Of a team that stands."""
    index = _ready(ws)
    found = ws.here.teams.get(handle)
    if found is None:
        raise unknown_person(handle, ws.here)
    people = [each.handle for each in days.people_of(ws.here, handle)]
    loads = index.loads([handle, *people], write_instant(ws.now))
    return {
        "team": {"handle": found.handle, "name": found.name, "lead": found.lead, "members": list(found.members)},
        "day": days.day(ws, handle, on, reader),
        "rhythms": _rhythms(index, ws, people),
        "load": [_load(each, loads) for each in (handle, *people)],
        "kinds": [{"kind": each.kind, "promises": each.promises, "late": each.late} for each in _of(handle, loads)],
        "owed": _own(index, ws, handle),
    }


@ask.mending
def person(ws: Workspace, handle: str, reader: str | None = None) -> Json:
    """Of somebody who is here. Absences that are over are not told."""
    index = _ready(ws)
    known = ws.here
    found = known.people.get(handle)
    if found is None:
        raise unknown_person(handle, known)
    today = day_of(ws.now, found.hours.zone)
    return {
        "person": {
            "handle": found.handle,
            "name": found.name,
            "zone": found.hours.zone,
            "agent": found.agent,
            "works_for": found.acts_for or None,
            "cover": found.cover or None,
            "covers": [other.handle for other in known.people.values() if other.cover == handle],
            "away": [
                {"first": first.isoformat(), "last": last.isoformat()} for first, last in found.away if last >= today
            ],
            "teams": [each.handle for each in known.teams.values() if handle in (each.lead, *each.members)],
        },
        "now": days.moment(found, ws.now),
        "day": days.day(ws, handle, None, reader),
        "rhythms": _rhythms(index, ws, [handle]),
        "load": _load(handle, index.loads([handle], write_instant(ws.now))),
        "owed": _own(index, ws, handle),
        "waiting": ask.promises_json(index, index.owed_to(handle, SHOWN), write_instant(ws.now)),
    }


@ask.mending
def next_turn(ws: Workspace, person: str) -> Json | None:
    """What a person is asked for next, of the days that are known; nothing of it is owed yet."""
    turn = _ready(ws).next_turn(person, write_instant(ws.now))
    if turn is None:
        return None
    return {"kind": turn.kind, "period": turn.period, "record": turn.record, "title": turn.title, "since": turn.since}


def _ready(ws: Workspace) -> Index:
    ask.ready(ws)
    return rhythms.with_turns(ws)


def _own(index: Index, ws: Workspace, party: str) -> list[Json]:
    now = write_instant(ws.now)
    return ask.promises_json(index, index.inbox(party, now, SHOWN), now)


def _rhythms(index: Index, ws: Workspace, people: Sequence[str]) -> list[Json]:
    """What each of them is asked for now, on a day of their own, and what they posted."""
    now = write_instant(ws.now)
    return [
        {
            "kind": turn.kind,
            "period": turn.period,
            "record": turn.record,
            "party": turn.person,
            "due": turn.due,
            "late": turn.kept is None and turn.due < now,
            "kept": turn.kept,
        }
        for turn in index.turns_among(people, now)
    ]


def _of(party: str, loads: Iterable[Load]) -> list[Load]:
    return [each for each in loads if each.party == party]


def _load(party: str, loads: Iterable[Load]) -> Json:
    own = _of(party, loads)
    return {
        "party": party,
        "promises": sum(each.promises for each in own),
        "late": sum(each.late for each in own),
    }
