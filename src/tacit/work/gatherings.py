"""A meeting as its page shows it: whether it may be called, what is still unresolved, and what would be cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tacit.model.change import Given
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.acts import NO_FACTS, objections
from tacit.rules.agenda import unresolved
from tacit.rules.asked import Asked
from tacit.rules.parties import Actor, actor_of, resolve
from tacit.rules.world import World
from tacit.text.records import record_id
from tacit.text.shared_documents import split_reference
from tacit.work import ask
from tacit.work.wire import Workspace

Json = dict[str, Any]
_FILLER = "unresolved"


def gathering(ws: Workspace, record: str) -> Json:
    """`gate` says what its owner would be told who called it now; None where it does not rest any more. `agenda` is
    Markdown, a line for each thing that is open, and None in a state where nobody would gather it any more."""
    world = ws.world()
    found = world.records[ask.resolve_id(ws, record)]
    protocol = ws.here.protocols[found.kind]
    owner = next(iter(resolve((protocol.opener,), found, world)), "")
    actor = actor_of(owner, world, ws.now)
    calling = _calling(protocol, found.status)
    gathering = next((one for one in protocol.acts.values() if _FILLER in one.fills.values()), None)
    open_ = gathering is not None and found.status in (gathering.source or ())
    return {
        "record": found.id,
        "owner": owner,
        "calls": calling.name if calling else None,
        "gate": _gate(calling, found, world, actor, ws) if calling else None,
        "gathers": gathering.name if gathering else None,
        "agenda": _agenda(ws, gathering, found, world, actor) if gathering and open_ else None,
        "settled": _settled(ws, found, protocol),
    }


def _calling(protocol: Protocol, state: str) -> ActRule | None:
    """The act that ends its rest: with it the meeting is called."""
    if state not in protocol.rests:
        return None
    idle = {*protocol.rests, *protocol.final}
    leading = (one for one in protocol.acts.values() if state in (one.source or ()))
    return next((one for one in leading if set(one.targets()) - idle), None)


def _gate(calling: ActRule, record: Record, world: World, actor: Actor, ws: Workspace) -> Json:
    against = objections(calling.name, record, world, actor, Given(), ws.now)
    return {"passes": not against, "against": [{"why": one.reason, "remedy": one.remedy} for one in against]}


def _agenda(ws: Workspace, rule: ActRule, record: Record, world: World, actor: Actor) -> str:
    """Of the records about its document, the index knows which they are."""
    document = record.fields.get("document")
    about = split_reference(document)[0] if isinstance(document, str) else ""
    linked = [record_id(each.path) for each in ask.ready(ws).open_linked(about)] if about else []
    near = [world.records[each] for each in linked if each in world.records]

    def open_of(kind: str) -> Sequence[Record]:
        return [each for each in near if each.kind == kind]

    nearer = replace(world, open_of=open_of)
    protocol = world.protocols[record.kind]
    return unresolved(Asked(rule, record, protocol, nearer, actor, Given(), NO_FACTS, ws.now))


def _settled(ws: Workspace, record: Record, protocol: Protocol) -> Json | None:
    """What is owed because everything that it was about is settled before it began."""
    once = {one.name for one in protocol.promises.values() if one.once}
    for owed in ask.promises_json(ask.ready(ws), ask.ready(ws).promises_of(record.id), ""):
        if owed["promise"] in once:
            return {"kept_by": owed["kept_by"], "due": owed["due"], "party": owed["party"]}
    return None
