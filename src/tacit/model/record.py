"""Records as the rules see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Union

# What a field may hold once its protocol has said what it is. Of an unknown key the text is kept as it stands.
Value = Union[str, int, float, bool, date, datetime, None, "Answers", tuple["Value", ...], Mapping[str, "Value"]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one party answered: approve, abstain, object or replied; when; on which text (see `rules.answers.bound`)."""

    party: str
    answer: str
    at: datetime
    text: str = ""
    by: str = ""  # the person who gave it


Answers = tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands in a file."""

    heading: str  # as written
    key: str  # the protocol's spelling, "{to}'s Reply"; the heading itself where the protocol has none
    body: str
    line: int  # of the heading, counted from 1
    filled: bool  # something stands here besides the template's own
    known: bool = True  # whether the protocol has such a section
    mark: str = ""  # of a `> Status:` line, where exactly one mark stands


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    kind: str
    path: str
    fields: Mapping[str, Value]
    parts: tuple[Part, ...] = ()
    version: str = ""  # the hash of the file
    aliases: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)  # of each front-matter key
    called: str = ""  # what a record without a topic is called: the first line of its template, filled in

    @property
    def status(self) -> str:
        found = self.fields.get("status")
        return found if isinstance(found, str) else ""

    @property
    def title(self) -> str:
        found = self.fields.get("topic") or self.fields.get("name") or self.called or self.id
        return str(found)

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def filled(self, key: str) -> bool:
        part = self.part(key)
        return part is not None and part.filled


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that does not parse: shown, its promises paused, never skipped in silence."""

    id: str
    kind: str
    path: str
    message: str
    remedy: str
    line: int
    version: str = ""
