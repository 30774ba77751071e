"""Two who write to one record at once: what one of them would take away from the other unseen."""

from collections.abc import Iterator

from tacit.model.change import Change, Given
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.acts import is_sign_off
from tacit.rules.answers import bound
from tacit.rules.choices import choose


def overwritten(seen: Record, now: Record, change: Change, given: Given, protocol: Protocol) -> tuple[str, ...]:
    """The fields and sections that the change would write over though they are not what its author saw, and those
    that its author would answer or sign without having seen them. What is appended takes nothing away."""
    if seen == now:
        return ()
    return tuple(
        dict.fromkeys(
            (*_fields(seen, now, given), *_sections(seen, now, change), *_signed(seen, now, change, protocol))
        )
    )


def _fields(seen: Record, now: Record, given: Given) -> Iterator[str]:
    for name, value in given.sets.items():
        stands = now.fields.get(name)
        if stands not in (seen.fields.get(name), value):
            yield name


def _sections(seen: Record, now: Record, change: Change) -> Iterator[str]:
    for write in change.writes:
        if write.mode == "set" and text_of(now, write.section) not in (
            text_of(seen, write.section),
            write.text.strip(),
        ):
            yield write.section


def _signed(seen: Record, now: Record, change: Change, protocol: Protocol) -> Iterator[str]:
    """Whoever answers or confirms means the text that stood before them."""
    rule = protocol.acts.get(change.act)
    if rule is None or not (change.answer or is_sign_off(rule)):
        return
    needs = choose(rule.needs, now, protocol)
    owned = [key for key, section in protocol.sections.items() if protocol.opener in section.by]
    answered = owned if change.answer and bound(seen, protocol) != bound(now, protocol) else []
    for key in dict.fromkeys((*needs, *answered)):
        if text_of(seen, key) != text_of(now, key):
            yield key


def text_of(record: Record, key: str) -> str:
    part = record.part(key)
    return part.body.strip() if part is not None else ""
