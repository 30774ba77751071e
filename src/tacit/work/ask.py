"""Every read: what the index and the records say, as JSON-ready maps in the form of the command line's contract.

Reads answer from HEAD; the index is brought there first.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.index.finds import Found, Hit, Promised
from tacit.index.index import Index
from tacit.index.words import plain_words, question
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules import acts, edits
from tacit.rules.parties import Actor
from tacit.rules.world import ANYONE, World
from tacit.text.document import Document
from tacit.text.phrases import did_you_mean
from tacit.text.records import read_record, record_of
from tacit.text.remedies import Lookup, Remedy, named
from tacit.text.spans import write_instant
from tacit.work import follow, present, rhythms
from tacit.work.wire import Workspace, unknown_person

Json = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")

PAGE = 50
HITS = 50
_CANDIDATES = 8
_OF_ALL_KINDS = 500  # among which those of one kind are looked for
_AROUND = 70  # letters on each side of what was found
_COLUMNS = ("kind", "status")  # what every record can be listed by, whatever its fields


def mending(ask: Callable[Concatenate[Workspace, P], T]) -> Callable[Concatenate[Workspace, P], T]:
    """Asks again, once, of an index built anew, where a question meets a page of its file that is spoilt."""

    @wraps(ask)
    def asked(ws: Workspace, /, *args: P.args, **named: P.kwargs) -> T:
        try:
            return ask(ws, *args, **named)
        except sqlite3.DatabaseError:
            follow.current(ws, rebuild=True)
            return ask(ws, *args, **named)

    return asked


def ready(ws: Workspace) -> Index:
    """The index at HEAD, of what must be a workspace."""
    index = follow.current(ws)
    if not index.meta(follow.WORKSPACE):
        present.need_workspace(ws.here)
    return index


# Promises


@mending
def inbox(ws: Workspace, person: str | None = None, owed_to: str | None = None, limit: int | None = None) -> Json:
    """What a person owes, or with `owed_to` what others owe them, nearest first. Without people records and without a
    name it is what everybody owes. With a limit it says whether there is more."""
    ready(ws)
    index = rhythms.with_turns(ws)
    now = write_instant(ws.now)
    most = -1 if limit is None else limit + 1
    if owed_to is not None:
        who = _party(index, ws, owed_to)
        rows, turns = index.owed_to(who, most), index.turns_owed_to(who, now)
    elif person is not None or index.has_people():
        who = _party(index, ws, person) if person is not None else _caller(index, ws)
        rows, turns = index.inbox(who, now, most), index.turns_of(who, now)
    else:
        rows, turns = index.all_promises(), index.turns_of(None, now)
    found = [*promises_json(index, rows, now), *rhythms.promises(turns, now)]
    found.sort(key=_nearest_first)
    return {"promises": found} if limit is None else {"promises": found[:limit], "more": len(found) > limit}


@mending
def both_ways(ws: Workspace, person: str, limit: int | None = None, others: int | None = None) -> Json:
    """What a party owes and what others owe them, as `inbox` tells each, in one go: for those who look at both. With
    limits it says whether there is more."""
    ready(ws)
    index = rhythms.with_turns(ws)
    now = write_instant(ws.now)
    who = _party(index, ws, person)
    most, most_waiting = (-1 if most is None else most + 1 for most in (limit, others))
    owed, waiting = index.inbox(who, now, most), index.owed_to(who, most_waiting)
    told = promises_json(index, [*owed, *waiting], now)
    promises = [*told[: len(owed)], *rhythms.promises(index.turns_of(who, now), now)]
    theirs = [*told[len(owed) :], *rhythms.promises(index.turns_owed_to(who, now), now)]
    return {
        "promises": sorted(promises, key=_nearest_first)[:limit],
        "waiting": sorted(theirs, key=_nearest_first)[:others],
        "more": limit is not None and len(promises) > limit,
        "more_waiting": others is not None and len(theirs) > others,
    }


def _nearest_first(promise: Json) -> tuple[bool, str, str, str, str]:
    due = promise["due"]
    return due is None, due or "", promise["record"], promise["promise"], promise["party"]


def _caller(index: Index, ws: Workspace) -> str:
    handle = index.person(ws.store.identity().email)
    return handle if handle is not None else ws.actor(None, ws.here).handle


def _party(index: Index, ws: Workspace, named: str) -> str:
    """The party of this name; where people have records, one that there is."""
    name = named.removeprefix("@")
    if not index.has_people():
        return name
    found = index.person(name) or next(
        (party for party in index.parties() if party.casefold() == name.casefold()), None
    )
    if found is None:
        raise unknown_person(name, ws.here)
    return found


def promises_json(index: Index, rows: Sequence[Promised], now: str) -> list[Json]:
    who = index.members(row.party for row in rows)
    waiting = index.waiting(rows)
    return [
        {
            "promise": row.promise,
            "record": row.record,
            "kind": row.kind,
            "title": row.title,
            "party": row.party,
            "who": who.get(row.party, []),
            "since": row.since,
            "due": row.due,
            "late": row.due is not None and row.due < now,
            "kept_by": json.loads(row.kept_by),
            "silence": row.silence,
            "owed_to": waiting.get((row.doc, row.promise), []),
        }
        for row in rows
    ]


# Records


@mending
def list_records(
    ws: Workspace,
    kind: str | None = None,
    where: Mapping[str, str] | None = None,
    all: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Json:
    """A page of records, newest first: open ones unless `all`, and only those with every one of these values."""
    index = ready(ws)
    asked = list((where or {}).items())
    facts = [*asked, *([("kind", kind)] if kind else ())]
    found, following = index.page(facts, only_open=not all, before=_key(cursor), limit=limit)
    if not found:
        check_asked(ws, kind, [name for name, _ in asked])
    return {"records": [record_json(each) for each in found], "next": f"{following:x}" if following else None}


def _key(cursor: str | None) -> int | None:
    try:
        return int(cursor, 16) if cursor is not None else None
    except ValueError:
        raise WrongUsage("cursor", f"{cursor!r} is no cursor", remedy="Give what `next` said, as it was.") from None


def check_asked(ws: Workspace, kind: str | None, names: Iterable[str]) -> None:
    """Where nothing is found, whether there is such a kind and such a field at all."""
    protocols = [ws.here.protocol(kind)] if kind else list(ws.here.protocols.values())
    known = dict.fromkeys((*_COLUMNS, *(name for protocol in protocols for name in protocol.fields)))
    for name in names:
        if name.partition(".")[0] not in known:
            hint = did_you_mean(name, known, f"There are {', '.join(known)}.")
            raise WrongUsage("unknown-field", f"no {kind or 'record'} has a field {name!r}", remedy=hint)


def record_json(found: Found) -> Json:
    told: Json = {
        "id": found.id,
        "kind": found.kind,
        "path": found.path,
        "status": found.status,
        "title": found.title,
        "fields": json.loads(found.fields),
        "created": found.created,
        "updated": found.updated,
        "due": found.due,
        "url": found.url,
    }
    if found.broken is not None:
        told["broken"] = json.loads(found.broken)
    return told


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as one person sees it: what is told of it, and what that was read from. One that is broken has no more
    than what is told."""

    told: Json
    version: str | None = None  # of its file
    record: Record | None = None
    world: World | None = None
    actor: Actor | None = None
    offers: tuple[acts.Offer, ...] = ()


def show(ws: Workspace, record: str, who: str | None = None, *, markdown: bool = False) -> Json:
    """A record whole: its sections, what is owed on it, and what the caller may do now or why not."""
    return look(ws, record, who, markdown=markdown).told


@mending
def look(ws: Workspace, record: str, who: str | None = None, *, markdown: bool = False) -> Seen:
    index = ready(ws)
    found = resolve(ws, record)
    told = record_json(found)
    if found.broken is not None and not markdown:  # else reading the file says why it cannot be printed
        return Seen({**told, "sections": [], "acts": [], "promises": []})
    tree = ws.tree
    known = ws.here
    protocol = known.protocols[found.kind]
    version = tree.oid(found.path)
    document = Document.parse(ws.store.blob(version) if version else b"", found.path, protocol.foreign)
    whole = record_of(document, protocol, known.spellings)[0]
    world = ws.world(tree, known)
    actor = _actor(ws, who)
    offers = (*acts.offers(whole, world, actor, ws.now), *edits.offers(whole, world, actor))
    told["sections"] = _sections(whole)
    told |= present.in_form(whole, document, known, markdown=markdown)
    told["acts"] = [
        {
            "act": offer.act,
            "allowed": offer.allowed,
            "why": offer.refusal.reason if offer.refusal else None,
            "remedy": offer.refusal.remedy if offer.refusal else None,
        }
        for offer in offers
    ]
    told["promises"] = promises_json(index, index.promises_of(found.id), write_instant(ws.now))
    if rhythms.comes_round_for(ws, found.kind):
        told["rhythms"] = rhythms.of_record(ws, found.id)
    return Seen(told, version, whole, world, actor, offers)


def _sections(record: Record) -> list[Json]:
    return [
        {"heading": part.heading, "text": part.body, "filled": part.filled, "line": part.line} for part in record.parts
    ]


def _actor(ws: Workspace, who: str | None) -> Actor:
    """Who looks; a reader whom nobody knows may still look."""
    if who is None and ws.whoami(ws.here) is None:
        return Actor("", frozenset({ANYONE}))
    return ws.actor(who, ws.here)


@mending
def history(ws: Workspace, record: str) -> Json:
    """Every act on a record, oldest first; for an irregular one why no allowed act explains it."""
    found = resolve(ws, record)
    return {"acts": acts_json(ready(ws), found.id, json.loads(found.fields).get("aliases"))}


def acts_json(index: Index, record: str, aliases: str | list[str] | None) -> list[Json]:
    """What was done to a record, under its name and those that it had before."""
    names = (record, *([aliases] if isinstance(aliases, str) else aliases or ()))
    return [
        {
            "act": act.act,
            "at": act.at,
            "person": act.person,
            "party": act.party,
            "from": act.source,
            "to": act.target,
            "by_hand": bool(act.by_hand),
            "irregular": act.irregular or None,
            "commit": act.commit,
        }
        for act in index.acts_of(names)
    ]


# Finding one record


def resolve_id(ws: Workspace, text: str) -> str:
    """The one record that is meant: an id goes before a part of one; a path, KIND/ID and an old name do as well."""
    return resolve(ws, text).id


@mending
def resolve(ws: Workspace, text: str, kind: str | None = None) -> Found:
    """`kind` says of which one it is, where it is written in part."""
    index = ready(ws)
    asked = text.strip()
    found = _exactly(index, asked)
    if found:
        return found[0]
    if kind is None:
        before, _, part = asked.rpartition("/")
        kind, asked = (before, part) if before in ws.here.protocols else (None, asked)
    ids = _containing(index, asked, kind) if asked and "\0" not in asked else []  # where SQLite takes a pattern to end
    if len(ids) == 1:
        return index.by_id(ids[0])[0]
    if ids:
        more = ", …" if len(ids) > _CANDIDATES else ""
        said = f"several records have {asked!r} in their id"
        kinds = dict.fromkeys(each.kind for one in ids[:_CANDIDATES] for each in index.by_id(one))
        or_kind = f" Or say of which kind: {', '.join(f'{each}/{asked}' for each in kinds)}." if len(kinds) > 1 else ""
        hint = Remedy("Write more of it: ", *named(ids[:_CANDIDATES], ", "), f"{more}.{or_kind}")
        raise Refused("ambiguous", said, remedy=hint)
    near = _near(index, asked)
    hint = Remedy("See what there is: ", Lookup("list --all", "records"))
    if near:
        hint = Remedy("Did you mean ", *named(near, " or "), "?")
    raise Refused("unknown-record", f"there is no record {asked!r}", remedy=hint)


def _containing(index: Index, part: str, kind: str | None) -> list[str]:
    if kind is None:
        return index.ids_with(part, _CANDIDATES + 1)
    ids = index.ids_with(part, _OF_ALL_KINDS)
    return [each for each in ids if any(found.kind == kind for found in index.by_id(each))][: _CANDIDATES + 1]


def _exactly(index: Index, asked: str) -> list[Found]:
    if "/" not in asked:
        name = asked.removesuffix(".md")
        return index.by_id(name) or index.by_alias(name)
    path = asked.strip("/")
    found = index.by_path(path) or index.by_path(f"{path}.md")
    if found:
        return found
    kind, _, name = path.removesuffix(".md").rpartition("/")
    named = index.by_id(name) or index.by_alias(name)
    # A path from before the record was archived, its page's address, or KIND/ID.
    return [each for each in named if kind in (each.kind, each.url[1:].rpartition("/")[0]) or f"{kind}/" in each.path]


def _near(index: Index, asked: str) -> list[str]:
    """Ids that somebody may have meant: like it as a whole, or in the words behind their number."""
    ids = index.newest_ids(2000)
    by_words: dict[str, str] = {}
    for each in ids:
        by_words.setdefault(re.sub(r"^[\d-]+", "", each), each)
    near = get_close_matches(asked.casefold(), by_words, 3, 0.5)
    return [by_words[words] for words in near] or get_close_matches(asked, ids, 3, 0.7)


# Full text


@mending
def search(ws: Workspace, text: str, kind: str | None = None, limit: int = HITS, status: str | None = None) -> Json:
    """Records that hold all of these words: the best first where they are few, the newest first where many."""
    index = ready(ws)
    if kind is not None:
        kind = ws.here.protocol(kind).kind
    words = question(text)
    if not words:
        raise WrongUsage("no-words", f"{text!r} holds no word to search for", remedy="Give a word, or several.")
    asked = words_of(text)
    return {"hits": [_hit(ws, hit, asked) for hit in index.search(words, kind, limit, status)]}


def words_of(text: str) -> list[str]:
    """The words that a search looks for, to be found again in its hits."""
    return plain_words(text)


def _hit(ws: Workspace, hit: Hit, words: Sequence[str]) -> Json:
    section, snippet = _snippet(ws.store.blob(hit.version), hit, ws.here.protocols.get(hit.kind), words)
    return {
        "id": hit.id,
        "section": section,
        "snippet": snippet,
        "kind": hit.kind,
        "title": hit.title,
        "status": hit.status,
        "url": hit.url,
    }


def _snippet(data: bytes, hit: Hit, protocol: Protocol | None, words: Sequence[str]) -> tuple[str, str]:
    """The section with most of the words, and the text around the first of them."""
    wanted = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    try:
        if protocol is None:
            raise Malformed("parse", "its kind is not known")
        parts = [
            (part.heading, part.body) for part in read_record(data, hit.path, protocol, lambda name: (name,))[0].parts
        ]
    except Malformed:
        parts = [("", data.decode("utf-8", "replace"))]
    found = [(len({each.casefold() for each in wanted.findall(body)}), -place) for place, (_, body) in enumerate(parts)]
    count, place = max(found, default=(0, 0))
    if count == 0:
        return "", hit.title
    heading, body = parts[-place]
    first = wanted.search(body)
    assert first is not None
    return heading, _cut(body, first.start(), first.end())


def _cut(text: str, start: int, end: int) -> str:
    """Whole words around a place in a text."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space > 0 else last
    cut = " ".join(text[first:last].split())
    return ("… " if first else "") + cut + (" …" if last < len(text) else "")


# Protocols


def protocols(ws: Workspace) -> Json:
    """The kinds there are, and the file that describes each."""
    return {
        "protocols": [
            {"kind": protocol.kind, "title": protocol.title, "path": protocol.path, "bundled": protocol.bundled}
            for _, protocol in sorted(ws.here.protocols.items())
        ]
    }
