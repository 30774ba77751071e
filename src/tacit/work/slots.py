"""Times at which those who must come could meet: who they are, when they met before, and what stands already."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.index.finds import Found
from tacit.model.clock import ELAPSED
from tacit.model.people import Person
from tacit.model.protocol import Protocol
from tacit.rules.calendar import Interval
from tacit.rules.clocks import length_of
from tacit.rules.slots import Slot, Wanted, find, freed_by, past_burdens
from tacit.text.remedies import Remedy, Typed
from tacit.text.spans import read_instant, read_span, write_instant
from tacit.work import ask
from tacit.work.listing import listed
from tacit.work.wire import Workspace, unknown_person

Json = dict[str, Any]
LENGTH = timedelta(minutes=45)
NOTICE = timedelta(hours=48)
_TYPED = Typed(": tacit slots --with alice,bob")
_MET = 200  # meetings looked back upon, the newest first
_SHORT = re.compile(r"(\d{1,4})\s*(m|min|h)")


@dataclass(frozen=True, slots=True)
class _Meeting:
    id: str
    start: datetime
    end: datetime
    people: frozenset[str]
    stands: bool  # it is still to come about


def slots(
    ws: Workspace,
    record: str | None = None,
    with_: Sequence[str] = (),
    length: str | None = None,
    days: int = 10,
    who: str | None = None,
) -> Json:
    """The fairest times for a meeting, or for the caller and some others; each with who bears what."""
    found = ask.resolve(ws, record) if record is not None else None
    fields: Json = json.loads(found.fields) if found is not None else {}
    kinds = _gatherings(ws)
    if found is not None and found.kind not in kinds:
        remedy = Remedy("Name a meeting, or the people", _TYPED)
        raise WrongUsage("no-meeting", f"a {found.kind} has no time at which people meet", remedy=remedy)
    if found is not None:
        _need_movable(found, kinds[found.kind])
    attendees = [*listed(fields.get("attendees")), *listed(fields.get("by"))]
    people = _people(ws, [*attendees, *with_, *([] if found else _caller(ws, who))])
    span = _length(length or fields.get("length"))
    met = [one for one in _meetings(ws, kinds) if found is None or one.id != found.id]
    earliest = ws.now if fields.get("reason") in ("emergency", "crisis") else ws.now + NOTICE
    wanted = Wanted(
        people=tuple(people),
        length=span,
        earliest=earliest,
        latest=earliest + timedelta(days=days),
        met=tuple((one.start, one.end, one.people) for one in met),
        busy={person.handle: _busy(person, met) for person in people},
    )
    return _told(wanted, find(wanted), found)


def _need_movable(found: Found, protocol: Protocol) -> None:
    """A time is looked for only while it may still be changed."""
    begins = {field.sum[0] for field in protocol.fields.values() if field.sum}
    movable = {state for act in protocol.acts.values() if begins & set(act.sets) for state in act.source or ()}
    if movable and found.status not in movable:
        remedy = Remedy("Plan another one, or name the people", _TYPED)
        raise Refused("not-movable", f"this {found.kind} is {found.status}: its time stands", remedy=remedy)


def _told(wanted: Wanted, found: Sequence[Slot], record: Found | None) -> Json:
    borne = past_burdens(wanted)
    return {
        "record": record.id if record else None,
        "people": [
            {"person": person.handle, "zone": person.hours.zone, "bore": borne[person.handle]}
            for person in wanted.people
        ],
        "minutes": int(wanted.length / timedelta(minutes=1)),
        "slots": [
            {
                "start": write_instant(slot.start),
                "end": write_instant(slot.end),
                "bears": [{"person": one.person, "minutes": one.minutes, "side": one.side} for one in slot.bears],
            }
            for slot in found
        ],
        "without": [] if found else list(freed_by(wanted)),
    }


def _gatherings(ws: Workspace) -> dict[str, Protocol]:
    """The kinds that say when people meet: with a time that ends, and those who must come."""
    return {
        kind: protocol
        for kind, protocol in ws.here.protocols.items()
        if "attendees" in protocol.fields and any(field.sum for field in protocol.fields.values())
    }


def _meetings(ws: Workspace, kinds: dict[str, Protocol]) -> Iterator[_Meeting]:
    """Those that were held, and those that are called: what was never called or did not take place burdened nobody."""
    index = ask.ready(ws)
    for kind, protocol in kinds.items():
        (sum_,) = [field for field in protocol.fields.values() if field.sum][:1]
        begins = sum_.sum[0] if sum_.sum else ""
        page, _ = index.page([("kind", kind)], only_open=False, before=None, limit=_MET)
        idle = {*protocol.rests, *_given_up(protocol)}
        for record in page:
            fields: Json = json.loads(record.fields)
            start, end = fields.get(begins), fields.get(sum_.name)
            if record.status not in idle and isinstance(start, str) and isinstance(end, str):
                who = frozenset(_handles(ws, [*listed(fields.get("attendees")), *listed(fields.get("by"))]))
                stands = record.status not in protocol.final
                yield _Meeting(record.id, read_instant(start), read_instant(end), who, stands)


def _given_up(protocol: Protocol) -> set[str]:
    """The final states that can be reached from a draft: there nobody met."""
    acts = protocol.acts.values()
    return {
        target
        for act in acts
        if set(act.source or ()) & set(protocol.rests)
        for target in act.targets()
        if target in protocol.final
    }


def _busy(person: Person, met: Sequence[_Meeting]) -> list[Interval]:
    return [(one.start, one.end) for one in met if one.stands and person.handle in one.people]


def _people(ws: Workspace, parties: Sequence[str]) -> list[Person]:
    here = ws.here
    for party in parties:
        if party not in here.people and party not in here.teams:
            raise unknown_person(party, here)
    found = [here.people[handle] for handle in _handles(ws, parties)]
    if not found:
        remedy = Remedy("Say who must come", _TYPED)
        raise Refused("nobody", "nobody is named who must come", remedy=remedy)
    return found


def _handles(ws: Workspace, parties: Sequence[str]) -> list[str]:
    world = ws.here.world
    return list(dict.fromkeys(person.handle for party in parties for person in world.humans(party)))


def _caller(ws: Workspace, who: str | None) -> list[str]:
    return [ws.actor(who, ws.here).handle]


def _length(written: object) -> timedelta:
    """`45m`, `1h`, or a span as fields hold it."""
    if not isinstance(written, str):
        return LENGTH
    short = _SHORT.fullmatch(written.strip())
    try:
        span = _short(short) if short else length_of(read_span(written))
    except Malformed as wrong:
        raise WrongUsage(wrong.code, wrong.message, remedy=f"45m and 1h do as well. {wrong.remedy}") from None
    if not span:
        raise WrongUsage("length", "a meeting of no length needs no time", remedy="Say how long it is: 45m, 1h.")
    return span


def _short(found: "re.Match[str]") -> timedelta:
    return int(found[1]) * ELAPSED["hours" if found[2] == "h" else "minutes"]
