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
    if layout == "headings":
        return tuple(each for each in find_headings(text, start, first_line, level) if each.level == level)
    found = _find_keys(text, start, first_line, _key_pattern(layout, tuple(known)))
    return tuple(found)


def find_headings(text: str, start: int, first_line: int = 1, level: int = 6) -> list[Heading]:
    """Every ATX heading up to this level outside fences, lists and quotes; each ends where the next one begins."""
    if start >= len(text):
        return []
    # Marks are found by the newline before them; a body has one, at the end of the front matter's last line.
    if not start or text[start - 1] != "\n":
        return _hard(text, start, first_line, level)
    found: list[Heading] = []
    at, line, size, search = start - 1, first_line - 1, len(text), _marks(level).search
    while mark := search(text, at):
        begins, ends = mark.span()
        kind = mark.lastindex
        if kind == 2:
            line += text.count("\n", at, begins + 1)
            begins += 1
            if found:
                found[-1].end = begins
            hashes, title = mark.groups()[:2]
            title = title.strip(" \t\r")
            if title and title[-1] == "#":
                title = title_of(title)
            found.append(Heading(title, len(hashes), line, begins, ends + 1 if ends < size else size, size))
            at = ends
        elif kind == 3:
            return _hard(text, start, first_line, level)
        else:
            fence, info = mark[4], mark[5]
            if fence[0] == "~" or "`" not in info:
                closing = fence_end(fence[0], len(fence)).search(text, ends)
                if closing is None:
                    break
                ends = closing.end()
            line += text.count("\n", at, ends)
            at = ends
    return found


@lru_cache(maxsize=8)
def _marks(level: int) -> re.Pattern[str]:
    """What may matter at the beginning of a line: 1, 2 a heading; 3 what could hide one; 4, 5 a fence."""
    heading = rf"(#{{1,{level}}})(?![^ \t\r\n])([^\n]*)"
    return re.compile(rf"\n(?:{heading}|( {{1,3}}[#`~<]|<[A-Za-z/!?])|(`{{3,}}|~{{3,}})([^\n]*))")


def _hard(text: str, start: int, first_line: int, level: int) -> list[Heading]:
    from tacit.text.markdown_lines import read_every_line  # its patterns cost more to build than most files to read

    return read_every_line(text, start, first_line, level)


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


def _find_keys(text: str, start: int, first_line: int, keys: re.Pattern[str]) -> list[Heading]:
    found: list[Heading] = []
    at, line = start - 1, first_line - 1
    while mark := keys.search(text, at):
        key, fence, info, comment = mark.groups()
        begins, ends = mark.span()
        closing: re.Match[str] | None
        if key:
            line += text.count("\n", at, begins + 1)
            if found:
                found[-1].end = begins + 1
            found.append(Heading(key, 0, line, begins + 1, ends, len(text)))
            at = ends
            continue
        closing = mark
        if comment:
            closing = _COMMENT_ENDS.search(text, ends)
        elif fence[0] == "~" or "`" not in info:
            closing = fence_end(fence[0], len(fence)).search(text, ends)
        if closing is None:
            break
        line += text.count("\n", at, closing.end())
        at = closing.end()
    return found
