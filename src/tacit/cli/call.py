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
    from tacit.cli.progress import Progress
    from tacit.text.moments import Clock
    from tacit.work.wire import Workspace


@dataclass
class Call:
    repo: str | None = None
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

    @property
    def folder(self) -> Path:
        return Path(self.repo) if self.repo is not None else Path.cwd()

    @cached_property
    def progress(self) -> "Progress":
        from tacit.cli.progress import Progress

        return Progress(sys.stderr)

    @cached_property
    def workspace(self) -> "Workspace":
        from tacit.work.wire import open_workspace

        start = Path(self.repo) if self.repo is not None else None
        return open_workspace(start, now=self.now, progress=self.progress)

    @cached_property
    def me(self) -> str | None:
        """Who calls: `--as`, else the person whose e-mail is git's; None where neither says."""
        if self.who is not None:
            return self.who.removeprefix("@")
        return self.workspace.whoami(self.workspace.here)

    @cached_property
    def clock(self) -> "Clock":
        """The caller's clock: times are shown in their own zone, else in the workspace's."""
        from tacit.rules.calendar import zone
        from tacit.text.moments import Clock

        here = self.workspace.here
        reader = here.people.get(self.me or "")
        return Clock(self.now, zone((reader.hours if reader else here.settings.hours).zone))

    def called(self, party: str) -> str:
        """A party's name, as one says it."""
        here = self.workspace.here
        named = here.teams.get(party) or here.people.get(party)
        return named.name or party if named else party

    def answer(self, found: Json, page: Callable[[], Page]) -> None:
        self.progress.clear()
        output.answer(found, page, as_json=self.as_json)


def _instant(text: str, source: str) -> datetime:
    from tacit.text.spans import read_instant

    try:
        return read_instant(text)
    except Malformed as wrong:
        raise WrongUsage("time", f"{source}: {wrong.message}", remedy=wrong.remedy) from None
