"""The state of this clone, opened for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tacit.state.said import State
from tacit.work.wire import Workspace


@contextmanager
def state_of(ws: Workspace) -> Iterator[State]:
    """What was said, and what others have seen; shared by all work trees of a clone."""
    state = State(Path(ws.place.common_dir) / "tacit" / "state.db")
    try:
        yield state
    finally:
        state.close()
