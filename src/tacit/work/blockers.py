"""What blocks a goal: not all that anybody owes of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tacit.index.finds import Found, Promised
from tacit.index.index import Index
from tacit.work.updates import blocker_of
from tacit.work.wire import Workspace

_RECORDS = 500
_CLIMBS = "climb"  # what silence does to an escalation
_MARKED: Mapping[str, tuple[str, ...]] = {"priority": ("blocking",), "severity": ("critical",)}


@dataclass(frozen=True, slots=True)
class Blocking:
    """An open record that blocks, in its own words, and what is owed on it first."""

    found: Found
    said: str
    owed: Promised


def blocking(ws: Workspace, index: Index, goal: Found) -> Iterator[Blocking]:
    """What is open of this goal and blocks it."""
    found, _ = index.page([("goal", goal.id)], only_open=True, before=None, limit=_RECORDS)
    found.extend(_of_its_people(ws, index, goal))
    there = {each.id: one for each in found if (one := _blocking(ws, index, each)) is not None}
    for each in found:
        climbed_from = json.loads(each.fields).get("about")
        if each.id in there and climbed_from not in there:  # what climbed is told as what it climbed from
            yield there[each.id]


def _of_its_people(ws: Workspace, index: Index, goal: Found) -> Iterator[Found]:
    """What is marked as blocking, is of a kind that names no goal, and was begun by somebody of this one."""
    fields = json.loads(goal.fields)
    parties = [party for party in (fields.get("owner"), *(fields.get("members") or ())) if party]
    known = index.members(parties)
    people = {person for party in parties for person in known.get(party) or (party,)}
    for name, marks in _MARKED.items():
        for mark in marks:
            for each in index.page([(name, mark)], only_open=True, before=None, limit=_RECORDS)[0]:
                if "goal" not in ws.here.protocols[each.kind].fields and _begun_by(index, each) in people:
                    yield each


def _begun_by(index: Index, found: Found) -> str:
    return next((act.person for act in index.acts_of([found.id])), "")


def _blocking(ws: Workspace, index: Index, found: Found) -> Blocking | None:
    owed = index.promises_of(found.id)
    said = _blocks(ws, found, owed) if owed else ""
    return Blocking(found, said, owed[0]) if said else None


def _blocks(ws: Workspace, found: Found, owed: Sequence[Promised]) -> str:
    """In which words it blocks, if it does: an update that says so, an escalation, or what is marked as urgent as
    that."""
    protocol = ws.here.protocols[found.kind]
    if protocol.rhythm:
        return blocker_of(ws, protocol, found)
    climbs = any(_CLIMBS in each.silence.split(", ") for each in owed)
    fields = json.loads(found.fields)
    marked = any(fields.get(name) in marks for name, marks in _MARKED.items())
    return found.title if climbs or marked else ""
