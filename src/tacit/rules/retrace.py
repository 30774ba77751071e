"""What happened, read from two versions of a record: the acts that would make the change, or that none does.

An edit by hand is an act attempted by its author. What no allowed act explains is irregular: shown as such, reported
by `check`, and never counted as consent. A record is taken as it stands in the commit that brings it in. The trailers
of a commit say where to look first, and prove nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from tacit.model.history import Commit, Transition
from tacit.model.people import Person, Team
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.choices import choose, settled
from tacit.rules.edits import GENERIC
from tacit.rules.faults import Chain, Edit, Fault, edit_of, faults, foreign_sections, mark_of, new_answers, set_by
from tacit.rules.parties import ENGINE, Actor, actor_of
from tacit.rules.promises import begun, is_active, restarted_by_text, starting
from tacit.rules.world import ANYONE, World
from tacit.text.sections import COMMENTS

TACIT_EMAIL = "tacit@localhost"
CLOCK = "clock"  # Tacit writing the due times of promises that began by hand
LONGEST_CHAIN = 3  # acts that one edit by hand may amount to


def author_of(commit: Commit, world: World) -> Actor:
    """Whose act a commit is: by e-mail where there are people, else by name. Its trailers prove nothing."""
    if commit.email == TACIT_EMAIL:
        return ENGINE
    if not world.has_people:
        return actor_of(commit.name, world, commit.at)
    email = commit.email.casefold()
    handle = next((person.handle for person in world.people.values() if person.address.casefold() == email), None)
    return actor_of(handle, world, commit.at) if handle else Actor(commit.name, frozenset({ANYONE}))


def judged(
    commit: Commit, world: World, people: Mapping[str, Person], teams: Mapping[str, Team]
) -> tuple[World, Actor]:
    """The world in which a commit is judged, and who made it: by the people and teams that stood before it, so that
    nobody joins a team and speaks for it in one. Who is new with it speaks for nobody else yet."""
    if not people or (people == world.people and teams == world.teams):
        return world, author_of(commit, world)
    before = replace(world, people=people, teams=teams)
    author = author_of(commit, before)
    if not author.is_tacit and author.handle not in people:
        new = author_of(commit, world)
        author = replace(new, parties=new.parties & {new.handle, ANYONE}, covered=frozenset(), signs_for=frozenset())
    return before, author


def retrace(
    before: Record | None, after: Record | None, world: World, author: Actor, commit: Commit
) -> tuple[Transition, ...]:
    """The acts that lead from one version to the other; a single irregular one where none do."""
    written = commit.trailers.get("Tacit-Act", "")
    if before is None or after is None:
        return _came_or_went(before, after, world, author, commit, written)
    edit = edit_of(before, after, world, author)
    chain, fault = _explain(edit, written)
    if fault is not None:
        return (_irregular(edit, commit, written, fault),)
    if not chain:
        return (_transition(edit, commit, _plain(edit, written), None, before.status, after.status, written),)
    states = [before.status]
    for rule, following in pairwise(chain):
        possible = _targets(rule, states[-1], edit)
        states.append(next(state for state in possible if state in (following.source or ())))
    states.append(after.status)
    return tuple(
        _transition(edit, commit, rule.name, rule, source, target, written)
        for rule, (source, target) in zip(chain, pairwise(states), strict=True)
    )


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
            act="" if gone else written if written in protocol.acts and not _has_source(protocol, written) else "new",
            source="" if before is None else before.status,
            target="" if gone else record.status,
            by_hand=not written,
            irregular="the record was deleted: withdrawn, superseded and rejected records stay" if gone else "",
            fault="irregular" if gone else "",
            party=commit.trailers.get("Tacit-Party", ""),
            began=() if gone else tuple(rule.name for rule in starting(None, record, protocol, world)),
        ),
    )


def _has_source(protocol: Protocol, act: str) -> bool:
    return protocol.acts[act].source is not None


# Which acts


def _explain(edit: Edit, written: str) -> tuple[Chain, Fault | None]:
    """The acts that explain the edit; where none do, what is wrong with it."""
    first: Fault | None = None
    for chain in _chains(edit, written):
        fault = next(faults(edit, chain), None)
        if fault is None:
            return chain, None
        first = first or fault
    if first is None:
        source, target = edit.before.status or "nothing", edit.after.status or "nothing"
        first = Fault("irregular", f"the status went from {source} to {target}, which no act does")
    # Another team's words come before the question which act this was to be.
    foreign = foreign_sections(edit, ()) if edit.compares else iter(())
    return (), next((fault for fault in foreign if fault.rule == "own-section"), first)


def _chains(edit: Edit, written: str) -> Iterator[Chain]:
    """Acts that lead from the state before to the one after: the one that the commit names first, then short ones."""
    source, target = edit.before.status, edit.after.status
    named = edit.protocol.acts.get(written)
    # An editorial change leaves the record where it is, whatever its act leads to.
    if (
        named is not None
        and source in (named.source or ())
        and (target in _targets(named, source, edit) or (named.change and source == target))
    ):
        yield (named,)
    if source != target:
        for length in range(1, LONGEST_CHAIN + 1):
            yield from _walks(edit, source, length)
        return
    if written in GENERIC or written == CLOCK:
        yield ()
    for rule in edit.protocol.acts.values():
        if source in (rule.source or ()) and source in _targets(rule, source, edit) and _leaves_a_trace(rule, edit):
            yield (rule,)
    yield ()


def _walks(edit: Edit, state: str, length: int) -> Iterator[Chain]:
    for rule in edit.protocol.acts.values():
        if rule.source is None or state not in rule.source:
            continue
        possible = _targets(rule, state, edit)
        if length == 1:
            if edit.after.status in possible:
                yield (rule,)
            continue
        for target in possible:
            if target not in (state, edit.after.status):
                for rest in _walks(edit, target, length - 1):
                    yield (rule, *rest)


def _targets(rule: ActRule, state: str, edit: Edit) -> tuple[str, ...]:
    """Where the act may lead, the record being as it is afterwards."""
    if rule.chooses:
        return tuple(target for target in rule.chooses if target != state)
    return (state if rule.to is None else choose(rule.to, edit.after, edit.protocol),)


def _leaves_a_trace(rule: ActRule, edit: Edit) -> bool:
    """Whether an act that keeps the state is to be seen in what it leaves: a mark, an answer, a text, a number."""
    before, after = edit.before, edit.after
    if any(mark_of(after, key) == mark != mark_of(before, key) for key, mark in rule.marks.items()):
        return True
    if rule.answers:
        return any(answer.answer == rule.answers for answer in new_answers(edit))
    if any(before.fields.get(name) != after.fields.get(name) for name in set_by(rule)):
        return True
    traces = (*rule.writes, *rule.ticks)
    return bool(traces) and all(
        key in edit.sections and settled(key, after, edit.protocol) and not settled(key, before, edit.protocol)
        for key in traces
    )


def _plain(edit: Edit, written: str) -> str:
    if written == CLOCK and edit.author.is_tacit:
        return CLOCK
    return "comment" if edit.sections == (COMMENTS,) and not edit.fields else "edit"


# What is told


def _begun(edit: Edit, rule: ActRule | None) -> tuple[str, ...]:
    """The promises that the change began."""
    before, after, protocol, world = edit.before, edit.after, edit.protocol, edit.world
    if rule is not None:
        return begun(before, after, protocol, world, rule.restarts)
    restarts = restarted_by_text(before, after, protocol)
    return tuple(p.name for p in starting(before, after, protocol, world, restarts))


def _irregular(edit: Edit, commit: Commit, written: str, fault: Fault) -> Transition:
    before, after = edit.before.status, edit.after.status
    return replace(
        _transition(edit, commit, "", None, before, after, written), irregular=fault.reason, fault=fault.rule
    )


def _transition(
    edit: Edit, commit: Commit, act: str, rule: ActRule | None, source: str, target: str, written: str
) -> Transition:
    if act == CLOCK:
        active = (p for p in edit.protocol.promises.values() if is_active(p, edit.after, edit.protocol, edit.world))
        began = tuple(p.name for p in active)
    else:
        began = _begun(edit, rule)
    return Transition(
        record=edit.after.id,
        commit=commit.id,
        at=commit.at,
        person=edit.author.handle,
        act=act,
        source=source,
        target=target,
        by_hand=not written or (act != written and _is_named(edit, commit)),
        party=commit.trailers.get("Tacit-Party", ""),
        began=began,
    )


def _is_named(edit: Edit, commit: Commit) -> bool:
    """Whether the trailers speak of this record; along with it an act may change others."""
    return commit.trailers.get("Tacit-Record", edit.after.id) == edit.after.id
