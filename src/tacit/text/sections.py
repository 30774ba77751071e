"""Where the sections of a Markdown body stand: a scan of its own, aware of fences, comments and lists.

A full Markdown parser takes forty times as long and tells more than we need. Ordinary files are scanned by jumping
from one line that may matter to the next; only where HTML or indented marks could hide a heading is every line read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Layout = Literal["headings", "lines", "bold"]

# Every workspace has these two, whatever its protocols say.
COMMENTS = "Comments"

_MARKS = re.compile(
    r"\n(?:(#{1,6})(?=[ \t\r\n]|\Z)([^\n]*)"
    r"|(`{3,}|~{3,})([^\n]*)"
    r"|( {1,3}[#`~<]|<[A-Za-z/!?]))"
)
_CLOSING_HASHES = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_COMMENT_ENDS = re.compile(r"-->")


@dataclass(slots=True)  # frozen ones take four times as long to make, and indexing makes a million
class Heading:
    """A section in a text: its heading begins at `start`, its body at `body`, and both end at `end`."""

    text: str
    level: int  # 0 where the layout has no headings
    line: int
    start: int
    body: int
    end: int


def find_sections(
    text: str, start: int, first_line: int, layout: Layout = "headings", level: int = 2, known: Sequence[str] = ()
) -> tuple[Heading, ...]:
    """The sections of text[start:], which begins a line, in the order in which they stand.

    `headings`: ATX headings of this level; shallower ones end a section, deeper ones belong to its body.
    `lines`, `bold`: a line that begins with one of the known keys and a colon (`**Key**:` when bold).
    """
    if start >= len(text):
        return ()
    if layout == "headings":
        return _spread(text, start, first_line, find_headings(text, start), level)
    keys = _key_pattern(layout, tuple(known))
    return _spread(text, start, first_line, [(0, *found) for found in _find_keys(text, start, keys)], 0)


def _spread(
    text: str, start: int, first_line: int, marks: list[tuple[int, str, int, int]], level: int
) -> tuple[Heading, ...]:
    """Marks, one behind the other, to sections: each ends where the next mark of its level or above begins."""
    found: list[Heading] = []
    count, line, at = text.count, first_line, start
    marks = [mark for mark in marks if mark[0] <= level]
    ends = [mark[2] for mark in marks[1:]]
    ends.append(len(text))
    for (depth, title, begins, body), end in zip(marks, ends, strict=True):
        line += count("\n", at, begins)
        at = begins
        if depth == level:
            found.append(Heading(title, level, line, begins, body, end))
    return tuple(found)


def find_headings(text: str, start: int) -> list[tuple[int, str, int, int]]:
    """Level, text, start and end of line (behind its newline) of every ATX heading outside lists and quotes."""
    found: list[tuple[int, str, int, int]] = []
    # Marks are found by the newline before them; the body always has one, the end of the front matter's last line.
    at, size, search = start - 1, len(text), _MARKS.search
    if at < 0 or text[at] != "\n":
        return _hard(text, start)
    while mark := search(text, at):
        hashes, title, fence, info, hard = mark.groups()
        at = mark.end()
        if hashes:
            found.append((len(hashes), title_of(title), mark.start() + 1, min(at + 1, size)))
        elif hard:
            return _hard(text, start)
        elif fence[0] == "~" or "`" not in info:
            closing = fence_end(fence[0], len(fence)).search(text, at)
            if closing is None:
                break
            at = closing.end()
    return found


def _hard(text: str, start: int) -> list[tuple[int, str, int, int]]:
    from tacit.text.markdown_lines import read_every_line  # its patterns cost more to build than most files to read

    return read_every_line(text, start)


def title_of(written: str) -> str:
    title = written.strip(" \t\r")
    return _CLOSING_HASHES.sub("", title) if title.endswith("#") else title


@lru_cache(maxsize=64)
def fence_end(sign: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{0,3}}{sign}{{{length},}}[ \t]*\r?(?=\n|\Z)")


@lru_cache(maxsize=256)
def _key_pattern(layout: Layout, known: tuple[str, ...]) -> re.Pattern[str]:
    every = "|".join(re.escape(key) for key in sorted({*known, COMMENTS}, key=len, reverse=True))
    # Both **Key**: and **Key:** are written by people.
    key = rf"({every})[ \t]*:" if layout == "lines" else rf"\*\*({every})(?:[ \t]*:\*\*|\*\*[ \t]*:)"
    return re.compile(rf"\n(?:{key}|(`{{3,}}|~{{3,}})([^\n]*)|[ ]{{0,3}}(<!--))", re.IGNORECASE)


def _find_keys(text: str, start: int, keys: re.Pattern[str]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    at = start - 1
    while mark := keys.search(text, at):
        key, fence, info, comment = mark.groups()
        at = mark.end()
        closing: re.Match[str] | None
        if key:
            found.append((key, mark.start() + 1, at))
            continue
        if comment:
            closing = _COMMENT_ENDS.search(text, at)
        elif fence[0] == "~" or "`" not in info:
            closing = fence_end(fence[0], len(fence)).search(text, at)
        else:
            continue
        if closing is None:
            break
        at = closing.end()
    return found
