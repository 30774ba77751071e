"""A record that does not exist yet: what it starts with, where it lies, and whether it may be made."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tacit.model.change import Given, Write
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Field, Protocol
from tacit.model.record import Record, Value
from tacit.rules import wording
from tacit.rules.acts import labelled, refused, today, write_for
from tacit.rules.choices import choose
from tacit.rules.edits import KEPT_BY_TACIT
from tacit.rules.effects import after_change
from tacit.rules.field_values import PARTY_TYPES, field_objections
from tacit.rules.parties import Actor, acting_for, resolve
from tacit.rules.promises import due_fields, starting
from tacit.rules.world import ANYONE, World
from tacit.text.sections import COMMENTS
from tacit.text.slugs import slug

MENTIONED = "mentioned"  # of a party that a record starts with: whom its text mentions
_MENTION = re.compile(r"(?<![\w.@])@([\w][\w.-]*\w|\w)")
_PLACE = re.compile(r"\{(\w+)(?::([^}]+))?\}")


@dataclass(frozen=True, slots=True)
class Creation:
    """A record to be, whole, and what making it says to whom."""

    record: Record
    act: str
    actor: str
    party: str
    at: datetime
    day: str
    writes: tuple[Write, ...]
    tells: tuple[str, ...] = ()
    began: tuple[str, ...] = ()


def create(protocol: Protocol, given: Given, world: World, actor: Actor, now: datetime, number: int) -> Creation:
    """The record that `new` makes; raises Refused with the reason and what would help."""
    day = today(actor, world, now)
    fields = _first_fields(protocol, given, world, actor, day, number)
    making = making_act(protocol)
    record = Record("", protocol.kind, "", fields)
    strange = next((key for key in given.writes if key not in protocol.sections), None)
    if strange is not None:
        reason = f"a new {protocol.kind} has no section {strange}"
        remedy = "Make it first; then `tacit act ID comment`." if strange == COMMENTS else "Choose one of its sections."
        raise refused(Refusal("unknown-section", reason, remedy), Record("", protocol.kind, protocol.files, fields))
    texts = {key: labelled(text, protocol.sections[key], actor, world) for key, text in given.writes.items()}
    writes = tuple(write_for(key, text, record, protocol) for key, text in texts.items() if text.strip())
    record = after_change(record, {}, writes, {})
    state = choose(making.to, record, protocol) if making and making.to else protocol.states[0]
    record = replace(record, fields={**fields, **({"status": state} if "status" in protocol.fields else {})})
    record = _named_helper(record, protocol, world)
    refusal = next(_objections(record, protocol, world, actor, making, given), None)
    if refusal is not None:
        raise refused(refusal, record)
    path = place(protocol, record, day, number)
    record = _named(record, path, protocol)
    dues = due_fields(None, record, protocol, world, now)
    fields = {**record.fields, **{name: due for name, due in dues.items() if due is not None}}
    record = replace(record, fields=_in_order(fields, protocol))
    party = acting_for(actor, resolve((protocol.opener,), record, world))
    return Creation(
        record=record,
        act=making.name if making else "new",
        actor=actor.handle,
        party=", ".join(name for name in party if name != ANYONE) or actor.handle,
        at=now,
        day=day.isoformat(),
        writes=writes,
        tells=resolve(making.tells, record, world) if making else (),
        began=tuple(rule.name for rule in starting(None, record, protocol)),
    )


def _named(record: Record, path: str, protocol: Protocol) -> Record:
    """The record at its path. A handle is written as its file is named, since by that name others mean it."""
    stem = path.rpartition("/")[2].removesuffix(".md")
    handle = {"handle": stem} if "{handle}" in protocol.files else {}
    return replace(record, id=stem, path=path, fields={**record.fields, **handle})


def making_act(protocol: Protocol) -> ActRule | None:
    """The act that makes a record, where the kind has one: the one without `from`."""
    return next((rule for rule in protocol.acts.values() if rule.source is None), None)


def is_dated(protocol: Protocol) -> bool:
    """Whether file names carry the day's running number."""
    return "{n" in protocol.files


def place(protocol: Protocol, record: Record, day: date, number: int) -> str:
    """Where the record lies: names are made from dates, numbers and slugs alone."""

    def fill(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        if name == "n":
            return format(number, form or "03")
        if name == "slug":
            return slug(record.title)
        value = record.fields.get(name, day if name == "created" else None)
        if isinstance(value, date | datetime):
            return format(value, form or "%Y-%m-%d")
        return slug(str(value or ""))

    return _PLACE.sub(fill, protocol.files)


def _first_fields(
    protocol: Protocol, given: Given, world: World, actor: Actor, day: date, number: int
) -> Mapping[str, Value]:
    fields: dict[str, Value] = {}
    for field in protocol.fields.values():
        value = given.sets.get(field.name)
        if value is None:
            value = _first_value(field, protocol, world, actor, day, number)
        if value is not None and value not in ("", ()):
            fields[field.name] = value
    return fields


def _first_value(field: Field, protocol: Protocol, world: World, actor: Actor, day: date, number: int) -> Value:
    if field.name in ("created", "updated") or field.starts == "today":
        return day
    if field.type == "id" and is_dated(protocol):
        return f"{day.isoformat()}-{number:03}"
    if field.starts == MENTIONED:
        return None  # known once the text is
    if field.starts is not None:
        return int(field.starts) if field.type == "number" else field.starts
    if field.name in protocol.roles[protocol.opener].paths if protocol.roles else False:
        return _default_owner(field, world, actor)
    return None


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


def _named_helper(record: Record, protocol: Protocol, world: World) -> Record:
    """A party that `starts: mentioned` is whom the text mentions first, else the owner of the record's goal."""
    text = "\n".join(part.body for part in record.parts)
    mentioned = [name for name in _MENTION.findall(text) if not world.has_people or world.persons(name)]
    found: dict[str, Value] = {}
    for field in protocol.fields.values():
        if field.starts == MENTIONED and not record.fields.get(field.name):
            party = next(iter((*mentioned, *resolve(("goal.owner",), record, world))), None)
            found.update({field.name: party} if party else {})
    return replace(record, fields={**record.fields, **found}) if found else record


def _objections(
    record: Record, protocol: Protocol, world: World, actor: Actor, making: ActRule | None, given: Given
) -> Iterator[Refusal]:
    yield from _kept_fields(protocol, given)
    yield from field_objections(record, protocol, world, protocol.fields)
    owners = resolve(making.by.otherwise if making else (protocol.opener,), record, world)
    if not acting_for(actor, owners):
        yield wording.not_theirs(f"a new {protocol.kind} in that name", actor, owners, world)
    for key in given.writes:
        section = protocol.sections.get(key)
        if section is not None and not acting_for(actor, resolve(section.by, record, world)):
            what = wording.heading(key, record, protocol, world)
            yield wording.not_theirs(what, actor, resolve(section.by, record, world), world)
    if making is not None or record.status not in protocol.rests:
        yield from _missing_sections(record, protocol, world)


def _kept_fields(protocol: Protocol, given: Given) -> Iterator[Refusal]:
    """What Tacit writes by itself nobody brings along."""
    windows = {rule.due for rule in protocol.promises.values()}
    for name in given.sets:
        field = protocol.fields.get(name)
        own_name = field is not None and field.type == "id" and field.needed.otherwise
        if name in KEPT_BY_TACIT | windows or (field is not None and field.type == "id" and not own_name):
            yield Refusal("kept-by-tacit", f"{name} is kept by Tacit", "Leave it out.")


def _missing_sections(record: Record, protocol: Protocol, world: World) -> Iterator[Refusal]:
    missing = [
        wording.heading(section.heading, record, protocol, world)
        for section in protocol.sections.values()
        if section.starts is None and choose(section.needed, record, protocol) and not record.filled(section.heading)
    ]
    if missing:
        yield Refusal(
            "section-empty",
            f"{wording.with_article(protocol.kind)} needs {' and '.join(missing)}",
            " ".join(f'--write "{name}=…"' for name in missing),
        )


def _in_order(fields: Mapping[str, Value], protocol: Protocol) -> Mapping[str, Value]:
    return {name: fields[name] for name in (*protocol.fields, *fields) if name in fields}
