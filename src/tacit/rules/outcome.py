"""What came of a record, in one line: the last that was written by whoever settles it."""

import re

from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.world import TACIT
from tacit.text.parts import own_text

_MARKS = re.compile(r"^(?:[-*+>]|\d+[.)])\s+|\*\*|^#+\s+")


def outcome(record: Record, protocol: Protocol) -> str:
    """The first line of the last section that an act, or Tacit, wrote as a whole; nothing where none has been."""
    written = {key for act in protocol.acts.values() for key in (*act.writes, *act.fills)}
    for part in reversed(record.parts):
        section = protocol.sections.get(part.key)
        if section is None or not part.filled or section.entries or section.ticks:
            continue
        if part.key in written or TACIT in section.by:
            return _first_line(part.body)
    return ""


def _first_line(body: str) -> str:
    for line in own_text(body).split("\n"):
        said = _MARKS.sub("", line.strip()).strip()
        if said and not said.startswith("<!--"):
            return said
    return ""
