"""A record as its page shows it: what it says, whose sections they are, who answered how, what is owed on it, what its
reader may do, what names it and what it names, and what was done to it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tacit.index.index import Index
from tacit.model.protocol import RECORD_TYPES, ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.acts import Offer
from tacit.rules.answers import answers_of, bound
from tacit.rules.choices import choose
from tacit.rules.edits import GENERIC
from tacit.rules.parties import Actor, acting_for, resolve
from tacit.rules.world import World
from tacit.text.sections import COMMENTS
from tacit.text.spans import write_instant
from tacit.work import ask
from tacit.work.blanks import takes
from tacit.work.wire import Workspace

Json = dict[str, Any]
_RECORD = re.compile(r"\d{4}-\d\d-\d\d-\d{3,}-")  # what another record left here when it was opened
_LINKED = 50  # records that name this one
_APART = ("topic", "name", "status", "answers", "created", "updated", "due", "aliases")  # told elsewhere on a page


def whole(ws: Workspace, record: str, who: str | None) -> Json:
    seen = ask.look(ws, record, who)
    index = ask.ready(ws)
    told = {**seen.told, "version": seen.version}
    told["history"] = ask.acts_json(index, told["id"], told["fields"].get("aliases"))
    told["linked"] = [ask.record_json(one) for one in index.linked(told["id"], _LINKED)]
    if seen.record is None or seen.world is None or seen.actor is None:
        return told
    found, protocol = seen.record, ws.here.protocols[seen.record.kind]
    may_edit = any(offer.act == "edit" and offer.allowed for offer in seen.offers)
    told["fields_shown"] = list(_fields(told["fields"], protocol))
    told["named"] = _named(index, told["fields_shown"])
    writing = {key: offer.act for offer in reversed(seen.offers) if offer.allowed for key in offer.rule.writes}
    told["sections"] = [
        {**one, "act": writing.get(one["key"])}  # by which it is written now, and not in passing
        for one in _sections(found, protocol, seen.world, seen.actor, may_edit=may_edit)
    ]
    told["answers"] = _answers(found, protocol)
    told["acts"] = [
        {**said, "code": offer.refusal and offer.refusal.code, "input": _input(offer, found, protocol)}
        for said, offer in zip(told["acts"], seen.offers, strict=True)
    ]
    return told


def _fields(fields: Mapping[str, Any], protocol: Protocol) -> Iterator[Json]:
    windows = {rule.due for rule in protocol.promises.values()}
    for name, value in fields.items():
        if name in _APART or name in windows or value in (None, "", [], {}):
            continue
        field = protocol.fields.get(name)
        columns = list(field.columns) if field else []
        linked = field is None and isinstance(value, str) and _RECORD.match(value)
        yield {
            "name": name,
            "type": field.type if field else "record" if linked else "text",
            "value": value,
            "columns": columns,
        }


def _named(index: Index, fields: Iterable[Json]) -> Json:
    """The records that fields name, by id: what they are called and where they are."""
    ids: list[str] = []
    for one in fields:
        if one["type"] in RECORD_TYPES:
            ids += [one["value"]] if isinstance(one["value"], str) else one["value"]
    found = {name: index.by_id(name) for name in dict.fromkeys(ids)}
    return {name: {"title": one[0].title, "url": one[0].url} for name, one in found.items() if one}


def _sections(record: Record, protocol: Protocol, world: World, actor: Actor, *, may_edit: bool) -> Iterator[Json]:
    mine: dict[tuple[str, ...], bool] = {}
    for part in record.parts:
        section = protocol.sections.get(part.key)
        roles = section.by if section and not section.ticks else ()
        if roles not in mine:
            mine[roles] = bool(may_edit and acting_for(actor, resolve(roles, record, world)))
        yield {
            "key": part.key,
            "heading": part.heading,
            "text": part.body,
            "filled": part.filled,
            "line": part.line,
            "mine": mine[roles],
            "entries": part.key == COMMENTS or bool(section and section.entries),
        }


def _answers(record: Record, protocol: Protocol) -> list[Json]:
    """Who answered how; `stands` says whether it was on the text as it is."""
    given = answers_of(record)
    text = bound(record, protocol) if given else ""
    return [
        {
            "party": one.party,
            "answer": one.answer,
            "at": write_instant(one.at),
            "by": one.by or None,
            "stands": one.text in ("", text),
        }
        for one in given
    ]


def _input(offer: Offer, record: Record, protocol: Protocol) -> str:
    """Whether one fills something in to do it: `none`, `may` or `must`."""
    rule = offer.rule
    if not takes(rule, record, protocol):
        return "none"
    return "may" if _is_enough(rule, record, protocol) else "must"


def _is_enough(rule: ActRule, record: Record, protocol: Protocol) -> bool:
    """Whether the act says something as it is: an answer, or one that leads on while its times stand already."""
    if rule.name in GENERIC or rule.because or rule.chooses or rule.change or (rule.opens and rule.opens.given):
        return False
    if rule.answers:
        return rule.answers != "replied" and all(protocol.sections[key].entries for key in rule.writes)
    if rule.writes or rule.to is None or "later" in choose(rule.guards, record, protocol):
        return False
    windows = {promise.due for promise in protocol.promises.values()}
    return all(name in windows or record.fields.get(name) for name in rule.sets)
