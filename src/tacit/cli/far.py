"""A desk at a server: the names of `tacit.work.desk`, each a request to the HTTP API, whose answers are the same JSON.

What the server refuses is raised here as the error that it was there.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

from tacit.cli.line import Line, Pairs
from tacit.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from tacit.text.moments import Clock
    from tacit.work.drafts import Draft, Form

Json = dict[str, Any]


class Far:
    is_shared = False  # what is done at a server is done for everybody

    def __init__(self, line: Line) -> None:
        self._line = line

    @classmethod
    def at(cls, address: str, who: str | None, at: str | None) -> "Far":
        """Who calls and what time it is says the server: a name that is given must be the one it knows."""
        if at is not None:
            raise WrongUsage("time", "a server has its own time", remedy="Leave --at out, or do it in a clone.")
        found = cls(Line(address))
        if who is not None and who.removeprefix("@") != found.handle:
            known = f"you are {found.handle}" if found.handle else "nobody is known"
            said = f"{who} is asked for, and at {address} {known}"
            raise Refused("not-them", said, remedy=f"Use a token of {who}'s.")
        return found

    def _get(self, *path: str, query: Pairs = ()) -> Json:
        return self._line.ask("GET", _address(path), [(name, value) for name, value in query if value is not None])

    def _post(self, *path: str, body: Json, **headers: str) -> Json:
        """The key has one that is sent again, since its answer did not come, done once."""
        return self._line.ask("POST", _address(path), (), body, {"Idempotency-Key": str(uuid4()), **headers})

    # Who calls, and how people are called

    @cached_property
    def _me(self) -> Json:
        return self._get("me")

    @property
    def handle(self) -> str | None:
        found: str | None = self._me["person"]
        return found

    @cached_property
    def clock(self) -> "Clock":
        from tacit.rules.calendar import zone
        from tacit.text.moments import Clock
        from tacit.text.spans import read_instant

        return Clock(read_instant(self._me["now"]), zone(self._me["zone"]))

    def called(self, party: str) -> str:
        return self._names.get(party) or party

    @cached_property
    def _names(self) -> Mapping[str, str]:
        named = [*self.people()["people"], *self.teams()["teams"]]
        return {one["handle"]: one["name"] for one in named}

    def me(self) -> Json:
        return self._me

    def people(self) -> Json:
        return self._get("people")

    def teams(self) -> Json:
        return self._get("teams")

    # Records and promises

    def show(self, record: str, *, markdown: bool = False) -> Json:
        return self._get("records", record, query=[("markdown", _flag(markdown))])

    def list_records(
        self,
        kind: str | None = None,
        where: Mapping[str, str] | None = None,
        all: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Json:
        asked = [("kind", kind), ("all", _flag(all)), ("cursor", cursor), ("limit", _number(limit))]
        return self._get("records", query=[*asked, *_where(where)])

    def inbox(self, person: str | None = None, owed_to: str | None = None) -> Json:
        return self._get("inbox", query=[("person", person), ("owed_to", owed_to)])

    def history(self, record: str) -> Json:
        return self._get("records", record, "history")

    def search(self, text: str, kind: str | None = None, limit: int | None = None) -> Json:
        return self._get("search", query=[("text", text), ("kind", kind), ("limit", _number(limit))])

    def board(
        self, kind: str = "task", goal: str | None = None, where: Mapping[str, str] | None = None, mine: bool = False
    ) -> Json:
        return self._get("board", query=[("kind", kind), ("goal", goal), ("mine", _flag(mine)), *_where(where)])

    def why(self, passage: str) -> Json:
        return self._get("why", query=[("passage", passage)])

    def route(self, text: str, goal: str | None = None) -> Json:
        return self._get("route", query=[("text", text), ("goal", goal)])

    def slots(
        self, record: str | None = None, with_: Sequence[str] = (), length: str | None = None, days: int = 10
    ) -> Json:
        asked = [("record", record), ("with", ",".join(with_) or None), ("length", length), ("days", str(days))]
        return self._get("slots", query=asked)

    # What is in order

    def protocols(self) -> Json:
        return self._get("protocols")

    def protocol(self, kind: str) -> Json:
        return self._get("protocols", kind)

    def check_protocols(self) -> Json:
        return self._get("check", "protocols")

    def check(
        self, paths: Sequence[str] = (), staged: bool = False, range_: str | None = None, fix: bool = False
    ) -> Json:
        if paths or staged or range_ is not None or fix:
            said = "a server checks its last commit, as a whole"
            remedy = "Paths, --staged, --range and --fix are for a clone: leave --server and TACIT_SERVER out."
            raise WrongUsage("of-a-clone", said, remedy=remedy)
        return self._get("check")

    def story(self, text: str, path: str) -> Json:
        return self._post("story", body={"text": text, "path": path})

    def tick(self) -> Json:
        return self._post("tick", body={})

    # Doing

    def form_of_new(self, kind: str, brought: "Draft") -> "Form":
        from tacit.work.drafts_told import form_of

        return form_of(self._get("protocols", kind, "form", query=_brought(brought)))

    def form_of_act(self, record: str, act: str, brought: "Draft") -> "Form":
        from tacit.cli.line import error_of
        from tacit.work.drafts_told import form_of

        found = self._get("records", record, "acts", act, query=_brought(brought))
        if not found["allowed"]:
            raise error_of(found["refusal"])
        return form_of(found["form"])

    def create(self, kind: str, brought: "Draft") -> Json:
        return self._post("records", body={"kind": kind, "set": dict(brought.sets), "write": dict(brought.writes)})

    def act(self, record: str, act: str, brought: "Draft") -> Json:
        body = {"set": dict(brought.sets), "write": dict(brought.writes), "because": brought.because}
        return self._post("records", record, "acts", act, body=body, **{"If-Match": "*"})

    def offers(self, done: Mapping[str, Any]) -> Sequence[Json]:
        if not self.protocol(done["kind"])["promises"]:
            return ()
        acts: Sequence[Json] = self.show(done["id"])["acts"]
        return acts

    # Updates

    def daily(self, day: str | None, brought: "Draft") -> Json:
        return self._get("standup", query=[("for", day), *_brought(brought)])

    def weekly(self, goal: str | None, week: str | None, brought: "Draft") -> Json:
        return self._get("weekly", query=[("goal", goal), ("for", week), *_brought(brought)])


def _address(path: Sequence[str]) -> str:
    return "/".join(quote(part, safe="") for part in path)


def _flag(value: bool) -> str | None:
    return "true" if value else None


def _number(value: int | None) -> str | None:
    return str(value) if value is not None else None


def _where(where: Mapping[str, str] | None) -> Pairs:
    return [(f"where.{name}", value) for name, value in (where or {}).items()]


def _brought(brought: "Draft") -> Pairs:
    """What the caller brings to a form, as the API takes it in a query."""
    sets = [(f"set.{name}", value) for name, value in brought.sets.items()]
    writes = [(f"write.{heading}", text) for heading, text in brought.writes.items()]
    return [*sets, *writes, ("because", brought.because or None)]
