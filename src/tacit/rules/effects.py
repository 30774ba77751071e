"""What a record is after a change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tacit.model.change import Write
from tacit.model.protocol import Protocol
from tacit.model.record import Part, Record, Value
from tacit.rules.clocks import length_of
from tacit.text.parts import is_filled
from tacit.text.spans import is_span, read_span


def after_change(
    record: Record, sets: Mapping[str, Value], writes: tuple[Write, ...], marks: Mapping[str, str]
) -> Record:
    """The record as the rules will see it once the change is made; texts are not laid out here."""
    fields = {name: value for name, value in {**record.fields, **sets}.items() if value is not None}
    parts = list(record.parts)
    for write in writes:
        _put(parts, write)
    for position, part in enumerate(parts):
        if part.key in marks:
            parts[position] = replace(part, mark=marks[part.key])
    return replace(record, fields=fields, parts=tuple(parts))


def _put(parts: list[Part], write: Write) -> None:
    for position, part in enumerate(parts):
        if part.key == write.section:
            body = write.text if write.mode == "set" else f"{part.body}\n\n{write.text}"
            parts[position] = replace(part, body=body, filled=write.mode == "entry" or is_filled(body))
            return
    parts.append(
        Part(write.section, write.section, write.text, 0, filled=write.mode == "entry" or is_filled(write.text))
    )


def sums(record: Record, protocol: Protocol) -> dict[str, Value]:
    """The fields that are a time and a span added up; nothing where one of the two is missing."""
    return {field.name: _sum(record, *field.sum) for field in protocol.fields.values() if field.sum}


def _sum(record: Record, time: str, span: str) -> datetime | None:
    start, length = record.fields.get(time), record.fields.get(span)
    if isinstance(start, datetime) and isinstance(length, str) and is_span(length):
        return start + length_of(read_span(length))
    return None
