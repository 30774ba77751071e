"""The words of refusals: which rule said no, and what would help. Every face says the same."""

from datetime import date, datetime

from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.choices import choose
from tacit.rules.parties import Actor, resolve
from tacit.rules.targets import targets
from tacit.rules.world import ANYONE, TACIT, World
from tacit.text.headings import braced_fields, write_heading
from tacit.text.remedies import (
    DoAct,
    Fill,
    GiveReason,
    MakeNew,
    Remedy,
    See,
    SetField,
    SetOneOf,
    Typed,
    ValueOf,
    WriteAny,
    WriteSection,
)
from tacit.text.spans import write_instant


def with_article(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def names_in(record: Record, protocol: Protocol, world: World) -> dict[str, tuple[str, ...]]:
    """How the fields that headings name may be spelled: `to` → backend, Backend Team."""
    return {
        name: world.spellings(value)
        for name in braced_fields(protocol)
        if isinstance(value := record.fields.get(name), str) and value
    }


def heading(key: str, record: Record, protocol: Protocol, world: World) -> str:
    return write_heading(key, names_in(record, protocol, world))


def not_in_state(rule: ActRule, record: Record, protocol: Protocol, world: World) -> Refusal:
    """`resolve` is possible in awaiting-confirm; who may bring the record there is said where somebody may."""
    said = f"this {record.kind} is {record.status or 'without a status'}"
    if rule.source is None:
        return Refusal("state", f"`{rule.name}` makes a new {record.kind}; {said}", Remedy(MakeNew(record.kind)))
    reason = f"`{rule.name}` is possible in {' or '.join(rule.source)}; {said}"
    leading = [
        f"`{other.name}` by {_owners(resolve(choose(other.by, record, protocol), record, world), world)}"
        for other in protocol.acts.values()
        if _leads_to(other, rule, record, protocol)
    ]
    if leading:
        return Refusal("state", reason, f"First comes {' or '.join(leading)}.")
    return Refusal("state", reason, Remedy(See(record.id, is_noun=True), " says what may be done now."))


def _leads_to(other: ActRule, rule: ActRule, record: Record, protocol: Protocol) -> bool:
    if other.source is None or record.status not in other.source:
        return False
    possible = targets(other, record, protocol)
    return any(target != record.status and target in (rule.source or ()) for target in possible)


def _owners(parties: tuple[str, ...], world: World) -> str:
    return ", ".join(_with_members(party, world) for party in parties) or "nobody yet"


def not_theirs(what: str, actor: Actor, parties: tuple[str, ...], world: World) -> Refusal:
    """`bob is of frontend; Backend's Reply is for backend: alice, carol`."""
    teams = [party for party in sorted(actor.parties) if party not in (actor.handle, ANYONE)]
    known = f"this is {actor.handle}" if actor.handle else "it is not known who this is"
    who = f"{actor.handle} is of {', '.join(teams)}" if teams else known
    owners = _owners(parties, world) if parties else "nobody: the field that names them is empty"
    reason = f"{who}; {what} is for {owners}{_chain(actor, parties, world)}"
    return Refusal("not-yours", reason, _ask(parties, world))


def set_by_acts(name: str, record: Record, protocol: Protocol) -> Refusal:
    """A field that nobody edits, with the act that sets it, where there is one."""
    acts = [rule for rule in protocol.acts.values() if name in rule.sets]
    if not acts:
        return Refusal("not-yours", f"{name} is kept by Tacit", "Do the act that changes it.")
    act = next((rule for rule in acts if record.status in (rule.source or ())), acts[0]).name
    said = f"{name} is changed by `{act}`, and not in passing"
    return Refusal("not-yours", said, Remedy(DoAct(record.id, act, (SetField(name),))))


def _chain(actor: Actor, parties: tuple[str, ...], world: World) -> str:
    """Why a deputy of a deputy is nobody's deputy, where that is what somebody may have thought."""
    if not actor.handle:
        return ""
    for person in (person for party in parties for person in world.humans(party)):
        deputy = world.people.get(person.cover)
        if deputy is not None and deputy.cover == actor.handle != person.handle:
            return f" (and {deputy.handle}, who stands in for {person.handle}: a deputy has no deputy)"
    return ""


def _ask(parties: tuple[str, ...], world: World) -> str:
    """Whom to ask; nobody need be asked for what Tacit does in its time."""
    if not parties:
        return "Fill in the field that names them."
    people = tuple(party for party in parties if party != TACIT)
    if people:
        return f"Ask {_first_humans(people, world)} to do it."
    return Remedy("It comes about in its time", Typed(": `tacit tick`"), ".")


def _with_members(party: str, world: World) -> str:
    if party == TACIT:
        return "Tacit itself"
    if party not in world.teams:
        return party
    return f"{party}: {', '.join(person.handle for person in world.persons(party)) or 'nobody yet'}"


def _first_humans(parties: tuple[str, ...], world: World) -> str:
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
    return Refusal(
        "section-empty",
        f"{listed} {verb} not filled, and `{rule.name}` needs {'it' if len(headings) == 1 else 'them'}",
        Remedy(DoAct(record.id, rule.name, tuple(map(WriteSection, headings)))),
    )


def lacks_theirs(rule: ActRule, key: str, record: Record, protocol: Protocol, world: World) -> Refusal:
    """A section that somebody else must write first: with which act, and who they are."""
    name = heading(key, record, protocol, world)
    part = record.part(key)
    state = f"stands {part.mark}" if part is not None and part.filled and part.mark else "is not filled"
    reason = f"`{name}` {state}, and `{rule.name}` needs it"
    writing = next((other for other in protocol.acts.values() if _writes_here(other, key, record)), None)
    roles = choose(writing.by, record, protocol) if writing else protocol.sections[key].by
    people = _first_humans(resolve(roles, record, world) or ("its owner",), world)
    act = writing.name if writing else "edit"
    theirs = DoAct(record.id, act, (WriteSection(name),), is_theirs=True)
    return Refusal("section-empty", reason, Remedy(f"Ask {people} first: ", theirs))


def _writes_here(rule: ActRule, key: str, record: Record) -> bool:
    return key in rule.writes and record.status in (rule.source or ())


def not_later(field: str, old: datetime) -> Refusal:
    reason = f"{field} is {write_instant(old)}: a window may be made longer, never shorter"
    return Refusal("not-later", reason, f"Choose a {field} after that.")


def goes_on(rule: ActRule, field: str, earliest: date) -> Refusal:
    """A date that an act moves on is moved at least that far."""
    day = write_instant(earliest) if isinstance(earliest, datetime) else earliest.isoformat()
    return Refusal("not-later", f"`{rule.name}` moves {field} on to {day}", f"Leave {field} out, or give a later one.")


def too_short(field: str, given: datetime, earliest: datetime, record: Record) -> Refusal:
    size = record.fields.get("size")
    what = f"a {size} {record.kind}" if size else with_article(record.kind)
    said = f"{field} is {write_instant(given)}, and {what} is open until {write_instant(earliest)} at least"
    remedy = Remedy(f"Leave {field} out, or give a later one: ", Fill((SetField(field, write_instant(earliest)),)))
    return Refusal("too-short", said, remedy)


def lacks_reason(rule: ActRule, record: Record) -> Refusal:
    return Refusal("no-reason", f"`{rule.name}` needs a reason", Remedy(DoAct(record.id, rule.name, (GiveReason(),))))


def which_change(said: str, kinds: tuple[str, ...]) -> Refusal:
    anew = ValueOf("change", "substantial")
    remedy = Remedy(anew, " clears the approvals and opens a new window; editorial keeps both.")
    return Refusal("which-change", f"{said}: {' or '.join(kinds)}", remedy)


def text_answered(rule: ActRule, record: Record) -> Refusal:
    change = SetOneOf("change", ("editorial", "substantial"))
    return Refusal(
        "which-change",
        f"answers stand on this text, and `{rule.name}` does not say what the change does to them",
        Remedy("Change it beforehand: ", DoAct(record.id, "edit", (change,)), "."),
    )


def heads_words(field: str, key: str, record: Record, protocol: Protocol, world: World) -> Refusal:
    said = f"what stands in {heading(key, record, protocol, world)} are no words of somebody else, so {field} stays"
    another = MakeNew(record.kind, (SetField(field),))
    return Refusal("heads-words", said, Remedy("Make another one for them: ", another))


def text_asked(rule: ActRule, record: Record) -> Refusal:
    return Refusal(
        "text-asked",
        f"answers are asked for on this text, and another one is asked for anew: `{rule.name}` does not do that",
        Remedy("Change it beforehand: ", DoAct(record.id, "edit", (WriteAny(),))),
    )


def open_already(rule: ActRule, there: Record) -> Refusal:
    return Refusal("open-already", f"`{rule.name}` opened {there.id} before, and it is open", Remedy(See(there.id)))


def lacks_verdict(rule: ActRule, field: str, possible: tuple[str, ...], record: Record, target: Record) -> Refusal:
    return Refusal(
        "no-verdict",
        f"the {target.kind} {target.id} waits for a verdict: {' or '.join(possible)}",
        Remedy(DoAct(record.id, rule.name, (SetField(field, possible[0]),))),
    )


def takes_no_verdict(rule: ActRule, target: Record) -> Refusal:
    return Refusal(
        "no-verdict",
        f"the {target.kind} {target.id} is {target.status} and takes no verdict now",
        f"Leave it out; `{rule.name}` decides all the same.",
    )
