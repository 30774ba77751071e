"""How far a long piece of work has come: on a terminal's standard error, and only once it has taken a second."""

import time
from typing import TextIO

from tacit.cli.page import neutral
from tacit.cli.terminal import is_terminal

_PATIENCE = 1.0  # seconds until anything is shown
_PACE = 0.1  # seconds between two pictures


class Progress:
    """Called as `progress(done, total, what)`; writes one line over itself, with no escape sequences."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0  # columns that stand on the line
        self._next = time.monotonic() + _PATIENCE
        self._wanted = is_terminal(stream)

    def __call__(self, done: int, total: int, what: str) -> None:
        if not self._wanted or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PACE
        share = f"{done:,} of {total:,} · {100 * done // total} %" if total else f"{done:,}"
        self._write(neutral(f"{what} … {share}"))

    def clear(self) -> None:
        """Leave the line as it was found."""
        if self._shown:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._shown))
        self._stream.flush()
        self._shown = len(text)
