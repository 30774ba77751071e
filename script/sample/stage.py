"""Where the sample is played: a repository, a clock that is moved, and acts in the order of their time."""

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sample.cast import ZONES
from tacit.errors import TacitError
from tacit.work import act as acts
from tacit.work.adopt import init
from tacit.work.tick import tick
from tacit.work.wire import Workspace, open_workspace

Texts = Mapping[str, str]
TICKS = (time(0), time(4), time(8), time(12), time(16), time(20))  # of UTC: a scheduler that is not in a hurry


@dataclass(order=True)
class Event:
    """Something that happens at a moment. Those of one moment keep the order in which they were told."""

    at: datetime
    place: int
    do: Callable[["Stage"], None] = field(compare=False)
    what: str = field(compare=False, default="")


class Story:
    """What is to happen, told in the weeks and days of those who do it. Week 1 begins on a Monday."""

    def __init__(self, monday: date) -> None:
        self.monday = monday
        self._events: list[Event] = []

    def day(self, week: int, weekday: str) -> date:
        return self.monday + timedelta(weeks=week - 1, days=("Mon", "Tue", "Wed", "Thu", "Fri").index(weekday))

    def moment(self, who: str, when: str) -> datetime:
        """`3 Tue 09:30`: a moment of the third week, by the clock of whom it is about."""
        week, weekday, clock = when.split()
        wall = datetime.combine(self.day(int(week), weekday), time.fromisoformat(clock))
        return wall.replace(tzinfo=ZoneInfo(ZONES[who])).astimezone(UTC)

    def new(self, who: str, when: str, name: str, kind: str, sets: Texts, writes: Texts | None = None) -> None:
        """A record that this story calls by a name of its own: later texts may hold its id, `{name}`."""
        self._add(who, when, lambda stage: stage.new(who, name, kind, sets, writes or {}), f"new {kind} {name}")

    def act(
        self,
        who: str,
        when: str,
        name: str,
        act: str,
        writes: Texts | None = None,
        sets: Texts | None = None,
        because: str = "",
    ) -> None:
        self._add(
            who, when, lambda stage: stage.act(who, name, act, sets or {}, writes or {}, because), f"{act} {name}"
        )

    def find(self, who: str, when: str, name: str, kind: str, about: str) -> None:
        """Call a record that an act or Tacit opened by a name of its own."""
        self._add(who, when, lambda stage: stage.find(name, kind, about), f"find {name}")

    def write(self, who: str, when: str, files: Texts, message: str) -> None:
        """A commit of ordinary work: files that are no records."""
        self._add(who, when, lambda stage: stage.commit(who, files, message), f"commit {message}")

    def _add(self, who: str, when: str, do: Callable[["Stage"], None], what: str) -> None:
        self._events.append(Event(self.moment(who, when), len(self._events), do, f"{when} {who}: {what}"))

    def events(self) -> list[Event]:
        return sorted(self._events)


class Stage:
    """The workspace in which the story is played."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.now = now
        self.names: dict[str, str] = {}
        self._number = 0
        self._ws: Workspace | None = None

    def set_up(self, name: str) -> None:
        _git(self.folder, self.now, "init", "--quiet", "--initial-branch", "main")
        init(self.folder, name=name, solo=False, template="async-first", who=None, now=self.now)

    def play(self, events: Iterable[Event], until: datetime, tell: Callable[[str], None]) -> None:
        """Every event in its time, and Tacit's own part at its ticks in between."""
        for event in events:
            self._tick_until(event.at)
            self.now = event.at
            try:
                event.do(self)
            except TacitError as refusal:
                raise SystemExit(f"{event.what}: {refusal.message} ({refusal.remedy})") from refusal
            tell(event.what)
        self._tick_until(until)

    def _tick_until(self, end: datetime) -> None:
        while (at := _next_tick(self.now)) <= end:
            self.now = at
            tick(self._workspace())

    def _workspace(self) -> Workspace:
        if self._ws is None:
            self._ws = open_workspace(self.folder, now=self.now)
        self._ws.now = self.now
        self._ws.forget()
        return self._ws

    def new(self, who: str, name: str, kind: str, sets: Texts, writes: Texts) -> None:
        made = acts.create(
            self._workspace(),
            kind,
            sets=self._filled(sets),
            writes=self._filled(writes),
            who=who,
            command=self._command(),
        )
        self.names[name] = str(made["id"])

    def act(self, who: str, name: str, act: str, sets: Texts, writes: Texts, because: str) -> None:
        acts.act(
            self._workspace(),
            self.names[name],
            act,
            sets=self._filled(sets),
            writes=self._filled(writes),
            because=self._text(because),
            who=who,
            command=self._command(),
        )

    def find(self, name: str, kind: str, about: str) -> None:
        """The newest record of a kind whose front matter names another one."""
        protocol = self._workspace().here.protocols[kind]
        named = [
            path.stem
            for path in sorted(self.folder.glob(f"{protocol.folder}/**/*.md"))
            if self.names[about] in path.read_text("utf-8").split("\n---", 1)[0]
        ]
        if not named:
            raise SystemExit(f"nobody opened a {kind} about {about}")
        self.names[name] = named[-1]

    def commit(self, who: str, files: Texts, message: str) -> None:
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self._text(text), "utf-8")
            _git(self.folder, self.now, "add", "--", path)
        person = f"{who.capitalize()} <{who}@example.com>"
        local = self.now.astimezone(ZoneInfo(ZONES[who])).isoformat()
        _git(
            self.folder,
            self.now,
            "commit",
            "--quiet",
            "--author",
            person,
            "--date",
            local,
            "--message",
            self._text(message),
        )

    def _filled(self, texts: Texts) -> dict[str, str]:
        return {name: self._text(text) for name, text in texts.items()}

    def _text(self, text: str) -> str:
        for name, record in self.names.items():
            text = text.replace(f"{{{name}}}", record)
        return text

    def _command(self) -> str:
        """The id of a command: the same at every run, so that the commits are the same."""
        self._number += 1
        return str(uuid5(NAMESPACE_URL, f"tacit-sample-{self._number}"))


def _next_tick(now: datetime) -> datetime:
    day = now.date()
    later = (datetime.combine(day + timedelta(days=ahead), at, UTC) for ahead in (0, 1) for at in TICKS)
    return next(at for at in later if at > now)


def _git(folder: Path, now: datetime, *arguments: str) -> None:
    machine: dict[str, Any] = os.environ | {"GIT_COMMITTER_DATE": now.isoformat()}
    subprocess.run(["git", *arguments], cwd=folder, env=machine, check=True, stdout=subprocess.DEVNULL)
