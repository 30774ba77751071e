"""Does what is due now: writes due times of promises begun by hand, applies silence, says reminders once.

What is due is computed from the records at each tick; nothing lives in a queue alone. Silence is an act like any
other: decided again on the newest version of the record, committed once, by Tacit.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from tacit.errors import Refused
from tacit.model.change import Change, Facts
from tacit.model.history import Began, Story
from tacit.model.promise import Promise, Refusal
from tacit.model.record import Record
from tacit.repo.store import View
from tacit.rules import silence
from tacit.rules.acts import refused, today
from tacit.rules.parties import ENGINE
from tacit.rules.promises import derive, due_time
from tacit.rules.retrace import CLOCK
from tacit.rules.world import TACIT, World
from tacit.text.spans import write_instant
from tacit.work import follow, present
from tacit.work.act import perform
from tacit.work.memory import state_of
from tacit.work.snapshot import Snapshot
from tacit.work.stories import irregular_since, story_of
from tacit.work.wire import CommitTree, Workspace

Json = present.Json


def tick(ws: Workspace) -> present.Json:
    """What was done, what is to be said to whom, and why silence was not applied where it was not."""
    present.need_workspace(ws.here)
    acts: list[Json] = []
    notices: list[str] = []
    for record in _waiting(ws):
        acts.extend(_on_record(ws, record, notices))
    return {"acts": acts, "reminders": list(_reminders(ws)), "notices": notices}


def _waiting(ws: Workspace) -> list[str]:
    """The records on which silence may have something to do by now, or a due time is still to be written."""
    now = write_instant(ws.now)
    owed = follow.current(ws).all_promises()
    found = (row for row in owed if row.silence != silence.REMIND and (row.by_hand or (row.due or now) <= now))
    return list(dict.fromkeys(row.record for row in found))


def _near(ws: Workspace) -> list[str]:
    """The records with a promise that has begun and is reminded of, or is late."""
    now = write_instant(ws.now)
    found = (row for row in follow.current(ws).all_promises() if row.due and (row.due <= now or row.remind != "[]"))
    return list(dict.fromkeys(row.record for row in found))


def _on_record(ws: Workspace, record_id: str, notices: list[str]) -> Iterator[Json]:
    world = ws.world(CommitTree(ws.store, ws.store.head()))
    record = world.records.get(record_id)
    if record is None:
        return
    story = _story(ws, record_id)
    promises = derive(record, world.protocols[record.kind], world, story)
    if any(promise.by_hand and silence.acts_of_silence(promise) for promise in promises):
        yield _done(perform(ws, lambda _view, _known, world: _clock(record_id, world, story, ws)), CLOCK, record)
        return
    for _, group in groupby(promises, lambda promise: promise.name):
        owed = tuple(group)
        if not silence.acts_of_silence(owed[0]) or not silence.has_lapsed(owed[0], ws.now):
            continue
        hindrance = _hindrance(ws, record, owed[0], story, world)
        if hindrance:
            notices.append(f"{record_id}: {owed[0].name}: {hindrance}")
            continue
        done = _apply(ws, record_id, owed[0].name, story, notices)
        if done is not None:
            yield _done(done, str(done["act"]), record)
            return


def _story(ws: Workspace, record_id: str) -> Story:
    return story_of(follow.current(ws).acts_of([record_id]))


def _hindrance(ws: Workspace, record: Record, promise: Promise, story: Story, world: World) -> str:
    """Why silence does not count here, or nothing: it counts only from those who were told."""
    if world.settings.couriers:
        return "couriers are set up, so silence is applied where their deliveries are kept"
    began = story.get(promise.name)
    if began is None or not began.commit:
        return ""
    if not ws.store.is_shared(began.commit):
        return "it has not been shared yet, so nobody was told: run `tacit sync`"
    shared = _shared_at(ws, began)
    if shared is None:
        return ""
    protocol = world.protocols[record.kind]
    due = due_time(protocol.promises[promise.name], record, protocol, world, shared)
    if due is None or due <= ws.now:
        return ""
    return f"others could see it from {write_instant(shared)} on: its silence counts from {write_instant(due)}"


def _shared_at(ws: Workspace, began: Began) -> datetime | None:
    """When a commit of this clone was shared, where `sync` did it: time in which nobody could see it is no silence."""
    with state_of(ws) as state:
        rounds = state.shares(began.at)
    for share in rounds:
        if ws.store.leads_to(began.commit, share.head):
            return None if share.base and ws.store.leads_to(began.commit, share.base) else share.at
    return None


def _apply(ws: Workspace, record_id: str, name: str, story: Story, notices: list[str]) -> Json | None:
    """Silence, on the newest version of the record; None where every act of it was refused."""
    reasons: list[str] = []

    def chosen(_view: View, _known: Snapshot, world: World) -> Change:
        record = world.records[record_id]
        owed = tuple(
            promise for promise in derive(record, world.protocols[record.kind], world, story) if promise.name == name
        )
        if not owed or not silence.has_lapsed(owed[0], ws.now):
            raise refused(_nothing(), record)
        irregular = irregular_since(follow.current(ws).acts_of([record_id]), [name])
        began = story.get(name)
        facts = Facts(
            silence.told(owed, world), lapsed=True, done=began.done if began else frozenset(), irregular=irregular
        )
        change, why = silence.apply_silence(record, owed, world, facts, ws.now)
        reasons.extend(why)
        if change is None:
            raise refused(_nothing(), record)
        return change

    try:
        return perform(ws, chosen)
    except Refused:
        notices.extend(f"{record_id}: {name}: {reason}" for reason in dict.fromkeys(reasons))
        return None


def _nothing() -> Refusal:
    return Refusal("nothing-due", "nothing is due here any more")


def _clock(record_id: str, world: World, story: Story, ws: Workspace) -> Change:
    """The due times of promises begun by hand, counted from this tick: from here on their silence counts."""
    record = world.records[record_id]
    protocol = world.protocols[record.kind]
    promises = derive(record, protocol, world, story)
    sets = {
        promise.due_field: due_time(protocol.promises[promise.name], record, protocol, world, ws.now)
        for promise in promises
        if promise.by_hand
    }
    return Change(
        record=record_id,
        kind=record.kind,
        act=CLOCK,
        actor=ENGINE.handle,
        party=TACIT,
        at=ws.now,
        day=today(ENGINE, world, ws.now).isoformat(),
        source=record.status,
        target=record.status,
        sets=sets,
    )


def _done(answer: Json, act: str, record: Record) -> Json:
    return {
        "record": record.id,
        "act": act,
        "by": TACIT,
        "kind": record.kind,
        "title": record.title,
        "status": answer.get("status"),
        "opened": answer.get("opened", []),
        "commit": answer.get("commit"),
    }


def _reminders(ws: Workspace) -> Iterator[Json]:
    """Each stage of each promise is said once to each who owes it."""
    world = ws.world(CommitTree(ws.store, ws.store.head()))
    with state_of(ws) as state:
        for record_id in _near(ws):
            record = world.records.get(record_id)
            if record is None:
                continue
            protocol = world.protocols[record.kind]
            for promise in derive(record, protocol, world, _story(ws, record_id)):
                found = silence.reminder(promise, record, protocol, world, ws.now)
                if found is None:
                    continue
                owing: Sequence[str] = promise.who or (promise.party,)
                said = [
                    who
                    for who in owing
                    if state.say(record_id, promise.name, str(found.stage), promise.due, who, ws.now)
                ]
                if said:
                    yield {**present.promise_json(promise, ws.now), "to": said, "stage": f"{found.stage}%"}
