"""What is handed in and out: a record, what is owed on it, and an act, as rows.

Rows are plain tuples of texts and numbers, so that they go from one process to another as they are.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

from tacit.model.history import Transition
from tacit.model.promise import Promise
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.model.rhythm import Turn
from tacit.text.spans import write_instant
from tacit.text.values import as_json

BROKEN = "broken"

_NUMBERED = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:-(\d{3})(?!\d))?")
_LAST = 1 << 62  # above every record's place
_BITS_OF_A_DAY = 20  # of a place: they tell the records of one day apart
_LINKS = ("record", "records", "path")
_FILE = re.compile(r"[^\s#]+\.\w{1,8}(?:#.*)?")  # docs/auth.md#§3.2


class Owed(NamedTuple):
    """One promise as one party owes it."""

    promise: str
    party: str
    since: str | None
    due: str | None
    kept_by: str  # JSON
    silence: str
    remind: str  # JSON
    by_hand: int
    due_field: str
    waiting: tuple[str, ...]
    lapses: str | None = None  # from when on silence has something to do
    moments: tuple[tuple[int, str], ...] = ()  # the per cent of the window that a reminder comes at, and when


class Row(NamedTuple):
    """A record as the index keeps it."""

    id: str
    kind: str
    path: str
    url: str
    status: str
    open: int
    title: str
    created: str | None
    updated: str | None
    due: str | None
    version: str
    fields: str  # JSON
    broken: str | None  # JSON
    data: bytes  # the file, for its full text
    aliases: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    promises: tuple[tuple[object, ...], ...] = ()  # of Owed


class TurnRow(NamedTuple):
    """One turn of a rhythm."""

    kind: str
    period: str
    person: str
    record: str
    title: str
    opens: str
    since: str
    due: str
    ends: str
    kept_by: str  # JSON
    waiting: str  # JSON
    facts: str  # what the record that keeps it says
    first: int  # where that record stands among all
    last: int
    served: tuple[str, ...]
    moments: tuple[tuple[int, str, str], ...]  # the per cent of the window that a reminder comes at, when, until when


class Act(NamedTuple):
    """One act of history."""

    record: str
    commit: str
    at: str
    person: str
    party: str
    act: str
    source: str
    target: str
    by_hand: int
    irregular: str
    fault: str
    began: str  # JSON


def row_of(record: Record, protocol: Protocol, url: str, data: bytes, owed: Iterable[Owed] = ()) -> Row:
    fields = fields_json(record, protocol)
    created, updated, due = (fields.get(name) for name in ("created", "updated", "due"))
    return Row(
        id=record.id,
        kind=record.kind,
        path=record.path,
        url=url,
        status=record.status,
        open=int(record.status not in protocol.final),
        title=record.title,
        created=_text(created or fields.get("date")),
        updated=_text(updated),
        due=_text(due),
        version=record.version,
        fields=_dumps(fields),
        broken=None,
        data=data,
        aliases=record.aliases,
        links=tuple(_links(record, protocol)),
        promises=tuple(owed),
    )


def broken_row(broken: Broken, url: str, data: bytes) -> Row:
    """A file that does not parse: it stays among the open ones until somebody mends it."""
    said = _dumps({"line": broken.line, "message": broken.message})
    about = (broken.id, broken.kind, broken.path, url, BROKEN, 1, broken.id)
    return Row(*about, None, None, None, broken.version, "{}", said, data)


def fields_json(record: Record, protocol: Protocol) -> dict[str, object]:
    """The fields in the protocol's order, what it does not know behind them."""
    fields = record.fields
    known: dict[str, object] = {}
    for name, field in protocol.fields.items():
        if name in fields:
            value = fields[name]
            known[name] = value if type(value) is str else as_json(value, field)  # texts are most of them
    known.update((name, as_json(value)) for name, value in fields.items() if name not in known)
    return known


def _links(record: Record, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Fields that name records or documents."""
    for name, field in protocol.fields.items():
        if field.type in _LINKS:
            value = record.fields.get(name)
            for target in value if isinstance(value, tuple) else (value,):
                if isinstance(target, str) and target:
                    yield name, target.partition("#")[0] if field.type == "path" else target
        elif field.type == "texts":  # what a decision changes: files, or words that are none
            for text in _strings(record.fields.get(name)):
                if _FILE.fullmatch(text):
                    yield name, text.partition("#")[0]


def _strings(value: object) -> Iterator[str]:
    yield from (item for item in (value if isinstance(value, tuple) else (value,)) if isinstance(item, str))


def owed_row(promise: Promise, lapses: datetime | None, moments: Iterable[tuple[int, datetime]]) -> Owed:
    return Owed(
        promise.name,
        promise.party,
        write_instant(promise.since) if promise.since else None,
        write_instant(promise.due) if promise.due else None,
        _dumps(promise.kept_by),
        ", ".join(promise.silence),
        _dumps(promise.remind),
        int(promise.by_hand),
        promise.due_field,
        promise.owed_to,
        write_instant(lapses) if lapses else None,
        tuple((stage, write_instant(at)) for stage, at in moments),
    )


def turn_row(turn: Turn) -> TurnRow:
    window = turn.window
    facts, first, last = keeping(turn)
    return TurnRow(
        kind=turn.kind,
        period=window.period,
        person=turn.person,
        record=turn.records[0],
        title=turn.title,
        opens=_instant(window.opens),
        since=_instant(turn.since),
        due=_instant(window.due),
        ends=_instant(window.ends),
        kept_by=_dumps((turn.act,)),
        waiting=_dumps(turn.owed_to),
        facts=facts,
        first=first,
        last=last,
        served=turn.records,
        moments=tuple((one.stage, _instant(one.at), _instant(one.until)) for one in turn.reminders),
    )


def keeping(turn: Turn) -> tuple[str, int, int]:
    """Which record keeps a turn: the facts that it says, and between which places it stands."""
    said = [" OR ".join(fact(name, value) for value in values) for name, values in turn.keys]
    facts = " AND ".join(f"({one})" for one in said)
    if not turn.by_day:
        return facts, 0, _LAST
    return facts, *places(turn.window.first, turn.window.last)


def act_row(done: Transition) -> Act:
    return Act(
        done.record,
        done.commit,
        _instant(done.at),
        done.person,
        done.party,
        done.act,
        done.source,
        done.target,
        int(done.by_hand),
        done.irregular,
        done.fault,
        _dumps(done.began),
    )


def doc_of(record_id: str, created: str | None) -> int:
    """Where a record stands among all: by the day and number of its name, else by the day it was made.

    Records of one day and number, such as the updates of a day, are told apart by some bits of their names; what is
    left of collisions goes to the next place that is free.
    """
    found = _NUMBERED.match(record_id) or _NUMBERED.match(created or "")
    year, month, day, number = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    within = min(number, 255) << 12 | crc32(record_id.encode()) & 0xFFF
    return ((year * 16 + month) * 32 + day) << _BITS_OF_A_DAY | within


def places(first: date, last: date) -> tuple[int, int]:
    """Between which places the records of these days stand."""
    begin, end = (doc_of(day.isoformat(), None) >> _BITS_OF_A_DAY for day in (first, last))
    return begin << _BITS_OF_A_DAY, (end + 1 << _BITS_OF_A_DAY) - 1


def facts(kind: str, status: str, is_open: int, fields: str) -> str:
    """The pairs of field and value that a record can be listed by, as words. They follow from columns that the record's
    row has, so that they can be taken out again."""
    words = [fact("kind", kind), fact("status", status)]
    if is_open:
        words.append(fact(*OPEN))
    for name, value in json.loads(fields).items():
        if isinstance(value, str):
            if name != "status":
                words.append(fact(name, value))
        else:
            words.extend(fact(*pair) for pair in _pairs(name, value))
    return " ".join(words)


OPEN = ("", "open")


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):  # answers: by whom
        for party in value:
            yield name, party
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, Mapping):  # a row: by its columns
                for column, cell in item.items():
                    yield from _pairs(f"{name}.{column}", cell)
            else:
                yield from _pairs(name, item)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, str(value)


@lru_cache(maxsize=8192)
def fact(name: str, value: str) -> str:
    """One pair as a word. Values are compared without regard to case, to the @ before a name, or to spaces around."""
    said = f"{name}={value.strip().removeprefix('@').casefold()}"
    return blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()


@lru_cache(maxsize=1024)
def _instant(at: datetime) -> str:
    """A commit has one time, and often many acts; so have the turns of colleagues."""
    return write_instant(at)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _dumps(value: object) -> str:
    return _encoder().encode(value)


@cache
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
