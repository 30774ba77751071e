"""Moves what commits say that they fix: `Fixes 2026-03-03-004` in a message is the act `fix` on that record, by Tacit.

The record itself tells which commits it has been moved by: one that stood before its last `fix` moves it no more. So
two who look at once, a clone that looks for the first time and an index made anew all come to the same; where the last
look ended is only kept to be quick.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tacit.errors import Refused
from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.index.schema import LOOKED
from tacit.model.change import Change, Given
from tacit.model.history import Commit
from tacit.model.protocol import ActRule, Protocol
from tacit.rules.acts import decide
from tacit.rules.parties import ENGINE
from tacit.rules.retrace import TACIT_EMAIL
from tacit.rules.world import ANYONE, TACIT, World
from tacit.text.fixes import fixed_by
from tacit.text.records import record_id
from tacit.work import follow
from tacit.work.act import perform
from tacit.work.present import done_by_tacit
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace

Json = dict[str, Any]
FIX = "fix"
TICKET = "ticket"  # the field with the name that a record has in another system
_SHORT = 10  # digits of a commit, for people
_MANY = 50


def apply(ws: Workspace, notices: list[str]) -> list[Json]:
    """The acts done for commits that are new since the last look; why one could not be done is noticed."""
    index = follow.current(ws)
    head = ws.store.head()
    if head is None or index.meta(LOOKED) == head:
        return []
    open_ones = _open(index, ws.here.protocols)
    acts = []
    if open_ones:
        for commit in ws.store.log(head, since=_since(ws, index, head, open_ones)):
            for record in _named(follow.current(ws), commit, open_ones):
                done = _fix(ws, commit, record, notices)
                acts.extend([done] if done else [])
    index = follow.current(ws)
    index.set_meta(LOOKED, head)
    return acts


def _open(index: Index, protocols: Mapping[str, Protocol]) -> dict[str, str]:
    """The open records of kinds that Tacit may `fix`, with their kind, oldest first."""
    kinds = [kind for kind, each in protocols.items() if FIX in each.acts and _is_tacits(each.acts[FIX])]
    found = {record_id(each.path): kind for kind in kinds for each in index.open_of_kind(kind)}
    return dict(sorted(found.items()))


def _is_tacits(rule: ActRule) -> bool:
    return any(not {TACIT, ANYONE}.isdisjoint(by) for by in rule.by.every())


def _since(ws: Workspace, index: Index, head: str, open_ones: Mapping[str, str]) -> str | None:
    """Where the last look ended; for the first one, where the oldest of those records came from: nobody named it
    before. None, and all of history is read, where neither is known."""
    looked = index.meta(LOOKED)
    if looked and ws.store.leads_to(looked, head):
        return looked
    first = next((act.commit for record in open_ones for act in index.acts_of([record])[:1]), None)
    return first if first and ws.store.leads_to(first, head) else None


def _named(index: Index, commit: Commit, open_ones: Mapping[str, str]) -> Iterator[str]:
    """The open records that a commit names, where it is plain which one is meant."""
    if commit.email == TACIT_EMAIL or "Tacit-Act" in commit.trailers:
        return
    for name in fixed_by(commit.message):
        found = [each.id for each in meant(index, name, frozenset(open_ones.values())) if each.id in open_ones]
        if len(found) == 1:
            yield found[0]


def meant(index: Index, name: str, kinds: Collection[str]) -> list[Found]:
    """The records of these kinds that a name may mean: an id, the name of the ticket elsewhere, a part of ids."""
    found = index.by_id(name) or index.by_alias(name)
    for kind in kinds if not found else ():
        found += index.page([("kind", kind), (TICKET, name)], only_open=False, before=None, limit=_MANY)[0]
    if not found:
        found = [row for record in index.ids_with(name, _MANY) for row in index.by_id(record)]
    return [row for row in found if row.kind in kinds]


def _fix(ws: Workspace, commit: Commit, record: str, notices: list[str]) -> Json | None:
    if _was_moved_by(ws, commit, record):
        return None

    def chosen(_view: object, _known: Snapshot, world: World) -> Change:
        given = Given(because=f"{commit.id[:_SHORT]} {commit.message.partition(chr(10))[0]}")
        return decide(FIX, world.records[record], world, ENGINE, given, ws.now)

    try:
        done = perform(ws, chosen, command=f"{FIX}-{commit.id}-{record}")
    except Refused as refusal:
        if _can_be_moved(ws, record):
            notices.append(f"{record}: {commit.id[:_SHORT]} says that it fixes it, but {refusal.message}")
        return None
    if done.get("repeated"):
        return None
    return {**done_by_tacit(done), "fixed_in": commit.id}


def _was_moved_by(ws: Workspace, commit: Commit, record: str) -> bool:
    acts = follow.current(ws).acts_of([record])
    last = next((act.commit for act in reversed(acts) if act.act == FIX), None)
    return last is not None and ws.store.leads_to(commit.id, last)


def _can_be_moved(ws: Workspace, record: str) -> bool:
    """Whether `fix` leads on from where the record stands: of one that is done nobody needs to be told."""
    for found in follow.current(ws).by_id(record):
        rule = ws.here.protocols[found.kind].acts[FIX]
        return rule.source is None or found.status in rule.source
    return False
