"""The words of refusals: which rule said no, and what would help. Every face says the same."""

from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.parties import Actor
from tacit.rules.world import ANYONE, TACIT, World
from tacit.text.headings import write_heading


def names_in(record: Record, protocol: Protocol, world: World) -> dict[str, tuple[str, ...]]:
    """How the fields that headings name may be spelled: `to` → backend, Backend Team."""
    return {
        name: world.spellings(value)
        for name in heading_fields(protocol)
        if isinstance(value := record.fields.get(name), str) and value
    }


def heading_fields(protocol: Protocol) -> tuple[str, ...]:
    """The fields whose value stands in headings."""
    return tuple(name for name in protocol.fields if any("{" + name + "}" in key for key in protocol.sections))


def heading(key: str, record: Record, protocol: Protocol, world: World) -> str:
    return write_heading(key, names_in(record, protocol, world))


def not_in_state(rule: ActRule, record: Record) -> Refusal:
    sources = " or ".join(rule.source or ())
    return Refusal(
        "state",
        f"`{rule.name}` is possible in {sources}; this {record.kind} is {record.status or 'without a status'}",
        f"`tacit show {record.id}` says what may be done now.",
    )


def not_theirs(what: str, actor: Actor, parties: tuple[str, ...], world: World) -> Refusal:
    """`bob is of frontend; Backend's Reply is for backend: alice, carol`."""
    teams = [party for party in sorted(actor.parties) if party not in (actor.handle, ANYONE)]
    who = f"{actor.handle} is of {', '.join(teams)}" if teams else f"this is {actor.handle}"
    owners = [_with_members(party, world) for party in parties] or ["nobody: the field that names them is empty"]
    return Refusal(
        "not-yours",
        f"{who}; {what} is for {', '.join(owners)}",
        f"Ask {_first_human(parties, world)} to do it." if parties else "Fill in the field that names them.",
    )


def _with_members(party: str, world: World) -> str:
    if party == TACIT:
        return "Tacit itself"
    if party not in world.teams:
        return party
    return f"{party}: {', '.join(person.handle for person in world.persons(party)) or 'nobody yet'}"


def _first_human(parties: tuple[str, ...], world: World) -> str:
    for party in parties:
        people = [person.handle for person in world.humans(party)]
        if people:
            return " or ".join(people[:3])
    return parties[0]


def subject(rule: ActRule, record: Record, protocol: Protocol, world: World) -> str:
    """What is refused, in the reader's words: the section that the act writes, else the act."""
    for key in rule.writes:
        if "{" in key:
            return heading(key, record, protocol, world)
    return f"`{rule.name}`"


def not_for_agents(rule: ActRule, actor: Actor) -> Refusal:
    return Refusal(
        "agent",
        f"{actor.handle} is an agent, and agents do not {rule.name}: that binds people",
        "Ask the person it works for.",
    )


def lacks_sections(rule: ActRule, headings: list[str], record: Record) -> Refusal:
    listed = " and ".join(f"`{name}`" for name in headings)
    verb = "is" if len(headings) == 1 else "are"
    writes = " ".join(f"--write '{name}=…'" for name in headings)
    return Refusal(
        "section-empty",
        f"{listed} {verb} not filled, and `{rule.name}` needs {'it' if len(headings) == 1 else 'them'}",
        f"tacit act {record.id} {rule.name} {writes}",
    )


def lacks_reason(rule: ActRule, record: Record) -> Refusal:
    return Refusal("no-reason", f"`{rule.name}` needs a reason", f"tacit act {record.id} {rule.name} --because 'why'")
