"""How records came to their end: by whose act or by nobody's word, and in favour of which other record.

All of it comes from the index, for many records at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.index.rows import Act
from tacit.model.protocol import Protocol
from tacit.rules.world import TACIT

Json = dict[str, Any]


def outcomes(index: Index, protocol: Protocol, records: Sequence[Json]) -> dict[str, Json]:
    """By id, of the records of this kind that are settled. `how` is `silence` where nobody's word brought it about, so
    far as that is known without the answers; `instead` is the record that it names as the one which counts."""
    settled = [one for one in records if one["status"] in protocol.final]
    acts = _acts(index, settled) if settled else {}
    found: dict[str, Json] = {}
    for one in settled:
        act = _ending(acts.get(one["id"], ()), protocol)
        if act is not None:
            found[one["id"]] = _told(act, one["fields"], protocol)
    _name_others(index, found.values())
    return found


def _acts(index: Index, records: Iterable[Json]) -> Mapping[str, list[Act]]:
    """By the name that each has now; it may have had others."""
    names: dict[str, str] = {}
    for one in records:
        aliases = one["fields"].get("aliases") or ()
        names |= dict.fromkeys((one["id"], *([aliases] if isinstance(aliases, str) else aliases)), one["id"])
    acts: dict[str, list[Act]] = {}
    for act in index.acts_of(list(names)):
        acts.setdefault(names[act.record], []).append(act)
    return acts


def _ending(acts: Sequence[Act], protocol: Protocol) -> Act | None:
    """The last act that brought it further. That it was put away afterwards says nothing of how it ended, and that it
    was made so nothing that its row does not say."""
    tidying = {rule.name for rule in protocol.acts.values() if rule.moves}
    further = [act for act in acts if act.source and act.target and act.target != act.source]
    telling = [act for act in further if act.act not in tidying]
    return next(reversed(telling or further), None)


def _told(act: Act, fields: Mapping[str, Any], protocol: Protocol) -> Json:
    rule = protocol.acts.get(act.act)
    others = [name for name in rule.sets if protocol.fields[name].type == "record"] if rule else []
    lapsing = (
        any(act.act in silence for silence in promise.silence.every())
        for promise in protocol.promises.values()
        if act.source in promise.states
    )
    return {
        "act": act.act,
        "at": act.at,
        "person": act.person,
        "party": act.party,
        "how": "silence" if act.person == TACIT and any(lapsing) else "act",
        "instead": next((fields[name] for name in others if fields.get(name)), None),
    }


def _name_others(index: Index, found: Iterable[Json]) -> None:
    """In place of its id, what the other record is called and where it is."""
    naming = [one for one in found if one["instead"]]
    others: dict[str, Found] = {each.id: each for each in index.by_ids([one["instead"] for one in naming])}
    for one in naming:
        other = others.get(one["instead"])
        one["instead"] = {
            "id": one["instead"],
            "title": other.title if other else one["instead"],
            "url": other.url if other else None,
        }
