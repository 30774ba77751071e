"""Applies silence: on every record where a promise has lapsed, in groups that share what makes commits durable.

An act of silence is an act like any other: decided on the newest version of its record, one commit, by Tacit. What is
refused on one record hinders no other, and a record gets one act at a time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import cast

from tacit.errors import Refused, TacitError
from tacit.index.finds import Standing
from tacit.index.index import Index
from tacit.index.rows import Act
from tacit.model.change import Change, Facts
from tacit.model.history import Story
from tacit.model.promise import Promise, Refusal
from tacit.model.record import Record, Value
from tacit.repo.store import Done, Plan, View
from tacit.rules import silence
from tacit.rules.acts import refused, today
from tacit.rules.parties import ENGINE
from tacit.rules.promises import derive, due_time
from tacit.rules.retrace import CLOCK
from tacit.rules.world import TACIT, World
from tacit.text.records import record_id
from tacit.text.spans import write_instant
from tacit.work import follow, present
from tacit.work.act import Chosen, Outcome, plan_of, tried
from tacit.work.sharing import Sharing
from tacit.work.snapshot import Snapshot
from tacit.work.stories import irregular_since, story_of
from tacit.work.wire import Fresh, Records, Workspace

_AT_ONCE = 250  # records: a bound on how long other writers wait

Json = present.Json


class Silence:
    """One round over all that has lapsed. `notices` says where silence was not applied, and why."""

    def __init__(self, ws: Workspace) -> None:
        self.notices: list[str] = []
        self._ws = ws
        self._sharing = Sharing(ws)
        self._group = Group(ws)
        self._bug: Exception | None = None

    def apply(self) -> Iterator[Json]:
        """Does what is due, and tells the acts."""
        waiting = follow.current(self._ws).lapsing(write_instant(self._ws.now))
        for start in range(0, len(waiting), _AT_ONCE):
            some = waiting[start : start + _AT_ONCE]
            yield from self._several(some)
            self._ws.progress(start + len(some), len(waiting), "applying silence")
        if self._bug is not None:
            raise self._bug  # not before everybody else had their turn

    def _several(self, records: Sequence[str]) -> Iterator[Json]:
        turns = [Turn(record, self._group, self._sharing) for record in records]
        made = self._land([(turn.record, turn.choose) for turn in turns])
        for turn in turns:
            self.notices.extend(f"{turn.record}: {notice}" for notice in turn.notices)
        told = {outcome.record.id: _told(outcome, done) for outcome, done in made}
        for outcome, done in self._land(list(self._following(made))):
            one = told.get(outcome.record.id)
            if one is None:  # it follows on a record to which the act was carried
                told[outcome.record.id] = _told(outcome, done)
                continue
            # What follows from an act is told with it.
            one.update(status=outcome.record.status, commit=done.commit)
            one["opened"] += [opened.id for opened in outcome.opened]
        yield from told.values()

    def _following(self, made: Sequence[tuple[Outcome, Done]]) -> Iterator[tuple[str, Chosen]]:
        for outcome, _ in made:
            for record, name, because in outcome.then:
                yield record, tried(self._ws, record, name, because)

    def _land(self, chosen: Sequence[tuple[str, Chosen]]) -> list[tuple[Outcome, Done]]:
        if not chosen:
            return []
        plans = [partial(self._group.plan, place, choose) for place, (_, choose) in enumerate(chosen)]
        made = []
        for place, done in enumerate(self._ws.store.transact_all(plans)):
            if isinstance(done, Done):
                made.append((self._group.outcomes[place], done))
                self._group.remember(place, done)
            elif not isinstance(done, TacitError):
                self._bug = self._bug or done
            elif not isinstance(done, Refused):
                self.notices.append(f"{chosen[place][0]}: {done.message}")
        self._ws.forget()
        return made


class Group:
    """Acts that are decided one upon the other, before any of them is on the branch. What stood before them is found
    in the index, what they open is remembered. One group after the other goes on from what was read for it."""

    def __init__(self, ws: Workspace) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._before: dict[int, tuple[Record, bytes]] = {}
        self._plans: dict[int, Plan] = {}
        self._tip: str | None = None  # the last commit of this process
        self._read: tuple[Snapshot, Records] | None = None  # on the view before
        self._changed: set[str] = set()  # paths, since then
        self._numbers: dict[str, int] = {}  # given to records of a day
        self._ws = ws
        self._index: Index | None = None
        self._opened: list[Record] = []
        self._opened_about: defaultdict[Value, list[Record]] = defaultdict(list)

    def plan(self, place: int, choose: Chosen, view: View) -> Plan:
        if place == 0:
            self._begin(view)
        known = self._ws.snapshot(view)
        present.need_workspace(known)
        world = self._world(view, known)
        change = choose(view, known, world)
        records = cast("Records", world.records)
        self._before[place] = records[change.record], records.document(change.record).data
        self.outcomes[place], plan = plan_of(self._ws, view, change, known, world, self._numbers)
        self._plans[place] = plan
        self._changed |= plan.writes.keys()
        for opened in self.outcomes[place].opened:
            self._opened.append(opened)
            self._opened_about[opened.fields.get("about")].append(opened)
        return plan

    def remember(self, place: int, done: Done) -> None:
        """The index will ask for the records of this act as they were and as they are."""
        outcome, writes = self.outcomes[place], self._plans[place].writes
        if self._ws.fresh is None or self._ws.fresh.known is not outcome.known:
            self._ws.fresh = Fresh(outcome.known)
        fresh = self._ws.fresh
        before, text = self._before[place]
        after = {one.path: one for one in (outcome.record, *outcome.opened)}
        for change in done.changes:
            if change.old is not None and change.path == before.path:
                fresh.records[change.path, change.old], fresh.texts[change.old] = before, text
            written = writes[change.path]
            if change.new is not None and written is not None:
                fresh.texts[change.new] = written
                if change.path in after:
                    fresh.records[change.path, change.new] = after[change.path]
        self._tip = done.commit

    @property
    def now(self) -> datetime:
        return self._ws.now

    def acts_of(self, record: Record) -> list[Act]:
        index = self._index or follow.current(self._ws)
        return index.acts_of([record.id, *record.aliases])

    def _begin(self, view: View) -> None:
        """On a tip, which is another one where somebody moved the branch meanwhile."""
        index = follow.current(self._ws)
        self._index = index if index.meta("commit") == view.commit else None
        if view.commit != self._tip:
            self._read = None
            self._changed.clear()
        self._numbers.clear()
        self._opened.clear()
        self._opened_about.clear()

    def _world(self, view: View, known: Snapshot) -> World:
        world = self._ws.world(view, known)
        records = cast("Records", world.records)
        if self._read is not None and self._read[0] is known:
            records.take(self._read[1], self._changed)
        self._read = known, records
        self._changed.clear()
        index = self._index
        if index is None:
            return world

        def open_now(kind: str, standing: Sequence[Standing], opened: Sequence[Record]) -> Iterator[Record]:
            names = [record_id(one.path) for one in standing] + [one.id for one in opened]
            for name in dict.fromkeys(names):
                found = world.records.get(name)
                if found and found.kind == kind and found.status not in known.protocols[kind].final:
                    yield found

        def open_about(record: str, kind: str) -> Sequence[Record]:
            found = open_now(kind, index.open_about(record, kind), self._opened_about[record])
            return tuple(one for one in found if one.fields.get("about") == record)

        def open_of(kind: str) -> Sequence[Record]:
            return tuple(open_now(kind, index.open_of_kind(kind), self._opened))

        return replace(world, open_about=open_about, open_of=open_of)


class Turn:
    """One record, when it is its turn: the first of its promises that silence has something to do about."""

    def __init__(self, record: str, group: Group, sharing: Sharing) -> None:
        self.record = record
        self.notices: list[str] = []
        self._group = group
        self._sharing = sharing

    def choose(self, _view: View, _known: Snapshot, world: World) -> Change:
        self.notices.clear()
        record = world.records.get(self.record)
        if record is None:
            raise Refused("unknown-record", f"{self.record} is not there any more")
        acts = self._group.acts_of(record)
        story = story_of(acts)
        promises = derive(record, world.protocols[record.kind], world, story)
        if any(promise.by_hand and silence.acts_of_silence(promise) for promise in promises):
            sets = _due_times(record, promises, world, self._group.now)
            if sets:
                return _clock(record, sets, world, self._group.now)
        for _, several in groupby(promises, lambda promise: promise.name):
            change = self._lapsed(record, tuple(several), story, acts, world)
            if change is not None:
                return change
        raise refused(Refusal("nothing-due", "nothing is due here any more"), record)

    def _lapsed(
        self, record: Record, owed: Sequence[Promise], story: Story, acts: Sequence[Act], world: World
    ) -> Change | None:
        """What silence does about one promise, if it has lapsed."""
        name, now = owed[0].name, self._group.now
        if not silence.acts_of_silence(owed[0]) or not silence.has_lapsed(owed[0], now):
            return None
        began = story.get(name)
        hindrance = self._sharing.hindrance(owed[0], record, began, world)
        if hindrance:
            self.notices.append(f"{name}: {hindrance}")
            return None
        facts = Facts(
            silence.told(owed, world),
            lapsed=True,
            done=began.done if began else frozenset(),
            irregular=irregular_since(acts, [name]),
        )
        change, reasons = silence.apply_silence(record, owed, world, facts, now)
        # Where a reminder is the last thing that silence does, it did what the protocol says.
        if change is not None or silence.REMIND not in owed[0].silence:
            self.notices.extend(f"{name}: {reason}" for reason in dict.fromkeys(reasons))
        return change


def _due_times(record: Record, promises: Sequence[Promise], world: World, now: datetime) -> dict[str, Value]:
    """The due times of promises begun by hand, counted from this tick: from here on their silence counts."""
    protocol = world.protocols[record.kind]
    by_hand = (promise for promise in promises if promise.by_hand)
    dues = {one.due_field: due_time(protocol.promises[one.name], record, protocol, world, now) for one in by_hand}
    return {name: due for name, due in dues.items() if due is not None and due != record.fields.get(name)}


def _clock(record: Record, sets: Mapping[str, Value], world: World, now: datetime) -> Change:
    return Change(
        record=record.id,
        kind=record.kind,
        act=CLOCK,
        actor=ENGINE.handle,
        party=TACIT,
        at=now,
        day=today(ENGINE, world, now).isoformat(),
        source=record.status,
        target=record.status,
        sets=sets,
    )


def _told(outcome: Outcome, done: Done) -> Json:
    record = outcome.record
    return {
        "record": record.id,
        "act": outcome.act,
        "by": TACIT,
        "kind": record.kind,
        "title": record.title,
        "status": record.status,
        "opened": [one.id for one in outcome.opened],
        "commit": done.commit,
    }
