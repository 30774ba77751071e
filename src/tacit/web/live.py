"""Tells open pages that something has happened: server-sent events.

One watcher looks whether HEAD moved, while anybody listens. Each stream then asks the index for what came after the
position that it has told; it holds no thread in between. A stream ends when its listener may read no more.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tacit.errors import Refused, TacitError, TooMany
from tacit.web.guarding import admit
from tacit.web.visit import Visit
from tacit.work import ask, changes

if TYPE_CHECKING:
    from tacit.web.site import Site

Json = Mapping[str, Any]

EVERY = 0.25  # seconds: to look costs 25 microseconds
HEARTBEAT = 15.0  # seconds; proxies take a stream that says nothing for dead
MOST = 500  # listeners
MOST_OF_ONE = 100  # of one person: nobody takes the places of all
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_log = logging.getLogger("tacit.web")


class Watch:
    """Wakes those who listen when HEAD has moved. It lives in the server's loop."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self._listeners: Counter[str] = Counter()
        self._ended = False
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def is_full(self, caller: str) -> bool:
        return self._listeners.total() >= MOST or self._listeners[caller] >= MOST_OF_ONE

    @property
    def has_ended(self) -> bool:
        return self._ended

    def movement(self) -> asyncio.Event:
        """What is set with the next movement of HEAD, or when the server stops."""
        return self._moved

    @contextmanager
    def heard_by(self, caller: str) -> Iterator[None]:
        self._listeners[caller] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(self._site.first.store.head()))
        try:
            yield
        finally:
            self._listeners[caller] -= 1
            self._listeners += Counter()  # without those who are gone

    def end(self) -> None:
        """The server stops: every stream ends."""
        self._ended = True
        self._moved.set()

    async def _look(self, head: str | None) -> None:
        while self._listeners.total() and not self._ended:
            await asyncio.sleep(EVERY)
            try:
                now = self._site.first.store.head()
            except (TacitError, OSError):
                _log.exception("HEAD cannot be read")
                continue
            if now != head:
                head = now
                moved, self._moved = self._moved, asyncio.Event()
                moved.set()


class Stream(StreamingResponse):
    """Events for as long as somebody listens; a HEAD request is told what it would be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await Response(headers=dict(self.headers))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def events(visit: Visit) -> Response:
    """`?record=ID`, `?kind=KIND` or `?inbox` tells of these alone, `?others` of nothing that one did oneself;
    `?since=POSITION` also of what came after it."""
    if visit.site.watch.is_full(_caller(visit)):
        raise TooMany("too many pages are open on this server", 30)
    since = visit.headers.get("last-event-id") or visit.query.get("since") or changes.position(visit.ws)
    listener = Listener(visit, since)
    listener.begin()
    return Stream(listener.stream(), headers=_HEADERS, media_type="text/event-stream")


def _caller(visit: Visit) -> str:
    return visit.person or visit.address


class Listener:
    """One open page, and what it is told."""

    def __init__(self, visit: Visit, since: str) -> None:
        self._visit = visit
        self._position = since
        self._owed: frozenset[tuple[str, ...]] | None = None
        self._is_over = False

    def begin(self) -> None:
        if "inbox" in self._visit.query and self._visit.person:
            self._owed = _owed(self._visit)

    async def stream(self) -> AsyncIterator[bytes]:
        loop, site = asyncio.get_running_loop(), self._visit.site
        yield b": Tacit\n\n"  # so that the headers go out
        watch = site.watch
        with watch.heard_by(_caller(self._visit)):
            while not watch.has_ended:
                moved = watch.movement()
                told = await loop.run_in_executor(site.readers, self._next)
                if told:
                    yield told
                if self._is_over:
                    return
                try:
                    await asyncio.wait_for(moved.wait(), HEARTBEAT)
                except TimeoutError:
                    yield b":\n\n"

    def _next(self) -> bytes:
        """In a thread: what is new to this listener. It is the last they hear when they may not read any more."""
        visit = replace(self._visit)  # without what was looked up before, in another thread
        try:
            admit(visit)
            found = changes.since(visit.ws, self._position)
            if found["position"] == self._position:
                return b""
            self._position = found["position"]
            if found["more"]:
                return _event("changed", self._position, {"more": True})
            wanted = self._wanted(visit, found["changes"])
            return b"".join(_event("changed", each["commit"], each) for each in wanted) + (
                b"" if wanted and wanted[-1]["commit"] == self._position else _event("at", self._position, {})
            )
        except Refused as refused:
            self._is_over = True
            return _event("ended", self._position, {"said": refused.message})

    def _wanted(self, visit: Visit, found: Sequence[Json]) -> Sequence[Json]:
        asked = visit.query
        if self._owed is not None:
            before, self._owed = self._owed, _owed(visit)
            differing = {record for record, *_ in before ^ self._owed}
            return [each for each in found if each["record"] in differing]
        if "others" in asked:  # on a board one sees one's own moves at once
            found = [each for each in found if each["by"] != visit.person]
        return [each for each in found if all(asked.get(name, each[name]) == each[name] for name in ("record", "kind"))]


def _owed(visit: Visit) -> frozenset[tuple[str, ...]]:
    """What stands in somebody's inbox."""
    own = ask.inbox(visit.ws, visit.person)["promises"]
    theirs = ask.inbox(visit.ws, owed_to=visit.person)["promises"]
    return frozenset((each["record"], each["promise"], each["party"], each["due"] or "") for each in (*own, *theirs))


def _event(name: str, position: str, told: Json) -> bytes:
    return f"id: {position}\nevent: {name}\ndata: {json.dumps(told)}\n\n".encode()
