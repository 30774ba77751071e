"""The ideas of a brainstorm as its page shows them: how many votes each has, and what lies in the box without names."""

from typing import Any

from tacit.model.promise import Promise
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules import votes
from tacit.rules.choices import choose
from tacit.rules.promises import derive
from tacit.rules.world import TACIT, World, folded
from tacit.text.spans import write_instant
from tacit.work import ask, sealed
from tacit.work.wire import Workspace

Json = dict[str, Any]


def ideas(ws: Workspace, record: str, who: str | None = None) -> Json | None:
    """None where the kind votes on no ideas. `boxed` counts what was said without a name; None where each is named."""
    world = ws.world()
    found = world.records[ask.resolve_id(ws, record)]
    protocol = ws.here.protocols[found.kind]
    there = votes.ideas(found, protocol)
    if there is None:
        return None
    mine = {folded(name) for name in ws.here.spellings(who)} if who else set()
    voting, section, saying = _acts(found, protocol)
    closing = _closing(found, protocol, world)
    return {
        "record": found.id,
        "ideas": [
            {
                "title": one.title,
                "text": one.text,
                "voters": list(one.voters),
                "mine": any(folded(name) in mine for name in one.voters),
            }
            for one in there
        ],
        "voters": len({name for one in there for name in one.voters}),
        "section": section,
        "saying": saying,
        "takes_ideas": found.status in (protocol.acts[saying].source or ()) if saying else False,
        "voting": voting,
        "takes_votes": found.status in (protocol.acts[voting].source or ()),
        "boxed": sealed.kept_on(ws, found),
        "enough": sealed.ENOUGH,
        "closes": write_instant(closing.due) if closing and closing.due else None,
    }


def _acts(record: Record, protocol: Protocol) -> tuple[str, str, str]:
    """The act that votes, the section with what is voted on, and the act by which people bring it."""
    voting = next(rule for rule in protocol.acts.values() if votes.GUARD in choose(rule.guards, record, protocol))
    section = choose(voting.guards, record, protocol)[votes.GUARD]
    writing = (rule for rule in protocol.acts.values() if section in rule.writes)
    return (
        voting.name,
        section,
        next((rule.name for rule in writing if choose(rule.by, record, protocol) != (TACIT,)), ""),
    )


def _closing(record: Record, protocol: Protocol, world: World) -> Promise | None:
    """What is owed last in the state as it is: with it the round closes."""
    owed = [one for one in derive(record, protocol, world) if one.due is not None]
    return max(owed, key=lambda one: str(one.due), default=None)
