"""What a record is after a change, and what an act opens beside it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tacit.model.change import Opening, Write
from tacit.model.protocol import ActRule
from tacit.model.record import Part, Record, Value
from tacit.rules.asked import Asked
from tacit.rules.parties import handles, resolve
from tacit.rules.promises import is_active, owing
from tacit.rules.world import ANYONE, TACIT, World
from tacit.text.parts import is_filled
from tacit.text.spans import write_instant


def after_change(
    record: Record, sets: Mapping[str, Value], writes: tuple[Write, ...], marks: Mapping[str, str]
) -> Record:
    """The record as the rules will see it once the change is made; texts are not laid out here."""
    fields = {name: value for name, value in {**record.fields, **sets}.items() if value is not None}
    parts = list(record.parts)
    for write in writes:
        _put(parts, write)
    for position, part in enumerate(parts):
        if part.key in marks:
            parts[position] = replace(part, mark=marks[part.key])
    return replace(record, fields=fields, parts=tuple(parts))


def _put(parts: list[Part], write: Write) -> None:
    for position, part in enumerate(parts):
        if part.key == write.section:
            body = write.text if write.mode == "set" else f"{part.body}\n\n{write.text}"
            parts[position] = replace(part, body=body, filled=write.mode == "entry" or is_filled(body))
            return
    parts.append(
        Part(write.section, write.section, write.text, 0, filled=write.mode == "entry" or is_filled(write.text))
    )


def already_open(rule: ActRule, record: Record, world: World) -> Record | None:
    """The open record about this one that the act would open a second time."""
    return next(iter(world.open_about(record.id, rule.opens.kind)), None) if rule.opens else None


def opening_of(asked: Asked, acting: tuple[str, ...]) -> Opening | None:
    """The record that the act opens about this one: it takes topic, goal, affected and owner from it."""
    record, world = asked.record, asked.world
    kind = asked.rule.opens.kind if asked.rule.opens else None
    if kind is None or already_open(asked.rule, record, world):
        return None
    affected = handles(record.fields.get("affected")) or resolve(tuple(asked.protocol.roles), record, world)
    goal = handles(record.fields.get("goal"))
    fields: dict[str, Value] = {
        "topic": record.title,
        "by": _owner(asked, acting),
        "reason": "no-consensus" if record.kind in ("decision", "handoff") else "blocks-a-goal",
        "about": record.id,
        "affected": tuple(party for party in affected if party not in (ANYONE, TACIT)),
    }
    if goal:
        fields["goal"] = goal[0]
    issue = asked.given.because.strip() or _lapse(asked)
    texts = {"Issue": issue, "Context": f"[{record.title}](/{record.path})"}
    known = world.protocols[kind].sections if kind in world.protocols else {}
    return Opening(
        kind,
        {name: value for name, value in fields.items() if value},
        {key: text for key, text in texts.items() if key in known},
    )


def _owner(asked: Asked, acting: tuple[str, ...]) -> str:
    """The owner of the record; a team is answered for by its lead, else by the one who acts, else by a member."""
    world = asked.world
    for owner in resolve((asked.protocol.opener,), asked.record, world):
        if owner == ANYONE:
            break
        lead = world.lead(owner)
        if not world.has_people or lead in world.people:
            return lead
        members = [person.handle for person in world.humans(owner)]
        if members:
            return asked.actor.handle if asked.actor.handle in members else members[0]
    return asked.actor.handle if asked.actor.handle in world.people or not acting else acting[0]


def _lapse(asked: Asked) -> str:
    """The lapsed promise in words."""
    record, world = asked.record, asked.world
    lapsed = [
        (rule, owing(rule, record, asked.protocol, world))
        for rule in asked.protocol.promises.values()
        if is_active(rule, record, asked.protocol)
    ]
    if not lapsed:
        return f"`{asked.rule.name}` of {record.title}"
    rule, parties = lapsed[0]
    due = record.fields.get(rule.due)
    until = f" by {write_instant(due)}" if isinstance(due, datetime) else ""
    return f"{', '.join(parties) or 'Nobody'} owed `{rule.name}`{until}, and it did not come."
