"""Writes a page for people, with rich: wrapped to the window, in the terminal's own colours, on light and on dark.

Rich takes its time to load, so nothing but a terminal makes us load it.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from tacit.cli.page import Line, Page, Paragraph, Style, Table, neutral, neutral_lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
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


def is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # a closed stream
        return False


def print_page(page: Page, stream: TextIO) -> None:
    from rich.console import Console

    styled = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    console = Console(file=stream, color_system="auto" if styled else None, highlight=False, markup=False, emoji=False)
    for block in page.blocks:
        if isinstance(block, Paragraph):
            _print_paragraph(console, block)
        elif isinstance(block, Table):
            _print_table(console, block)
        else:
            for one in neutral_lines(block.text):
                console.print(_indented(_text(((one, ""),)), block.indent))


def _print_paragraph(console: "Console", paragraph: Paragraph) -> None:
    text = _text(paragraph.line)
    if paragraph.copied:  # a line break that the terminal makes is not copied; one of ours would be
        text.pad_left(paragraph.indent)
        console.print(text, no_wrap=True, overflow="ignore", crop=False)
    else:
        console.print(_indented(text, paragraph.indent))


def _print_table(console: "Console", table: Table) -> None:
    from rich.table import Table as Grid

    if not table.rows:
        return
    grid = Grid(box=None, show_header=bool(table.heads), header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for number in range(len(table.rows[0])):
        grows = number == table.grows
        head = table.heads[number] if table.heads else ""
        grid.add_column(head, no_wrap=not grows, overflow="fold" if grows else "ellipsis", ratio=None)
    for row in table.rows:
        grid.add_row(*(_text(cell) for cell in row))
    console.print(_indented(grid, table.indent))


def _indented(what: "RenderableType", indent: int) -> "RenderableType":
    from rich.padding import Padding

    return Padding(what, (0, 0, 0, indent), expand=False) if indent else what


def _text(parts: Line) -> "Text":
    from rich.text import Text

    return Text.assemble(*_assembled(parts), overflow="fold")


def _assembled(parts: Line) -> Iterator[tuple[str, str]]:
    for words, style in parts:
        yield neutral(words), _STYLES[style]
