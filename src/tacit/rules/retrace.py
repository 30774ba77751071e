"""What happened, read from two versions of a record: the acts that would make the change, or that none does.

An edit by hand is an act attempted by its author. What no allowed act explains is irregular: shown as such, reported
by `check`, and never counted as consent. A record is taken as it stands in the commit that brings it in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tacit.model.history import Commit, Transition
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.answers import answers_of
from tacit.rules.choices import choose, settled
from tacit.rules.edits import GENERIC, KEPT_BY_TACIT
from tacit.rules.parties import ENGINE, Actor, acting_for, actor_of, resolve
from tacit.rules.promises import is_active, starting
from tacit.rules.world import ANYONE, World
from tacit.text.sections import COMMENTS

TACIT_EMAIL = "tacit@localhost"
CLOCK = "clock"  # Tacit writing the due times of promises that began by hand
LONGEST_CHAIN = 3  # acts that one edit by hand may amount to


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str  # of `check`
    reason: str


@dataclass(frozen=True, slots=True)
class _Edit:
    """The two versions, who made the one of the other, and what differs."""

    before: Record
    after: Record
    protocol: Protocol
    world: World
    author: Actor
    sections: tuple[str, ...]
    fields: tuple[str, ...]


def author_of(commit: Commit, world: World) -> Actor:
    """Whose act a commit is: by e-mail where there are people, else by name. Its trailers prove nothing."""
    if commit.email == TACIT_EMAIL:
        return ENGINE
    if not world.has_people:
        return actor_of(commit.name, world, commit.at)
    email = commit.email.casefold()
    handle = next((person.handle for person in world.people.values() if person.email.casefold() == email), None)
    return actor_of(handle, world, commit.at) if handle else Actor(commit.name, frozenset({ANYONE}))


def retrace(
    before: Record | None, after: Record | None, world: World, author: Actor, commit: Commit
) -> tuple[Transition, ...]:
    """The acts that lead from one version to the other; a single irregular one where none do."""
    written = commit.trailers.get("Tacit-Act", "")
    if before is None or after is None:
        return _came_or_went(before, after, world, author, commit, written)
    edit = _edit(before, after, world, author)
    chain, fault = _explain(edit, written)
    if fault is not None:
        return (_transition(edit, commit, "", before.status, after.status, written, fault=fault),)
    states = _states(chain, before, edit.protocol)
    found = []
    for rule, (source, target) in zip(chain, pairwise(states), strict=True):
        found.append(_transition(edit, commit, rule.name, source, target, written, rule=rule))
    if not found and written == CLOCK:
        return (_transition(edit, commit, CLOCK, before.status, after.status, written),)
    return tuple(found) or (_transition(edit, commit, _plain(edit), before.status, after.status, written),)


def _came_or_went(
    before: Record | None, after: Record | None, world: World, author: Actor, commit: Commit, written: str
) -> tuple[Transition, ...]:
    record = after or before
    if record is None:
        return ()
    protocol = world.protocols[record.kind]
    gone = after is None
    return (
        Transition(
            record=record.id,
            commit=commit.id,
            at=commit.at,
            person=author.handle,
            act="" if gone else written or "new",
            source="" if before is None else before.status,
            target="" if gone else record.status,
            by_hand=not written,
            irregular="the record was deleted: withdrawn, superseded and rejected records stay" if gone else "",
            fault="irregular" if gone else "",
            party=commit.trailers.get("Tacit-Party", ""),
            began=() if gone else tuple(rule.name for rule in starting(None, record, protocol)),
        ),
    )


def _edit(before: Record, after: Record, world: World, author: Actor) -> _Edit:
    protocol = world.protocols[after.kind]
    old = {part.key: part.body.strip() for part in before.parts}
    new = {part.key: part.body.strip() for part in after.parts}
    kept = KEPT_BY_TACIT | {rule.due for rule in protocol.promises.values()}
    return _Edit(
        before,
        after,
        protocol,
        world,
        author,
        tuple(key for key in dict.fromkeys((*old, *new)) if old.get(key, "") != new.get(key, "")),
        tuple(
            name
            for name in dict.fromkeys((*before.fields, *after.fields))
            if name not in kept and before.fields.get(name) != after.fields.get(name)
        ),
    )


def _explain(edit: _Edit, written: str) -> tuple[tuple[ActRule, ...], Fault | None]:
    """The acts that explain the edit; where none do, what is wrong with it."""
    stranger = _forged_answer(edit)
    if stranger is not None:
        return (), stranger
    faults: list[Fault] = []
    for chain in _chains(edit, written):
        fault = next(_faults(edit, chain), None)
        if fault is None:
            return chain, None
        faults.append(fault)
    if edit.before.status == edit.after.status:
        fault = next(_faults(edit, ()), None)
        return (), fault
    if faults:
        return (), faults[0]
    source, target = edit.before.status or "nothing", edit.after.status or "nothing"
    return (), Fault("irregular", f"the status went from {source} to {target}, which no act does")


def _chains(edit: _Edit, written: str) -> Iterator[tuple[ActRule, ...]]:
    """Acts that lead from the state before to the one after: the one that the commit names first, then short ones."""
    named = edit.protocol.acts.get(written)
    if named is not None and edit.before.status in (named.source or ()):
        yield (named,)
    if written in GENERIC or written == CLOCK:
        return
    for length in range(1, LONGEST_CHAIN + 1):
        yield from _walks(edit, edit.before.status, length)


def _walks(edit: _Edit, state: str, length: int) -> Iterator[tuple[ActRule, ...]]:
    for rule in edit.protocol.acts.values():
        if rule.source is None or state not in rule.source:
            continue
        target = _target(rule, state, edit.after, edit.protocol)
        if length == 1:
            if target == edit.after.status and (target != state or _leaves_a_trace(rule, edit)):
                yield (rule,)
        elif target != edit.after.status:
            for rest in _walks(edit, target, length - 1):
                yield (rule, *rest)


def _leaves_a_trace(rule: ActRule, edit: _Edit) -> bool:
    """Whether an act that keeps the state is to be seen in what it writes: it was not settled before, and is now."""
    traces = (*rule.writes, *rule.ticks)
    return bool(traces) and all(
        key in edit.sections
        and settled(key, edit.after, edit.protocol)
        and not settled(key, edit.before, edit.protocol)
        for key in traces
    )


def _target(rule: ActRule, state: str, record: Record, protocol: Protocol) -> str:
    return state if rule.to is None else choose(rule.to, record, protocol)


def _states(chain: tuple[ActRule, ...], before: Record, protocol: Protocol) -> list[str]:
    states = [before.status]
    for rule in chain:
        states.append(_target(rule, states[-1], before, protocol))
    return states


def _faults(edit: _Edit, chain: tuple[ActRule, ...]) -> Iterator[Fault]:
    """What speaks against these acts being the edit: who made it, what they had to leave filled, what they touched."""
    world, after, author = edit.world, edit.after, edit.author
    for rule in chain:
        # Before a change the roles may stand in fields that the act itself fills, so either version will do.
        if world.has_people and not (_may(rule, edit.before, edit) or _may(rule, after, edit)):
            owners = resolve(choose(rule.by, edit.before, edit.protocol), edit.before, world)
            said = wording.not_theirs(wording.subject(rule, after, edit.protocol, world), author, owners, world)
            yield Fault("irregular", said.reason)
        if rule.binding and author.agent:
            yield Fault("irregular", wording.not_for_agents(rule, author).reason)
        empty = [key for key in (*rule.writes, *choose(rule.needs, after, edit.protocol)) if not _left(key, edit)]
        if empty:
            headings = [wording.heading(key, after, edit.protocol, world) for key in empty]
            yield Fault("irregular", wording.lacks_sections(rule, headings, after).reason)
    yield from _foreign_sections(edit, chain)
    yield from _foreign_fields(edit, chain)
    yield from _foreign_move(edit, chain)


def _may(rule: ActRule, record: Record, edit: _Edit) -> bool:
    roles = choose(rule.by, record, edit.protocol)
    if any(role.partition(".")[0] == "escalation" for role in roles):
        return True  # the level of that day is not known any more; the escalation's own history tells who decided
    return bool(acting_for(edit.author, resolve(roles, record, edit.world), signs=rule.binding))


def _left(key: str, edit: _Edit) -> bool:
    section = edit.protocol.sections[key]
    return section.entries or edit.after.filled(key)


def _foreign_sections(edit: _Edit, chain: tuple[ActRule, ...]) -> Iterator[Fault]:
    """Each team edits only its own section; an act touches besides what it writes, marks and ticks."""
    if not edit.world.has_people or edit.author.is_tacit:
        return
    touched = {key for rule in chain for key in (*rule.writes, *rule.marks, *rule.ticks)}
    for key in edit.sections:
        section = edit.protocol.sections.get(key)
        if key in touched or key == COMMENTS or section is None:
            continue
        owners = resolve(section.by, edit.before, edit.world)
        if not acting_for(edit.author, owners):
            name = wording.heading(key, edit.after, edit.protocol, edit.world)
            yield Fault("own-section", wording.not_theirs(name, edit.author, owners, edit.world).reason)


def _foreign_fields(edit: _Edit, chain: tuple[ActRule, ...]) -> Iterator[Fault]:
    if not edit.world.has_people or edit.author.is_tacit:
        return
    touched = {name for rule in chain for name in (*rule.sets, *rule.carries.values(), rule.steps)}
    for name in edit.fields:
        field = edit.protocol.fields.get(name)
        if field is None or name in touched:
            continue
        owners = resolve((field.by or edit.protocol.opener,), edit.before, edit.world)
        if not acting_for(edit.author, owners):
            said = wording.not_theirs(f"the field {name}", edit.author, owners, edit.world)
            yield Fault("irregular", said.reason)


def _foreign_move(edit: _Edit, chain: Iterable[ActRule]) -> Iterator[Fault]:
    """Only archiving moves a file; moving it later than the status says is archiving done in two steps."""
    before, after, protocol = edit.before, edit.after, edit.protocol
    if before.path == after.path:
        return
    archived = protocol.archive is not None and after.path.startswith(protocol.archive + "/")
    if archived and (after.status in protocol.final or any(rule.moves for rule in chain)):
        return
    yield Fault("irregular", f"the file was moved from {before.path} to {after.path}, which no act does")


def _forged_answer(edit: _Edit) -> Fault | None:
    """An answer in somebody else's name never counts."""
    if not edit.world.has_people or edit.author.is_tacit:
        return None
    before = {answer.party: (answer.answer, answer.text) for answer in answers_of(edit.before)}
    for answer in answers_of(edit.after):
        given = (answer.answer, answer.text)
        same_answer = answer.party in before and before[answer.party][0] == answer.answer
        if before.get(answer.party) != given and not same_answer and not acting_for(edit.author, (answer.party,)):
            return Fault("irregular", f"{edit.author.handle} wrote the answer of {answer.party}")
    return None


def _plain(edit: _Edit) -> str:
    return "comment" if edit.sections == (COMMENTS,) and not edit.fields else "edit"


def _transition(
    edit: _Edit,
    commit: Commit,
    act: str,
    source: str,
    target: str,
    written: str,
    *,
    rule: ActRule | None = None,
    fault: Fault | None = None,
) -> Transition:
    if act == CLOCK:
        began = tuple(p.name for p in edit.protocol.promises.values() if is_active(p, edit.after, edit.protocol))
    else:
        restarts = rule.restarts if rule else ()
        began = tuple(p.name for p in starting(edit.before, edit.after, edit.protocol, restarts))
    return Transition(
        record=edit.after.id,
        commit=commit.id,
        at=commit.at,
        person=edit.author.handle,
        act=act,
        source=source,
        target=target,
        by_hand=not written,
        irregular=fault.reason if fault else "",
        fault=fault.rule if fault else "",
        party=commit.trailers.get("Tacit-Party", ""),
        began=began,
    )
