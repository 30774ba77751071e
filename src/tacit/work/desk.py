"""The use cases that faces offer, as one person calls them at one workspace.

The HTTP API answers with what these say, and who works against a server finds the same names there: a face that
talks to a desk need not know where the workspace is. What a method does is imported when it is called.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tacit.errors import Refused

if TYPE_CHECKING:
    from tacit.text.moments import Clock
    from tacit.work.drafts import Draft, Form
    from tacit.work.updates import Update
    from tacit.work.wire import Workspace

Json = dict[str, Any]


class Desk:
    """`who` is the name that the caller gave; None leaves it to git."""

    def __init__(self, ws: "Workspace", who: str | None = None) -> None:
        self.ws = ws
        self.who = who

    # Who calls, and how people are called

    @cached_property
    def handle(self) -> str | None:
        """Who calls; None where neither they nor git say it."""
        if self.who is not None:
            return self.who.removeprefix("@")
        return self.ws.whoami(self.ws.here)

    @cached_property
    def clock(self) -> "Clock":
        """The caller's: times are shown in their own zone, else in the workspace's."""
        from tacit.rules.calendar import zone
        from tacit.text.moments import Clock

        return Clock(self.ws.now, zone(self._zone))

    @property
    def _zone(self) -> str:
        return self.ws.here.hours_of(self.handle).zone

    def called(self, party: str) -> str:
        """A party's name, as one says it."""
        return self.ws.here.called(party)

    def me(self) -> Json:
        from tacit.text.spans import write_instant

        here = self.ws.here
        return {
            "person": self.handle,
            "name": self.called(self.handle) if self.handle else None,
            "zone": self._zone,
            "now": write_instant(self.ws.now),
            "workspace": here.settings.name,
        }

    def people(self) -> Json:
        people = self.ws.here.people.values()
        return {
            "people": [
                {
                    "handle": one.handle,
                    "name": one.name,
                    "zone": one.hours.zone,
                    "cover": one.cover or None,
                    "agent": one.agent,
                    "for": one.acts_for or None,
                }
                for one in people
            ]
        }

    def teams(self) -> Json:
        teams = self.ws.here.teams.values()
        return {
            "teams": [
                {"handle": one.handle, "name": one.name, "lead": one.lead or None, "members": list(one.members)}
                for one in teams
            ]
        }

    # Records and promises

    def show(self, record: str, *, markdown: bool = False) -> Json:
        from tacit.work import ask

        return ask.show(self.ws, record, self.who, markdown=markdown)

    def list_records(
        self,
        kind: str | None = None,
        where: Mapping[str, str] | None = None,
        all: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Json:
        from tacit.work import ask

        return ask.list_records(self.ws, kind, where, all, cursor, limit or ask.PAGE)

    def inbox(self, person: str | None = None, owed_to: str | None = None) -> Json:
        """Of the caller, where nobody is named."""
        from tacit.work import ask

        return ask.inbox(self.ws, person if person or owed_to else self.handle, owed_to)

    def history(self, record: str) -> Json:
        from tacit.work import ask

        return ask.history(self.ws, record)

    def search(self, text: str, kind: str | None = None, limit: int | None = None) -> Json:
        from tacit.work import ask

        return ask.search(self.ws, text, kind, limit or ask.HITS)

    def board(
        self, kind: str = "task", goal: str | None = None, where: Mapping[str, str] | None = None, mine: bool = False
    ) -> Json:
        from tacit.work.board import board

        if mine and self.handle is None:
            raise Refused("nobody", "it is not known whose cards these are", remedy="Say it with --as NAME.")
        return board(self.ws, kind, goal, where, self.handle if mine else None)

    def why(self, passage: str) -> Json:
        from tacit.work.why import why

        return why(self.ws, passage)

    def route(self, text: str, goal: str | None = None) -> Json:
        from tacit.work.route import route

        return route(self.ws, text, goal, self.handle)

    def slots(
        self, record: str | None = None, with_: Sequence[str] = (), length: str | None = None, days: int = 10
    ) -> Json:
        from tacit.work.slots import slots

        return slots(self.ws, record, with_, length, days, self.who)

    # What is in order

    def protocols(self) -> Json:
        from tacit.work import ask

        return ask.protocols(self.ws)

    def protocol(self, kind: str) -> Json:
        from tacit.work import protocols

        return protocols.show(self.ws, kind)

    def check_protocols(self) -> Json:
        from tacit.work import protocols

        return protocols.check(self.ws)

    def check(
        self, paths: Sequence[str] = (), staged: bool = False, range_: str | None = None, fix: bool = False
    ) -> Json:
        from tacit.work.check import check

        return check(self.ws, paths, staged=staged, range_=range_, fix=fix, who=self.who)

    def check_committed(self) -> Json:
        """What is wrong in the last commit, whatever lies in a work tree beside it."""
        from tacit.work.check import check

        return check(self.ws, committed=True, who=self.who)

    def story(self, text: str, path: str) -> Json:
        from tacit.work.pull_request import check

        return check(self.ws, text, path)

    def tick(self) -> Json:
        from tacit.work.tick import tick

        return tick(self.ws)

    # Doing

    def form_of_new(self, kind: str, brought: "Draft") -> "Form":
        from tacit.work.blanks import for_new

        return for_new(self.ws.here, kind, brought)

    def form_of_act(self, record: str, act: str, brought: "Draft") -> "Form":
        from tacit.work.blanks import for_act

        return for_act(self.ws, record, act, brought, self.who)

    def create(self, kind: str, brought: "Draft", command: str | None = None) -> Json:
        from tacit.work.act import create

        return create(self.ws, kind, sets=brought.sets, writes=brought.writes, who=self.who, command=command)

    def act(
        self, record: str, act: str, brought: "Draft", command: str | None = None, version: str | None = None
    ) -> Json:
        from tacit.work.act import act as do

        return do(
            self.ws,
            record,
            act,
            sets=brought.sets,
            writes=brought.writes,
            because=brought.because,
            who=self.who,
            command=command,
            version=version,
            exact=True,
        )

    def offers(self, done: Mapping[str, Any]) -> Sequence[Json]:
        """What the caller may do next with a record that they did something to; of a person or a team nothing is
        expected."""
        if not self.ws.here.protocol(done["kind"]).promises:
            return ()
        acts: Sequence[Json] = self.show(done["id"])["acts"]
        return acts

    @property
    def is_shared(self) -> bool:
        """Whether others see what is done here only once it is synced."""
        from tacit.work.sync import is_shared

        return is_shared(self.ws)

    # Updates

    def daily(self, day: str | None, brought: "Draft") -> Json:
        from tacit.work.updates import daily

        return self._update(daily(self.ws, self.who, day), brought)

    def weekly(self, goal: str | None, week: str | None, brought: "Draft") -> Json:
        from tacit.work.weeks import weekly

        return self._update(weekly(self.ws, self.who, goal, week), brought)

    def _update(self, found: "Update", brought: "Draft") -> Json:
        """An update as it was drafted, and what is still to be said with what was brought."""
        from tacit.text.spans import write_instant
        from tacit.work import ask, updates
        from tacit.work.drafts_told import form_json

        sections = updates.owners_sections(self.ws.here.protocol(found.kind))
        return {
            "kind": found.kind,
            "fields": dict(found.sets),
            "since": write_instant(found.since),
            "sections": {section.heading: found.texts.get(section.heading, "") for section in sections},
            "needed": list(found.needed),
            "unsaid": list(updates.unsaid(self.ws, found, brought.writes)),
            "posted": ask.record_json(found.posted) if found.posted else None,
            "form": form_json(updates.form_of(self.ws, found, brought.sets, brought.writes)),
        }
