"""A pull request's body as the record that it would be: what its first line says, and its sections."""

import re
from collections.abc import Iterator

from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.text.records import read_record

_FIELD = re.compile(r"\{(\w+)\}")
_HASHES = re.compile(r"^#{1,6}\\? ")
_FRONT = "---\n---\n"  # a body has no front matter; with an empty one it is read as every record is
ABOVE = _FRONT.count("\n")


def read_story(text: str, path: str, protocol: Protocol) -> Record:
    """The fields that the protocol's `head` names, and the sections; lines are those of the body."""
    body = text.removeprefix("\ufeff").replace("\r\n", "\n")
    record, _ = read_record((_FRONT + body).encode(), path, protocol, lambda name: (name,))
    return Record("", protocol.kind, path, dict(_head(body, protocol.head)), record.parts, lines={"head": 1})


def _head(body: str, head: str) -> Iterator[tuple[str, str]]:
    """What stands where the head has a field in braces; a heading may be of another level."""
    lines = body.split("\n")
    for pattern in filter(None, (_pattern(line) for line in head.split("\n"))):
        found = next(filter(None, map(pattern.fullmatch, lines)), None)
        for name, value in (found.groupdict() if found else {}).items():
            yield name, value.strip()


def _pattern(line: str) -> re.Pattern[str] | None:
    if not _FIELD.search(line):
        return None
    parts = _FIELD.split(line)
    written = "".join(rf"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(_HASHES.sub("#{1,6} +", written.replace("\\#", "#")) + r"[ \t]*", re.IGNORECASE)
