"""What the page of a goal tells besides its text: how it stands, who posted, what blocks it, what was decided."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tacit.errors import Malformed, WrongUsage
from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.insight import confidence, progress
from tacit.model.people import Hours
from tacit.model.record import Record
from tacit.model.workspace import Step
from tacit.rules.calendar import day_of
from tacit.rules.parties import resolve
from tacit.rules.steps import steps_of
from tacit.rules.world import World
from tacit.text.spans import read_instant, write_instant
from tacit.work import ask, rhythms
from tacit.work.blockers import blocking
from tacit.work.wire import Workspace

Json = dict[str, Any]
_WEEKS = 12
_UPDATES = 48  # of some people, in these weeks
_SHOWN = 6  # of what is settled, the newest
_VERSIONS = 60  # the newest, of the goal itself
_GOAL, _WEEKLY, _SURE, _ESCALATION = "goal", "weekly", "Confidence", "escalation"


@ask.mending
def goal(ws: Workspace, record: str, reader: str | None = None) -> Json:
    """`record` is any part of the goal's id that says which one; today is that of the reader."""
    found = ask.resolve(ws, record, _GOAL)
    if found.kind != _GOAL:
        raise WrongUsage("no-goal", f"{found.id} is a {found.kind} and no goal", remedy="Name a goal: tacit list goal")
    index = rhythms.with_turns(ws)
    fields = json.loads(found.fields)
    world = ws.world()
    versions = list(_versions(ws, index, found))
    return {
        "goal": ask.record_json(found),
        "today": day_of(ws.now, ws.here.hours_of(reader).zone).isoformat(),
        "milestones": _milestones(fields, versions, ws.here.settings.hours),
        "criteria": _criteria(fields, versions, ws.here.settings.hours),
        "confidence": _confidence(ws, index, found),
        "rhythms": rhythms.of_record(ws, found.id),
        "blockers": _blockers(ws, index, found),
        "decisions": _of_kind(index, found, "decision"),
        "handoffs": _of_kind(index, found, "handoff"),
        "learnings": _of_kind(index, found, "learning"),
        "channels": [dict(row) for row in fields.get("channels") or ()],
        "steps": _steps(ws, found, world),
        "depends_on": _depends_on(index, fields),
        "awaited_by": _awaited_by(index, found),
    }


def _versions(ws: Workspace, index: Index, found: Found) -> Iterator[tuple[str, Record]]:
    """The goal as it stood after each act, oldest first, with the time of the act."""
    acts = {act.commit: act for act in index.acts_of([found.id])}
    for act in list(acts.values())[-_VERSIONS:]:
        record = ws.found(found.path, found.kind, act.commit)
        if record is not None:
            yield act.at, record


def _rows(versions: Sequence[tuple[str, Record]], field: str, hours: Hours) -> list[progress.Version]:
    return [
        (day_of(read_instant(at), hours.zone), [row for row in rows if isinstance(row, dict)])
        for at, record in versions
        if isinstance(rows := record.fields.get(field), tuple)
    ]


def _milestones(fields: Json, versions: Sequence[tuple[str, Record]], hours: Hours) -> list[Json]:
    finished = progress.finished(_rows(versions, "milestones", hours))
    return [
        {**row, "finished": day.isoformat() if (day := finished.get(str(row.get("name")))) else None}
        for row in fields.get("milestones") or ()
    ]


def _criteria(fields: Json, versions: Sequence[tuple[str, Record]], hours: Hours) -> list[Json]:
    starts = progress.beginnings(_rows(versions, "criteria", hours))
    told = []
    for row in fields.get("criteria") or ():
        start = starts.get(str(row.get("id") or ""), "")
        current, target = (str(row.get(name) or "") for name in ("current", "target"))
        told.append({**row, "start": start or None, "way": progress.way(start, current, target)})
    return told


def _confidence(ws: Workspace, index: Index, found: Found) -> Json:
    """Week by week: the value of each matter, and what was said of it in which words."""
    if _WEEKLY not in ws.here.protocols:
        return {"weeks": [], "matters": [], "said": []}
    updates, _ = index.page([("kind", _WEEKLY), (_GOAL, found.id)], only_open=False, before=None, limit=_UPDATES)
    said = [one for each in updates for one in _said(ws, each)]
    weeks = confidence.weeks((one.week for one in said), _WEEKS)
    return {
        "weeks": list(weeks),
        "matters": [
            {"matter": matter, "values": list(confidence.by_week(said, matter, weeks))} for matter in confidence.MATTERS
        ],
        "said": [
            {"week": one.week, "matter": one.matter, "by": one.by, "words": one.words}
            for one in sorted(said, key=lambda one: one.week, reverse=True)
            if one.week in weeks
        ],
    }


def _said(ws: Workspace, update: Found) -> tuple[confidence.Said, ...]:
    record = ws.found(update.path, update.kind)
    part = record.part(_SURE) if record else None
    if record is None or part is None or not part.filled:
        return ()
    return confidence.said(str(record.fields.get("week") or ""), str(record.fields.get("by") or ""), part.body)


def _blockers(ws: Workspace, index: Index, found: Found) -> list[Json]:
    """Longest first."""
    told = []
    for one in blocking(ws, index, found):
        (owed,) = ask.promises_json(index, [one.owed], write_instant(ws.now))
        told.append({"said": one.said, "record": ask.record_json(one.found), "owed": owed})
    return sorted(told, key=lambda one: one["owed"]["since"] or "")


def _of_kind(index: Index, found: Found, kind: str) -> Json:
    """The open ones by when they are due, and the newest that are settled."""
    asked = [("kind", kind), (_GOAL, found.id)]
    still, _ = index.page(asked, only_open=True, before=None, limit=ask.PAGE)
    every, following = index.page(asked, only_open=False, before=None, limit=ask.PAGE)
    open_ids = {each.id for each in still}
    settled = [each for each in every if each.id not in open_ids]
    return {
        "open": [ask.record_json(each) for each in sorted(still, key=lambda each: (each.due is None, each.due or ""))],
        "settled": [ask.record_json(each) for each in settled[:_SHOWN]],
        "more": following is not None or len(settled) > _SHOWN,
    }


def _steps(ws: Workspace, found: Found, world: World) -> list[Json]:
    """The steps that an escalation of this goal would climb, and whom each names; who they are may hang on what it is
    about, and is then told in the words of the rule."""
    record = ws.found(found.path, found.kind)
    if record is None or _ESCALATION not in world.protocols:
        return []
    climbing = replace(record, kind=_ESCALATION, fields={_GOAL: found.id})
    world = replace(world, records={found.id: record})  # an escalation of nothing else looks at nothing else
    return [_step(step, climbing, world) for step in steps_of(climbing, world)]


def _step(step: Step, climbing: Record, world: World) -> Json:
    to = []
    for name in step.to:
        plain = name.removeprefix("@")
        named = plain in world.people or plain in world.teams
        try:
            parties = [plain] if named else list(resolve((name,), climbing, world)) if "." in name else []
        except Malformed:
            parties = []
        to.append({"path": name, "parties": parties})
    return {
        "to": to,
        "answer": str(step.answer),
        "decide": str(step.decide),
    }


def _depends_on(index: Index, fields: Json) -> list[Json]:
    return [ask.record_json(each) for one in fields.get("depends_on") or () for each in index.by_id(one)[:1]]


def _awaited_by(index: Index, found: Found) -> list[Json]:
    """The goals that wait for this one."""
    asked = [("kind", _GOAL), ("depends_on", found.id)]
    return [ask.record_json(each) for each in index.page(asked, only_open=False, before=None, limit=ask.PAGE)[0]]
