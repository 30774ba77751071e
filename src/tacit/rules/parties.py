"""Who somebody is: roles and paths to parties, and whom a person may act for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tacit.model.clock import Span
from tacit.model.people import Hours
from tacit.model.protocol import Field, Protocol
from tacit.model.record import Answer, Record, Value
from tacit.model.workspace import Step
from tacit.rules.calendar import day_of
from tacit.rules.steps import steps_of, timed
from tacit.rules.world import ANYONE, TACIT, World, folded
from tacit.text.spans import is_span, read_span


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, with the parties that they may act for."""

    handle: str
    parties: frozenset[str]
    agent: bool = False
    # Persons away now whose deputy this is, and their teams; agents that work for this person, and teams of them alone.
    covered: frozenset[str] = frozenset()
    signs_for: frozenset[str] = frozenset()  # the same, without those who do not let their deputy sign off

    @property
    def is_tacit(self) -> bool:
        return self.handle == TACIT


ENGINE = Actor(TACIT, frozenset({TACIT}))


def actor_of(handle: str, world: World, now: datetime) -> Actor:
    """The actor of this name; without people records the name is the party."""
    person = world.people.get(handle)
    if person is None:
        return Actor(handle, frozenset({handle, ANYONE}))
    covered = [other for other in world.people.values() if other.cover == handle and _is_away(other.handle, world, now)]
    signing = (other for other in covered if other.cover_signs)
    agents = frozenset(_of_agents(handle, world))
    return Actor(
        handle,
        frozenset({ANYONE, *_own_parties(handle, world)}),
        agent=person.agent,
        covered=agents.union(party for other in covered for party in _own_parties(other.handle, world)),
        signs_for=agents.union(party for other in signing for party in _own_parties(other.handle, world)),
    )


def hours_here(actor: Actor, world: World) -> Hours:
    """The calendar of the one who acts; the workspace's own where they have none."""
    person = world.people.get(actor.handle)
    return person.hours if person else world.settings.hours


def _own_parties(handle: str, world: World) -> Iterator[str]:
    """The person, and the teams whose lead or member they are."""
    yield handle
    for team in world.teams.values():
        if handle == team.lead or handle in team.members:
            yield team.handle


def _of_agents(handle: str, world: World) -> Iterator[str]:
    """What is put to agents alone, their person may do: there is nobody else who might sign it off."""
    for agent in world.people.values():
        if agent.agent and agent.acts_for == handle:
            yield from (party for party in _own_parties(agent.handle, world) if not world.humans(party))


def _is_away(handle: str, world: World, now: datetime) -> bool:
    person = world.people[handle]
    today = day_of(now, person.hours.zone)
    return any(first <= today <= last for first, last in person.away)


def acting_for(actor: Actor, parties: tuple[str, ...], *, signs: bool = False) -> tuple[str, ...]:
    """Those of the parties that the actor may act for; `signs` where the act is a sign-off."""
    own = actor.parties | (actor.signs_for if signs else actor.covered)
    if all(party in own for party in parties):
        return parties
    names = {folded(party) for party in own}
    return tuple(party for party in parties if folded(party) in names)


def resolve(names: tuple[str, ...], record: Record, world: World) -> tuple[str, ...]:
    """The parties behind role names and paths, each once, in order."""
    protocol = world.protocols[record.kind]
    found = (value for name in names for value in _follow(name, record, protocol, world, record))
    return tuple(dict.fromkeys(value for value in found if isinstance(value, str) and value))


def values_at(path: str, record: Record, world: World) -> tuple[Value, ...]:
    """All that a path leads to: parties, and any other values of fields and columns."""
    return tuple(_follow(path, record, world.protocols[record.kind], world, record))


def _follow(path: str, record: Record, protocol: Protocol, world: World, origin: Record) -> Iterator[Value]:
    """`origin` is the record on which the path began: its fields say which row is meant."""
    if path in (ANYONE, TACIT):
        yield path
        return
    head, _, rest = path.partition(".")
    role = protocol.roles.get(head)
    if role and not rest:
        for inner in role.paths:
            # A role may have a field's own name, `helper: helper`: then the field is meant.
            found = _from_field if inner == head else _follow
            yield from found(inner, record, protocol, world, record)
    elif head == "steps":
        yield from _level(record, world)
    elif head in ("goal", "escalation"):
        for linked in linked_records(head, record, world):
            yield from _follow(rest, linked, world.protocols[linked.kind], world, origin) if rest else (linked.id,)
    else:
        yield from _from_field(path, record, protocol, world, origin)


def _level(record: Record, world: World) -> Iterator[str]:
    """Those whom the current step of an escalation names."""
    yield from _level_of(current_step(record, world)[1], record, world)


def current_step(record: Record, world: World) -> tuple[int, Step]:
    """The step that an escalation stands on, counted from 1: one with nobody in it climbs at once."""
    steps = steps_of(record, world)
    written = record.fields.get("step")
    first = min(max(written if isinstance(written, int) else 1, 1), len(steps))
    found = next((at for at in range(first, len(steps)) if any(_named(steps[at - 1], record, world))), len(steps))
    return found, timed(steps[found - 1], record)


def _level_of(step: Step, record: Record, world: World) -> Iterator[str]:
    """Nothing may wait for ever: the last step falls to everybody where it names nobody."""
    yield from tuple(_named(step, record, world)) or (ANYONE,)


def _named(step: Step, record: Record, world: World) -> Iterator[str]:
    for written in step.to:
        name = written.removeprefix("@")
        if folded(name) in world.people or folded(name) in world.teams:
            yield folded(name)
        elif "." in name or name in record.fields:
            yield from resolve((name,), record, world)
        elif not world.has_people:  # else it is a name that nobody has, as in settings that are still to be filled in
            yield name


def linked_records(name: str, record: Record, world: World) -> Iterator[Record]:
    """`goal`: the record's own, else that of what it is about; `escalation`: the open one of this record."""
    if name == "escalation":
        yield from _escalations(record, world)
        return
    own = record.fields.get("goal")
    about = record.fields.get("about")
    if not own and isinstance(about, str) and about in world.records:
        own = world.records[about].fields.get("goal")
    for goal in handles(own):
        if goal in world.records:
            yield world.records[goal]


def _escalations(record: Record, world: World) -> Sequence[Record]:
    """The one that an act of this record opened goes before those that anybody may have raised about it."""
    found = [world.records[one] for one in handles(record.fields.get("escalation")) if one in world.records]
    still_open = [one for one in found if one.status not in world.protocols[one.kind].final]
    return still_open or world.open_about(record.id, "escalation")


def _from_field(path: str, record: Record, protocol: Protocol, world: World, origin: Record) -> Iterator[Value]:
    head, _, rest = path.partition(".")
    name, _, chosen = head.partition("[")
    value = record.fields.get(name)
    if name in protocol.fields and protocol.fields[name].type == "rows":
        column, _, rest = rest.partition(".")
        rows = _rows(value, protocol.fields[name], chosen.rstrip("]"), origin)
        value = tuple(cell for row in rows for cell in items(row.get(column)))
    for item in items(value):
        yield from _onward(rest, item, world, origin) if rest else (item,)


def _rows(value: Value, field: Field, chosen: str, origin: Record) -> Iterator[Mapping[str, Value]]:
    """The rows of a field: all, or those that begin with what the record that the path began on has in `chosen`."""
    first = next(iter(field.columns), "")
    wanted = origin.fields.get(chosen)
    for row in value if isinstance(value, tuple) else ():
        if isinstance(row, Mapping) and (not chosen or (wanted is not None and _same(row.get(first), wanted))):
            yield row


def _same(cell: Value, wanted: Value) -> bool:
    return folded(str(cell).strip()) == folded(str(wanted).strip())


def _onward(path: str, value: Value, world: World, origin: Record) -> Iterator[Value]:
    """What a path goes on to from a record or party that a field names."""
    if not isinstance(value, str):
        return
    if value in world.records and value not in world.teams and value not in world.people:
        linked = world.records[value]
        yield from _follow(path, linked, world.protocols[linked.kind], world, origin)
    else:
        yield from _of_party(path, value, world)


def _of_party(name: str, party: str, world: World) -> Iterator[str]:
    team = world.teams.get(party)
    if name == "members":
        yield from team.members if team else (party,)
    elif name in ("lead", "leads"):
        yield world.lead(party)


def items(value: Value) -> tuple[Value, ...]:
    """What a field holds, one by one."""
    if isinstance(value, str):  # most often
        return (value,)
    if isinstance(value, tuple):
        return tuple(item for item in value if not isinstance(item, Answer))
    if isinstance(value, Mapping):
        return tuple(value)
    return () if value is None else (value,)


def handles(value: Value) -> tuple[str, ...]:
    """A field's value as a list of handles or ids."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, tuple):
        return tuple(item for item in value if isinstance(item, str) and item)
    if isinstance(value, Mapping):
        return tuple(value)
    return ()


def span_at(path: str, record: Record, world: World) -> Span | None:
    """The span behind a path: `steps.answer`, `steps.decide`, or a field that holds one."""
    head, _, rest = path.partition(".")
    if head == "steps":
        step = current_step(record, world)[1]
        return step.answer if rest == "answer" else step.decide
    written = next(iter(values_at(path, record, world)), None)
    return read_span(written) if isinstance(written, str) and is_span(written) else None
