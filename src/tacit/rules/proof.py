"""Proves that a protocol holds what protocols promise: every state is reached and left, and nothing waits for ever.

Guards are taken to hold sooner or later; that they do, their own tests show.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tacit.model.promise import Finding
from tacit.model.protocol import ActRule, Choice, PromiseRule, Protocol
from tacit.rules.cases import EMPTY, Case, every, hang_on, in_words, settle, summed_up, too_many
from tacit.rules.course import (
    TACIT,
    ahead,
    among,
    anchors,
    beginnings,
    could_be_somebody,
    fillable,
    is_owed,
    landings,
    meant,
    reached,
    tacit_may,
)


def prove(protocol: Protocol) -> tuple[Finding, ...]:
    """What does not hold, each with the line and a remedy; nothing where the protocol is sound."""
    checks: tuple[Callable[[Protocol], Iterator[Finding]], ...] = (
        _states_are_reached,
        _states_are_left,
        _nothing_waits,
        _acts_can_be_done,
        _promises_can_be_kept,
        _silence_can_act,
        _gaps_are_never_met,
    )
    findings = (finding for check in checks for finding in check(protocol))
    return tuple(sorted(findings, key=lambda finding: finding.line))


def unreached(protocol: Protocol) -> tuple[str, ...]:
    found = reached(protocol)
    return tuple(state for state in protocol.states if state not in found)


def traps(protocol: Protocol, state: str) -> tuple[Case, ...]:
    """The cases in which no way leads from here to a state that is final or rests."""
    if state in protocol.final or state in protocol.rests:
        return ()
    # Sections are filled on the way; only what a field holds can close it.
    names = [name for name in hang_on(_directions(protocol)) if name in protocol.fields]
    if too_many(protocol, names):
        names = []
    cases = tuple(every(protocol, names))
    return summed_up([case for case in cases if not _gets_out(protocol, state, case)], cases)


def _directions(protocol: Protocol) -> Iterator[Choice[Any]]:
    for act in protocol.acts.values():
        yield act.by
        if act.to is not None:
            yield act.to


def _gets_out(protocol: Protocol, state: str, case: Case) -> bool:
    seen, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        if here in protocol.final or here in protocol.rests:
            return True
        new = set(ahead(protocol, here, case)) - seen
        seen |= new
        waiting.extend(new)
    return False


def idle(protocol: Protocol, state: str) -> tuple[Case, ...]:
    """The cases in which nobody owes anything here, though the record does not rest."""
    if state in protocol.final or state in protocol.rests:
        return ()
    promises = [promise for promise in protocol.promises.values() if state in promise.states]
    names = _told_apart(protocol, promises)
    if too_many(protocol, names):
        return ()
    cases = tuple(every(protocol, names))
    owed = [any(is_owed(protocol, promise, state, case) for promise in promises) for case in cases]
    return summed_up([case for case, is_ in zip(cases, owed, strict=True) if not is_], cases)


def _told_apart(protocol: Protocol, promises: Iterable[PromiseRule]) -> tuple[str, ...]:
    """What decides in one state who owes what: sections that promises wait for, and what acts and silence hang on."""
    names: dict[str, None] = {}
    for promise in promises:
        acts = [protocol.acts[name] for name in promise.kept if name in protocol.acts]
        for words in promise.silence.every():
            acts += [protocol.acts[name] for name in words if name in protocol.acts]
        acts += [protocol.acts[name] for act in acts for name in act.then]
        hanging: list[Choice[Any]] = [promise.who, promise.silence, *(act.by for act in acts)]
        hanging += [act.to for act in acts if act.to is not None]
        named = [section for section in (promise.after, promise.until) if section is not None]
        fields = [name for within in promise.within.every() for name in anchors(protocol, within)]
        if fields:
            hanging += [promise.within, *(protocol.fields[name].needed for name in fields)]
        names.update(dict.fromkeys((*hang_on(hanging), *named, *fields)))
    return tuple(names)


def _error(protocol: Protocol, line: int, message: str, remedy: str) -> Finding:
    return Finding(protocol.path, line or 1, "protocol", "error", message, remedy)


def _states_are_reached(protocol: Protocol) -> Iterator[Finding]:
    for state in unreached(protocol):
        remedy = f"Let an act lead there, `to: {state}`, or take the state out."
        yield _error(protocol, protocol.state_lines.get(state, 1), f"no act leads to the state `{state}`", remedy)


def _states_are_left(protocol: Protocol) -> Iterator[Finding]:
    for state in sorted(reached(protocol), key=protocol.states.index):
        for case in traps(protocol, state):
            said = f"in {state}, {in_words(protocol, case)}no act leads on to a state that is final or rests"
            remedy = f"Add an act with `from: {state}`, or name the state under `final` or `rests`."
            yield _error(protocol, protocol.state_lines.get(state, 1), said, remedy)


def _nothing_waits(protocol: Protocol) -> Iterator[Finding]:
    for state in sorted(reached(protocol), key=protocol.states.index):
        line = protocol.state_lines.get(state, 1)
        promises = [promise for promise in protocol.promises.values() if state in promise.states]
        if too_many(protocol, _told_apart(protocol, promises)):
            said = f"in {state}, too much hangs on too many fields and sections to prove that nothing waits for ever"
            yield _error(protocol, line, said, "Let fewer things hang on fields and sections, or make two kinds of it.")
        for case in idle(protocol, state):
            said = f"in {state}, {in_words(protocol, case)}nobody owes anything"
            yield _error(protocol, line, said, _what_helps(protocol, state, case, promises))


def _what_helps(protocol: Protocol, state: str, case: Case, promises: Iterable[PromiseRule]) -> str:
    remedy = f"dd a promise `in: {state}` that somebody can keep there, or name the state under `rests`."
    within = [each for promise in promises for each in promise.within.every()]
    unset = {name for each in within for name in anchors(protocol, each) if case.get(name) == EMPTY}
    first = f"Write `needed: true` of {_listed(sorted(unset))}, a" if unset else "A"
    return first + remedy


def _acts_can_be_done(protocol: Protocol) -> Iterator[Finding]:
    for act in protocol.acts.values():
        if not any(could_be_somebody(protocol, parties) for parties in act.by.every()):
            said = f"nobody can ever do the act `{act.name}`: {_listed(act.by.otherwise)} leads to no person or party"
            yield _error(protocol, act.line, said, "Name a role whose field holds a person or a party.")
        for heading in dict.fromkeys(heading for needs in act.needs.every() for heading in needs):
            if not fillable(protocol, heading):
                said = f"the act `{act.name}` needs the section `{heading}`, which nobody can fill"
                yield _error(protocol, act.line, said, "Let a role write the section: `by: …`.")
        yield from _what_follows_can_be_done(protocol, act)


def _what_follows_can_be_done(protocol: Protocol, act: ActRule) -> Iterator[Finding]:
    after = landings(protocol, act)
    for name in act.then:
        if not _tacit_may_somewhere(protocol, protocol.acts[name], after):
            said = f"after `{act.name}`, Tacit cannot do `{name}`"
            remedy = f"Let `{name}` be done `by: tacit` in {_or(after)}, or take it out of `then`."
            yield _error(protocol, act.line, said, remedy)
    for name in act.restarts:
        if not set(after) & set(protocol.promises[name].states):
            said = f"`{act.name}` restarts the promise `{name}`, which is not owed afterwards"
            remedy = f"Add {_or(after)} to `in` of `{name}`, or take it out of `restarts`."
            yield _error(protocol, act.line, said, remedy)


def _promises_can_be_kept(protocol: Protocol) -> Iterator[Finding]:
    for promise in protocol.promises.values():
        where = f"the promise `{promise.name}`"
        for who in promise.who.every():
            if could_be_somebody(protocol, who):
                continue
            said = f"nobody can ever owe {where}: {_listed(who)} leads to no person or party"
            yield _error(protocol, promise.line, said, "Name a role whose field holds a person or a party.")
        for section in dict.fromkeys(section for section in (promise.after, promise.until) if section is not None):
            if not fillable(protocol, section):
                said = f"{where} waits for the section `{section}`, which nobody can fill"
                remedy = f"Let an act write it, `writes: {section}`, or a role: `by: …`."
                yield _error(protocol, promise.line, said, remedy)
        for state in promise.states:
            if state in protocol.final:
                said = f"{where} is owed in {state}, which is final: nothing is owed there"
                yield _error(protocol, promise.line, said, f"Take {state} out of `in`, or out of `final`.")
        yield from _kept_acts_fit(protocol, promise)


def _kept_acts_fit(protocol: Protocol, promise: PromiseRule) -> Iterator[Finding]:
    acts = [protocol.acts[name] for name in promise.kept if name in protocol.acts]
    open_ = [state for state in promise.states if state not in protocol.final]
    for act in acts:
        if not set(act.source or ()) & set(promise.states):
            said = (
                f"the promise `{promise.name}` is kept by `{act.name}`, which cannot be done in {_or(promise.states)}"
            )
            remedy = f"Add one of its states to `from` of `{act.name}`, or take the act out of `kept`."
            yield _error(protocol, promise.line, said, remedy)
    if not acts or len(acts) < len(promise.kept):
        return
    for state in open_:
        here = [act for act in acts if state in (act.source or ())]
        for who in _settlings(protocol, promise.who, state) if here else ():
            doers = (by for act in here for by in _settlings(protocol, act.by, state))
            if could_be_somebody(protocol, who) and not any(among(protocol, who, by) for by in doers):
                said = f"in {state}, those who owe the promise `{promise.name}` can do none of the acts that keep it"
                remedy = f"Let {_listed(who)} do one of {_listed(promise.kept)}, or ask somebody who can."
                yield _error(protocol, promise.line, said, remedy)


def _settlings(protocol: Protocol, choice: Choice[tuple[str, ...]], state: str) -> dict[tuple[str, ...], None]:
    """All that this can come to in a state, each once."""
    return dict.fromkeys(settle(choice, case, state) for case in every(protocol, hang_on([choice])))


def _silence_can_act(protocol: Protocol) -> Iterator[Finding]:
    for promise in protocol.promises.values():
        for name in dict.fromkeys(name for words in promise.silence.every() for name in words if name != "remind"):
            act = protocol.acts[name]
            if not any(TACIT in meant(protocol, by) for by in act.by.every()):
                said = f"silence on `{promise.name}` does `{name}`, which Tacit may not do"
                yield _error(protocol, promise.line, said, f"Add `tacit` to `by` of `{name}`, or write `remind`.")
            elif not _tacit_may_somewhere(protocol, act, promise.states):
                said = f"silence on `{promise.name}` does `{name}`, which Tacit cannot do in {_or(promise.states)}"
                remedy = f"Let `{name}` be done there `by: tacit`, or write `remind`."
                yield _error(protocol, promise.line, said, remedy)
        yield from _silence_acts_everywhere(protocol, promise)


def _silence_acts_everywhere(protocol: Protocol, promise: PromiseRule) -> Iterator[Finding]:
    """Where it acts in one state of the promise, it should do something in each of them."""
    for words in dict.fromkeys(promise.silence.every()):
        acts = [protocol.acts[name] for name in words if name != "remind"]
        if "remind" in words or not any(_tacit_may_somewhere(protocol, act, promise.states) for act in acts):
            continue
        for state in promise.states:
            if state not in protocol.final and not any(_tacit_may_somewhere(protocol, act, (state,)) for act in acts):
                said = f"in {state}, silence on `{promise.name}` does nothing: {_listed(words)} cannot be done there"
                remedy = f"Let one of them be done there `by: tacit`, or add `remind` to {_listed(words)}."
                yield _error(protocol, promise.line, said, remedy)


def _tacit_may_somewhere(protocol: Protocol, act: ActRule, states: Iterable[str]) -> bool:
    cases = tuple(every(protocol, hang_on([act.by])))
    return any(tacit_may(protocol, act, state, case) for state in states for case in cases)


def _gaps_are_never_met(protocol: Protocol) -> Iterator[Finding]:
    for act in protocol.acts.values():
        states = act.source if act.source is not None else beginnings(protocol)
        for key, choice in (("by", act.by), ("to", act.to)):
            if choice is not None:
                yield from _gaps(protocol, choice, states, f"`{key}` of the act `{act.name}`", act.line)
    for promise in protocol.promises.values():
        for key, said in (("who", promise.who), ("within", promise.within), ("silence", promise.silence)):
            where = f"`{key}` of the promise `{promise.name}`"
            yield from _gaps(protocol, said, promise.states, where, promise.line)


def _gaps(
    protocol: Protocol, choice: Choice[Any], states: Iterable[str], where: str, line: int, held: Case | None = None
) -> Iterator[Finding]:
    """A value without a case is no fault where records with that value never come; `held` leads to this choice."""
    if choice.on is None:
        return
    for value in choice.gaps:
        # Sections are filled and emptied on the way; only what fields hold decides where a record comes.
        case = {name: held_ for name, held_ in {**(held or {}), choice.on: value}.items() if name in protocol.fields}
        state = case.pop("status", None)
        if reached(protocol, case) & ({state} if state else set(states)) & set(states):
            said = f"{where} leaves out the case that {choice.on} is {'not set' if value == 'None' else value}"
            yield _error(protocol, line, said, f"Add `{value}: …` or `else: …`.")
    for value, inner in choice.cases.items():
        if isinstance(inner, Choice):
            yield from _gaps(protocol, inner, states, where, line, {**(held or {}), choice.on: value})


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _or(states: Iterable[str]) -> str:
    return " or ".join(states) or "no state"
