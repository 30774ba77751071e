"""What is said without a name: taken in where the server keeps its state, published when the round closes.

A kind says by its protocol how that goes: one act is not for a commit (`named`), another is Tacit's, with texts that
only who kept them can bring (`brings`). They are published together, in any order, under Tacit's name, and only when
three people or more took part: else the round gets one more window, and then what was said is discarded.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from tacit.errors import Refused
from tacit.model.change import Change, Facts, Given, Write
from tacit.model.clock import Clock, Span
from tacit.model.promise import Promise, Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.repo.store import View
from tacit.rules import clocks
from tacit.rules.acts import decide, refused
from tacit.rules.choices import choose
from tacit.rules.parties import ENGINE, resolve
from tacit.rules.promises import derive
from tacit.rules.silence import has_lapsed
from tacit.rules.world import TACIT, World
from tacit.state.sealed import Round, Sealed
from tacit.text.entries import write_headed
from tacit.text.remedies import Remedy, See
from tacit.text.spans import is_span, read_span
from tacit.work import ask, present
from tacit.work.act import perform
from tacit.work.snapshot import Snapshot
from tacit.work.state_files import path_of
from tacit.work.wire import Workspace

ENOUGH = 3  # people; of fewer, each would know or guess who said what
_NAMED, _BRINGS = "named", "brings"
_FILE = "sealed.db"
_WINDOW = Span(2, "workdays")  # where the protocol gives the time of closing no first value

Json = present.Json


@dataclass(frozen=True, slots=True)
class Course:
    """The acts of a record that takes texts without names."""

    saying: ActRule  # what people do, on the page
    publishing: ActRule
    extending: ActRule | None
    ending: ActRule | None
    closes: str  # the field with the time at which the round closes
    unnamed: str  # the field that says that nobody is named

    @property
    def section(self) -> str:
        return self.saying.writes[0]


def course_of(record: Record, protocol: Protocol) -> Course | None:
    """How a record takes texts without names; None where it does not."""
    guarded = {rule.name: choose(rule.guards, record, protocol) for rule in protocol.acts.values()}
    saying = next((rule for rule in protocol.acts.values() if _NAMED in guarded[rule.name] and rule.writes), None)
    publishing = next((rule for rule in protocol.acts.values() if _BRINGS in guarded[rule.name]), None)
    if saying is None or publishing is None or record.fields.get(guarded[saying.name][_NAMED]) is not True:
        return None
    closes = _closes(publishing, record, protocol)
    tacits = [rule for rule in protocol.acts.values() if TACIT in choose(rule.by, record, protocol)]
    return Course(
        saying,
        publishing,
        next((rule for rule in tacits if closes in rule.sets), None),
        next((rule for rule in tacits if rule.because and set(rule.targets()) <= {*protocol.final} and rule.to), None),
        closes,
        guarded[saying.name][_NAMED],
    )


def _closes(publishing: ActRule, record: Record, protocol: Protocol) -> str:
    for promise in protocol.promises.values():
        within = choose(promise.within, record, protocol)
        if publishing.name in choose(promise.silence, record, protocol) and isinstance(within, Clock):
            return within.field or ""
    return ""


def put(ws: Workspace, record: str, text: str, who: str | None) -> Json:
    """Keeps what somebody says on a record, apart from who they are."""
    known = ws.here
    present.need_workspace(known)
    world = ws.world()
    found = world.records[ask.resolve_id(ws, record)]
    protocol = world.protocols[found.kind]
    course = course_of(found, protocol)
    if course is None:
        reason = f"this {found.kind} takes nothing without a name"
        tell = Remedy("Say it in your own name: ", See(found.id, is_noun=True), " tells how.")
        raise refused(Refusal("not-anonymous", reason, tell), found)
    actor = ws.actor(who, known)
    if actor.agent:
        raise refused(Refusal("not-for-agents", "agents are no people to be counted among those who took part"), found)
    # All that stands against it in one's own name stands against it without one.
    by_name = replace(found, fields={**found.fields, course.unnamed: False})
    decide(course.saying.name, by_name, world, actor, Given(writes={course.section: text}), ws.now)
    if any(promise.due is not None and promise.due <= ws.now for promise in _round_of(found, world, course)):
        raise refused(Refusal("closed", "the time for it is over", "Say it in your own name with `comment`."), found)
    write_headed(text, protocol.entry_level)  # refused now, while its author can mend it
    with _sealed(ws) as sealed:
        sealed.put(found.id, actor.handle, text.strip())
    return {"record": found.id, "kept": True}


def kept_on(ws: Workspace, record: Record) -> int | None:
    """How many texts without a name are kept on a record; None where it takes none."""
    if course_of(record, ws.here.protocols[record.kind]) is None:
        return None
    if not path_of(ws, _FILE).exists():
        return 0
    with _sealed(ws) as sealed:
        return next((len(kept.texts) for kept in sealed.rounds() if kept.record == record.id), 0)


def publish_due(ws: Workspace, notices: list[str]) -> list[Json]:
    """Closes the rounds kept here whose time is over: publishes what was said, gives more time, or discards it."""
    if not path_of(ws, _FILE).exists():
        return []
    with _sealed(ws) as sealed:
        return [done for kept in sealed.rounds() for done in _close(ws, sealed, kept, notices)]


def _close(ws: Workspace, sealed: Sealed, kept: Round, notices: list[str]) -> Iterator[Json]:
    world = ws.world()
    record = world.records.get(kept.record)
    course = course_of(record, world.protocols[record.kind]) if record else None
    if record is None or course is None:
        notices.append(f"{kept.record}: what was said on it without a name is kept, but the record takes none any more")
        return
    if record.status not in (course.publishing.source or ()):
        sealed.forget(kept.record)  # it was published, or nobody waits for it any more
        return
    if not any(has_lapsed(promise, ws.now) for promise in _round_of(record, world, course)):
        return
    try:
        if kept.people >= ENOUGH:
            yield _done(ws, lambda world: _published(world, kept, course, ws))
            sealed.forget(kept.record)
        elif course.extending is not None and not kept.extended:
            extending = course.extending
            yield _done(ws, lambda world: _extended(world, kept.record, course, extending, ws))
            sealed.extend(kept.record)
        elif course.ending is not None:
            ending = course.ending
            yield _done(ws, lambda world: _ended(world, kept.record, ending, ws))
            sealed.forget(kept.record)
    except Refused as refusal:
        notices.append(f"{kept.record}: {refusal.message}")


def _round_of(record: Record, world: World, course: Course) -> Sequence[Promise]:
    promises = derive(record, world.protocols[record.kind], world)
    return [promise for promise in promises if course.publishing.name in promise.silence]


def _published(world: World, kept: Round, course: Course, ws: Workspace) -> Change:
    """All of it in one commit, each text an entry of its own, in the order of random keys."""
    record = world.records[kept.record]
    level = world.protocols[record.kind].entry_level
    texts = "\n\n".join(write_headed(text, level) for text in kept.texts)
    given = Given(writes={course.section: texts})
    change = decide(course.publishing.name, record, world, ENGINE, given, ws.now, Facts(lapsed=True))
    # Where the act writes nothing but what it makes of the texts, they are told nowhere.
    told = kept.texts if course.section in course.publishing.writes else ()
    others = tuple(write for write in change.writes if write.section != course.section)
    return replace(change, writes=(*(Write(course.section, text, "entry") for text in told), *others))


def _extended(world: World, record_id: str, course: Course, rule: ActRule, ws: Workspace) -> Change:
    record = world.records[record_id]
    protocol = world.protocols[record.kind]
    starts = protocol.fields[course.closes].starts or ""
    span = read_span(starts) if is_span(starts) else _WINDOW
    closes = clocks.due(span, ws.now, world.hours_of(resolve((protocol.opener,), record, world)))
    said = f"Fewer than {ENOUGH} people took part so far, so there is more time."
    return decide(rule.name, record, world, ENGINE, Given({course.closes: closes}, because=said), ws.now)


def _ended(world: World, record_id: str, rule: ActRule, ws: Workspace) -> Change:
    said = f"Too few took part, also with more time: of fewer than {ENOUGH} people, what was said is discarded."
    return decide(rule.name, world.records[record_id], world, ENGINE, Given(because=said), ws.now)


def _done(ws: Workspace, decided: Callable[[World], Change]) -> Json:
    def chosen(_view: View, _known: Snapshot, world: World) -> Change:
        return decided(world)

    return present.done_by_tacit(perform(ws, chosen))


def _sealed(ws: Workspace) -> "closing[Sealed]":
    return closing(Sealed(path_of(ws, _FILE)))
