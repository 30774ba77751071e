"""Writes a page for people, with rich: wrapped to the window, in the terminal's own colours, on light and on dark.

Rich takes its time to load, so nothing but a terminal makes us load it.
"""

import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from tacit.cli.page import Line, Page, Paragraph, Style, Table, neutral, neutral_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# The sixteen colours that a terminal's theme makes readable; no white, black or background of our own.
_STYLES: dict[Style, str] = {
    "": "",
    "title": "bold",
    "dim": "dim",
    "late": "bold red",
    "soon": "bold magenta",
    "good": "green",
    "warn": "yellow",
    "id": "cyan",
    "command": "cyan",
    "found": "bold underline",
}

_GAP = 2  # between two columns
_LEAST = 24  # columns that a text which folds must have; with fewer it stands below its row
_BELOW = 4  # how far it is set in there
_FEW = 4  # one row in so many may stand apart in a table
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:\[[ x]\]\s+)?")  # of a list, in the text of a record


def is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # a closed stream
        return False


def print_page(page: Page, stream: TextIO) -> None:
    from rich.console import Console

    styled = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    console = Console(file=stream, color_system="auto" if styled else None, highlight=False, markup=False, emoji=False)
    for each in _lines(page, console):
        each.rstrip()
        # Wrapped by us already; a line that is there to be copied is broken by the terminal, which does not copy that.
        console.print(each, no_wrap=True, overflow="ignore", crop=False)


def _lines(page: Page, console: "Console") -> "Iterator[Text]":
    for block in page.blocks:
        if isinstance(block, Table):
            yield from _table(block, console)
        elif isinstance(block, Paragraph):
            text = _text(block.line)
            copied = [_indented(text, block.indent)]
            yield from copied if block.copied else _folded(text, console, block.indent, block.hang)
        else:
            for one in neutral_lines(block.text):
                item = _ITEM.match(one)
                yield from _folded(_text(((one, block.style),)), console, block.indent, len(item[0]) if item else 0)


def _folded(text: "Text", console: "Console", indent: int, hang: int = 0) -> "Iterator[Text]":
    """The text in lines that fit; from the second on they are set in by `hang` more."""
    first, *more = _wrapped(text, console, console.width - indent)
    yield _indented(first, indent)
    if more:
        behind = text.plain[len(first.plain) :]
        rest = text[len(text.plain) - len(behind.lstrip()) :]
        for each in _wrapped(rest, console, console.width - indent - hang):
            yield _indented(each, indent + hang)


def _wrapped(text: "Text", console: "Console", width: int) -> "Sequence[Text]":
    return list(text.wrap(console, max(width, 1), overflow="fold")) or [text]


def _table(table: Table, console: "Console") -> "Iterator[Text]":
    rows = [[_text(cell) for cell in row] for row in table.rows]
    if not rows:
        return
    if table.heads:
        rows.insert(0, [_text(((head, "dim"),)) for head in table.heads])
    found = _columns(rows, table, console.width)
    if found is None:
        for row in rows[1 if table.heads else 0 :]:
            yield from _stacked(row, table, console)
        return
    widths, apart = found
    for number, row in enumerate(rows):
        if number in apart:
            yield from _stacked(row, table, console)
            continue
        for part, each in enumerate(_wrapped(row[table.grows], console, widths[table.grows])):
            cells = [each if at == table.grows else cell if part == 0 else _text(()) for at, cell in enumerate(row)]
            yield _indented(_side_by_side(cells, widths), table.indent)


def _columns(
    rows: "Sequence[Sequence[Text]]", table: Table, window: int
) -> tuple[Sequence[int], frozenset[int]] | None:
    """How wide the columns are, and which rows stand apart because they are too wide for the others: as few as
    possible. None where there would be more than a few of them."""
    lengths = [[cell.cell_len for cell in row] for row in rows]
    longest = [max(map(len, row[table.grows].plain.split()), default=0) for row in rows]
    others = [sum(one) - one[table.grows] for one in lengths]
    widest = sorted(range(1 if table.heads else 0, len(rows)), key=lambda at: -others[at])
    for count in range(len(rows) // _FEW + 1):
        wide = set(widest[:count])
        widths = [
            max(column) for column in zip(*(one for at, one in enumerate(lengths) if at not in wide), strict=True)
        ]
        room = window - table.indent - sum(widths) + widths[table.grows] - _GAP * (len(widths) - 1)
        apart = wide | {at for at, word in enumerate(longest) if word > room}
        if widths[table.grows] <= room or (room >= _LEAST and len(apart) <= len(rows) // _FEW):
            widths[table.grows] = min(widths[table.grows], room)
            return widths, frozenset(apart)
    return None


def _stacked(row: "Sequence[Text]", table: Table, console: "Console") -> "Iterator[Text]":
    """What does not fit behind its row stands below it, so that nothing is cut. In a list it does so in every row: rows
    are to look alike. A name and what it is called stand on one line where they fit."""
    below = row[table.grows]
    whole = _side_by_side([cell for cell in row if cell.plain])
    if len(row) == 2 and whole.cell_len <= console.width - table.indent:
        yield _indented(whole, table.indent)
        return
    others = _side_by_side([cell for cell in row if cell is not below and cell.plain])
    yield from _folded(others, console, table.indent, _BELOW)
    yield from _folded(below, console, table.indent + _BELOW)


def _side_by_side(cells: "Sequence[Text]", widths: Sequence[int] = ()) -> "Text":
    found = _text(())
    for number, cell in enumerate(cells):
        found.append_text(_indented(cell, _GAP if number else 0))
        found.append(" " * (widths[number] - cell.cell_len if widths else 0))
    return found


def _indented(text: "Text", indent: int) -> "Text":
    return _text(((" " * indent, ""),)).append_text(text)


def _text(parts: Line) -> "Text":
    from rich.text import Text

    return Text.assemble(*_assembled(parts))


def _assembled(parts: Line) -> Iterator[tuple[str, str]]:
    for words, style in parts:
        yield neutral(words), _STYLES[style]
