"""Headings read line by line, where HTML, lists or indented marks could hide one."""

import re
from itertools import pairwise

from tacit.text.sections import Heading, fence_end, title_of

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*)|)$")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_ITEM = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=([ \t]+)|$)(.*)")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_NESTED = 32  # quotes and items begun by one line; nobody writes more
_BLOCKS = (
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link "
    "main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead "
    "title tr track ul"
).replace(" ", "|")
_ATTRIBUTE = r"""\s+[A-Za-z_:][A-Za-z0-9:._-]*(?:\s*=\s*(?:[^"'=<>`\x00-\x20]+|'[^']*'|"[^"]*"))?"""
# How an HTML block begins, and what ends it; None: a blank line. The last form does not interrupt a paragraph.
_HTML = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=\s|>|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCKS})(?=\s|/?>|$)", re.IGNORECASE), None),
    (re.compile(rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"), None),
)


def read_every_line(text: str, start: int, first_line: int, level: int) -> list[Heading]:
    state = _Lines(level)
    at, size, line = start, len(text), first_line
    while at < size:
        end = text.find("\n", at)
        end = size if end < 0 else end + 1
        state.read(text[at:end], at, line)
        at = end
        line += 1
    found = state.found
    for heading, behind in pairwise(found):
        heading.end = behind.start
    if found:
        found[-1].end = size
    return found


class _Lines:
    """What is open from one line to the next: a fence, an HTML block, a list item, a paragraph."""

    def __init__(self, level: int) -> None:
        self.found: list[Heading] = []
        self.level = level
        self.closes: re.Pattern[str] | None = None  # what ends the open fence or HTML block
        self.until_blank = False  # an HTML block that a blank line ends
        self.item = 0  # the column at which the content of the outermost open list item begins; 0 outside lists
        self.inner: re.Pattern[str] | None = None  # what ends a fence inside of it
        self.item_empty = False  # it has no content yet: a blank line closes it
        self.paragraph = False
        self.quoted = False  # the open paragraph stands in a quote

    def read(self, line: str, at: int, number: int) -> None:
        bare = line.strip(" \t\r\n")
        if self.closes is not None:
            if self.closes.search("\n" + line):  # the end of a fence is found by the newline before it
                self.closes = None
            return
        if not bare:
            self._blank()
            return
        if self.until_blank:
            return
        indent = _indent(line)
        if self.item:
            if indent >= self.item:  # inside the item: nothing here is a section
                self._inside_item(bare)
                return
            if self.paragraph and not self._interrupts(indent, bare):
                return  # a paragraph that goes on without its indentation
            self.item, self.paragraph, self.inner = 0, False, None
        if self.quoted and self.paragraph and bare[0] != ">":
            if not self._interrupts(indent, bare):
                return
            self.paragraph = False
        self.quoted = bare[0] == ">" and indent < 4
        if indent >= 4:
            return  # indented code, or a paragraph that goes on
        self._top_level(line, bare, indent, at, number)

    def _inside_item(self, bare: str) -> None:
        self.item_empty = False
        fence = _FENCE.match(bare)
        if self.inner is not None:
            self.inner = None if self.inner.search("\n" + bare) else self.inner
            self.paragraph = False
        elif fence:
            marks = fence[1] or fence[2]
            self.inner, self.paragraph = fence_end(marks[0], len(marks)), False
        else:
            self.paragraph = self._ends_in_paragraph(bare)

    def _blank(self) -> None:
        self.paragraph = self.until_blank = False
        if self.item_empty:
            self.item, self.item_empty = 0, False

    def _top_level(self, line: str, bare: str, indent: int, at: int, number: int) -> None:
        heading = _HEADING.match(bare)
        if heading:
            if len(heading[1]) <= self.level:
                end = at + len(line)
                self.found.append(Heading(title_of(heading[2] or ""), len(heading[1]), number, at, end, end))
            self.paragraph = False
            return
        fence = _FENCE.match(bare)
        if fence:
            marks = fence[1] or fence[2]
            self.closes, self.paragraph = fence_end(marks[0], len(marks)), False
            return
        if bare[0] == "<" and self._opens_html(line.lstrip(" ")):
            return
        if _RULE.match(bare) or (self.paragraph and _UNDERLINE.match(bare)):
            self.paragraph = False
            return
        item = self._item(bare)
        if item is None:
            self.paragraph = self._ends_in_paragraph(bare) if bare[0] == ">" else True
            return
        spaces = _indent("." + (item[2] or "")) if not item[2] else len(item[2].expandtabs(4))
        marker = item.end(1) if item[1] else 0
        width = (marker or 0) + 1
        self.item_empty = not item[3].strip()
        self.item = indent + width + (spaces if 1 <= spaces <= 4 and not self.item_empty else 1)
        self.paragraph = not self.item_empty and self._ends_in_paragraph(item[3].strip())

    def _opens_html(self, line: str) -> bool:
        for number, (begins, ends) in enumerate(_HTML):
            if begins.match(line) and not (number == 6 and self.paragraph):
                self.paragraph = False
                if ends is None:
                    self.until_blank = True
                elif not ends.search(line):
                    self.closes = ends
                return True
        return False

    def _item(self, bare: str) -> re.Match[str] | None:
        item = _ITEM.match(bare)
        if item and self.paragraph and (not item[3].strip() or item[1] not in (None, "1")):
            return None  # neither an empty item nor a number other than 1 interrupts a paragraph
        return item

    def _interrupts(self, indent: int, bare: str) -> bool:
        return indent < 4 and (not self._is_text(bare) or _ITEM.match(bare) is not None)

    def _ends_in_paragraph(self, bare: str) -> bool:
        """Whether a line leaves a paragraph open in the quotes and items that it begins."""
        for _ in range(_NESTED):
            item = None if _RULE.match(bare) else _ITEM.match(bare)
            if bare.startswith(">"):
                bare = bare[1:].strip()
            elif item and item[3].strip():
                bare = item[3].strip()
            else:
                break
        return self._is_text(bare)

    def _is_text(self, bare: str) -> bool:
        """Whether a line would open or continue a paragraph."""
        if not bare:
            return False
        if _HEADING.match(bare) or _FENCE.match(bare) or _RULE.match(bare) or bare[0] == ">":
            return False
        if bare[0] == "<" and any(begins.match(bare) for begins, _ in _HTML[:6]):
            return False
        item = _ITEM.match(bare)
        return not (item and item[3].strip())


def _indent(line: str) -> int:
    column = 0
    for sign in line:
        if sign == " ":
            column += 1
        elif sign == "\t":
            column += 4 - column % 4
        else:
            break
    return column
