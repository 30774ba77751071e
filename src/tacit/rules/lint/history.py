"""`own-section` and `irregular`: changes that no allowed act explains, in history or not committed yet."""

from collections.abc import Iterator

from tacit.model.history import Transition
from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.world import World


def irregular(done: Transition, record: Record, protocol: Protocol, world: World) -> Iterator[Finding]:
    """The finding of one change of this record; of one without a commit, as something still to be undone."""
    if not done.irregular:
        return
    rule = done.fault or "irregular"
    said = done.irregular
    if done.commit:
        said = f"{said} (commit {done.commit[:10]} of {done.at:%Y-%m-%d})"
    yield Finding(record.path, _line(done, record, protocol, world), rule, "error", said, _remedy(done, record, rule))


def _line(done: Transition, record: Record, protocol: Protocol, world: World) -> int:
    """The section that the reason names, else the status."""
    for part in record.parts:
        if part.key in protocol.sections and wording.heading(part.key, record, protocol, world) in done.irregular:
            return part.line
    return record.lines.get("status", 1)


def _remedy(done: Transition, record: Record, rule: str) -> str:
    if not done.commit:
        return f"Take it back: git checkout HEAD -- '{record.path}'. `tacit show {record.id}` says what you may do."
    if rule == "own-section":
        return "Put back what stood there, or let those whose section it is write it anew."
    return f"Put back what stood there before; `tacit show {record.id}` says which acts lead on."


def is_mended(before: Record, after: Record, now: Record) -> bool:
    """Whether an irregular change was taken back since: nothing that it changed stands as it left it."""
    if before.status != after.status and now.status == after.status:
        return False
    old, new, here = ({part.key: part.body.strip() for part in record.parts} for record in (before, after, now))
    changed = [key for key in {*old, *new} if old.get(key, "") != new.get(key, "")]
    fields = [
        name
        for name in {*before.fields, *after.fields}
        if name not in ("status", "updated") and before.fields.get(name) != after.fields.get(name)
    ]
    return all(here.get(key, "") != new.get(key, "") for key in changed) and all(
        now.fields.get(name) != after.fields.get(name) for name in fields
    )
