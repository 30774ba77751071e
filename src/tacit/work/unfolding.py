"""How a record came to be what it is: every act on it, with its text before and after."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tacit.errors import Malformed
from tacit.model.protocol import Protocol
from tacit.text.document import Document
from tacit.text.records import front_of
from tacit.text.spans import write_instant
from tacit.work import ask
from tacit.work.locate import candidates
from tacit.work.wire import CommitTree, Workspace

Json = dict[str, Any]


def unfolded(ws: Workspace, record: str) -> Json:
    """The acts oldest first. Of one that kept a promise, `due` is by when it was owed."""
    found = ask.resolve(ws, record)
    return {"acts": list(_unfolded(ws, found.id, ws.here.protocols[found.kind]))}


def _unfolded(ws: Workspace, record: str, protocol: Protocol) -> Iterator[Json]:
    before: str | None = None
    for act in ask.history(ws, record)["acts"]:
        after = _text_at(ws, record, protocol, act["commit"])
        yield {**act, "before": before, "after": after, "due": _due(act["act"], before, protocol)}
        before = after


def _text_at(ws: Workspace, record: str, protocol: Protocol, commit: str) -> str | None:
    """The record's file as a commit has it, wherever it lay then."""
    for path, _ in candidates(record, {protocol.kind: protocol}, CommitTree(ws.store, commit)):
        data = ws.store.read(path, commit)
        if data is not None:
            return data.decode("utf-8", "replace")
    return None


def _due(act: str, before: str | None, protocol: Protocol) -> str | None:
    fields = [rule.due for rule in protocol.promises.values() if act in rule.kept]
    if before is None or not fields:
        return None
    try:
        record, _ = front_of(Document.of(before, "", protocol.foreign), protocol)
    except Malformed:
        return None
    dues = [value for name in fields if isinstance(value := record.fields.get(name), datetime)]
    return write_instant(min(dues)) if dues else None
