"""The two acts that every kind has: `edit` for those whose section or field it is, `comment` for anyone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tacit.model.change import Change, Facts, Given, Write
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Choice, Protocol
from tacit.model.record import Record, Value
from tacit.rules import wording
from tacit.rules.acts import (
    Offer,
    agents_ticks,
    answers_after,
    differing,
    first_marks,
    labelled,
    own_party,
    refused,
    stamps,
    today,
    told_of_change,
)
from tacit.rules.answers import answers_of
from tacit.rules.asked import Asked
from tacit.rules.effects import after_change, sums
from tacit.rules.field_values import field_objections, unknown_records
from tacit.rules.parties import Actor, acting_for, resolve
from tacit.rules.promises import due_fields, restarted_by_text, starting
from tacit.rules.world import TACIT, World
from tacit.text.remedies import Anything, DoAct, GiveReason, Remedy, ValueOf
from tacit.text.sections import COMMENTS

GENERIC = ("edit", "comment")
KEPT_BY_TACIT = {"status", "created", "updated", "answers", "aliases"}
KINDS_OF_CHANGE = ("editorial", "substantial")


def generic_rule(name: str, protocol: Protocol) -> ActRule | None:
    """`edit` or `comment` as a rule, unless the kind goes without or has one of its own."""
    if name not in GENERIC or name in protocol.acts or name in protocol.without:
        return None
    living = tuple(state for state in protocol.states if state not in protocol.final)
    return ActRule(name, by=Choice(("anyone",)), source=living if name == "edit" else protocol.states)


def offers(record: Record, world: World, actor: Actor) -> tuple[Offer, ...]:
    protocol = world.protocols[record.kind]
    found = []
    for name in GENERIC:
        rule = generic_rule(name, protocol)
        if rule is not None:
            refusal = next(_standing(rule, record, protocol, world, actor), None)
            found.append(Offer(name, refusal is None, refusal, rule))
    return tuple(found)


def _standing(rule: ActRule, record: Record, protocol: Protocol, world: World, actor: Actor) -> Iterator[Refusal]:
    if rule.source and record.status and record.status not in rule.source:
        yield wording.not_in_state(rule, record, protocol, world)
    if rule.name == "edit" and not _owns_something(record, protocol, world, actor):
        owners = resolve(tuple(protocol.roles), record, world)
        yield wording.not_theirs(f"what stands in this {record.kind}", actor, owners, world)


def _owns_something(record: Record, protocol: Protocol, world: World, actor: Actor) -> bool:
    roles = {role for section in protocol.sections.values() for role in section.by if role != "anyone"}
    roles.add(protocol.opener)
    return any(acting_for(actor, resolve((role,), record, world)) for role in roles)


def comment(record: Record, world: World, actor: Actor, given: Given, now: datetime) -> Change:
    """A comment is appended and binds nobody; it is no answer and no objection."""
    protocol = world.protocols[record.kind]
    rule = generic_rule("comment", protocol)
    assert rule is not None
    text = given.writes.get(COMMENTS, "").strip() or given.because.strip()
    if not text:
        raise refused(Refusal("no-text", "a comment needs a text", _commented(record)), record)
    foreign = [key for key in (*given.writes, *given.sets) if key != COMMENTS]
    if foreign:
        raise refused(
            Refusal("not-set-here", f"a comment writes no {', '.join(foreign)}", "Use `edit` for that."), record
        )
    return _plain_change(rule, record, actor, given, now, world, {}, (Write(COMMENTS, text, "entry"),))


def edit(record: Record, world: World, actor: Actor, given: Given, now: datetime) -> Change:
    """A change of one's own sections and fields. Where answers stand one says whether it is editorial."""
    protocol = world.protocols[record.kind]
    rule = generic_rule("edit", protocol)
    assert rule is not None
    asked = Asked(rule, record, protocol, world, actor, given, Facts(), now)
    refusal = next(_objections(asked), None)
    if refusal is not None:
        raise refused(refusal, record)
    change = given.sets.get("change")
    sets: dict[str, Value] = {name: value for name, value in given.sets.items() if name != "change"}
    if change is not None and answers_of(record):
        sets["answers"] = answers_after(answers_of(record), str(change), asked)
    texts = {key: labelled(text, protocol.sections[key], actor, world) for key, text in given.writes.items()}
    writes = tuple(_write(key, text, protocol) for key, text in texts.items())
    marks = first_marks(writes, record, protocol)
    after = after_change(record, sets, writes, marks)
    summed = sums(after, protocol)
    sets.update(summed)
    after = after_change(after, summed, (), {})
    restarts = restarted_by_text(record, after, protocol)
    dues = due_fields(record, after, protocol, world, now, restarts)
    sets.update({name: due for name, due in dues.items() if name not in given.sets})
    done = _plain_change(rule, record, actor, given, now, world, sets, writes)
    began = tuple(rule.name for rule in starting(record, after, protocol, world, restarts))
    warnings = unknown_records(after, protocol, world, given.sets)
    return replace(done, marks=marks, began=began, tells=told_of_change(asked), warnings=warnings)


def _write(key: str, text: str, protocol: Protocol) -> Write:
    return Write(key, text, "entry" if protocol.sections[key].entries else "set")


def _objections(asked: Asked) -> Iterator[Refusal]:
    record, protocol, world, actor = asked.record, asked.protocol, asked.world, asked.actor
    yield from _standing(asked.rule, record, protocol, world, actor)
    if not asked.given.sets and not asked.given.writes:
        yield Refusal("nothing-given", "nothing to edit was given", Remedy("Give ", Anything(), "."))
    for key in asked.given.writes:
        yield from _section_objections(asked, key)
    for name, value in asked.given.sets.items():
        if name != "change":
            yield from _field_objections(asked, name, value)
    after = replace(record, fields={**record.fields, **asked.given.sets})
    yield from field_objections(after, protocol, world, asked.given.sets)
    if not answers_of(record):
        return
    changes_text = _is_owner(asked) and bool({*asked.given.writes, *asked.given.sets} - _entry_sections(protocol))
    if changes_text and asked.given.sets.get("change") not in KINDS_OF_CHANGE:
        yield wording.which_change("answers stand, so say what kind of change it is", KINDS_OF_CHANGE)
    elif asked.given.sets.get("change") == "editorial" and {"size", "affected"} & set(asked.given.sets):
        anew = Remedy(ValueOf("change", "substantial"), " asks anew.")
        yield Refusal("which-change", "who is asked, and how, is never an editorial change", anew)
    elif "change" in asked.given.sets and not _is_owner(asked):
        owners = resolve((protocol.opener,), record, world)
        yield wording.not_theirs("a change of the text that is answered", actor, owners, world)


def _section_objections(asked: Asked, key: str) -> Iterator[Refusal]:
    record, protocol, world, actor = asked.record, asked.protocol, asked.world, asked.actor
    if key == COMMENTS:
        said = "comments are added one by one, each in its author's name"
        yield Refusal("not-yours", said, _commented(record))
        return
    owners = resolve(protocol.sections[key].by, record, world)
    if not acting_for(actor, owners):
        yield wording.not_theirs(wording.heading(key, record, protocol, world), actor, owners, world)
    yield from agents_ticks(key, protocol, actor)


def _commented(record: Record) -> Remedy:
    return Remedy(DoAct(record.id, "comment", (GiveReason(COMMENTS),)))


def words_under(field: str, record: Record, protocol: Protocol) -> Iterator[str]:
    """The sections with this field in their heading in which something stands."""
    return (key for key in protocol.sections if f"{{{field}}}" in key and record.filled(key))


def _is_owner(asked: Asked) -> bool:
    return bool(acting_for(asked.actor, resolve((asked.protocol.opener,), asked.record, asked.world)))


def _entry_sections(protocol: Protocol) -> set[str]:
    """Where a new entry changes no text that is answered."""
    return {key for key, section in protocol.sections.items() if section.entries}


def _field_objections(asked: Asked, name: str, value: Value) -> Iterator[Refusal]:
    field = asked.protocol.fields[name]
    if name in KEPT_BY_TACIT or field.type in ("id", "state", "answers") or field.sum:
        yield Refusal("kept-by-tacit", f"{name} is kept by Tacit", "Do the act that changes it.")
        return
    if field.by == TACIT and not asked.actor.is_tacit:
        yield wording.set_by_acts(name, asked.record, asked.protocol)
        return
    owners = resolve((field.by or asked.protocol.opener,), asked.record, asked.world)
    if not acting_for(asked.actor, owners):
        yield wording.not_theirs(f"the field {name}", asked.actor, owners, asked.world)
    for key in words_under(name, asked.record, asked.protocol):
        if not acting_for(asked.actor, resolve(asked.protocol.sections[key].by, asked.record, asked.world)):
            yield wording.heads_words(name, key, asked.record, asked.protocol, asked.world)
    old = asked.record.fields.get(name)
    if name in {rule.due for rule in asked.protocol.promises.values()}:
        if not isinstance(old, datetime):
            yield Refusal(
                "kept-by-tacit", f"no window is open whose {name} could be later", "Do the act that opens one."
            )
        elif not isinstance(value, datetime) or value <= old:
            yield wording.not_later(name, old)


def _plain_change(
    rule: ActRule,
    record: Record,
    actor: Actor,
    given: Given,
    now: datetime,
    world: World,
    sets: dict[str, Value],
    writes: tuple[Write, ...],
) -> Change:
    protocol = world.protocols[record.kind]
    day = today(actor, world, now)
    if "updated" in protocol.fields:
        sets["updated"] = day
    return Change(
        record=record.id,
        kind=record.kind,
        act=rule.name,
        actor=actor.handle,
        party=own_party(actor),
        at=now,
        day=day.isoformat(),
        source=record.status,
        target=record.status,
        sets=differing(sets, record),
        writes=writes,
        stamps=stamps(writes, protocol),
        because="" if rule.name == "comment" else given.because.strip(),
    )
