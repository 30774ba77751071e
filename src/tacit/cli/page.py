"""What a command has to say, before it is known where: lines of words with a style, tables, and text of records.

`cli.plain` writes a page as text for pipes, `cli.terminal` for people; views build pages and know of neither.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["", "title", "dim", "late", "soon", "good", "warn", "id", "command", "found"]
Words = tuple[str, Style]
Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line, wrapped on a terminal unless it is there to be copied; what is wrapped may hang further in."""

    line: Line
    indent: int = 0
    copied: bool = False
    hang: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the column `grows` takes what room there is and wraps, the others are never cut."""

    rows: Sequence[Sequence[Line]]
    heads: Sequence[str] = ()
    grows: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text of a record: its own lines, as they stand."""

    text: str
    indent: int = 0
    style: Style = ""


Block = Paragraph | Table | Verbatim
GAP = Paragraph(())


@dataclass(slots=True)
class Page:
    blocks: list[Block] = field(default_factory=list)

    def say(self, *parts: str | Words, indent: int = 0, hang: int = 0) -> "Page":
        self.blocks.append(Paragraph(line(*parts), indent, hang=hang))
        return self

    def command(self, text: str, indent: int = 0) -> "Page":
        self.blocks.append(Paragraph(((text, "command"),), indent, copied=True))
        return self

    def heading(self, text: str, style: Style = "title") -> "Page":
        """A heading with air above it, unless it is the first thing on the page."""
        if self.blocks:
            self.gap()
        self.blocks.append(Paragraph(((text, style),)))
        return self

    def gap(self) -> "Page":
        self.blocks.append(GAP)
        return self

    def table(
        self, rows: Iterable[Sequence[Line]], heads: Sequence[str] = (), *, grows: int = 0, indent: int = 0
    ) -> "Page":
        self.blocks.append(Table(tuple(rows), heads, grows, indent))
        return self

    def verbatim(self, text: str, indent: int = 0, style: Style = "") -> "Page":
        self.blocks.append(Verbatim(text, indent, style))
        return self


def line(*parts: str | Words) -> Line:
    """Words without a style may be given as they are; empty ones fall away."""
    given: Iterable[Words] = ((part, "") if isinstance(part, str) else part for part in parts)
    return tuple(words for words in given if words[0])


def joined(*parts: str | Words) -> Line:
    """The parts that say something, with a dim sign between them."""
    found: list[Words] = []
    for words in line(*parts):
        if found:
            found.append((" · ", "dim"))
        found.append(words)
    return tuple(found)


def _visible(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


# What could move a cursor, recolour a screen or turn text around, by how it is shown instead.
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NEUTRAL = {code: _visible(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *_DIRECTIONS)}


def neutral(text: str) -> str:
    """One line of text that does nothing to a terminal but stand there."""
    return text if text.isascii() and text.isprintable() else text.translate(_NEUTRAL)


def neutral_lines(text: str) -> list[str]:
    """Text of several lines, each neutral."""
    return [neutral(one) for one in text.expandtabs(4).replace("\r\n", "\n").split("\n")]
