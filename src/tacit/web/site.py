"""What one running server holds: the repository, its threads, the clock. Built once, by `serve`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING

from tacit.web.limits import Limits
from tacit.web.reached import Reached
from tacit.work.wire import Workspace, open_workspace

if TYPE_CHECKING:
    from jinja2 import Environment

    from tacit.web.live import Watch
    from tacit.web.oidc import Provider
    from tacit.web.reckoned import Reckoned

READERS = 4  # threads; more of them only take turns
WRITERS = 32  # those who wait for one sync together


@dataclass
class Site:
    """One workspace, served. Its threads share the store; each has a connection of its own to the index."""

    folder: Path | None
    clock: Callable[[], datetime]
    person: str | None = None  # who sits at the machine, where nobody signs in; else git's
    moved: bool = False  # whether the clock is another one than the machine's: pages then say what time it is
    reached: Reached = field(default_factory=Reached)
    provider: "Provider | None" = None  # that people may sign in with
    limits: Limits = field(default_factory=Limits)
    _thread: local = field(default_factory=local)

    @cached_property
    def first(self) -> Workspace:
        opened = open_workspace(self.folder, now=self.clock())
        opened.store.load()
        return opened

    @cached_property
    def readers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(READERS, "tacit-read")

    @cached_property
    def writers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(WRITERS, "tacit-write")

    @cached_property
    def templates(self) -> "Environment":
        from tacit.web.rendering import environment

        return environment()

    @cached_property
    def reckoned(self) -> "Reckoned":
        from tacit.web.reckoned import Reckoned

        return Reckoned()

    @cached_property
    def watch(self) -> "Watch":
        from tacit.web.live import Watch

        return Watch(self)

    def workspace(self, *, still: bool = False) -> Workspace:
        """This thread's, at the time of the call and at HEAD; `still` for a call that changes nothing."""
        now = self.clock()
        here: Workspace | None = getattr(self._thread, "workspace", None)
        if here is None:
            here = self._thread.workspace = self.first.beside(now)
        here.refresh(now, still=still)
        return here

    def sitting(self, ws: Workspace) -> str | None:
        """Who sits at the machine; git is asked anew when people have changed."""
        known, who = getattr(self._thread, "sitting", (None, None))
        if known is not ws.here:
            who = self.person.removeprefix("@") if self.person else ws.whoami(ws.here)
            self._thread.sitting = (ws.here, who)
        return who

    def close(self) -> None:
        for pool in ("readers", "writers"):
            if pool in self.__dict__:
                self.__dict__[pool].shutdown(wait=True, cancel_futures=True)
        if "first" in self.__dict__:
            self.first.store.close()
