"""The update of a goal's week, drafted from the records of the goal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tacit.errors import Refused, WrongUsage
from tacit.index.finds import Found, Promised
from tacit.index.index import Index
from tacit.insight import drafts
from tacit.model.protocol import Protocol
from tacit.rules.calendar import DAY, day_of, start_of_day
from tacit.rules.rhythms import theirs
from tacit.text.spans import read_instant, write_instant
from tacit.work import ask
from tacit.work.updates import Update, begin, blocker_of, update
from tacit.work.wire import CommitTree, Workspace

WEEKLY = "weekly"
_DECISION, _LEARNING = "decision", "learning"  # told apart from what else was settled in a week
_RECORDS = 500
_TOP = 3  # learnings
_CLIMBS = "climb"  # what silence does to an escalation
_MARKED = {"priority": ("blocking",), "severity": ("critical",)}


def weekly(ws: Workspace, who: str | None, goal: str | None = None, week: str | None = None) -> Update:
    """Of one goal and one ISO week."""
    protocol, index, me, hours = begin(ws, WEEKLY, who)
    today = day_of(ws.now, hours.zone)
    monday = _monday(week, today)
    found = ask.resolve(ws, goal) if goal else _own_goal(ws, index, protocol, me, monday)
    since = start_of_day(monday, hours.zone)
    last = min(today, monday + 6 * DAY)
    told = drafts.weekly(_week(ws, index, found, monday, since, last))
    sets = {"by": me, "goal": found.id, "week": _week_of(monday)}
    return update(index, protocol, sets, told, since)


def _monday(written: str | None, today: date) -> date:
    if written is None:
        return today - today.weekday() * DAY
    try:
        year, week = written.upper().split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        raise WrongUsage("week", f"{written!r} is no week", remedy="Write an ISO week: 2026-W10.") from None


def _week_of(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _own_goal(ws: Workspace, index: Index, protocol: Protocol, me: str, monday: date) -> Found:
    """The only goal that asks them and has no update of this week yet."""
    world = ws.world(CommitTree(ws.store, ws.store.head()), ws.here)
    asking = [record.id for record in theirs(protocol, me, world)]
    week = ("week", _week_of(monday))
    left = [
        goal
        for goal in asking
        if not index.page(
            [("kind", protocol.kind), ("by", me), ("goal", goal), week], only_open=False, before=None, limit=1
        )[0]
    ]
    wanted = left if len(left) == 1 else asking
    if len(wanted) == 1:
        return ask.resolve(ws, wanted[0])
    if not wanted:
        said = f"no goal asks {me} for an update of the week"
        raise Refused("no-goal", said, remedy="Name the goal: tacit weekly GOAL; `tacit list goal` shows them.")
    raise Refused(
        "which-goal", f"several goals ask {me}", remedy=f"Name one: tacit weekly {' | '.join(left or asking)}"
    )


def _week(ws: Workspace, index: Index, goal: Found, monday: date, since: datetime, last: date) -> drafts.Week:
    fields = json.loads(goal.fields)
    records, _ = index.page([("goal", goal.id)], only_open=False, before=None, limit=_RECORDS)
    settled = [one for each in records for one in _settled(ws, index, each, since)]
    first = monday.isoformat()
    learned = [each.title for each in records if each.kind == _LEARNING and (each.created or "") >= first]
    blockers = sorted(_blockers(ws, index, goal), key=lambda one: -one.days)
    return drafts.Week(
        last=last,
        milestones=tuple(_milestone(row) for row in fields.get("milestones") or ()),
        criteria=tuple(_criterion(row) for row in fields.get("criteria") or ()),
        decided=tuple(one for one in settled if one.kind == _DECISION),
        wins=tuple(one for one in settled if one.kind not in (_DECISION, _LEARNING)),
        learned=tuple(learned[:_TOP]),
        blockers=tuple(blockers),
    )


def _settled(ws: Workspace, index: Index, found: Found, since: datetime) -> Iterator[drafts.Settled]:
    """That a record came to its good end in this time, or that somebody signed off on it."""
    protocol = ws.here.protocols.get(found.kind)
    if protocol is None or protocol.rhythm or not protocol.final:
        return
    start = write_instant(since)
    for act in reversed(index.acts_of([found.id])):
        rule = protocol.acts.get(act.act)
        if act.at < start or rule is None or act.source == act.target:
            continue
        if act.target == protocol.final[0] or rule.binding:
            yield drafts.Settled(found.kind, found.title, act.target)
            return


def _blockers(ws: Workspace, index: Index, goal: Found) -> Iterator[drafts.Blocker]:
    """What is open of this goal and blocks it: not all that anybody owes."""
    found, _ = index.page([("goal", goal.id)], only_open=True, before=None, limit=_RECORDS)
    found.extend(_of_its_people(ws, index, goal))
    blocking = dict(filter(None, (_blocking(ws, index, each) for each in found)))
    for each in found:
        climbed_from = json.loads(each.fields).get("about")
        if each.id in blocking and climbed_from not in blocking:  # what climbed is told as what it climbed from
            yield blocking[each.id]


def _of_its_people(ws: Workspace, index: Index, goal: Found) -> Iterator[Found]:
    """What is marked as blocking, is of a kind that names no goal, and was begun by somebody of this one."""
    fields = json.loads(goal.fields)
    parties = [party for party in (fields.get("owner"), *(fields.get("members") or ())) if party]
    known = index.members(parties)
    people = {person for party in parties for person in known.get(party) or (party,)}
    for name, marks in _MARKED.items():
        for mark in marks:
            for each in index.page([(name, mark)], only_open=True, before=None, limit=_RECORDS)[0]:
                if "goal" not in ws.here.protocols[each.kind].fields and _begun_by(index, each) in people:
                    yield each


def _begun_by(index: Index, found: Found) -> str:
    return next((act.person for act in index.acts_of([found.id])), "")


def _blocking(ws: Workspace, index: Index, found: Found) -> tuple[str, drafts.Blocker] | None:
    owed = index.promises_of(found.id)
    said = _blocks(ws, found, owed) if owed else ""
    return (found.id, _blocker(ws, said, owed[0])) if said else None


def _blocks(ws: Workspace, found: Found, owed: Sequence[Promised]) -> str:
    """In which words it blocks, if it does: an update that says so, an escalation, or what is marked as urgent as
    that."""
    protocol = ws.here.protocols[found.kind]
    if protocol.rhythm:
        return blocker_of(ws, protocol, found.id)
    climbs = any(_CLIMBS in each.silence.split(", ") for each in owed)
    fields = json.loads(found.fields)
    marked = any(fields.get(name) in marks for name, marks in _MARKED.items())
    return found.title if climbs or marked else ""


def _blocker(ws: Workspace, said: str, row: Promised) -> drafts.Blocker:
    days = (ws.now - read_instant(row.since)).days if row.since else 0
    late = row.due is not None and row.due < write_instant(ws.now)
    return drafts.Blocker(said, row.promise, row.party, max(days, 0), late)


def _milestone(row: Mapping[str, Any]) -> drafts.Milestone:
    done = row.get("done")
    return drafts.Milestone(
        name=str(row.get("name") or ""),
        done=int(done) if isinstance(done, int | float) else None,
        starts=_date(row.get("starts")),
        ends=_date(row.get("date")),
        status=str(row.get("status") or ""),
        deliverable=str(row.get("deliverable") or ""),
    )


def _criterion(row: Mapping[str, Any]) -> drafts.Criterion:
    return drafts.Criterion(*(str(row.get(name) or "") for name in ("id", "what", "target", "current")))


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
