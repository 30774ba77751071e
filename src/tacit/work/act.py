"""The only writer: reads the newest record, lets the rules decide, has the lines edited, commits by compare-and-swap.

A lost race is decided anew on the newest tip, and what an act brings about by itself (`then`) is an act of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import NAMESPACE_OID, uuid4, uuid5

from tacit.errors import Refused
from tacit.model.change import Change, Facts, Given
from tacit.model.history import Began
from tacit.model.record import Record
from tacit.repo.store import Author, Plan, View
from tacit.rules import edits
from tacit.rules.acts import NO_FACTS, decide
from tacit.rules.calendar import zone
from tacit.rules.carrying import reason_of
from tacit.rules.creation import Creation
from tacit.rules.creation import create as create_by_rule
from tacit.rules.parties import ENGINE, Actor
from tacit.rules.promises import derive
from tacit.rules.retrace import TACIT_EMAIL
from tacit.rules.world import World
from tacit.text.remedies import Lookup, Remedy
from tacit.work import ask, conflicts, follow, present, stories
from tacit.work.given import given_for, with_records
from tacit.work.layout import Layout
from tacit.work.locate import written_id
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Records, Workspace

Texts = Mapping[str, str]
Chosen = Callable[[View, Snapshot, World], Change]
Planned = Callable[[View], Plan]


@dataclass
class Outcome:
    """What one commit came to: the record as it is now, and what to tell whom."""

    record: Record
    known: Snapshot
    world: World
    tells: tuple[str, ...] = ()
    opened: tuple[Record, ...] = ()
    then: tuple[tuple[str, str, str], ...] = ()  # what follows: record, act and why
    act: str = ""
    began: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def create(
    ws: Workspace, kind: str, *, sets: Texts, writes: Texts, who: str | None, command: str | None = None
) -> present.Json:
    """A new record, one commit."""
    outcome: list[Outcome] = []

    def plan(view: View) -> Plan:
        known = ws.snapshot(view)
        present.need_workspace(known)
        protocol = known.protocol(kind)
        given = given_for(protocol, None, known, sets, writes, "")
        first_person = kind == "person" and not known.people
        handle = given.sets.get("handle") if first_person else None
        actor = ws.actor(who or (handle if isinstance(handle, str) and handle else None), known)
        world = ws.world(view, known)
        given = with_records(ws, given, protocol, world)
        layout = Layout(ws, view, known, world)
        made = create_by_rule(protocol, given, world, actor, ws.now, layout.number_for(protocol, actor))
        layout.add_new(made)
        outcome[:] = [_created(made, known, layout)]
        message = present.message(made.act, made.record, made.party, "")
        # The first person may be made by anyone, whom nobody knows here but git.
        by = ws.store.identity() if first_person and who is None else author(made.actor, known)
        return Plan(layout.writes, message, by, local(ws.now, made.actor, known))

    return _done(ws, plan, outcome, command)


def act(
    ws: Workspace,
    record: str,
    name: str,
    *,
    sets: Texts,
    writes: Texts,
    because: str = "",
    who: str | None,
    command: str | None = None,
    version: str | None = None,
    exact: bool = False,
) -> present.Json:
    """One act, one commit; and the acts that it brings about. `version` is the hash of the file that its author saw:
    what others have written since then is not written over unseen; with `exact` nothing may have been written."""

    def chosen(view: View, known: Snapshot, world: World) -> Change:
        found = _found(ws, record, world)
        protocol = known.protocol(found.kind)
        given = with_records(ws, given_for(protocol, found, known, sets, writes, because, name), protocol, world)
        change = decided(name, found, world, ws.actor(who, known), given, ws.now)
        if version is not None and version != view.oid(found.path):
            if exact:
                raise conflicts.changed(found)
            conflicts.refuse_stale(ws, found, version, change, given, known)
        return change

    return perform(ws, chosen, command)


def _found(ws: Workspace, written: str, world: World) -> Record:
    """The record that was meant, as the tip has it; one that does not parse is no ground to decide on."""
    records = cast("Records", world.records)
    record = written_id(written)
    if not records.sound(record):
        record = ask.resolve_id(ws, written)
    if not records.sound(record):
        raise Refused(
            "unknown-record",
            f"there is no record {written}",
            remedy=Remedy(Lookup("list --all", "records", is_noun=True), " shows them all."),
        )
    return records[record]


def decided(
    name: str, record: Record, world: World, actor: Actor, given: Given, now: datetime, facts: Facts = NO_FACTS
) -> Change:
    """The change of any act, of the protocol's own or of the two that every kind has."""
    protocol = world.protocols[record.kind]
    if name in protocol.acts:
        return decide(name, record, world, actor, given, now, facts)
    rule = edits.generic_rule(name, protocol)
    if rule is None:
        raise present.unknown_act(name, protocol)
    return (edits.edit if rule.name == "edit" else edits.comment)(record, world, actor, given, now)


def perform(ws: Workspace, chosen: Chosen, command: str | None = None) -> present.Json:
    """Commit the change that `chosen` decides on the newest tip, then the acts that follow from it."""
    outcome: list[Outcome] = []

    def plan(view: View) -> Plan:
        known = ws.snapshot(view)
        present.need_workspace(known)
        world = ws.world(view, known)
        made, planned = plan_of(ws, view, chosen(view, known, world), known, world)
        outcome[:] = [made]
        return planned

    return _done(ws, plan, outcome, command)


def plan_of(
    ws: Workspace, view: View, change: Change, known: Snapshot, world: World, numbers: dict[str, int] | None = None
) -> tuple[Outcome, Plan]:
    """The commit that a change comes to on one view of the tip."""
    layout = Layout(ws, view, known, world, numbers)
    changes = [change, *(_carried(ws, other, name, change, world) for other, name in change.carries)]
    for each in changes:
        layout.add_change(each)
    then = [(each.record, name, "") for each in changes for name in each.then]
    then += [(*end, reason_of(each)) for each in changes for end in each.ends]
    message = present.message(change.act, layout.records[change.record], change.party, change.because)
    plan = Plan(layout.writes, message, author(change.actor, known), local(ws.now, change.actor, known))
    return _changed(change, known, layout, tuple(then)), plan


def _carried(ws: Workspace, other: str, name: str, change: Change, world: World) -> Change:
    """An act that is carried to another record, by the same person and for the same reason. A record that it may name
    is the one from which it comes."""
    target = world.records[other]
    protocol = world.protocols[target.kind]
    rule = protocol.acts[name]
    actor = ENGINE if change.actor == ENGINE.handle else ws.actor(change.actor, ws.here)
    reason = reason_of(change)
    named = {field: change.record for field in rule.sets if protocol.fields[field].type == "record"}
    given = Given(named, dict.fromkeys(rule.writes, reason), reason)
    return decide(name, target, world, actor, given, ws.now)


def _created(made: Creation, known: Snapshot, layout: Layout) -> Outcome:
    return Outcome(
        layout.records[made.record.id],
        known,
        layout.world,
        made.tells,
        act=made.act,
        began=made.began,
        warnings=made.warnings,
    )


def _changed(change: Change, known: Snapshot, layout: Layout, then: tuple[tuple[str, str, str], ...]) -> Outcome:
    return Outcome(
        layout.records[change.record],
        known,
        layout.world,
        change.tells,
        tuple(layout.opened),
        then,
        change.act,
        change.began,
        change.warnings,
    )


def _done(ws: Workspace, plan: Planned, outcome: list[Outcome], command: str | None) -> present.Json:
    command = command or str(uuid4())
    done = ws.store.transact(plan, command=command)
    ws.forget()
    result = outcome[0] if outcome else None
    if result is None or done.repeated:
        return {"repeated": True, "commit": done.commit}
    protocol = result.known.protocols[result.record.kind]
    story = {name: Began(ws.now) for name in result.began}  # of those begun before, the record has the due time
    promises = derive(result.record, protocol, result.world, story)
    answer = present.answer(result.record, result.known, promises, ws.now)
    answer["act"], answer["commit"] = result.act, done.commit
    answer["notices"] = present.notices(result.tells, result.record, result.act, result.opened)
    answer["opened"] = [one.id for one in result.opened]
    answer["warnings"] = [*result.warnings, *done.warnings]
    for record, name, because in result.then:
        followed = _follow_up(ws, record, name, because, str(uuid5(NAMESPACE_OID, f"{command}/{record}/{name}")))
        if followed is not None and record == result.record.id:
            answer = {**answer, **followed, "act": result.act, "then": name}
        elif followed is not None and because:
            answer["notices"] = [*answer["notices"], f"Closed {followed['kind']} `{record}`"]
    return answer


def _follow_up(ws: Workspace, record: str, name: str, because: str, command: str) -> present.Json | None:
    """An act that Tacit tries at once: done where its guards hold, else left to its time. It is known by the command
    that it follows from, so that one that is tried again does nothing twice."""
    try:
        return perform(ws, tried(ws, record, name, because), command)
    except Refused:
        return None


def tried(ws: Workspace, record: str, name: str, because: str = "") -> Chosen:
    """An act that follows from another, as Tacit decides on it."""

    def chosen(_view: View, _known: Snapshot, world: World) -> Change:
        protocol = world.protocols[world.records[record].kind]
        asked = [promise.name for promise in protocol.promises.values() if promise.each]
        irregular = stories.irregular_since(follow.current(ws).acts_of([record]), asked)
        return decide(
            name, world.records[record], world, ENGINE, Given(because=because), ws.now, Facts(irregular=irregular)
        )

    return chosen


def author(actor: str, known: Snapshot) -> Author:
    """The commit's author: the person who acts; git's identity is the committer."""
    if actor == ENGINE.handle:
        return Author("Tacit", TACIT_EMAIL)
    person = known.people.get(actor)
    if person is not None:
        return Author(person.name or person.handle, person.address)
    return Author(actor, f"{present.plain(actor)}@localhost")


def local(now: datetime, actor: str, known: Snapshot) -> datetime:
    """The time of the call, told in the zone of the one who acts."""
    return now.astimezone(zone(known.hours_of(actor).zone))
