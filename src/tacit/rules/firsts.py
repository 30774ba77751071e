"""What the fields of a new record hold where its maker does not say: a value, a day, or what a path leads to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from tacit.model.change import Given
from tacit.model.people import Hours
from tacit.model.protocol import PARTY_TYPES, Field, Protocol
from tacit.model.record import Record, Value
from tacit.rules.calendar import day_of
from tacit.rules.cases import hang_on
from tacit.rules.choices import choose
from tacit.rules.clocks import moment_after
from tacit.rules.openings import as_typed
from tacit.rules.parties import Actor, hours_here, resolve, values_at
from tacit.rules.rhythms import theirs
from tacit.rules.world import World
from tacit.text.spans import read_span, whole_second
from tacit.text.values import from_text

_MENTION = re.compile(r"(?<![\w.@])@([\w][\w.-]*\w|\w)")


def is_dated(protocol: Protocol) -> bool:
    """Whether file names carry the day's running number."""
    return "{n:" in protocol.files or "{n}" in protocol.files


def first_fields(
    protocol: Protocol, given: Given, world: World, actor: Actor, now: datetime, number: int
) -> dict[str, Value]:
    """What was given, and the first values of all that was not, but for those that the text will tell."""
    fields: dict[str, Value] = {}
    for field in protocol.fields.values():
        value = given.sets.get(field.name)
        if value is None:
            value = _first_value(field, protocol, world, actor, now, number)
        if value not in (None, "", ()):
            fields[field.name] = value
    for field in protocol.fields.values():
        if field.name not in fields and field.starts_as in ("path", "theirs"):
            value = _found(field, Record("", protocol.kind, "", fields), protocol, world, actor)
            fields.update({field.name: value} if value not in (None, "", ()) else {})
    return fields


def _first_value(field: Field, protocol: Protocol, world: World, actor: Actor, now: datetime, number: int) -> Value:
    hours = hours_here(actor, world)
    day = day_of(now, hours.zone)
    if field.name in ("created", "updated"):
        return day
    if field.type == "id" and is_dated(protocol):
        return f"{day.isoformat()}-{number:03}"
    if field.starts is not None:
        return _known(field, day, now, world, actor)
    if protocol.roles and field.name in protocol.roles[protocol.opener].paths:
        return _default_owner(field, world, actor)
    return None


def _known(field: Field, day: date, now: datetime, world: World, actor: Actor) -> Value:
    """A value that is known without looking anything up."""
    if field.starts_as == "today":
        return day if field.type == "date" else whole_second(now)
    if field.starts_as == "this week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if field.starts_as == "span":
        return moment(field, now, (hours_here(actor, world),))
    return from_text(field.starts or "", field) if field.starts_as == "value" else None


def moment(field: Field, now: datetime, calendars: Sequence[Hours]) -> date:
    """The time or day that a field which starts with a span holds first."""
    return moment_after(read_span(field.starts or ""), now, calendars, is_day=field.type == "date")


def _default_owner(field: Field, world: World, actor: Actor) -> Value:
    """The one who makes a record owns it: as a person, or as their one team."""
    if field.type == "person" or not world.has_people:
        return actor.handle if field.type in PARTY_TYPES else None
    if field.type == "party":
        teams = [party for party in actor.parties if party in world.teams]
        if not teams:
            return actor.handle
        return teams[0] if len(teams) == 1 else None
    return None


def _found(field: Field, record: Record, protocol: Protocol, world: World, actor: Actor) -> Value:
    if field.starts_as == "path":
        return as_typed(values_at(field.starts or "", record, world), field)
    found = tuple(record.id for record in theirs(protocol, actor.handle, world))
    # Of several nobody but the maker knows which one is meant.
    return as_typed(found, field) if field.type == "records" or len(found) == 1 else None


def with_mentioned(record: Record, protocol: Protocol, world: World) -> Record:
    """A party that starts with whom the text mentions first, else the owner of the record's goal. Where it is needed
    for what some sections say, their text goes before the rest; where these say nothing, nobody is asked."""
    found: dict[str, Value] = {}
    for field in protocol.fields.values():
        if field.starts_as != "mentioned" or record.fields.get(field.name):
            continue
        if field.needed.on is not None and not choose(field.needed, record, protocol):
            continue
        party = next(iter((*_mentions(field, record, world), *resolve(("goal.owner",), record, world))), None)
        found.update({field.name: as_typed(party, field)} if party else {})
    return replace(record, fields={**record.fields, **found}) if found else record


def _mentions(field: Field, record: Record, world: World) -> Iterator[str]:
    sections = hang_on([field.needed])
    for part in sorted(record.parts, key=lambda part: part.key not in sections):
        for name in _MENTION.findall(part.body):
            if not world.has_people or world.persons(name):
                yield name


def in_order(fields: Mapping[str, Value], protocol: Protocol) -> Mapping[str, Value]:
    return {name: fields[name] for name in (*protocol.fields, *fields) if name in fields}
