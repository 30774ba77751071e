"""Entries: what one person said in one act, as an item of a list that only grows.

    - **Alice** (frontend) · 2026-03-03 · object: Keys rotate every hour.

Further lines of a text are indented, so nobody can write a line that would read as somebody else's entry. Entries may
have a heading of their own instead, which says nothing of who wrote them:

    ### Upload in pieces

    - Pros: survives a bad connection
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tacit.errors import Refused
from tacit.model.protocol import Protocol
from tacit.model.record import Value
from tacit.text.sections import find_headings

_STAMP = re.compile(
    r"^- \*\*(?P<person>[^*\n]+)\*\*(?: \((?P<of>[^()\n]*)\))? · (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r" · (?P<act>[\w-]+)(?::[ \t]*(?P<text>[^\n]*))?[ \t]*$",
    re.MULTILINE,
)
# Controls (with them terminal escapes) and the marks that let text run backwards over what stands around it.
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TITLE = re.compile(r"(?:#{1,6}(?!\S)[ \t]*)?([^\n]*)")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    person: str  # as shown: a name, else a handle
    day: date
    act: str
    text: str = ""
    of: str = ""  # the party for which they spoke, or what else tells who they are: `agent for alice`


@dataclass(frozen=True, slots=True)
class Headed:
    """An entry under a heading of its own."""

    title: str
    text: str = ""


def read_entries(body: str) -> tuple[Entry, ...]:
    """The entries of a section; what stands before the first one is nobody's."""
    stamps = list(_STAMP.finditer(body))
    ends = [*(stamp.start() for stamp in stamps), len(body)][1:]
    return tuple(_entries(body, stamps, ends))


def _entries(body: str, stamps: list[re.Match[str]], ends: list[int]) -> Iterator[Entry]:
    for stamp, end in zip(stamps, ends, strict=True):
        try:
            day = date.fromisoformat(stamp["day"])
        except ValueError:  # 2026-02-30: written by hand, and no stamp of ours
            continue
        rest = body[stamp.end() : end].strip("\n").split("\n")
        lines = [stamp["text"] or "", *(line.removeprefix("  ").rstrip() for line in rest)]
        yield Entry(stamp["person"], day, stamp["act"], "\n".join(lines).strip(), stamp["of"] or "")


def write_entry(entry: Entry) -> str:
    """The lines of an entry, without a newline at the end."""
    text = clean(entry.text).strip()
    of = f" ({entry.of})" if entry.of else ""
    stamp = f"- **{entry.person}**{of} · {entry.day.isoformat()} · {entry.act}"
    if not text:
        return _as_read(stamp, entry)
    if "\n" not in text:
        return _as_read(f"{stamp}: {text}", entry)
    lines = (f"  {line}".rstrip() for line in text.split("\n"))
    return _as_read("\n".join((f"{stamp}:", *lines)), entry)


def entry_text(protocol: Protocol, key: str, entry: Entry) -> str:
    """An entry as this section of the protocol has it."""
    section = protocol.sections.get(key)
    is_headed = section is not None and section.headed
    return write_headed(entry.text, protocol.entry_level) if is_headed else write_entry(entry)


def _as_read(written: str, entry: Entry) -> str:
    read = read_entries(written)
    if len(read) != 1 or (read[0].person, read[0].of, read[0].act) != (entry.person, entry.of, entry.act):
        raise Refused(
            "name",
            f"an entry of {entry.person!r} ({entry.of!r}) cannot be told from the text around it",
            remedy="Names may not hold line breaks, asterisks or parentheses.",
        )
    return written


def read_headed(body: str, level: int) -> tuple[Headed, ...]:
    """The entries under headings of this level; what stands before the first one is nobody's."""
    found = find_headings(body, 0, 1, level)
    return tuple(Headed(each.text, body[each.body : each.end].strip()) for each in found if each.level == level)


def write_headed(text: str, level: int) -> str:
    """An entry of which the first line is the title, without a newline at the end."""
    said = clean(text).strip()
    first = _TITLE.match(said)
    title = first[1].strip() if first else ""
    if not title:
        raise Refused(
            "no-text", "an entry without a text", remedy="Write what it is called, and below that what it says."
        )
    below = said[first.end() :].strip("\n") if first else ""
    written = f"{'#' * level} {title}" + (f"\n\n{below}" if below else "")
    followed = find_headings(f"{written}\n\n{'#' * level} {title}\n", 0, 1, level)
    if [(each.text, each.level) for each in followed] != [(title, level)] * 2:
        remedy = f"Use headings of level {level + 1} and deeper below the first line, and close every code fence."
        raise Refused("entry", "this text would not be read as one entry", remedy=remedy)
    return written


def clean(text: str) -> str:
    """A person's text with plain newlines; refused where it holds what nobody would see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strange = STRANGE.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise Refused(
            "strange-character",
            f"line {line} of the text holds the control character U+{ord(strange.group()):04X}",
            remedy="Remove it; tabs and line breaks are the only control characters that text may hold.",
        )
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        said = f"line {line} of the text looks like the conflict of a merge"
        raise Refused("conflict-marker", said, remedy="Indent the line, or leave it out.")
    return text


def clean_value(value: Value) -> None:
    """Refuses what is so in any text of a value."""
    if isinstance(value, str):
        clean(value)
    elif isinstance(value, tuple):
        for item in value:
            if not isinstance(item, (int, float)) and isinstance(item, (str, tuple, Mapping)):
                clean_value(item)
    elif isinstance(value, Mapping):
        for cell in value.values():
            clean_value(cell)
