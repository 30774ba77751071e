"""What an act carries over to other records: a verdict, an act of the same kind, the end of what it closes."""

from collections.abc import Iterator

from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.asked import Asked
from tacit.rules.choices import choose
from tacit.rules.course import meant
from tacit.rules.parties import acting_for, resolve
from tacit.rules.world import World


def verdict_objections(asked: Asked) -> Iterator[Refusal]:
    """What is carried to another record must be an act that the level may do there, needed where there is one."""
    for link, field in asked.rule.carries.items():
        about = asked.record.fields.get(link)
        target = asked.world.records.get(about) if isinstance(about, str) else None
        if target is None:
            continue
        possible = carriable(asked.record.kind, target, asked.world)
        verdict = asked.given.sets.get(field)
        if verdict is None and asked.record.fields.get(field) in possible:
            continue
        if possible and verdict not in possible:
            yield wording.lacks_verdict(asked.rule, field, possible, asked.record, target)
        elif verdict is not None and not possible:
            yield wording.takes_no_verdict(asked.rule, target)


def carriable(kind: str, target: Record, world: World) -> tuple[str, ...]:
    """The acts of a record that the level of a `kind` about it may do there now."""
    protocol = world.protocols[target.kind]

    def is_of_level(rule: ActRule) -> bool:
        by: tuple[str, ...] = choose(rule.by, target, protocol)
        return any(path.partition(".")[0] == kind for path in meant(protocol, by))

    here = (rule for rule in protocol.acts.values() if rule.source is not None and target.status in rule.source)
    return tuple(rule.name for rule in here if is_of_level(rule))


def carried(asked: Asked) -> Iterator[tuple[str, str]]:
    for link, field in asked.rule.carries.items():
        about = asked.record.fields.get(link)
        target = asked.world.records.get(about) if isinstance(about, str) else None
        if target is None:
            continue
        if field in asked.protocol.acts:
            own = asked.world.protocols[target.kind].acts.get(field)
            if own is not None and target.status in (own.source or ()):
                yield target.id, field
            continue
        verdict = asked.given.sets.get(field) or asked.record.fields.get(field)
        if verdict in carriable(asked.record.kind, target, asked.world):
            yield target.id, str(verdict)
    if asked.rule.closes and asked.given.sets.get("change") != "editorial":
        for linked in asked.world.open_about(asked.record.id, asked.rule.closes):
            closing = closing_act(asked.world.protocols[linked.kind])
            if closing and _may_close(linked, closing, asked):
                yield linked.id, closing.name


def _may_close(linked: Record, closing: ActRule, asked: Asked) -> bool:
    """What somebody else raised is theirs to take back."""
    protocol = asked.world.protocols[linked.kind]
    owners = resolve(choose(closing.by, linked, protocol), linked, asked.world)
    return linked.status in (closing.source or ()) and bool(acting_for(asked.actor, owners))


def closing_act(protocol: Protocol) -> ActRule | None:
    """The act that takes a record back: to a final state, and binding nobody."""
    for rule in protocol.acts.values():
        if rule.to is not None and not rule.binding and all(state in protocol.final for state in rule.to.every()):
            return rule
    return None
