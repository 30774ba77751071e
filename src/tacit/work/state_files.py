"""The files of state of a clone, shared by all of its work trees, each opened for a moment."""

from contextlib import closing
from pathlib import Path

from tacit.state.answers import Answers
from tacit.state.said import State
from tacit.work.wire import Workspace


def path_of(ws: Workspace, name: str) -> Path:
    return Path(ws.place.common_dir) / "tacit" / name


def state_of(ws: Workspace) -> "closing[State]":
    """What was said to whom, and since when others have seen what."""
    return closing(State(path_of(ws, "state.db")))


def answers_of(ws: Workspace) -> "closing[Answers]":
    """What was answered to requests that may be sent again."""
    return closing(Answers(path_of(ws, "answers.db")))
