"""Where answers and errors go: JSON for scripts, plain text for pipes, a page for a terminal."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from tacit.cli.page import Page

Json = Mapping[str, Any]


def answer(found: Json, page: Callable[[], Page], *, as_json: bool) -> None:
    if as_json:
        write_json(found, sys.stdout)
    else:
        write_page(page(), sys.stdout)


def write_page(page: Page, stream: TextIO) -> None:
    from tacit.cli.terminal import is_terminal, print_page

    if is_terminal(stream):
        _guarded(lambda: print_page(page, stream), stream)
    else:
        from tacit.cli.plain import as_text

        write_text(as_text(page), stream)


def write_json(found: object, stream: TextIO) -> None:
    """One document: on a terminal with line breaks, else on one line."""
    import json

    from tacit.text.json_line import harmless

    wide = (stream.encoding or "").lower().replace("-", "") == "utf8"
    try:
        indent = 2 if stream.isatty() else None
    except ValueError:
        indent = None
    text = json.dumps(found, ensure_ascii=not wide, indent=indent)
    write_text(harmless(text) + "\n", stream)


def write_text(text: str, stream: TextIO) -> None:
    _guarded(lambda: stream.write(text), stream)


def _guarded(write: Callable[[], object], stream: TextIO) -> None:
    """Write now, so that a failure is ours to tell. That nobody reads any more is none: the command is done."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:  # what the terminal's encoding lacks is no reason to fail
        reconfigure(errors="backslashreplace")
    try:
        write()
        stream.flush()
    except BrokenPipeError:
        leave_quietly(stream)


def leave_quietly(stream: TextIO) -> None:
    """What is still to be written goes nowhere, also at the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
