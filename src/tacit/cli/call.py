"""How a command was called: what the global options came to, and what each command needs of its surroundings.

The machine is asked for the time here and nowhere below.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tacit.cli import output
from tacit.cli.output import Json
from tacit.cli.page import Page
from tacit.errors import Malformed, WrongUsage

if TYPE_CHECKING:
    from tacit.cli.far import Far
    from tacit.cli.progress import Progress
    from tacit.text.moments import Clock
    from tacit.work.desk import Desk
    from tacit.work.wire import Workspace


@dataclass
class Call:
    repo: str | None = None
    server: str | None = None
    who: str | None = None
    at: str | None = None
    as_json: bool = False
    faces: Mapping[str, str] = field(default_factory=dict)  # by command: `module:function` of a face beside this one

    @cached_property
    def now(self) -> datetime:
        """`--at`, else `TACIT_NOW`, else the machine's time."""
        if self.at is not None:
            return _instant(self.at, "--at")
        told = os.environ.get("TACIT_NOW")
        return _instant(told, "TACIT_NOW") if told else datetime.now(UTC)

    @property
    def is_moved(self) -> bool:
        """Whether now is another time than the machine's."""
        return self.at is not None or bool(os.environ.get("TACIT_NOW"))

    @cached_property
    def running_clock(self) -> Callable[[], datetime]:
        """For what runs on: the time of the call is its first moment, and goes on from there."""
        ahead = self.now - datetime.now(UTC) if self.is_moved else timedelta()
        return lambda: datetime.now(UTC) + ahead

    def face(self, command: str) -> Callable[..., Any]:
        module, _, function = self.faces[command].partition(":")
        found: Callable[..., Any] = getattr(import_module(module), function)
        return found

    @cached_property
    def address(self) -> str | None:
        """Of the server to work against; None for a clone: `--repo` goes before a TACIT_SERVER that is set."""
        if self.server is not None and self.repo is not None:
            said = "--server and --repo are two workspaces"
            raise WrongUsage("two-workspaces", said, remedy="Give one of them.")
        return self.server or (os.environ.get("TACIT_SERVER") if self.repo is None else None) or None

    @cached_property
    def desk(self) -> "Desk | Far":
        """Where everything is asked for and done: here, or at the server."""
        if self.address is not None:
            from tacit.cli.far import Far

            return Far.at(self.address, self.who, self.at)
        from tacit.work.desk import Desk

        return Desk(self.workspace, self.who)

    def _need_a_clone(self) -> None:
        if self.address is not None:
            from click import get_current_context

            said = f"`{get_current_context().command_path}` is about a clone, and {self.address} is a server"
            remedy = "Do it in a clone, or where the server runs: without --server and TACIT_SERVER."
            raise WrongUsage("of-a-clone", said, remedy=remedy)

    @property
    def folder(self) -> Path:
        self._need_a_clone()
        return Path(self.repo) if self.repo is not None else Path.cwd()

    @cached_property
    def progress(self) -> "Progress":
        from tacit.cli.progress import Progress

        return Progress(sys.stderr)

    @cached_property
    def workspace(self) -> "Workspace":
        from tacit.work.wire import open_workspace

        self._need_a_clone()
        start = Path(self.repo) if self.repo is not None else None
        return open_workspace(start, now=self.now, progress=self.progress)

    @property
    def me(self) -> str | None:
        return self.desk.handle

    @property
    def clock(self) -> "Clock":
        return self.desk.clock

    def called(self, party: str) -> str:
        return self.desk.called(party)

    def answer(self, found: Json, page: Callable[[], Page]) -> None:
        self.progress.clear()
        output.answer(found, page, as_json=self.as_json)


def _instant(text: str, source: str) -> datetime:
    from tacit.text.spans import read_instant

    try:
        return read_instant(text)
    except Malformed as wrong:
        raise WrongUsage("time", f"{source}: {wrong.message}", remedy=wrong.remedy) from None
