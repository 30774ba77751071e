"""Tells where a message goes, from the table that Tacit brings, the workspace's own and a goal's."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from tacit.errors import Malformed, Refused
from tacit.model.channel import Channel
from tacit.model.people import Hours
from tacit.model.record import Record
from tacit.model.workspace import Step
from tacit.rules.clocks import due
from tacit.rules.parties import resolve
from tacit.rules.route import route as routed
from tacit.rules.steps import DEFAULT, steps_of
from tacit.text.channels import overlaid, read_channels
from tacit.text.spans import read_span, write_instant
from tacit.work import ask
from tacit.work.given import section_named
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace

Json = dict[str, Any]
URGENT = "@channel"


@cache
def built_in() -> tuple[Channel, ...]:
    text = (resources.files("tacit.text") / "channels.yaml").read_text("utf-8")
    return read_channels(text, "channels.yaml")


def route(ws: Workspace, text: str, goal: str | None = None, who: str | None = None) -> Json:
    """Where this message goes; without a text, the table. Tacit's own table answers where nobody wrote another. `who`
    asks: else whom git knows."""
    known = ws.here
    table, steps, about = _table(ws, known, goal)
    if not text.strip():
        return {"channels": [_told(one) for one in table]}
    found = routed(text, table, _other_teams(known, who or ws.whoami(known)))
    return {
        **_told(found.channel),
        "text": text,
        "words": list(found.words),
        "due": _due(found.channel.within, ws.now, known.settings.hours),
        "command": found.command,
        "begins": _begins(found.command, known),
        "thread": {"open": found.opens, "why": found.reason},
        "escalation": [_step(step, ws, about) for step in steps] if found.channel.mention == URGENT else [],
        "others": [_told(one) for one in found.others],
    }


def _table(ws: Workspace, known: Snapshot, goal: str | None) -> tuple[Sequence[Channel], Sequence[Step], Record | None]:
    """The channels, and the steps by which something urgent climbs; a goal's own go before the workspace's. With them
    what the steps are about, where it is known."""
    table = overlaid(built_in(), known.settings.channels, "tacit.yaml")
    if goal is None:
        return table, known.settings.escalation or DEFAULT, None
    found = ask.resolve(ws, goal)
    world = ws.world()
    rows = world.records[found.id].fields.get("channels")
    about_it = Record(found.id, found.kind, found.path, {"goal": found.id})
    return overlaid(table, rows if isinstance(rows, tuple) else (), found.id), steps_of(about_it, world), about_it


def _other_teams(known: Snapshot, me: str | None) -> Sequence[str]:
    """What the teams are called that the caller is not of."""
    others = [team for team in known.teams.values() if me not in (*team.members, team.lead)]
    return tuple(dict.fromkeys(name for team in others for name in (team.handle, team.name) if name))


def _told(channel: Channel) -> Json:
    return {
        "type": channel.type,
        "channel": channel.channel,
        "audience": channel.audience,
        "within": channel.within,
        "mention": channel.mention,
        "use": channel.use,
        "from": channel.source,
    }


def _begins(command: str, known: Snapshot) -> Json | None:
    """The record that the command begins: its kind, and what it says already; None where it begins none."""
    words = shlex.split(command)[1:]
    if words[:1] == ["new"]:
        words = words[1:]
    if not words or words[0] not in known.protocols:
        return None
    protocol = known.protocols[words[0]]
    told: Json = {"kind": protocol.kind, "sets": {}, "writes": {}}
    for option, value in pairwise(words):
        name, _, said = value.partition("=")
        if option == "--set" and name in protocol.fields:
            told["sets"][name] = said
        elif option == "--write":
            told["writes"][section_named(name, protocol, {})] = said
    return told


def _due(within: str, now: datetime, hours: Hours) -> str | None:
    """The instant by which an answer is there, where the table gives a span of time and no more than that."""
    try:
        return write_instant(due(read_span(within), now, [hours]))
    except (Malformed, Refused):
        return None


def _step(step: Step, ws: Workspace, about: Record | None) -> Json:
    who = [_in_words(name, ws, about) for name in step.to]
    return {"to": list(step.to), "who": who, "answer": str(step.answer), "decide": str(step.decide)}


def _in_words(name: str, ws: Workspace, about: Record | None) -> str:
    """Whom a step names, as people say it: those whom a path leads to, or what it looks for."""
    known = ws.here
    if "." not in name:
        named = known.teams.get(name) or known.people.get(name)
        return (named.name or name) if named else f"{name} (nobody yet)" if known.people else name
    found = resolve((name,), about, ws.world()) if about else ()
    if found:
        return ", ".join(_in_words(one, ws, None) for one in found)
    first, _, rest = name.partition(".")
    return f"the {rest.replace('.', ' ')} of the {first}"
