"""Requests that may be sent twice: each is known by its sender and a key of theirs, for a day.

The key makes the id of the command, which the commit carries: sent again, it does nothing twice. What it was answered
is kept beside the repository, and told again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.state.answers import Answered
from tacit.text.spans import write_instant
from tacit.work import ask
from tacit.work.state_files import answers_of
from tacit.work.wire import Workspace

Json = dict[str, Any]
_KEPT = timedelta(hours=24)
_KEYS = UUID("7f6b5c1e-2a57-4b0e-9d5c-0c3c8f0f6a11")


def command_of(person: str | None, key: str) -> str:
    return str(uuid5(_KEYS, f"{person or ''}/{key}"))


def before(ws: Workspace, command: str, asked: bytes) -> Answered | None:
    """What this command was answered already. Refuses one that was asked something else before. One that was asked and
    not answered may have been done by a server that has ended since, whatever others have committed after it."""
    told = sha256(asked).digest()
    with answers_of(ws) as answers:
        is_open = answers.is_open(command)
        first, answered = answers.ask(command, told, ws.now, ws.now - _KEPT)
    if first != told:
        said = "this key came with another request before"
        raise Refused("repeated-otherwise", said, remedy="Give each request a key of its own.")
    if is_open:
        ws.store.recall(command)
    return answered


@contextmanager
def told_anew(ws: Workspace, command: str) -> Iterator[None]:
    """What is done inside is done once, however often it is asked for, and each time it is told as it stands then."""
    before(ws, command, b"")
    with tried(ws, command):
        yield


@contextmanager
def tried(ws: Workspace, command: str) -> Iterator[None]:
    """What is refused inside was not done: nobody has to look for it in history when it is asked again."""
    try:
        yield
    except (Refused, Malformed, WrongUsage):
        with answers_of(ws) as answers:
            answers.forget(command)
        raise


def keep(ws: Workspace, command: str, status: int, headers: str, content: bytes) -> None:
    with answers_of(ws) as answers:
        answers.answer(command, Answered(status, headers, content))


def as_it_stands(ws: Workspace, commit: str) -> Json:
    """The record that a commit was about, told like an act that was just done: as it is now, since what it was is told
    by nobody any more."""
    index = ask.ready(ws)
    record = next(iter(index.records_of_acts([commit])), "")
    found = ask.resolve(ws, record)
    done = next((one.act for one in index.acts_of([record]) if one.commit == commit), "")
    promises = ask.promises_json(index, index.promises_of(found.id), write_instant(ws.now))
    told = {"promises": promises, "act": done, "commit": commit, "notices": [], "opened": [], "warnings": []}
    return {**ask.record_json(found), **told, "repeated": True}
