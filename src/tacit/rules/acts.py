"""Who may do what to a record now, and what an act changes.

`offers` says it for every act, with the reason for each no; `decide` says it for one act with what the caller brings,
and gives the change or raises the refusal. Both ask the same questions in the same order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tacit.errors import Refused
from tacit.model.change import Change, Facts, Given, Write
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol, Section
from tacit.model.record import Answer, Record, Value
from tacit.rules import wording
from tacit.rules.answers import answers_of, bound, outcome, sections_bound
from tacit.rules.asked import Asked
from tacit.rules.calendar import day_of
from tacit.rules.carrying import carried, ended, verdict_objections
from tacit.rules.choices import choose, settled
from tacit.rules.clocks import moment_after
from tacit.rules.effects import after_change, sums
from tacit.rules.field_values import field_objections, unknown_records
from tacit.rules.fillers import FILLERS
from tacit.rules.firsts import moment
from tacit.rules.guards import GUARDS, ON_WHAT_IS_GIVEN
from tacit.rules.openings import already_open, opening_objections, opening_of
from tacit.rules.parties import Actor, acting_for, current_step, hours_here, resolve
from tacit.rules.promises import asked_parties, begun, due_fields, due_time, is_active
from tacit.rules.targets import CHOSEN, choice_objections, target_of
from tacit.rules.world import ANYONE, TACIT, World, folded
from tacit.text.parts import is_filled
from tacit.text.remedies import DoAct, Remedy, SetField
from tacit.text.spans import is_span, read_span

NOTHING_GIVEN = Given()
NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Offer:
    """One act as `show` and the page's button say it."""

    act: str
    allowed: bool
    refusal: Refusal | None
    rule: ActRule


def offers(record: Record, world: World, actor: Actor, now: datetime) -> tuple[Offer, ...]:
    """Every act that people do to this kind of record; for what is refused now: why."""
    protocol = world.protocols[record.kind]
    found = []
    for rule in protocol.acts.values():
        asked = Asked(rule, record, protocol, world, actor, NOTHING_GIVEN, NO_FACTS, now)
        if rule.source is None or _only_tacit(asked):
            continue
        refusal = next(_standing_objections(asked), None)
        found.append(Offer(rule.name, refusal is None, refusal, rule))
    return tuple(found)


def _only_tacit(asked: Asked) -> bool:
    return choose(asked.rule.by, asked.record, asked.protocol) == ("tacit",)


def decide(
    name: str,
    record: Record,
    world: World,
    actor: Actor,
    given: Given,
    now: datetime,
    facts: Facts = NO_FACTS,
) -> Change:
    """The change that this act comes to; raises Refused with the reason and what would help."""
    protocol = world.protocols[record.kind]
    rule = protocol.acts[name]
    asked = filled(Asked(rule, record, protocol, world, actor, given, facts, now))
    refusal = next(_objections(asked), None)
    if refusal is not None:
        raise refused(refusal, record)
    return _change(asked)


def objections(
    name: str, record: Record, world: World, actor: Actor, given: Given, now: datetime
) -> tuple[Refusal, ...]:
    """Everything that speaks against an act at once, for those who have not asked for it yet."""
    protocol = world.protocols[record.kind]
    asked = filled(Asked(protocol.acts[name], record, protocol, world, actor, given, NO_FACTS, now))
    return tuple(_objections(asked))


def filled(asked: Asked) -> Asked:
    """What is asked for, with what its fillers have to say; they speak where the caller does not."""
    texts = {key: FILLERS[name](asked) for key, name in asked.rule.fills.items() if key not in asked.given.writes}
    return replace(asked, fills={key: text for key, text in texts.items() if text.strip()})


def refused(refusal: Refusal, record: Record) -> Refused:
    return Refused(refusal.code, refusal.reason, remedy=refusal.remedy, path=record.path or None)


def _standing_objections(asked: Asked) -> Iterator[Refusal]:
    """What speaks against the act whatever the caller brings to it."""
    rule, record, protocol, world = asked.rule, asked.record, asked.protocol, asked.world
    if rule.source is None or record.status not in rule.source:
        yield wording.not_in_state(rule, record, protocol, world)
        return
    parties = resolve(choose(rule.by, record, protocol), record, world)
    if not acting_for(asked.actor, parties, signs=is_sign_off(rule)):
        yield wording.not_theirs(wording.subject(rule, record, protocol, world), asked.actor, parties, world)
    if rule.binding and asked.actor.agent:
        yield wording.not_for_agents(rule, asked.actor)
    for key in choose(rule.needs, record, protocol):
        if not settled(key, record, protocol) and key not in rule.fills and not _may_write(asked, key):
            yield wording.lacks_theirs(rule, key, record, protocol, world)
    yield from guard_objections(asked, beforehand=True)
    if rule.to is None and rule.opens and not rule.writes:
        there = already_open(rule, record, world)
        if there is not None:
            yield wording.open_already(rule, there)
    yield from opening_objections(asked)


def is_sign_off(rule: ActRule) -> bool:
    return rule.binding and rule.answers != "object"


def _may_write(asked: Asked, key: str) -> bool:
    section = asked.protocol.sections.get(key)
    roles = section.by if section else (ANYONE,)
    return bool(acting_for(asked.actor, resolve(roles, asked.record, asked.world)))


def _objections(asked: Asked) -> Iterator[Refusal]:
    yield from _standing_objections(asked)
    rule, record, protocol = asked.rule, asked.record, asked.protocol
    if rule.because and not asked.given.because.strip():
        yield wording.lacks_reason(rule, record)
    yield from _change_objections(asked)
    yield from choice_objections(asked)
    empty = [*_unfilled_needs(asked), *_unfilled_writes(asked)]
    if empty:
        headings = [wording.heading(key, record, protocol, asked.world) for key in dict.fromkeys(empty)]
        yield wording.lacks_sections(rule, headings, record)
    yield from _foreign_writes(asked)
    yield from _foreign_sets(asked)
    yield from _value_objections(asked)
    yield from guard_objections(asked, beforehand=False)
    yield from verdict_objections(asked)


def _change_objections(asked: Asked) -> Iterator[Refusal]:
    """Where somebody answered, the owner says of each change of the text what it does to the answers."""
    rule, record, protocol = asked.rule, asked.record, asked.protocol
    if rule.change:
        if asked.given.sets.get("change") not in rule.change:
            yield wording.which_change(f"`{rule.name}` must say what kind of change it is", rule.change)
    elif set(asked.given.writes) & set(sections_bound(protocol)):
        if answers_of(record):
            yield wording.text_answered(rule, record)
        elif any(each.each and is_active(each, record, protocol, asked.world) for each in protocol.promises.values()):
            yield wording.text_asked(rule, record)


def guard_objections(asked: Asked, *, beforehand: bool) -> Iterator[Refusal]:
    takes_something = bool(asked.rule.sets or asked.rule.writes or asked.rule.chooses)
    for name, argument in choose(asked.rule.guards, asked.record, asked.protocol).items():
        if (takes_something and name in ON_WHAT_IS_GIVEN) != beforehand:
            refusal = GUARDS[name](asked, argument)
            if refusal is not None:
                yield refusal


def _unfilled_needs(asked: Asked) -> Iterator[str]:
    for key in choose(asked.rule.needs, asked.record, asked.protocol):
        if not _brought(asked, key) and (_emptied(asked, key) or not settled(key, asked.record, asked.protocol)):
            yield key


def _brought(asked: Asked, key: str) -> bool:
    """Whether the act comes with a text for this section that says something: `None` does not fill one."""
    section = asked.protocol.sections.get(key)
    text = asked.given.writes.get(key, "")
    return key in asked.fills or (bool(text.strip()) if section and section.entries else is_filled(text, section))


def _emptied(asked: Asked, key: str) -> bool:
    """Whether what stands in a section would give way to what does not fill it."""
    return bool(asked.given.writes.get(key, "").strip()) and not _brought(asked, key)


def _unfilled_writes(asked: Asked) -> Iterator[str]:
    """What the act must leave filled. Of a section with a stamp something new is expected at each act."""
    for position, key in enumerate(asked.rule.writes):
        section = asked.protocol.sections[key]
        by_reason = position == 0 and asked.rule.because and bool(asked.given.because.strip())
        if section.entries or by_reason or _brought(asked, key):
            continue
        if _emptied(asked, key) or not _answered_here(section, asked.record, asked.protocol):
            yield key


def _answered_here(section: Section, record: Record, protocol: Protocol) -> bool:
    """Whether the text that the act asks for stands there already, written beforehand with `edit` or by hand."""
    if not settled(section.heading, record, protocol):
        return False
    # In a second round the text of the first still stands: an answer of the other side makes it an old one.
    rivals = [other for other in protocol.sections.values() if other.stamped and other.by != section.by]
    return not section.stamped or not any(settled(other.heading, record, protocol) for other in rivals)


def _foreign_writes(asked: Asked) -> Iterator[Refusal]:
    """Besides what it must write, an act may write any section that its role may write."""
    for key in asked.given.writes:
        if key not in asked.rule.writes and not _may_write(asked, key):
            section = asked.protocol.sections[key]
            what = wording.heading(key, asked.record, asked.protocol, asked.world)
            parties = resolve(section.by, asked.record, asked.world)
            yield wording.not_theirs(what, asked.actor, parties, asked.world)
        yield from agents_ticks(key, asked.protocol, asked.actor)


def agents_ticks(key: str, protocol: Protocol, actor: Actor) -> Iterator[Refusal]:
    """A checklist that a binding act ticks is no text for agents."""
    rule = next((rule for rule in protocol.acts.values() if rule.binding and key in rule.ticks), None)
    if rule is not None and actor.agent:
        yield wording.not_for_agents(rule, actor)


def _foreign_sets(asked: Asked) -> Iterator[Refusal]:
    rule = asked.rule
    allowed = {*rule.sets, *rule.carries.values()}
    allowed |= {name for name, holds in (("change", rule.change), (CHOSEN, rule.chooses)) if holds}
    for name in asked.given.sets:
        if name not in allowed:
            yield Refusal(
                "not-set-here",
                f"`{asked.rule.name}` does not set {name}",
                Remedy(DoAct(asked.record.id, "edit", (SetField(name),))),
            )


def _value_objections(asked: Asked) -> Iterator[Refusal]:
    """What speaks against the values that the act sets, and against dates that it would set back."""
    fields = {**asked.record.fields, **asked.given.sets, "status": target_of(asked)}
    after = replace(asked.record, fields=fields)
    names = {**asked.given.sets, **dict.fromkeys(_newly_needed(asked, after))}
    yield from field_objections(after, asked.protocol, asked.world, names)
    for name, going_on in _gone_on(asked).items():
        given = asked.given.sets.get(name)
        if isinstance(given, date) and given < going_on:
            yield wording.goes_on(asked.rule, name, going_on)


def _newly_needed(asked: Asked, after: Record) -> Iterator[str]:
    """Fields that the record needs where the act leads: whoever leads it there brings them. Tacit brings nothing."""
    if asked.actor.is_tacit:
        return
    protocol = asked.protocol
    for name, field in protocol.fields.items():
        by_itself = field.by == TACIT or field.sum is not None or name in asked.rule.steps
        if not by_itself and choose(field.needed, after, protocol) and not choose(field.needed, asked.record, protocol):
            yield name


def _change(asked: Asked) -> Change:
    rule, record, protocol, world = asked.rule, asked.record, asked.protocol, asked.world
    party = _party(asked)
    target = target_of(asked)
    restarts = () if asked.given.sets.get("change") == "editorial" else rule.restarts
    day = today(asked.actor, world, asked.now)
    sets = _fields(asked, target, party, day)
    writes = _writes(asked)
    if target != record.status and target in protocol.final:
        writes = (*writes, *_outcome(asked, replace(record, fields={**record.fields, **sets}), target))
    marks = {**first_marks(writes, record, protocol), **rule.marks}
    after = after_change(record, sets, writes, marks)
    summed = sums(after, protocol)
    sets.update(summed)
    after = after_change(after, summed, (), {})
    dues = due_fields(record, after, protocol, world, asked.now, restarts)
    sets.update({name: due for name, due in dues.items() if not isinstance(asked.given.sets.get(name), datetime)})
    sets.update(_extension(asked))
    after = after_change(after, sets, (), {})
    return Change(
        record=record.id,
        kind=record.kind,
        act=rule.name,
        actor=asked.actor.handle,
        party=", ".join(party),
        at=asked.now,
        day=day.isoformat(),
        source=record.status,
        target=target,
        sets=differing(sets, record),
        writes=writes,
        stamps=stamps(writes, protocol),
        marks=marks,
        ticks=rule.ticks,
        moves=rule.moves,
        opens=opening_of(asked, party, after),
        carries=tuple(carried(asked)),
        then=rule.then,
        ends=tuple(ended(asked)),
        tells=tuple(dict.fromkeys((*resolve(rule.tells, after, world), *told_of_change(asked)))),
        because=asked.given.because.strip(),
        answer=rule.answers or "",
        began=begun(record, after, protocol, world, restarts),
        warnings=unknown_records(after, protocol, world, asked.given.sets),
    )


def _fields(asked: Asked, target: str, party: tuple[str, ...], day: date) -> dict[str, Value]:
    """What the act sets, but for the due times."""
    protocol = asked.protocol
    sets: dict[str, Value] = {name: value for name, value in asked.given.sets.items() if name in protocol.fields}
    sets["status"] = target
    sets.update(_begun_anew(asked))
    sets.update(_counted(asked))
    sets.update(_answers(asked, party))
    if "updated" in protocol.fields:
        sets["updated"] = day
    return sets


def _outcome(asked: Asked, after: Record, target: str) -> Iterator[Write]:
    """Where a kind keeps answers, its end is told by Tacit: how it came to it, and who answered what."""
    protocol = asked.protocol
    if not any(field.type == "answers" for field in protocol.fields.values()):
        return
    reason = asked.given.because.strip()
    who = "Tacit" if asked.actor.is_tacit else asked.actor.handle
    said = f"{target.capitalize()} by {who}{f': {reason}' if reason else '.'}"
    told = [key for key, section in protocol.sections.items() if section.by == (TACIT,)]
    if asked.record.status in protocol.final:  # what it had come to stands, and this follows it
        yield from (Write(key, said, "add") for key in told)
        return
    parties = asked_parties(after, protocol, asked.world) if asked.record.status not in protocol.rests else ()
    text = "\n\n".join(filter(None, (said, outcome(after, protocol, parties, asked.facts))))
    yield from (Write(key, text, "set") for key in told)


def first_marks(writes: tuple[Write, ...], record: Record, protocol: Protocol) -> dict[str, str]:
    """A section that is written for the first time stands where its marks begin."""
    marked = {
        write.section: protocol.sections[write.section].marked[0]
        for write in writes
        if write.section in protocol.sections and protocol.sections[write.section].marked
    }
    return {key: mark for key, mark in marked.items() if (part := record.part(key)) is None or not part.mark}


def stamps(writes: tuple[Write, ...], protocol: Protocol) -> tuple[str, ...]:
    return tuple(
        write.section
        for write in writes
        if write.section in protocol.sections and protocol.sections[write.section].stamped
    )


def told_of_change(asked: Asked) -> tuple[str, ...]:
    """Those who had answered hear that the text is not the one they answered."""
    if asked.given.sets.get("change") != "substantial":
        return ()
    return tuple(answer.party for answer in answers_of(asked.record))


def _party(asked: Asked) -> tuple[str, ...]:
    parties = resolve(choose(asked.rule.by, asked.record, asked.protocol), asked.record, asked.world)
    found = acting_for(asked.actor, parties, signs=is_sign_off(asked.rule))
    return tuple(dict.fromkeys(own_party(asked.actor) if party == ANYONE else party for party in found))


def own_party(actor: Actor) -> str:
    """For whom somebody acts where anybody may: their team, if they have one."""
    return next(iter(sorted(actor.parties - {ANYONE, actor.handle})), actor.handle)


def today(actor: Actor, world: World, now: datetime) -> date:
    """The day of the one who acts, in their zone."""
    return day_of(now, hours_here(actor, world).zone)


def _writes(asked: Asked) -> tuple[Write, ...]:
    """The texts of the act. The reason that an act must give stands first where it writes."""
    texts = {key: text for key, text in asked.given.writes.items() if text.strip()}
    reason = asked.given.because.strip()
    texts.update(asked.fills)
    for position, key in enumerate(asked.rule.writes):
        entries = asked.protocol.sections[key].entries
        if position == 0 and reason and (asked.rule.because or (entries and key not in texts)):
            verdict = next(iter(asked.rule.marks.values()), asked.rule.name.capitalize())
            said = reason if entries else f"{verdict}: {reason}"
            texts[key] = "\n\n".join(filter(None, (said, texts.get(key, ""))))
        elif position == 0 and entries:
            texts.setdefault(key, "")
    texts = {
        key: labelled(text, asked.protocol.sections.get(key), asked.actor, asked.world) for key, text in texts.items()
    }
    return tuple(write_for(key, text, asked.record, asked.protocol) for key, text in texts.items())


def labelled(text: str, section: Section | None, actor: Actor, world: World) -> str:
    """What an agent wrote is labelled; an entry says by itself who spoke."""
    if not actor.agent or section is None or section.entries or not text.strip():
        return text
    agent = world.people[actor.handle]
    principal = f" for {agent.acts_for}" if agent.acts_for else ""
    return f"{text.rstrip()}\n\n*{agent.name or agent.handle}, agent{principal}*"


def write_for(key: str, text: str, record: Record, protocol: Protocol) -> Write:
    """An entry where a section holds entries; a further answer follows the earlier ones; all else is replaced."""
    section = protocol.sections.get(key)
    if section is None or section.entries:
        return Write(key, text, "entry")
    return Write(key, text, "add" if section.stamped and record.filled(key) else "set")


def _counted(asked: Asked) -> Mapping[str, Value]:
    """The number of the step above (steps with nobody in them are passed over), and dates that go on."""
    above = current_step(asked.record, asked.world)[0] + 1 if asked.rule.steps else 0
    numbers = {name: above for name, by in asked.rule.steps.items() if not by}
    dates = {name: day for name, day in _gone_on(asked).items() if name not in asked.given.sets}
    return {**numbers, **dates}


def _gone_on(asked: Asked) -> Mapping[str, date]:
    """The dates that go on by a span, counted from the day of the act on the calendar of the one who acts."""
    found = {}
    for name, by in asked.rule.steps.items():
        written = asked.record.fields.get(by, by)
        if by and isinstance(written, str) and is_span(written):
            calendars = (hours_here(asked.actor, asked.world),)
            is_day = asked.protocol.fields[name].type == "date"
            found[name] = moment_after(read_span(written), asked.now, calendars, is_day=is_day)
    return found


def _answers(asked: Asked, parties: tuple[str, ...]) -> Mapping[str, Value]:
    """The answers after this act: one given, or those that a change of the text leaves standing."""
    record, protocol, given = asked.record, asked.protocol, answers_of(asked.record)
    if asked.rule.answers:
        text = bound(record, protocol)
        new = tuple(Answer(party, asked.rule.answers, asked.now, text, asked.actor.handle) for party in parties)
        anew = {folded(party) for party in parties}
        return {"answers": (*(answer for answer in given if folded(answer.party) not in anew), *new)}
    change = asked.given.sets.get("change")
    if change is None or not given:
        return {}
    return {"answers": answers_after(given, str(change), asked)}


def answers_after(given: tuple[Answer, ...], change: str, asked: Asked) -> tuple[Answer, ...] | None:
    """Substantial clears the approvals and keeps objections; editorial keeps what stood, bound to the new text."""
    old = bound(asked.record, asked.protocol)
    if change != "editorial":
        objections = (answer for answer in given if answer.answer == "object")
        return tuple(replace(answer, text=answer.text or old) for answer in objections) or None
    writes = tuple(write_for(key, text, asked.record, asked.protocol) for key, text in asked.given.writes.items())
    new = bound(after_change(asked.record, asked.given.sets, writes, {}), asked.protocol)
    return tuple(replace(answer, text=new if answer.text == old else answer.text) for answer in given)


def _begun_anew(asked: Asked) -> Mapping[str, Value]:
    """The times that Tacit sets on begin anew, where they begin with a span: that long after now, for the owner."""
    if not asked.actor.is_tacit:
        return {}
    owners = resolve((asked.protocol.opener,), asked.record, asked.world)
    fields = (asked.protocol.fields[name] for name in asked.rule.sets if name not in asked.given.sets)
    calendars = asked.world.hours_of(owners)
    return {field.name: moment(field, asked.now, calendars) for field in fields if field.starts_as == "span"}


def _extension(asked: Asked) -> Mapping[str, Value]:
    """A window that Tacit makes longer runs once more from now."""
    if not asked.actor.is_tacit or not asked.rule.sets:
        return {}
    return {
        rule.due: due_time(rule, asked.record, asked.protocol, asked.world, asked.now)
        for rule in asked.protocol.promises.values()
        if rule.due in asked.rule.sets and is_active(rule, asked.record, asked.protocol, asked.world)
    }


def differing(sets: Mapping[str, Value], record: Record) -> Mapping[str, Value]:
    """Only what the act really changes is written: an edit touches the lines that it means to change."""
    return {name: value for name, value in sets.items() if record.fields.get(name) != value}
