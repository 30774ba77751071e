"""The board: cards that are moved by hand, by keys, or by a form on each of them. A move is an act like any other."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tacit.errors import Refused, TacitError, WrongUsage
from tacit.model.account import Need
from tacit.rules.access import may
from tacit.web.answers import Answer, json_answer, page, problem, redirect, status_of
from tacit.web.visit import Visit
from tacit.work import ask
from tacit.work.act import act
from tacit.work.board import KIND, board, owner_field

_GOAL = "goal"
_LABELS = "labels"


def columns(visit: Visit) -> Answer:
    return _board(visit, visit.query)


def move(visit: Visit) -> Answer:
    """The answer to a script is the record as it stands now, or why not; to a form the board, with the reason at its
    card."""
    record, name, state = (visit.form.get(each, "") for each in ("record", "act", "state"))
    if " " in state:  # of a form, where both are chosen at once
        name, _, state = state.partition(" ")
    by_script = "application/json" in visit.headers.get("accept", "")
    try:
        if not (record and name and state):
            raise WrongUsage("no-move", "it is not said which card goes where", remedy="Choose a column.")
        done = act(visit.ws, record, name, sets=_chosen(visit, record, name, state), writes={}, who=visit.person)
    except TacitError as wrong:
        if by_script:
            return problem(wrong)
        return _board(visit, visit.form, status_of(wrong), record, wrong)
    if by_script:
        return json_answer(done)
    return redirect(f"/board{_query(visit.form)}#{record}")


def _chosen(visit: Visit, record: str, name: str, state: str) -> Mapping[str, str]:
    """Of an act that leads to several states, which one."""
    protocol = visit.here.protocols[ask.resolve(visit.ws, record).kind]
    rule = protocol.acts.get(name)
    return {"status": state} if rule is not None and rule.chooses else {}


def _board(
    visit: Visit, asked: Mapping[str, str], status: int = 200, card: str = "", error: TacitError | None = None
) -> Answer:
    kind = asked.get("kind") or KIND
    if kind == KIND and KIND not in visit.here.protocols:
        raise Refused("no-page", f"there is nothing at {visit.path}", remedy="This workspace keeps no tasks.")
    protocol = visit.here.protocol(kind)
    where = {_LABELS: label} if _LABELS in protocol.fields and (label := asked.get(_LABELS, "").strip()) else {}
    goal = asked.get(_GOAL) if _GOAL in protocol.fields else None
    owner = asked.get("owner", "").strip() or None
    found = board(visit.ws, kind, goal or None, where, owner, lacking=True)
    shown = [column for column in found["columns"] if column["cards"] or not _ends_by_words(found, column)]
    return page(
        visit,
        "board.html",
        status,
        protocol=protocol,
        columns=shown,
        ways=_ways(found) if may(visit.who, Need.ACT) else {column["state"]: {} for column in shown},
        owners=[*visit.here.people] if owner_field(protocol) in protocol.fields else [],
        goals=_goals(visit) if _GOAL in protocol.fields else [],
        labels=_LABELS in protocol.fields,
        asked=asked,
        filtered=bool(where or goal or owner),
        refused=card,
        error=error,
    )


def _ways(found: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, bool]]]:
    """By state, where a card may go from there: the act that leads there, and whether that asks for a text."""
    ways: dict[str, dict[str, tuple[str, bool]]] = {column["state"]: {} for column in found["columns"]}
    for one in sorted(found["moves"], key=lambda one: (one["asks"], not one["choose"])):
        for state in one["from"]:
            for to in one["to"]:
                if to != state:
                    ways[state].setdefault(to, (one["act"], one["asks"]))
    return ways


def _ends_by_words(found: Mapping[str, Any], column: Mapping[str, Any]) -> bool:
    """A column in which nothing stands, and into which nothing is just put: those who end it so have to say why."""
    leading = [one for one in found["moves"] if column["state"] in one["to"]]
    return bool(column["final"]) and all(one["asks"] for one in leading)


def _goals(visit: Visit) -> Sequence[Mapping[str, Any]]:
    if _GOAL not in visit.here.protocols:
        return []
    records: Sequence[Mapping[str, Any]] = ask.list_records(visit.ws, _GOAL)["records"]
    return records


def _query(asked: Mapping[str, str]) -> str:
    kept = [(name, value) for name in ("kind", _GOAL, "owner", _LABELS) if (value := asked.get(name, ""))]
    return f"?{urlencode(kept)}" if kept else ""
