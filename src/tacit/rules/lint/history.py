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
    here = _said(now)
    return all(here.get(what) != value for what, value in _changed(before, after).items())


def takes_back(irregular: Record, before: Record, after: Record) -> bool:
    """Whether a change does nothing but put back what stood in a record before an irregular one; that needs nobody's
    leave."""
    good = _said(irregular)
    return all(good.get(what) == value for what, value in _changed(before, after).items())


def _changed(before: Record, after: Record) -> dict[tuple[str, str], object]:
    """What differs, as it is afterwards; days of change are no change."""
    old, new = _said(before), _said(after)
    return {what: new.get(what) for what in {*old, *new} if old.get(what) != new.get(what)}


def _said(record: Record) -> dict[tuple[str, str], object]:
    fields = {("field", name): value for name, value in record.fields.items() if name != "updated"}
    return {**fields, **{("section", part.key): part.body.strip() for part in record.parts}}
