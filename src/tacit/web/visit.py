"""One request as the function that answers it sees it: what was asked, by whom, and the workspace at this moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, overload
from urllib.parse import parse_qsl, quote
from uuid import uuid4

from tacit.model.account import NOBODY, Who
from tacit.rules.calendar import zone
from tacit.text.moments import Clock
from tacit.web.routes import Route
from tacit.web.site import Site
from tacit.work import changes
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace

Pairs = list[tuple[str, str]]
V = TypeVar("V")


class kept(Generic[V]):  # noqa: N801 - it stands where functools.cached_property would
    """What a visit finds out once, when it is asked for. Before Python 3.12 functools holds one lock for all visits
    while one of them does, and so their threads would wait for each other's disk."""

    def __init__(self, make: "Callable[[Visit], V]") -> None:
        self._make = make
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, visit: None, owner: type) -> "kept[V]": ...
    @overload
    def __get__(self, visit: "Visit", owner: type) -> V: ...
    def __get__(self, visit: "Visit | None", owner: type) -> "kept[V] | V":
        if visit is None:
            return self
        found = visit.__dict__[self._make.__name__] = self._make(visit)
        return found


@dataclass
class Visit:
    site: Site
    route: Route
    path: str
    params: Mapping[str, str]
    query_string: str
    headers: Mapping[str, str]  # by their names in lower case
    body: bytes
    address: str  # of the one who calls
    form_pairs: Pairs = field(default_factory=list)
    who: Who = NOBODY
    cookies_set: list[str] = field(default_factory=list)  # headers that go along with whatever is answered

    @kept
    def ws(self) -> Workspace:
        return self.site.workspace(still=self.route.method == "GET")

    @property
    def here(self) -> Snapshot:
        return self.ws.here

    @property
    def now(self) -> datetime:
        return self.ws.now

    @property
    def person(self) -> str | None:
        """The handle of who calls; None where nobody with a record does."""
        return self.who.person

    @kept
    def clock(self) -> Clock:
        """The reader's: times are shown in their own zone, else in the workspace's."""
        return Clock(self.now, zone(self.here.hours_of(self.person).zone))

    @property
    def asked(self) -> str:
        """The address of this page, as a browser writes it."""
        return quote(self.path) + (f"?{self.query_string}" if self.query_string else "")

    @kept
    def query_pairs(self) -> Pairs:
        return parse_qsl(self.query_string, keep_blank_values=True)

    @kept
    def query(self) -> Mapping[str, str]:
        """Of a name that comes several times, the last value."""
        return dict(self.query_pairs)

    @kept
    def form(self) -> Mapping[str, str]:
        return dict(self.form_pairs)

    @kept
    def once(self) -> str:
        """Goes along with the forms of a page: one that is sent twice is done once."""
        return uuid4().hex

    @kept
    def cookies(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for part in self.headers.get("cookie", "").split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                found.setdefault(name, value)
        return found

    def cookie(self, what: str) -> str:
        """What this server left in the browser under that name."""
        return self.cookies.get(self.cookie_named(what), "")

    def cookie_named(self, what: str) -> str:
        """With https the browser holds a cookie of this name to this host; without, it sends it to every port of the
        machine, so that two servers there must not call theirs alike."""
        port = self.headers.get("host", "").rpartition(":")[2]
        return f"__Host-{what}" if self.site.reached.secure else f"{what}-{port if port.isdigit() else ''}"

    # What stands on every page

    @property
    def theme(self) -> str:
        """Light or dark by choice; else the browser's."""
        chosen = self.cookie("theme")
        return chosen if chosen in ("light", "dark") else ""

    @property
    def has_keys(self) -> bool:
        """Whether single keys do something: whoever speaks to the browser, or strays, turns them off."""
        return self.cookie("keys") != "off"

    @property
    def position(self) -> str:
        """How far into history a page shows it: what is live asks for what came after."""
        return changes.position(self.ws)

    @kept
    def workspace_name(self) -> str:
        return self.here.settings.name or "Tacit"

    @kept
    def rooms(self) -> list[tuple[str, str]]:
        """The ways that stand at the top: those of the kinds that this workspace has."""
        there = self.here.protocols
        wanted = (
            ("Inbox", "/", ""),
            ("Threads", "/threads", "thread"),
            ("Decisions", "/decisions", "decision"),
            ("Goals", "/goals", "goal"),
            ("Board", "/board", "task"),
            ("Meetings", "/meetings", "meeting"),
            ("Handbook", "/handbook", "document"),
            ("People", "/people", "person"),
        )
        return [(name, address) for name, address, kind in wanted if not kind or kind in there]

    def is_at(self, address: str) -> bool:
        return self.path == address or (address != "/" and self.path.startswith(f"{address}/"))

    @property
    def record(self) -> str:
        """The record that the address names: by its id, or by its folder too."""
        folder, record = self.params["folder"], self.params["record"]
        return record if folder == "records" else f"{folder}/{record}"

    def page_of(self, party: str) -> str:
        """The page of a person or a team; none of a name that nobody has."""
        folder = "teams" if party in self.here.teams else "people" if party in self.here.people else ""
        return f"/{folder}/{party}" if folder else ""

    def called(self, party: str) -> str:
        """A party's name, as one says it."""
        return self.here.called(party)
