"""What a record is after a change, and what an act opens beside it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tacit.model.change import Opening, Write
from tacit.model.record import Part, Record, Value
from tacit.rules.guards import Asked
from tacit.rules.parties import handles, resolve
from tacit.text.parts import is_filled


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
    parts.append(Part(write.section, write.section, write.text, 0, filled=True))


def opening_of(asked: Asked, acting: tuple[str, ...]) -> Opening:
    """The record that the act opens about this one: it takes topic, goal, affected and owner from it."""
    record, world = asked.record, asked.world
    affected = handles(record.fields.get("affected")) or resolve(tuple(asked.protocol.roles), record, world)
    goal = handles(record.fields.get("goal"))
    fields: dict[str, Value] = {
        "topic": record.title,
        "by": _owner(asked, acting),
        "reason": "no-consensus" if record.kind in ("decision", "handoff") else "blocks-a-goal",
        "about": record.id,
        "affected": tuple(party for party in affected if party not in ("anyone", "tacit")),
    }
    if goal:
        fields["goal"] = goal[0]
    issue = asked.given.because.strip() or _lapse(asked)
    return Opening(
        asked.rule.opens or "",
        {name: value for name, value in fields.items() if value},
        {"Issue": issue, "Context": f"[{record.title}](/{record.path})"},
    )


def _owner(asked: Asked, acting: tuple[str, ...]) -> str:
    """The owner of the record; a team is answered for by its lead."""
    owner = resolve((asked.protocol.opener,), asked.record, asked.world)
    if owner and owner[0] != "anyone":
        return asked.world.lead(owner[0])
    return acting[0] if acting else asked.actor.handle


def _lapse(asked: Asked) -> str:
    """The lapsed promise in words."""
    lapsed = [
        (rule, resolve(rule.who, asked.record, asked.world))
        for rule in asked.protocol.promises.values()
        if asked.record.status in rule.states
    ]
    if not lapsed:
        return f"`{asked.rule.name}` of {asked.record.title}"
    rule, parties = lapsed[0]
    due = asked.record.fields.get(rule.due)
    until = f" by {due:%Y-%m-%d %H:%M} UTC" if isinstance(due, datetime) else ""
    return f"{', '.join(parties) or 'Nobody'} owed `{rule.name}`{until} and it did not come."
