"""What an act carries over to other records: a verdict, an act of the same kind, the end of what it closes."""

from collections.abc import Iterator

from tacit.model.change import Change
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.asked import Asked
from tacit.rules.choices import choose
from tacit.rules.course import meant
from tacit.rules.parties import ENGINE, Actor, acting_for, handles, resolve
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
    yield from (
        (linked.id, closing.name) for linked, closing in _closed(asked) if _may(asked.actor, linked, closing, asked)
    )


def ended(asked: Asked) -> Iterator[tuple[str, str]]:
    """What an act of this record opened ends with what it was about, whoever brings that about: then Tacit closes it.
    What somebody raised by hand is theirs to take back."""
    own = handles(asked.record.fields.get(asked.rule.closes or ""))
    for linked, closing in _closed(asked):
        if linked.id in own and not _may(asked.actor, linked, closing, asked) and _may(ENGINE, linked, closing, asked):
            yield linked.id, closing.name


def _closed(asked: Asked) -> Iterator[tuple[Record, ActRule]]:
    """The open records that this act closes, each with the act that does it there."""
    if asked.rule.closes and asked.given.sets.get("change") != "editorial":
        for linked in asked.world.open_about(asked.record.id, asked.rule.closes):
            closing = closing_act(asked.world.protocols[linked.kind])
            if closing and linked.status in (closing.source or ()):
                yield linked, closing


def _may(actor: Actor, linked: Record, closing: ActRule, asked: Asked) -> bool:
    owners = resolve(choose(closing.by, linked, asked.world.protocols[linked.kind]), linked, asked.world)
    return bool(acting_for(actor, owners))


def reason_of(change: Change) -> str:
    """Why something follows from a change, as it is told where it follows: what was said with it, and where."""
    said = change.because or next((write.text for write in change.writes if write.text.strip()), "")
    first = said.strip().partition("\n")[0]
    return f"{first} ({change.record})" if first else f"`{change.act}` of {change.record}"


def closing_act(protocol: Protocol) -> ActRule | None:
    """The act that takes a record back: to a final state, and binding nobody."""
    for rule in protocol.acts.values():
        if rule.to is not None and not rule.binding and all(state in protocol.final for state in rule.to.every()):
            return rule
    return None
