"""A record that does not exist yet: what it starts with, where it lies, and whether it may be made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from tacit.model.change import Given, Write
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Choice, Field, Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.acts import NO_FACTS, filled, guard_objections, labelled, refused, today, write_for
from tacit.rules.asked import Asked
from tacit.rules.choices import choose
from tacit.rules.edits import KEPT_BY_TACIT
from tacit.rules.effects import after_change, sums
from tacit.rules.field_values import field_objections, unknown_records
from tacit.rules.firsts import first_fields, in_order, with_mentioned
from tacit.rules.parties import Actor, acting_for, resolve
from tacit.rules.promises import due_fields, starting
from tacit.rules.world import ANYONE, TACIT, World
from tacit.text.remedies import Fill, Remedy, WriteSection
from tacit.text.sections import COMMENTS
from tacit.text.slugs import slug

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
    warnings: tuple[str, ...] = ()


def create(
    protocol: Protocol, given: Given, world: World, actor: Actor, now: datetime, number: int, *, opened: bool = False
) -> Creation:
    """The record that `new` makes, or that an act opens; raises Refused with the reason and what would help."""
    day = today(actor, world, now)
    asked = _begun(protocol, given, world, actor, now, number)
    refusal = next(_objections(asked, opened), None)
    if refusal is not None:
        raise refused(refusal, asked.record)
    making = asked.rule
    writes = tuple(_writes(asked))
    record = after_change(replace(asked.record, parts=()), {}, writes, {})
    record = _named(record, place(protocol, record, day, number), protocol)
    dues = due_fields(None, record, protocol, world, now)
    fields = {**record.fields, **{name: due for name, due in dues.items() if due is not None}}
    record = replace(record, fields=in_order(fields, protocol))
    party = acting_for(actor, resolve((protocol.opener,), record, world))
    return Creation(
        record=record,
        act=making.name,
        actor=actor.handle,
        party=", ".join(name for name in party if name != ANYONE) or actor.handle,
        at=now,
        day=day.isoformat(),
        writes=writes,
        tells=resolve(making.tells, record, world),
        began=tuple(rule.name for rule in starting(None, record, protocol, world)),
        warnings=unknown_records(record, protocol, world, asked.given.sets),
    )


def begun(
    protocol: Protocol, given: Given, world: World, actor: Actor, now: datetime
) -> tuple[Record, tuple[Refusal, ...]]:
    """The record as it would be, and everything that speaks against it, for those who are still writing it. It has no
    number yet."""
    asked = _begun(protocol, given, world, actor, now, 0)
    record = _named(asked.record, place(protocol, asked.record, today(actor, world, now), 0), protocol)
    return record, tuple(_objections(asked, False))


def _begun(protocol: Protocol, given: Given, world: World, actor: Actor, now: datetime, number: int) -> Asked:
    """The act that makes the record, asked for on the record as it would be."""
    making = making_act(protocol) or ActRule("new", Choice((protocol.opener,)), None)
    fields = first_fields(protocol, given, world, actor, now, number)
    record = Record("", protocol.kind, "", fields)
    strange = next((key for key in given.writes if key not in protocol.sections), None)
    if strange is not None:
        reason = f"a new {protocol.kind} has no section {strange}"
        remedy = "Make it first; then `tacit act ID comment`." if strange == COMMENTS else "Choose one of its sections."
        raise refused(Refusal("unknown-section", reason, remedy), replace(record, path=protocol.files))
    asked = Asked(making, record, protocol, world, actor, given, NO_FACTS, now)
    record = with_mentioned(after_change(record, {}, tuple(_writes(asked)), {}), protocol, world)
    fields = {**record.fields, **{name: total for name, total in sums(record, protocol).items() if total is not None}}
    if "status" in protocol.fields:
        fields["status"] = choose(making.to, record, protocol) if making.to else protocol.states[0]
    return filled(replace(asked, record=replace(record, fields=fields)))


def _writes(asked: Asked) -> Iterator[Write]:
    """The texts of the record: what its maker gives, and what fillers have to say."""
    sections = asked.protocol.sections
    for key, text in {**asked.fills, **asked.given.writes}.items():
        if text.strip():
            said = labelled(text, sections[key], asked.actor, asked.world)
            yield write_for(key, said, Record("", asked.protocol.kind, "", {}), asked.protocol)


def _named(record: Record, path: str, protocol: Protocol) -> Record:
    """The record at its path. A handle is written as its file is named, since by that name others mean it."""
    stem = path.rpartition("/")[2].removesuffix(".md")
    handle = {"handle": stem} if "{handle}" in protocol.files else {}
    return replace(record, id=stem, path=path, fields={**record.fields, **handle})


def making_act(protocol: Protocol) -> ActRule | None:
    """The act that makes a record, where the kind has one: the one without `from`."""
    return next((rule for rule in protocol.acts.values() if rule.source is None), None)


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


def _objections(asked: Asked, opened: bool) -> Iterator[Refusal]:
    record, protocol, world, making = asked.record, asked.protocol, asked.world, asked.rule
    yield from _kept_fields(protocol, asked.given)
    emptied = {name: value for name, value in asked.given.sets.items() if value == ()}
    stated = replace(record, fields={**record.fields, **emptied})
    yield from field_objections(stated, protocol, world, protocol.fields)
    if not opened:  # else the act that opens it is what may be done or not
        yield from _foreign_record(asked)
    if making.binding and asked.actor.agent:
        yield wording.not_for_agents(making, asked.actor)
    if not (record.status in protocol.rests and (opened or making.name not in protocol.acts)):
        yield from _missing_sections(asked)
    yield from guard_objections(asked, beforehand=True)
    yield from guard_objections(asked, beforehand=False)


def _foreign_record(asked: Asked) -> Iterator[Refusal]:
    """Nobody makes a record in another's name, or writes what is for others to write."""
    record, protocol, world, actor = asked.record, asked.protocol, asked.world, asked.actor
    owners = resolve(choose(asked.rule.by, record, protocol), record, world)
    if not acting_for(actor, owners):
        yield wording.not_theirs(f"a new {protocol.kind} in that name", actor, owners, world)
    for key in asked.given.writes:
        owners = resolve(protocol.sections[key].by, record, world)
        if not acting_for(actor, owners):
            yield wording.not_theirs(wording.heading(key, record, protocol, world), actor, owners, world)


def _kept_fields(protocol: Protocol, given: Given) -> Iterator[Refusal]:
    """What Tacit writes by itself nobody brings along."""
    kept = kept_by_tacit(protocol)
    for name in given.sets:
        if name in kept:
            yield Refusal("kept-by-tacit", f"{name} is kept by Tacit", "Leave it out.")


def kept_by_tacit(protocol: Protocol) -> frozenset[str]:
    """The fields that nobody says of a new record."""
    windows = {rule.due for rule in protocol.promises.values()}
    return frozenset({*KEPT_BY_TACIT, *windows, *filter(None, map(_kept, protocol.fields.values()))})


def _kept(field: Field) -> str | None:
    is_number = field.type == "id" and not field.needed.otherwise  # else it is a name that somebody chooses
    is_state = field.type in ("state", "answers")
    return field.name if is_number or is_state or field.sum is not None or _is_for_acts(field) else None


def _is_for_acts(field: Field) -> bool:
    """Whether only acts write this field; what is needed from the beginning its maker says."""
    return field.by == TACIT and not field.needed.otherwise


def _missing_sections(asked: Asked) -> Iterator[Refusal]:
    record, protocol, world = asked.record, asked.protocol, asked.world
    missing = [
        wording.heading(section.heading, record, protocol, world)
        for section in protocol.sections.values()
        if section.starts is None
        and choose(section.needed, record, protocol)
        and not record.filled(section.heading)
        and section.heading not in asked.fills
    ]
    if missing:
        yield Refusal(
            "section-empty",
            f"{wording.with_article(protocol.kind)} needs {' and '.join(missing)}",
            Remedy(Fill(tuple(map(WriteSection, missing)))),
        )
