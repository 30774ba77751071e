"""A workspace that is really served: a server of its own thread, real HTTP, and a clock that tests move."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import httpx2

from tacit.web.serve import Server
from tacit.web.site import Site

T = TypeVar("T")
_BY_HAND = {"NAME": "Somebody", "EMAIL": "somebody@example.com"}  # who commits with nothing but git


@dataclass
class Served:
    folder: Path
    now: datetime
    person: str | None = None  # who sits at the machine
    url: str = ""
    site: Site = field(init=False)
    stop: Callable[[], None] = field(init=False)  # and wait until it has

    def __post_init__(self) -> None:
        self.site = Site(self.folder, lambda: self.now, self.person)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def client(self, **options: Any) -> httpx2.Client:
        """One that says where its requests come from, as browsers do."""
        headers = {"origin": self.url, **options.pop("headers", {})}
        return httpx2.Client(base_url=self.url, timeout=60, headers=headers, **options)

    def git(self, *arguments: str) -> str:
        known = {f"GIT_{role}_{what}": said for role in ("AUTHOR", "COMMITTER") for what, said in _BY_HAND.items()}
        done = subprocess.run(
            ["git", "-C", self.folder, *arguments], env=os.environ | known, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()


@contextmanager
def served(folder: Path, now: str, person: str | None = None) -> Iterator[Served]:
    """On a free port of this machine, until the block ends."""
    it = Served(folder, datetime.fromisoformat(now).astimezone(UTC), person)
    listening = socket.create_server(("127.0.0.1", 0))
    it.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = Server(it.site)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join()

    it.stop = stop
    try:
        yield it
    finally:
        stop()
        listening.close()


def copied(workspace: Path, to: Path) -> Path:
    shutil.copytree(workspace, to, symlinks=True)
    return to


def awaited(coroutine: Coroutine[Any, Any, T]) -> T:
    """What it comes to. In a thread of its own: a browser that this process has opened keeps a loop running in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
