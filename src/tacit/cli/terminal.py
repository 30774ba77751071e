"""Writes a page for people, with rich: wrapped to the window, in the terminal's own colours, on light and on dark.

Rich takes its time to load, so nothing but a terminal makes us load it.
"""

import os
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
                yield from _folded(_text(((one, block.style),)), console, block.indent)


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
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    room = console.width - table.indent - sum(widths) + widths[table.grows] - _GAP * (len(widths) - 1)
    longest = max((len(word) for row in rows for word in row[table.grows].plain.split()), default=0)
    if widths[table.grows] > room < max(_LEAST, longest):
        yield from _stacked(rows, table, console)
        return
    widths[table.grows] = min(widths[table.grows], room)
    for row in rows:
        for part, each in enumerate(_wrapped(row[table.grows], console, room)):
            cells = [each if at == table.grows else cell if part == 0 else _text(()) for at, cell in enumerate(row)]
            yield _indented(_side_by_side(cells, widths), table.indent)


def _stacked(rows: "Sequence[Sequence[Text]]", table: Table, console: "Console") -> "Iterator[Text]":
    """In a narrow window: what does not fit behind its row stands below it, so that nothing is cut."""
    for row in rows[1 if table.heads else 0 :]:
        below = row[table.grows]
        whole = _side_by_side([cell for cell in row if cell.plain])
        if whole.cell_len <= console.width - table.indent:
            yield _indented(whole, table.indent)
            continue
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
