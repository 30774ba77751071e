"""Where the fields of files that Tacit did not write may stand besides front matter.

`# ` is the title, the first heading of level one, without its number; `## Status` the first line of that section;
`Date:` a line of that name above the sections, also in a list (`* Date:`); `status ...` what stands behind the state.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tacit.text.headings import normal
from tacit.text.scalars import Written

if TYPE_CHECKING:
    from tacit.text.document import Document

BEHIND = "status ..."  # the place of the words behind a state: "superseded by ADR-0005"

_SECTION = re.compile(r"(#{2,6}) +(\S.*)")
_LINE = re.compile(r"(?P<mark>[-*+] +)?(?P<strong>\*\*|__)?(?P<name>[^\s:*_#][^:\n]*?)(?:\*\*|__)?: *(?:\*\*|__)?")
_NUMBER = re.compile(
    r"(?:\[?(?:M?ADR|RFC|AD|DR)[-_ ]?\d+\]?\s*[-–—.:)]\s+|\[(?:M?ADR|RFC|AD|DR)[-_ ]?\d+\]\s+"
    r"|\d{1,5}\s*[.:)]\s+|\d{1,5}\s+[-–—]\s+)(?=\S)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(\d{1,5})\s+(?=\S)")
_IN_FILE_NAME = re.compile(r"(\d+)[^/]*$")
_BELOW_TITLE = re.compile(r"^#{2,6}[ \t]", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*(?:[-*+>][ \t]+)?(\S[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_AROUND = re.compile(r"^[\W_]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A value where it stands: text[start:end] of the file."""

    text: str
    start: int
    end: int
    line: int


def is_place(written: str) -> bool:
    """Whether this names a place in the text, and no key of front matter."""
    return written.startswith("#") or written == BEHIND or (written.endswith(":") and bool(_LINE.fullmatch(written)))


def is_sound(place: str) -> bool:
    return place.strip() in ("#", BEHIND) or bool(_SECTION.fullmatch(place) or _LINE.fullmatch(place))


def find_place(document: "Document", place: str) -> Spot | None:
    """What stands in one place; None where the file has no such place. An empty value is a place all the same."""
    if place.strip() == "#":
        return _title(document)
    section = _SECTION.fullmatch(place)
    if section is not None:
        return _first_line(document, len(section[1]), section[2])
    line = _LINE.fullmatch(place)
    return _on_line(document, line["name"]) if line is not None else None


def _title(document: "Document") -> Spot | None:
    heading = next(iter(document.sections("headings", 1)), None)
    if heading is None:
        return None
    number = _NUMBER.match(heading.text) or _number_of_file(heading.text, document.path)
    bare = heading.text[number.end() :] if number else heading.text
    start = document.text.index(bare, heading.start)
    return Spot(bare, start, start + len(bare), heading.line)


def _number_of_file(title: str, path: str) -> re.Match[str] | None:
    """A number without a sign behind it is the file's where the file's name has it too."""
    found = _BARE_NUMBER.match(title)
    named = _IN_FILE_NAME.search(path)
    return found if found and named and int(found[1]) == int(named[1]) else None


def _first_line(document: "Document", level: int, name: str) -> Spot | None:
    wanted = normal(name)
    heading = next((each for each in document.sections("headings", level) if normal(each.text) == wanted), None)
    if heading is None:
        return None
    body = _without_comments(document.text[heading.body : heading.end])
    content = _CONTENT.search(body)
    if content is None:
        return Spot("", heading.body, heading.body, heading.line)
    start, end = heading.body + content.start(1), heading.body + content.end(1)
    return Spot(content[1], start, end, _line_of(document, start))


def _on_line(document: "Document", name: str) -> Spot | None:
    text, begins = document.text, document.front.body
    below = _BELOW_TITLE.search(text, begins)
    head = _without_comments(text[begins : below.start() if below else len(text)])
    found = _line_pattern(name).search(head)
    if found is None:
        return None
    start, end = begins + found.start(1), begins + found.end(1)
    return Spot(found[1], start, end, _line_of(document, start))


@lru_cache(maxsize=64)
def _line_pattern(name: str) -> re.Pattern[str]:
    strong = r"(?:\*\*|__)"
    key = rf"(?:[-*+][ \t]+)?{strong}?{re.escape(name)}(?:[ \t]*:{strong}?|{strong}[ \t]*:)"
    return re.compile(rf"^[ \t]*{key}[ \t]*([^\r\n]*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


def _without_comments(text: str) -> str:
    """The same text with every comment blank, each character in its place."""
    if "<!--" not in text:
        return text
    return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)


def _line_of(document: "Document", at: int) -> int:
    return document.text.count("\n", 0, at) + 1


def is_hint(text: str) -> bool:
    """What a template says of a value that nobody has given yet: `[YYYY-MM-DD]`, `{who decides}`."""
    return (text[:1], text[-1:]) in (("[", "]"), ("{", "}"))


def read_state(written: str, spellings: Mapping[str, str]) -> tuple[str, str] | None:
    """The state that a text begins with, signs and case aside, and what stands behind it; None where it names none.

    `spellings` are case-folded. The longest one counts: `last call` before `last`.
    """
    bare = _AROUND.sub("", written)
    folded = bare.casefold()
    fitting = (
        spelling
        for spelling in spellings
        if spelling and folded.startswith(spelling) and not folded[len(spelling) : len(spelling) + 1].isalnum()
    )
    spelling = max(fitting, key=len, default=None)
    if spelling is None:
        return None
    return spellings[spelling], bare[len(spelling) :].strip(" \t*_`\"'")


def spell_state(state: str, behind: str, old: str = "") -> str:
    """A state in the case of what stood there before, with what belongs behind it."""
    said = f"{state} {behind}".rstrip()
    return said[:1].upper() + said[1:] if _AROUND.sub("", old)[:1].isupper() else said


def behind_of(places: Mapping[str, Sequence[str]]) -> str:
    """The field that holds what stands behind the state, where there is one."""
    return next((name for name, found in places.items() if BEHIND in found), "")


def lay_in(values: Mapping[str, Written]) -> str:
    """The head of a new file, of each place with its value: the title, the lines below it, then the sections."""
    said = {place: written for place, value in values.items() if (written := on_one_line(value))}
    title = [f"# {text}" for place, text in said.items() if place.strip() == "#"]
    lines = [f"{place} {text}" for place, text in said.items() if _LINE.fullmatch(place)]
    sections = [f"{place}\n\n{text[:1].upper()}{text[1:]}" for place, text in said.items() if place[:2] == "##"]
    return "\n\n".join(filter(None, (*title, "\n".join(lines), *sections)))


def on_one_line(written: Written | None) -> str:
    """A value as it stands in a text: of a list, its items with commas between them."""
    if written is None:
        return ""
    if isinstance(written, Sequence) and not isinstance(written, str):
        return ", ".join(str(each) for each in written)
    return str(written)
