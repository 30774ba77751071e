"""Writes a page as plain text: aligned, unwrapped, with no styles. What a pipe, a file or a log gets."""

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

from tacit.cli.page import Line, Page, Paragraph, Table, neutral, neutral_lines


def as_text(page: Page) -> str:
    return "".join(f"{one.rstrip()}\n" for one in _lines(page))


def _lines(page: Page) -> Iterator[str]:
    for block in page.blocks:
        if isinstance(block, Paragraph):
            yield " " * block.indent + _text(block.line)
        elif isinstance(block, Table):
            yield from _table(block)
        else:
            yield from (" " * block.indent + one for one in neutral_lines(block.text))


def _table(table: Table) -> Iterator[str]:
    rows = [[_text(cell) for cell in row] for row in table.rows]
    if table.heads and rows:
        rows.insert(0, list(table.heads))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield " " * table.indent + _aligned(row, widths)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))


def _text(parts: Line) -> str:
    return neutral("".join(words for words, _ in parts))


def _width(text: str) -> int:
    """The cells of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
