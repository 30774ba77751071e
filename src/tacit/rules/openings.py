"""The record that an act opens beside its own: what it begins with, and the links between the two."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from tacit.errors import Malformed
from tacit.model.change import Given, Opening
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Field, Opens, Protocol
from tacit.model.record import Answer, Record, Value
from tacit.rules import wording
from tacit.rules.asked import Asked
from tacit.rules.parties import handles, linked_records, resolve
from tacit.rules.promises import is_active, owing
from tacit.rules.world import ANYONE, TACIT, World
from tacit.text.parts import own_text
from tacit.text.spans import write_instant
from tacit.text.values import as_json, from_text

_BRACES = re.compile(r"\{([^{}]+)\}")


def already_open(rule: ActRule, record: Record, world: World) -> Record | None:
    """The open record about this one that the act would open a second time. One that takes something from its caller
    each time may be done again and again."""
    opens = rule.opens
    return next(iter(world.open_about(record.id, opens.kind)), None) if opens and not opens.given else None


def opening_of(asked: Asked, acting: tuple[str, ...], after: Record) -> Opening | None:
    """The record that the act opens: what the protocol says of it, in words of this one as it is then, and what follows
    from this one."""
    opens = asked.rule.opens
    known = asked.world.protocols.get(opens.kind) if opens else None
    if opens is None or known is None or already_open(asked.rule, asked.record, asked.world):
        return None
    is_said = bool(opens.fields or opens.writes or opens.given)
    fields = {**_links_back(asked, known), **({} if is_said else _taken_along(asked, acting))}
    texts = {} if is_said else _reasons(asked)
    fields.update(_said_fields(opens, known, after))
    texts.update({key: filled_in(text, after) for key, text in opens.writes.items()})
    given = asked.given.opened or Given()
    fields.update(given.sets)
    texts.update(given.writes)
    if asked.actor.is_tacit:
        fields = {**_owner_field(asked, known, acting), **fields}
    return Opening(
        opens.kind,
        {name: value for name, value in fields.items() if name in known.fields and value not in (None, "", ())},
        {key: text for key, text in texts.items() if key in known.sections and text.strip()},
    )


def opening_objections(asked: Asked) -> Iterator[Refusal]:
    """Whether the act can open what it says: the kind may stand here in a form without these fields."""
    opens = asked.rule.opens
    known = asked.world.protocols.get(opens.kind) if opens else None
    if opens is None or known is None:
        return
    strange = [name for name in (*opens.fields, *opens.writes) if name not in {**known.fields, **known.sections}]
    if strange:
        reason = (
            f"`{asked.rule.name}` opens {wording.with_article(opens.kind)}, which has no {' and no '.join(strange)}"
        )
        yield Refusal("protocol", reason, "Mend `opens` in the protocol.")


def _links_back(asked: Asked, known: Protocol) -> dict[str, Value]:
    """There the new record names this one, and the goal of both."""
    fields: dict[str, Value] = {}
    link = next((name for name in ("about", asked.record.kind) if name in known.fields), None)
    if link is not None:
        fields[link] = as_typed(asked.record.id, known.fields[link])
    if "goal" in known.fields:
        goals = tuple(goal.id for goal in linked_records("goal", asked.record, asked.world))
        goals = goals or handles(asked.record.fields.get("goal"))
        fields["goal"] = as_typed(goals, known.fields["goal"])
    return fields


def linked(record: Record, protocol: Protocol, kind: str, opened: str) -> dict[str, str | list[str]]:
    """The link from here to the record that was opened: of several all, the newest last."""
    field = protocol.fields.get(kind)
    earlier = () if field is not None and field.type == "record" else handles(record.fields.get(kind))
    return {kind: [*earlier, opened] if earlier else opened}


def _taken_along(asked: Asked, acting: tuple[str, ...]) -> dict[str, Value]:
    """What a record that only names the kind takes along: topic, owner, whom it concerns, and why it was opened."""
    record = asked.record
    affected = handles(record.fields.get("affected")) or resolve(tuple(asked.protocol.roles), record, asked.world)
    return {
        "topic": record.title,
        "by": _owner(asked, acting),
        "reason": "no-consensus" if record.kind in ("decision", "handoff") else "blocks-a-goal",
        "affected": tuple(party for party in affected if party not in (ANYONE, TACIT)),
    }


def _reasons(asked: Asked) -> dict[str, str]:
    record = asked.record
    issue = asked.given.because.strip() or _lapse(asked)
    return {"Issue": issue, "Context": f"[{record.title}](/{record.path})"}


def _said_fields(opens: Opens, known: Protocol, record: Record) -> dict[str, Value]:
    """The fields that the protocol says, each of its type; a name in braces alone brings its value whole."""
    fields: dict[str, Value] = {}
    for name, text in opens.fields.items():
        field = known.fields.get(name)
        alone = _BRACES.fullmatch(text)
        value = _named(alone[1], record) if alone else filled_in(text, record)
        if field is not None:
            fields[name] = as_typed(value, field)
    return fields


def as_typed(value: Value, field: Field) -> Value:
    """A value as a field of this type holds it; nothing where it cannot."""
    if isinstance(value, tuple) and field.type not in _LISTS:
        value = next((item for item in value if not isinstance(item, Answer)), None)
    if isinstance(value, str) and value:
        try:
            return (value,) if field.type == "texts" else from_text(value, field)
        except Malformed:
            return None
    return value


_LISTS = ("persons", "parties", "records", "texts", "rows", "answers")


def filled_in(text: str, record: Record) -> str:
    """A text with what the record says in the place of names in braces: fields, sections, `id` and `title`."""
    return _BRACES.sub(lambda found: _as_text(_named(found[1], record)), text)


def _named(name: str, record: Record) -> Value:
    if name == "id":
        return record.id
    if name in record.fields:
        return record.fields[name]
    if name == "title":
        return record.title
    part = record.part(name)
    return own_text(part.body).strip() if part and part.filled else None


def _as_text(value: Value) -> str:
    said = as_json(value)
    if isinstance(said, list):
        return ", ".join(map(str, said))
    return "" if said is None else str(said)


def _owner_field(asked: Asked, known: Protocol, acting: tuple[str, ...]) -> Mapping[str, Value]:
    """Tacit owns nothing: what it opens belongs to the owner of the record that it is about."""
    for path in known.roles[known.opener].paths if known.roles else ():
        if path in known.fields:
            return {path: as_typed(_owner(asked, acting), known.fields[path])}
    return {}


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
        if is_active(rule, record, asked.protocol, world)
    ]
    if not lapsed:
        return f"`{asked.rule.name}` of {record.title}"
    rule, parties = lapsed[0]
    due = record.fields.get(rule.due)
    until = f" by {write_instant(due)}" if isinstance(due, datetime) else ""
    return f"{', '.join(parties) or 'Nobody'} owed `{rule.name}`{until}, and it did not come."
