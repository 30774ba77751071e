"""`stale-status`, `not-archived`, `stale-updated`: what the front matter says, against the text and the calendar."""

from collections.abc import Iterator
from datetime import date, datetime

from tacit.model.promise import Finding
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Part, Record
from tacit.rules import wording
from tacit.rules.choices import choose, settled
from tacit.rules.lint.names import in_archive
from tacit.rules.promises import derive
from tacit.rules.world import World
from tacit.text.parts import read_mark, read_stamp, ticked, unticked


def stale_status(record: Record, protocol: Protocol, world: World) -> Iterator[Finding]:
    """The furthest act that the text shows as done, where the status does not know of it."""
    if record.status not in protocol.states or record.status in protocol.final:
        return
    done = [act for act in protocol.acts.values() if _is_done(act, record, protocol)]
    if not done:
        return
    act = max(done, key=lambda one: protocol.states.index(_target(one, record, protocol)))
    target = _target(act, record, protocol)
    shown = (*act.writes, *act.ticks)
    headings = " and ".join(f"“{wording.heading(key, record, protocol, world)}”" for key in shown)
    verb = "are" if len(shown) > 1 else "is"
    how = "ticked" if act.ticks and not act.writes else "filled"
    yield Finding(
        record.path,
        record.lines.get("status", 1),
        "stale-status",
        "error",
        f"the status is {record.status}, but {headings} {verb} {how}",
        f"Write `status: {target}` when you save such a change; `tacit act {record.id} {act.name}` does it for you.",
    )


def _target(act: ActRule, record: Record, protocol: Protocol) -> str:
    return record.status if act.to is None else choose(act.to, record, protocol)


def _is_done(act: ActRule, record: Record, protocol: Protocol) -> bool:
    """Whether the text holds all that this act leaves behind, while the status stands at or before where it begins."""
    order = protocol.states.index
    target = _target(act, record, protocol)
    if act.source is None or act.to is None or order(target) <= order(record.status):
        return False
    if not any(order(record.status) <= order(source) < order(target) for source in act.source):
        return False
    if not (act.writes or act.ticks) or any(protocol.sections[key].entries for key in act.writes):
        return False
    if not all(_is_new(key, act, record, protocol) for key in act.writes):
        return False
    return all(_is_ticked(record.part(key)) for key in act.ticks) and (not act.ticks or _agreed(act, record, protocol))


def _is_new(key: str, act: ActRule, record: Record, protocol: Protocol) -> bool:
    """Whether a section is filled, and by this round: what was written before the record came back does not count."""
    if not settled(key, record, protocol):
        return False
    stamp = _stamp(record, key)
    for back in protocol.acts.values():
        returns = back.to is not None and record.status == _target(back, record, protocol) and bool(back.writes)
        if returns and _target(act, record, protocol) in (back.source or ()):
            answers = [_stamp(record, written) for written in back.writes if settled(written, record, protocol)]
            later = [answer for answer in answers if stamp is None or answer is None or answer >= stamp]
            if answers and len(later) == len(back.writes):
                return False
    return True


def _stamp(record: Record, key: str) -> date | None:
    part = record.part(key)
    return read_stamp(part.body) if part else None


def _is_ticked(part: Part | None) -> bool:
    return part is not None and bool(ticked(part.body)) and not unticked(part.body)


def _agreed(act: ActRule, record: Record, protocol: Protocol) -> bool:
    """What a tick confirms stands there, and its mark does not speak against it."""
    if not all(settled(key, record, protocol) for key in choose(act.needs, record, protocol)):
        return False
    for key, mark in act.marks.items():
        part = record.part(key)
        written = (part.mark or read_mark(part.body, protocol.sections[key].marked)) if part else ""
        if written not in ("", mark):
            return False
    return True


def not_archived(record: Record, protocol: Protocol, world: World, now: datetime) -> Iterator[Finding]:
    """A record that should lie in the archive by now."""
    if protocol.archive is None or in_archive(record.path, protocol):
        return
    line = record.lines.get("status", 1)
    if record.status in protocol.final:
        right = f"{protocol.archive}/{record.id}.md"
        said = f"the status is {record.status}, but the file lies outside the archive"
        remedy = f"Move it: git mv '{record.path}' '{right}'."
        yield Finding(record.path, line, "not-archived", "warning", said, remedy)
        return
    moving = {act.name for act in protocol.acts.values() if act.moves and record.status in (act.source or ())}
    if not moving:
        return
    for promise in derive(record, protocol, world):
        act = next((name for name in promise.kept_by if name in moving), None)
        if act and promise.due is not None and promise.due < now:
            said = f"it is {record.status} and should have been archived by {promise.due:%Y-%m-%d}"
            remedy = f"`tacit act {record.id} {act}` moves it into the archive."
            yield Finding(record.path, line, "not-archived", "warning", said, remedy)
            return


def stale_updated(record: Record, protocol: Protocol, changed: date | None) -> Iterator[Finding]:
    """A change later than `updated` says; `changed` is the day of the last one."""
    updated = record.fields.get("updated")
    if changed is None or "updated" not in protocol.fields or isinstance(updated, datetime):
        return
    if isinstance(updated, date) and updated < changed:
        said = f"updated is {updated.isoformat()}, but the file was changed on {changed.isoformat()}"
        remedy = f"Write `updated: {changed.isoformat()}`; `tacit check --fix` does."
        yield Finding(record.path, record.lines.get("updated", 1), "stale-updated", "warning", said, remedy)
