"""Two editors of one record: what one began to write on is not always what stands there when it is sent."""

import re
from typing import Any

from tacit.errors import EnvironmentFailed, Malformed, Refused
from tacit.model.change import Change, Given
from tacit.model.record import Record
from tacit.rules.overwriting import overwritten, text_of
from tacit.rules.wording import names_in
from tacit.text.document import Document
from tacit.text.headings import write_heading
from tacit.text.records import record_of
from tacit.text.values import as_json
from tacit.work import ask
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace

Json = dict[str, Any]
_HASH = re.compile(r"[0-9a-f]{40}")


def refuse_stale(ws: Workspace, found: Record, version: str, change: Change, given: Given, known: Snapshot) -> None:
    """Refuses what would write over something that its author has not seen."""
    seen = seen_at(ws, found, version, known)
    protocol = known.protocols[found.kind]
    names = overwritten(seen, found, change, given, protocol) if seen else ("what stands here",)
    if names:
        headings = names_in(found, protocol, ws.world(ws.tree, known))
        told = " and ".join(write_heading(name, headings) for name in names)
        said = f"{told} {'was' if len(names) == 1 else 'were'} changed by somebody else meanwhile"
        raise Refused("stale", said, remedy="Look at what stands there now, and send yours again.", path=found.path)


def changed(found: Record) -> Refused:
    """What a caller is told for whom any change counts."""
    remedy = "Look at what stands there now, and send yours again."
    return Refused("stale", f"{found.id} was changed meanwhile", remedy=remedy, path=found.path)


def seen_at(ws: Workspace, found: Record, version: str, known: Snapshot) -> Record | None:
    """The record as that version of its file has it; None for what is no version of it."""
    protocol = known.protocols[found.kind]
    if not _HASH.fullmatch(version):
        return None
    try:
        document = Document.parse(ws.store.blob(version), found.path, protocol.foreign)
        return record_of(document, protocol, known.spellings)[0]
    except (Malformed, EnvironmentFailed):
        return None


def since(ws: Workspace, record: str, version: str) -> Json:
    """What others have made of a record since that version: what stands now where it differs, and who did what."""
    found = ask.resolve(ws, record)
    known = ws.here
    tree = ws.tree
    world = ws.world(tree, known)
    now, protocol = world.records[found.id], known.protocols[found.kind]
    seen = seen_at(ws, now, version, known)
    names = names_in(now, protocol, world)
    changed: list[Json] = []
    for part in now.parts:
        was = text_of(seen, part.key) if seen else ""
        if was != part.body.strip():
            label = write_heading(part.key, names)
            changed.append({"name": part.key, "label": label, "was": was, "now": part.body.strip()})
    for name, field in protocol.fields.items():
        was_value = seen.fields.get(name) if seen else None
        if was_value != now.fields.get(name):
            told = [as_json(value, field) for value in (was_value, now.fields.get(name))]
            changed.append({"name": name, "label": name, "was": told[0], "now": told[1]})
    return {
        "version": tree.oid(now.path),
        "changed": changed,
        "acts": _acts_since(ws, found.id, found.path, version),
    }


def _acts_since(ws: Workspace, record: str, path: str, version: str) -> list[Json]:
    """The acts after the commit that has this version, oldest first; all that are known where none has it."""
    acts: list[Json] = ask.history(ws, record)["acts"]
    place = next((at for at in range(len(acts) - 1, -1, -1) if ws.store.oid(path, acts[at]["commit"]) == version), -1)
    return acts[place + 1 :]
