"""What the API gives in every workspace, as JSON Schema.

Members are written `name name: type, name: type?`: a type is a word of `_WORDS`, a shape of this table, or a list of
one in brackets; a sign of question lets it be null.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tacit.web.api.meanings import MEANINGS

Schema = dict[str, Any]

_WORDS: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "object": {"type": "object"},
    "texts": {"type": "object", "additionalProperties": {"type": "string"}},
    "any": {},
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def type_of(written: str) -> Schema:
    if written.endswith("?"):
        return {"anyOf": [type_of(written[:-1]), {"type": "null"}]}
    if written.startswith("["):
        return {"type": "array", "items": type_of(written[1:-1])}
    return dict(_WORDS[written]) if written in _WORDS else ref(written)


def shape(needed: str, more: str = "") -> Schema:
    """An object with all of these members, and some of those."""
    members = dict(_members(needed))
    return {"type": "object", "required": list(members), "properties": members | dict(_members(more))}


def _members(written: str) -> Iterator[tuple[str, Schema]]:
    for group in filter(None, written.split(", ")):
        names, _, type_ = group.partition(": ")
        for name in names.split():
            yield name, type_of(type_)


def both(one: str, other: Schema) -> Schema:
    return {"allOf": [ref(one), other]}


_PROMISES = "promises: [Promise]"
_CHANNEL = "type channel audience within mention use: text"


def told(name: str, found: Schema) -> Schema:
    """A shape with what its members mean."""
    meant = MEANINGS.get(name, {})
    if "allOf" in found:
        return {"allOf": [each if "$ref" in each else told(name, each) for each in found["allOf"]]}
    if not meant:
        return found
    members = found["properties"].items()
    return {**found, "properties": {one: _meaning(each, meant.get(one)) for one, each in members}}


def _meaning(member: Schema, said: str | None) -> Schema:
    return {**member, "description": said} if said else member


_SHAPES: Mapping[str, Schema] = {
    "Problem": shape(
        "type title detail code: text, status: whole", "remedy path: text, line: count"
    ),
    "Record": shape(
        "id kind path status title url: text, fields: object, created updated due: text?", "broken: Broken"
    ),
    "Broken": shape("line: count, message: text"),
    "Promise": shape(
        "promise record kind title party silence: text, who kept_by: [text], since due: time?, late: flag",
        "owed_to: [text], period: text",
    ),
    "Records": shape("records: [AnyRecord], next: text?"),
    "Whole": shape(f"sections: [Part], acts: [Offer], {_PROMISES}", "head foot markdown: text, rhythms: [Turn]"),
    "Part": shape("heading text: text, filled: flag, line: count"),
    "Offer": shape("act: text, allowed: flag, why remedy: text?"),
    "Turn": shape("kind period party: text, since due: time, late: flag, kept: text?"),
    "Made": shape(f"act commit: text, notices opened warnings: [text], {_PROMISES}", "then: text, repeated: flag"),
    "Form": shape("title: text, whole: flag, fields sections: [Blank]"),
    "Blank": shape("name heading expected stands offered: text, listed: flag"),
    "ActForm": shape("record act: text, allowed: flag, refusal: Problem?, form: Form?"),
    "History": shape("acts: [Past]"),
    "Past": shape("act person party commit: text, at: time, from to irregular: text?, by_hand: flag"),
    "Inbox": shape(_PROMISES),
    "Hits": shape("hits: [Hit]"),
    "Hit": shape("id section snippet kind title status url: text"),
    "Board": shape("kind: text, columns: [Column], moves: [Move]"),
    "Move": shape("act: text, from to: [text], choose asks: flag"),
    "Column": shape("state: text, final more: flag, cards: [Card]"),
    "Card": both("Record", shape("owner: any, priority since: text?, days: count?")),
    "Route": {"anyOf": [ref("Routed"), ref("Channels")]},
    "Channels": shape("channels: [Channel]"),
    "Channel": shape(_CHANNEL, "from: text"),
    "Routed": both(
        "Channel",
        shape("text command: text, words: [text], due: time?, thread: object, escalation: [object], others: [Channel]"),
    ),
    "Why": shape("path: text, section: text?, lines: [count], records: [Behind], commits: [Commit]"),
    "Behind": both("Record", shape("outcome: text?, how: [text]")),
    "Commit": shape("commit person subject: text, at: time"),
    "Slots": shape("record: text?, people: [Comer], minutes: count, slots: [Slot], without: [any]"),
    "Comer": shape("person zone: text, bore: count"),
    "Slot": shape("start end: time, bears: [Bears]"),
    "Bears": shape("person side: text, minutes: count"),
    "Update": shape(
        "kind: text, fields sections: texts, since: time, needed unsaid: [text], posted: Record?, form: Form"
    ),
    "Protocols": shape("protocols: [Kind]"),
    "Kind": shape("kind title path: text, bundled: flag"),
    "Protocol": shape(
        "kind form title path picture: text, bundled: flag, fields schema: object, "
        "sections states final acts promises: [text]"
    ),
    "Findings": shape("findings: [Finding]", "errors warnings fixed: count, story: object"),
    "Finding": shape("path rule severity message remedy: text, line: count"),
    "People": shape("people: [Person]"),
    "Person": shape("handle name zone: text, cover for: text?, agent: flag"),
    "Teams": shape("teams: [Team]"),
    "Team": shape("handle name: text, lead: text?, members: [text]"),
    "Goal": shape(
        "goal: Record, today: date, milestones criteria channels: [object], confidence: Confidence, rhythms: [Turn], "
        "blockers: [Blocker], decisions handoffs learnings: Several, steps: [Step], depends_on awaited_by: [Record]"
    ),
    "Confidence": shape("weeks: [text], matters: [Matter], said: [Confident]"),
    "Matter": shape("matter: text, values: [number?]"),
    "Confident": shape("week matter by words: text"),
    "Blocker": shape("said: text, record: Record, owed: Promise"),
    "Several": shape("open settled: [Record], more: flag"),
    "Step": shape("to: [StepTo], answer decide: text"),
    "StepTo": shape("path: text, parties: [text]"),
    "TeamToday": shape("team: Team, day: Day, rhythms: [TheirTurn], load: [Load], kinds: [KindLoad], owed: [Promise]"),
    "PersonToday": shape(
        "person: PersonWhole, now: Moment, day: Day, rhythms: [TheirTurn], load: Load, owed waiting: [Promise]"
    ),
    "PersonWhole": shape(
        "handle name zone: text, agent: flag, works_for cover: text?, covers teams: [text], away: [Dates]"
    ),
    "Dates": shape("first last: date"),
    "TheirTurn": shape("kind period record party: text, due: time, late: flag, kept: text?"),
    "Load": shape("party: text, promises late: count"),
    "KindLoad": shape("kind: text, promises late: count"),
    "Day": shape("day: date, zone: text, from to: time, people: [TheirDay]"),
    "TheirDay": shape("person zone: text, work away: [Times], absence: Absence?, now: Moment"),
    "Times": shape("from to: time"),
    "Moment": shape("at_work: flag, until back: time?, away: Absence?"),
    "Absence": shape("first last: date, cover: text?"),
    "Handbook": shape("kind: text, folders: [Folder], retired: [HandbookPage]", "alike: [Alike]"),
    "Folder": shape("folder: text, pages: [HandbookPage]"),
    "HandbookPage": both("Record", shape("owner: any, review_by fresh: text?, days: whole?")),
    "Alike": shape("id title url message: text"),
    "Me": shape("person name role: text?, zone workspace version: text, now: time, scopes: any"),
    "Ticked": shape("acts reminders: [object], notices: [text]"),
    "Document": shape("openapi: text, info paths: object"),
}  # fmt: skip

SHAPES: Mapping[str, Schema] = {name: told(name, found) for name, found in _SHAPES.items()}
