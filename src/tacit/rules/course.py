"""What can happen to a record of a kind: who could do which act in which state and case, and where it leads."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tacit.model.clock import Clock
from tacit.model.protocol import PARTY_TYPES, RECORD_TYPES, ActRule, Field, PromiseRule, Protocol
from tacit.rules.cases import EMPTY, Case, every, hang_on, settle

ANYONE = "anyone"
TACIT = "tacit"

_PERSONAL = (*PARTY_TYPES, "id")  # of a person or a team, the handle is the record's own
_FOUND = ("goal", "steps", "escalation")
_OF_A_TEAM = ("lead", "leads", "members")
_ROW = re.compile(r"\[[^\[\]]*\]")


def meant(protocol: Protocol, parties: Iterable[str]) -> frozenset[str]:
    """The paths that roles and paths stand for."""
    paths = set()
    for party in parties:
        first, _, rest = party.partition(".")
        role = protocol.roles.get(first)
        if role is None:
            paths.add(party)
        else:
            paths.update(f"{path}.{rest}" if rest else path for path in role.paths)
    return frozenset(paths)


def could_be_somebody(protocol: Protocol, parties: Iterable[str]) -> bool:
    """Whether any of these paths can lead to a person or a party at all."""
    return any(_leads_to_somebody(protocol, path) for path in meant(protocol, parties))


def _leads_to_somebody(protocol: Protocol, path: str) -> bool:
    if path in (ANYONE, TACIT):
        return True
    first, _, rest = _all_rows(path).partition(".")
    field = protocol.fields.get(first)
    if field is None:
        return first in _FOUND and bool(rest)
    if field.type == "rows":
        return field.columns.get(rest, "") in _PERSONAL
    return field.type in _PERSONAL or (field.type in RECORD_TYPES and bool(rest))


def among(protocol: Protocol, who: Iterable[str], by: Iterable[str]) -> bool:
    """Whether those who owe are among those who may: a team's lead and members may what the team may."""
    owing = {_party(path) for path in meant(protocol, who) if _leads_to_somebody(protocol, path)}
    owing |= {_all_rows(path) for path in owing}  # who is named in one row is among those who are named in any
    allowed = {_party(path) for path in meant(protocol, by)}
    if owing & allowed:
        return True
    return (ANYONE in allowed and bool(owing - {TACIT})) or (ANYONE in owing and bool(allowed - {TACIT}))


def _all_rows(path: str) -> str:
    return _ROW.sub("", path) if "[" in path else path


def _party(path: str) -> str:
    first, _, last = path.rpartition(".")
    return first if first and last in _OF_A_TEAM else path


def doers(act: ActRule, state: str, case: Case) -> tuple[str, ...]:
    """Who may do the act, as the protocol names them."""
    return settle(act.by, case, state)


def may(protocol: Protocol, act: ActRule, who: Iterable[str], state: str, case: Case) -> bool:
    """Whether somebody of `who` could do the act in this state, guards aside."""
    return act.source is not None and state in act.source and among(protocol, who, doers(act, state, case))


def tacit_may(protocol: Protocol, act: ActRule, state: str, case: Case) -> bool:
    if act.source is None or state not in act.source:
        return False
    return TACIT in meant(protocol, doers(act, state, case))


def landing(act: ActRule, state: str, case: Case) -> tuple[str, ...]:
    """The state after the act, or those that the caller chooses from."""
    return act.chooses or (state if act.to is None else settle(act.to, case, state),)


def cases_of(protocol: Protocol, act: ActRule) -> tuple[Case, ...]:
    """The cases that this act tells apart, in who does it and where it leads."""
    return tuple(every(protocol, hang_on([act.by] if act.to is None else [act.by, act.to])))


def landings(protocol: Protocol, act: ActRule) -> tuple[str, ...]:
    """All states in which a record may be after the act."""
    sources = act.source if act.source is not None else protocol.states[:1]
    cases = cases_of(protocol, act)
    return tuple(dict.fromkeys(new for state in sources for case in cases for new in landing(act, state, case)))


def _making(protocol: Protocol) -> list[ActRule]:
    return [act for act in protocol.acts.values() if act.source is None]


def beginnings(protocol: Protocol, case: Case | None = None) -> tuple[str, ...]:
    """The states in which a record may begin, in this case or in any."""
    making = _making(protocol)
    first = protocol.states[0]
    if not making:
        return (first,)
    found = (
        new
        for act in making
        for one in cases_of(protocol, act)
        if _agree(one, case)
        for new in landing(act, first, one)
    )
    return tuple(dict.fromkeys(found))


def reached(protocol: Protocol, case: Case | None = None) -> frozenset[str]:
    """The states that acts lead to; with `case`, without its fields ever changing."""
    found = set(beginnings(protocol, case))
    waiting = list(found)
    while waiting:
        state = waiting.pop()
        new = set(ahead(protocol, state, case)) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)


def ahead(protocol: Protocol, state: str, case: Case | None = None) -> Iterator[str]:
    """The states that one act leads to from here; what the case leaves open, may be any."""
    for act in protocol.acts.values():
        if act.source is None or state not in act.source:
            continue
        for one in cases_of(protocol, act):
            if _agree(one, case) and could_be_somebody(protocol, doers(act, state, one)):
                yield from landing(act, state, one)


def _agree(one: Case, case: Case | None) -> bool:
    """Whether both could hold at once."""
    return case is None or all(case.get(name, value) == value for name, value in one.items())


def fillable(protocol: Protocol, heading: str) -> bool:
    """Whether anybody could ever fill the section: by an act, or by editing it as those whose section it is."""
    if any(heading in act.writes or heading in act.fills for act in protocol.acts.values()):
        return True
    people = [party for party in protocol.sections[heading].by if meant(protocol, [party]) != {TACIT}]
    # The first text of a record comes with the act that makes it, whether edits are allowed later or not.
    return could_be_somebody(protocol, people)


def is_active(promise: PromiseRule, state: str, case: Case) -> bool:
    if state not in promise.states or (promise.after is not None and case.get(promise.after) == EMPTY):
        return False
    return promise.until is None or case.get(promise.until) == EMPTY


def anchors(protocol: Protocol, within: Clock | str) -> tuple[str, ...]:
    """The fields without which such a promise has no due time."""
    name = within.field if isinstance(within, Clock) else within
    field = protocol.fields.get(name or "")
    return () if field is None else field.sum or (field.name,)


def has_due_time(protocol: Protocol, promise: PromiseRule, state: str, case: Case) -> bool:
    names = anchors(protocol, settle(promise.within, case, state))
    empty = (protocol.fields[name] for name in names if case.get(name) == EMPTY)
    return all(settle(field.needed, case, state) or _is_set_on_entering(protocol, field, state) for field in empty)


def _is_set_on_entering(protocol: Protocol, field: Field, state: str) -> bool:
    """Whether no record comes into the state without it: Tacit alone writes it, and does so with each act that leads
    there."""
    if field.by != TACIT or (state in beginnings(protocol) and not _making(protocol)):
        return False
    return all(field.name in act.steps for act in protocol.acts.values() if _enters(protocol, act, state))


def _enters(protocol: Protocol, act: ActRule, state: str) -> bool:
    """Whether the act leads into the state from outside it, or makes the record there."""
    sources = (state_ for state_ in act.source or () if state_ != state) if act.source is not None else (state,)
    return any(state in landing(act, source, case) for source in sources for case in cases_of(protocol, act))


def is_owed(protocol: Protocol, promise: PromiseRule, state: str, case: Case) -> bool:
    """Whether the promise makes sure, here, that it goes on: those who owe it can keep it, or Tacit acts in the end."""
    who = settle(promise.who, case, state)
    if not is_active(promise, state, case) or not could_be_somebody(protocol, who):
        return False
    if promise.once is not None or not has_due_time(protocol, promise, state, case):  # it may never begin, or never end
        return False
    if promise.each and any(_leaves_open(protocol, promise, act, state, case) for act in _kept(protocol, promise)):
        return False
    if any(may(protocol, act, who, state, case) for act in _kept(protocol, promise)):
        return True
    if _kept_by_editing(protocol, promise, who):
        return True
    silence = (protocol.acts.get(name) for name in settle(promise.silence, case, state))
    return any(act is not None and tacit_may(protocol, act, state, case) for act in silence)


def _kept(protocol: Protocol, promise: PromiseRule) -> Sequence[ActRule]:
    return [protocol.acts[name] for name in promise.kept if name in protocol.acts]


def _kept_by_editing(protocol: Protocol, promise: PromiseRule, who: Sequence[str]) -> bool:
    if any(name not in protocol.acts for name in promise.kept):  # `edit` or `comment`, which every kind has
        return True
    if promise.until is None or "edit" in protocol.without:
        return False
    return among(protocol, who, protocol.sections[promise.until].by)


def _leaves_open(protocol: Protocol, promise: PromiseRule, act: ActRule, state: str, case: Case) -> bool:
    """Whether the last answer could leave the record where it is, with nobody owing this promise any more."""
    if not act.answers or act.source is None or state not in act.source:
        return False
    return any(
        target in promise.states
        and not any(tacit_may(protocol, protocol.acts[name], target, case) for name in act.then)
        for target in landing(act, state, case)
    )
