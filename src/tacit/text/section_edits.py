"""Edits of sections: which characters to replace so that one section reads differently and nothing else moves."""

import re

from tacit.text.field_edits import Splice
from tacit.text.sections import Heading, Layout

_OWN = re.compile(r"(?:[ \t]*\r?\n)*[ \t]*>[ \t]*(?:Updated|Status)[ \t]*:[^\n]*(?:\n|\Z)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t]*\r?\n)*")


class SectionEdit:
    """The edits of one section of a text; `below` where a new text stands on the line below its key."""

    def __init__(self, text: str, heading: Heading, newline: str, below_key: bool = False) -> None:
        self.below_key = below_key
        self.text = text
        self.heading = heading
        self.newline = newline
        below = heading.body
        while own := _OWN.match(text, below, heading.end):
            below = own.end()
        self.below = below  # the stamps
        content = text[below : heading.end].rstrip()
        blank = _BLANK.match(text, below, heading.end) if content and heading.level else None
        if heading.level or not content:
            self.start = blank.end() if blank else below
        else:  # behind the colon, on the key's own line or the next
            self.start = below + len(content) - len(content.lstrip())
        trailing = _SPACES.match(text, below + len(content), heading.end)
        self.end = trailing.end() if content and trailing else self.start

    @property
    def empty(self) -> bool:
        return self.start == self.end

    def write(self, body: str) -> Splice:
        """The section says this, below its stamps."""
        body = self._lines(body)
        if not self.empty:
            return Splice(self.start, self.end, body) if body else self._clear()
        if not body:
            return Splice(self.start, self.start, "")
        if not self.heading.level:
            return Splice(self.below, self.below, self._behind_key(body))
        return self._below_heading(body)

    def append(self, more: str, tight: bool = False) -> Splice:
        """The section says this too, below what stands there; `tight`: without a blank line between the two."""
        if self.empty:
            return self.write(more)
        between = self.newline if tight else self.newline * 2
        return Splice(self.end, self.end, between + self._lines(more))

    def insert_stamp(self, line: str) -> Splice:
        """One more of Tacit's own lines, below those that stand under the heading."""
        at, newline = self.below, self.newline
        if at > self.heading.body:  # joins the quote that is there
            ends = self.text[at - 1] == "\n"
            return Splice(at, at, f"{line}{newline}" if ends else f"{newline}{line}")
        return self._below_heading(line)

    def _clear(self) -> Splice:
        end = self.end
        if self.heading.level:
            newline = self.text.find("\n", end, self.heading.end)
            end = newline + 1 if newline >= 0 else end
        return Splice(self.start, end, "")

    def _behind_key(self, body: str) -> str:
        if self.below_key:
            return self.newline + body
        return f"{self.newline * 2}{body}" if body.startswith("- ") else f" {body}"

    def _below_heading(self, body: str) -> Splice:
        """Into a section without content: one blank line above, and one below unless the file ends there."""
        text, newline, at = self.text, self.newline, self.below
        if at and text[at - 1] != "\n":
            return Splice(at, at, f"{newline * 2}{body}")
        blank = re.compile(r"[ \t]*\r?\n").match(text, at, self.heading.end)
        above = "" if blank else newline
        at = blank.end() if blank else at
        more_below = at < self.heading.end
        if more_below and text[at : self.heading.end].strip(" \t\r\n"):
            return Splice(at, at, f"{above}{body}{newline * 2}")
        below = newline if more_below or self.heading.end == len(text) else newline * 2
        return Splice(at, at, f"{above}{body}{below}")

    def _lines(self, body: str) -> str:
        body = body.strip("\n")
        return body.replace("\n", self.newline) if self.newline != "\n" else body


def add_section(
    text: str,
    title: str,
    body: str,
    after: Heading | None,
    before: Heading | None,
    layout: Layout,
    level: int,
    newline: str,
    spelled: str = "",
) -> Splice:
    """A new section behind `after`, else before `before`, else at the end of the text."""
    at = after.end if after is not None else before.start if before is not None else len(text)
    body = body.strip("\n").replace("\n", newline)
    if layout == "headings":
        section = f"{'#' * level} {title}{newline}" + (f"{newline}{body}{newline}" if body else "")
        loose = True
    else:
        loose = body.startswith("- ") or is_below(spelled)
        section = behind_key(title, body.replace(newline, "\n"), layout, spelled).replace("\n", newline) + newline
        if after is not None and not loose:  # keys stand line by line: behind the text, not behind its blank lines
            at = after.start + len(text[after.start : after.end].rstrip())
            at = text.find("\n", at) + 1 or len(text)
    above = _gap(text[:at], newline, loose or after is None)
    if at == len(text):
        section = section if not text or text.endswith("\n") else section.removesuffix(newline)
    elif loose:
        section += newline
    return Splice(at, at, above + section)


def is_below(spelled: str) -> bool:
    """Whether texts stand on the line below their key; such sections stand a blank line apart."""
    return "\n" in spelled


def behind_key(title: str, text: str, layout: Layout, spelled: str = "") -> str:
    """A section of the layouts that have keys, as the protocol spells it; a list begins below its key."""
    key, _, _ = (spelled or ("{heading}: " if layout == "lines" else "**{heading}**: ")).partition("{text}")
    key = key.replace("{heading}", title)
    if text.startswith("- ") and not is_below(spelled):
        return f"{key.rstrip()}\n\n{text}"
    return f"{key}{text}" if text else key.rstrip()


def _gap(above: str, newline: str, loose: bool) -> str:
    """What is missing between the text above and a new section."""
    ends = above.endswith("\n")
    if not loose:
        return "" if ends else newline
    blank = ends and not above[:-1].rpartition("\n")[2].strip()
    return "" if blank or not above.strip() else newline if ends else newline * 2


def remove_section(heading: Heading) -> Splice:
    return Splice(heading.start, heading.end, "")
