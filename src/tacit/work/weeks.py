"""The update of a goal's week, drafted from the records of the goal."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tacit.errors import Refused, WrongUsage
from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.insight import drafts
from tacit.model.protocol import Protocol
from tacit.rules.calendar import DAY, day_of, start_of_day
from tacit.rules.rhythms import theirs
from tacit.text.spans import in_reach, read_instant, write_instant
from tacit.work import ask
from tacit.work.blockers import Blocking, blocking
from tacit.work.updates import Update, begin, update
from tacit.work.wire import Workspace

WEEKLY = "weekly"
_DECISION, _LEARNING = "decision", "learning"  # told apart from what else was settled in a week
_RECORDS = 500
_TOP = 3  # learnings


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
        if in_reach(int(year)):
            return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        pass
    raise WrongUsage("week", f"{written!r} is no week", remedy="Write an ISO week: 2026-W10.")


def _week_of(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _own_goal(ws: Workspace, index: Index, protocol: Protocol, me: str, monday: date) -> Found:
    """The only goal that asks them and has no update of this week yet."""
    world = ws.world()
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
    blockers = sorted((_blocker(ws, one) for one in blocking(ws, index, goal)), key=lambda one: -one.days)
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


def _blocker(ws: Workspace, blocking: Blocking) -> drafts.Blocker:
    row = blocking.owed
    days = (ws.now - read_instant(row.since)).days if row.since else 0
    late = row.due is not None and row.due < write_instant(ws.now)
    return drafts.Blocker(blocking.said, row.promise, row.party, max(days, 0), late)


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
