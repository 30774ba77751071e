"""What comes round: who owes which update now, who is reminded of it, and who posted and who did not.

The index holds the turns of some weeks around the time of the call. They are reckoned again when people, protocols or
records that ask for them have changed, and when somebody asks of another time. Which record keeps a turn is looked up.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tacit.index.finds import Standing, Turned
from tacit.index.index import Index
from tacit.index.rows import Act, TurnRow, keeping, turn_row
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.model.rhythm import Turn
from tacit.rules import rhythms
from tacit.state.said import Saying
from tacit.text.spans import read_instant, write_instant
from tacit.work import follow, present
from tacit.work.kinds import Kinds
from tacit.work.state_files import state_of
from tacit.work.versions import Versions
from tacit.work.wire import Workspace

Json = present.Json

_BACK, _AHEAD = timedelta(days=8), timedelta(days=15)  # what is reckoned at once
_ZONES = timedelta(days=2)  # the day of one place and that of another are never further apart
_FIRST, _LAST = "0", "9"  # before and after every instant


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn, and the record that keeps it if there is one."""

    turn: Turn
    by: str | None

    def is_missed(self, now: datetime) -> bool:
        return self.by is None and self.turn.window.ends <= now


def with_turns(ws: Workspace) -> Index:
    """The index at HEAD, with the turns of this time."""
    now = write_instant(ws.now)
    while True:
        index = follow.current(ws)
        if index.has_turns(now):
            return index
        head = index.meta("commit")
        turns, start, end = _around(ws, index)
        with index.writing():
            if index.in_place() and index.meta("commit") == head:
                index.set_turns(turns, start, end)
                return index
        ws.index = None  # somebody has brought it further meanwhile, or built it anew
        ws.forget()


def _around(ws: Workspace, index: Index) -> tuple[list[TurnRow], str, str]:
    """The turns of some weeks, and which weeks; where nothing comes round there are none at any time."""
    asking = [
        (protocol, found)
        for protocol in ws.here.protocols.values()
        if (found := [each for kind in _kinds(protocol) for each in index.open_of_kind(kind)])
    ]
    if not asking:
        return [], _FIRST, _LAST
    start, end = ws.now - _BACK, ws.now + _AHEAD
    turns = (turn for protocol, found in asking for turn in _turns(ws, index, protocol, found, start, end))
    return [turn_row(turn) for turn in turns], write_instant(start), write_instant(end)


def _kinds(protocol: Protocol) -> tuple[str, ...]:
    return rhythms.kinds_of(protocol.rhythm) if protocol.rhythm else ()


def _turns(
    ws: Workspace, index: Index, protocol: Protocol, found: Sequence[Standing], start: datetime, end: datetime
) -> Iterator[Turn]:
    past = Past(ws, index, start)
    return rhythms.turns(protocol, [past.of(each) for each in found], ws.here.world, start, end)


class Past:
    """Records as they stood since a time."""

    def __init__(self, ws: Workspace, index: Index, since: datetime) -> None:
        self._ws = ws
        self._index = index
        self._since = since
        self._versions = Versions(ws.store)
        self._kinds = Kinds(ws.here.protocols)

    def of(self, standing: Standing) -> rhythms.Versions:
        """How it stood from when on. Where something is said to have been done later than now, clocks differ and
        nothing can be told from them: then it has always stood as it does now."""
        now = self._read(standing.path, standing.version)
        acts = self._acts(now) if now else []
        times = [read_instant(act.at) for act in acts]
        if not times or max(times) <= self._since or max(times) > self._ws.now:
            return [(rhythms.ALWAYS, now)]
        past: list[tuple[datetime, Record | None]] = []
        before = [act for act, at in zip(acts, times, strict=True) if at <= self._since]
        if before:
            past.append((rhythms.ALWAYS, self._at(standing.path, before[-1].commit)))
        for act, at in zip(acts, times, strict=True):
            if at > self._since:
                past.append((at, self._at(standing.path, act.commit)))
        return [*past[:-1], (past[-1][0], now)]

    def _acts(self, record: Record) -> list[Act]:
        """One of each commit."""
        acts = self._index.acts_of((record.id, *record.aliases))
        return list({act.commit: act for act in acts}.values())

    def _at(self, path: str, commit: str) -> Record | None:
        oid = self._ws.store.oid(path, commit)
        return self._read(path, oid) if oid else None

    def _read(self, path: str, oid: str) -> Record | None:
        protocol = self._kinds.of(path)
        read = self._versions.read((path, oid), protocol, self._ws.here) if protocol else None
        return read if isinstance(read, Record) else None


def kept_and_missed(ws: Workspace, kind: str, first: date, last: date) -> tuple[Kept, ...]:
    """Every turn whose period ends on one of these days, by the days of those who owe it, and what keeps it."""
    protocol = ws.here.protocol(kind)
    index = follow.current(ws)
    start = datetime.combine(first, time(), UTC) - _ZONES
    end = datetime.combine(last, time(), UTC) + _ZONES
    found = [each for asking in _kinds(protocol) for each in index.of_kind(asking)]
    return tuple(
        Kept(turn, index.keeping(*keeping(turn), kind))
        for turn in _turns(ws, index, protocol, found, start, end)
        if first <= turn.window.last <= last
    )


def promises(turns: Sequence[Turned], now: str) -> list[Json]:
    """Turns as promises are told: they are of the kind that keeps them, and on the record that asks."""
    return [
        {
            "promise": turn.kind,
            "record": turn.record,
            "kind": turn.kind,
            "title": turn.title,
            "party": turn.person,
            "who": [turn.person],
            "since": turn.since,
            "due": turn.due,
            "late": turn.due < now,
            "kept_by": json.loads(turn.kept_by),
            "silence": "remind",
            "owed_to": json.loads(turn.waiting),
            "period": turn.period,
        }
        for turn in turns
    ]


def comes_round_for(ws: Workspace, kind: str) -> bool:
    """Whether something comes round for records of this kind."""
    return any(kind in _kinds(protocol) for protocol in ws.here.protocols.values())


def of_record(ws: Workspace, record: str) -> list[Json]:
    """Who is asked by a record now, each on a day of their own, and what they posted."""
    now = write_instant(ws.now)
    return [
        {
            "kind": turn.kind,
            "period": turn.period,
            "party": turn.person,
            "since": turn.since,
            "due": turn.due,
            "late": turn.kept is None and turn.due < now,
            "kept": turn.kept,
        }
        for turn in with_turns(ws).turns_for(record, now)
    ]


def rhythm_reminders(ws: Workspace, now: datetime) -> list[Json]:
    """What is to be said now of turns that are owed: the newest stage of each, once."""
    index = with_turns(ws)
    stood_for = index.meta("commit")
    come = index.turns_to_say(write_instant(now))
    if not come:
        return []
    with state_of(ws) as state:
        said = frozenset(state.say([_saying(stage, turn) for stage, turn in come], now))
    with index.writing():
        if index.in_place() and index.meta("commit") == stood_for:
            index.turn_was_said(come)
    told = promises([turn for _, turn in come], write_instant(now))
    return [
        {**each, "to": each["who"], "stage": f"{stage}%"}
        for (stage, turn), each in zip(come, told, strict=True)
        if _saying(stage, turn) in said
    ]


def _saying(stage: int, turn: Turned) -> Saying:
    return Saying(turn.record, turn.kind, str(stage), read_instant(turn.due), turn.person)
