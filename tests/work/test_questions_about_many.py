"""Boards and lists of many records ask the index as often as those of few."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from handwritten import Handwritten

from tacit.index.sqlite import SqliteIndex
from tacit.work import act, ask
from tacit.work.board import board
from tacit.work.listing import listing
from tacit.work.wire import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Handwritten.made(tmp_path / "shop").open(datetime(2026, 3, 3, 9, tzinfo=UTC))


def tasks(ws: Workspace, states: list[str]) -> None:
    for number, state in enumerate(states):
        made = act.create(ws, "task", sets={"topic": f"{state} {number}", "owner": "bob"}, writes={}, who="bob")
        if state != "todo":
            act.act(ws, str(made["id"]), "drop", sets={}, writes={}, because="Not wanted.", who="bob")


def questions(ws: Workspace, ask_: Callable[[], object]) -> int:
    """How many statements the database is asked while that is told."""
    said: list[str] = []
    database = cast("SqliteIndex", ask.ready(ws))._db
    database.set_trace_callback(said.append)
    try:
        ask_()
    finally:
        database.set_trace_callback(None)
    return sum(not one.startswith("--") for one in said)  # those are what the database asks its own tables


@pytest.mark.parametrize("told", [lambda ws: board(ws, lacking=True), lambda ws: listing(ws, "task", all=True)])
def test_what_is_told_of_many_takes_no_more_questions(ws: Workspace, told: Callable[[Workspace], object]) -> None:
    tasks(ws, ["todo", "dropped"])
    told(ws)
    few = questions(ws, lambda: told(ws))
    tasks(ws, ["todo"] * 4 + ["dropped"] * 3)
    told(ws)
    assert questions(ws, lambda: told(ws)) == few


def test_a_card_says_since_when_it_stands_where_it_stands(ws: Workspace) -> None:
    tasks(ws, ["todo", "dropped"])
    columns = {column["state"]: column["cards"] for column in board(ws)["columns"]}
    assert [card["title"] for card in columns["todo"]] == ["todo 0"]
    assert [card["title"] for card in columns["dropped"]] == ["dropped 1"]
    assert columns["todo"][0]["since"] == columns["dropped"][0]["since"] == "2026-03-03T09:00:00Z"
    assert "rank" not in columns["todo"][0]
