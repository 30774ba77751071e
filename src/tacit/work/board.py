"""The board: records of one kind in columns by their state, and how each is moved."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.model.protocol import ActRule, Protocol
from tacit.rules.calendar import day_of
from tacit.rules.world import TACIT
from tacit.text.spans import read_instant
from tacit.work import ask, present
from tacit.work.wire import CommitTree, Records, Workspace

Json = dict[str, Any]
KIND = "task"
DONE_SHOWN = 5  # of each final state: a board is for what is to be done
_PAGE = 500
_PRIORITY = "priority"


def board(
    ws: Workspace,
    kind: str = KIND,
    goal: str | None = None,
    where: Mapping[str, str] | None = None,
    who: str | None = None,
    *,
    lacking: bool = False,
) -> Json:
    """Columns in the order of the protocol's states; in each the most urgent cards first, then the oldest. `who` is
    the owner whose cards are wanted; with `lacking` each open card says what has to be written before it goes on."""
    present.need_workspace(ws.here)
    protocol = ws.here.protocol(kind)
    asked = dict(where or {})
    if goal is not None:
        asked["goal"] = ask.resolve_id(ws, goal)
    if who is not None:
        asked[owner_field(protocol)] = who
    ask.check_asked(ws, kind, asked)
    index = ask.ready(ws)
    facts = [("kind", kind), *asked.items()]
    open_ = list(_open(index, facts))
    done = {state: _last(index, facts, state) for state in protocol.final}
    moved = _moved(index, [*open_, *(each for found, _ in done.values() for each in found)])
    today = day_of(ws.now, ws.here.settings.hours.zone)
    cards = [_card(ws, protocol, each, moved[each.id], today) for each in open_]
    if lacking:
        _say_what_lacks(ws, protocol, cards)
    columns = []
    for state in protocol.states:
        found, more = done.get(state, ((), False))
        of_state = [card for card in cards if card["status"] == state]
        of_state += [_card(ws, protocol, each, moved[each.id], today) for each in found]
        columns.append(_column(state, state in protocol.final, of_state, more))
    return {"kind": kind, "columns": columns, "moves": _moves(protocol)}


def owner_field(protocol: Protocol) -> str:
    """The field that says whose a card is: `owner`, else the first one that a role reads."""
    if "owner" in protocol.fields:
        return "owner"
    paths = [path for role in protocol.roles.values() for path in role.paths]
    return next((path for path in paths if path in protocol.fields), "owner")


def _open(index: Index, facts: Iterable[tuple[str, str]]) -> Iterable[Found]:
    facts = list(facts)
    before = None
    while True:
        found, before = index.page(facts, only_open=True, before=before, limit=_PAGE)
        yield from found
        if before is None:
            return


def _last(index: Index, facts: Sequence[tuple[str, str]], state: str) -> tuple[Sequence[Found], bool]:
    """Those that came to this state last, and whether there are more."""
    found, following = index.page([*facts, ("status", state)], only_open=False, before=None, limit=DONE_SHOWN)
    return found, following is not None


def _column(state: str, final: bool, cards: list[Json], more: bool) -> Json:
    if not final:
        cards.sort(key=lambda card: card["rank"])
    for card in cards:
        del card["rank"]
    return {"state": state, "final": final, "cards": cards, "more": more}


def _card(ws: Workspace, protocol: Protocol, found: Found, moved: str | None, today: date) -> Json:
    told = ask.record_json(found)
    fields = told["fields"]
    priority = fields.get(_PRIORITY) or ""
    ranks = protocol.fields[_PRIORITY].choices if _PRIORITY in protocol.fields else ()
    told["owner"] = fields.get(owner_field(protocol))
    told["priority"] = priority or None
    told["since"] = moved
    told["days"] = max((today - _day(moved, ws)).days, 0) if moved else None
    told["rank"] = (-ranks.index(priority) if priority in ranks else 0, moved or "", found.id)
    return told


def _say_what_lacks(ws: Workspace, protocol: Protocol, cards: Iterable[Json]) -> None:
    """The sections that some state asks for and that are not filled: their records are read."""
    asked = [key for key, section in protocol.sections.items() if section.needed.on == "status"]
    records = Records(CommitTree(ws.store, ws.head()), ws.here)
    for card in cards:
        record = records.at(card["path"], protocol) if asked else None
        card["lacks"] = [key for key in asked if record is not None and not record.filled(key)]


def _moved(index: Index, cards: Sequence[Found]) -> dict[str, str | None]:
    """Since when each stands where it stands: its last act that led there, else the day on which it was made."""
    states = {each.id: each.status for each in cards}
    moved = {each.id: each.created for each in cards}
    for act in index.acts_of(list(states)) if states else ():
        if act.target == states[act.record] and act.source != act.target:
            moved[act.record] = act.at
    return moved


def _day(at: str, ws: Workspace) -> date:
    zone = ws.here.settings.hours.zone
    return date.fromisoformat(at) if len(at) == len("2026-03-03") else day_of(read_instant(at), zone)


def _moves(protocol: Protocol) -> list[Json]:
    """What leads a card from one column to another, for people; acts of Tacit alone are left out."""
    return [
        {
            "act": rule.name,
            "from": list(rule.source),
            "to": list(_targets(rule)),
            "choose": bool(rule.chooses),
            "asks": rule.because or bool(rule.writes),  # a text, so that it is more than a move
        }
        for rule in protocol.acts.values()
        if rule.source and _targets(rule) and any(by != (TACIT,) for by in rule.by.every())
    ]


def _targets(rule: ActRule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.targets()))
