"""The sample's people, each with an account on one server: who comes as whom is decided by the cookie they bring."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from serving import Served, copied, served
from windows import Window, Windows

from tacit.model.account import Role
from tacit.work import act as acts
from tacit.work import ask
from tacit.work.accounts import opened
from tacit.work.tick import tick
from tacit.work.wire import Workspace

ROLES: dict[str, Role] = {
    "alice": "admin", "bob": "member", "carol": "member", "dan": "member", "eva": "member", "fumi": "member",
    "grace": "member", "hans": "member", "indra": "guest",
}  # fmt: skip


@dataclass
class Team:
    """One served workspace."""

    it: Served
    windows: Windows
    ids: list[str] = field(default_factory=list)  # of records that tests prepared
    _cookies: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.it.url

    @property
    def ws(self) -> Workspace:
        return self.it.site.workspace()

    def comes(self, person: str | None, **how: Any) -> Window:
        """Somebody at a browser of their own, signed in."""
        return self.windows.open(self.url, [self.cookie(person)] if person else (), **how)

    def cookie(self, person: str) -> tuple[str, str]:
        if person not in self._cookies:
            kept, now = opened(self.ws), self.it.now
            secret = kept.begin(person, "a browser", now, now + timedelta(days=60))
            assert secret, person
            self._cookies[person] = (f"tacit-{self.url.rpartition(':')[2]}", secret)
        return self._cookies[person]

    def at(self, moment: str) -> None:
        """It is then, and Tacit has done what was due until then. Sessions begun before go on."""
        self.it.now = datetime.fromisoformat(moment)
        tick(self.ws)

    def later(self, **span: float) -> None:
        self.it.later(**span)
        tick(self.ws)

    def does(self, person: str, record: str, act: str, **more: Any) -> None:
        """Somebody else does this meanwhile, at the terminal."""
        acts.act(self.ws, record, act, who=person, **{"sets": {}, "writes": {}, **more})

    def makes(self, person: str, kind: str, sets: dict[str, str], writes: dict[str, str] | None = None) -> str:
        return str(acts.create(self.ws, kind, sets=sets, writes=writes or {}, who=person)["id"])

    def listed(self, kind: str) -> list[str]:
        """The pages of its open records, newest first."""
        return [str(each["url"]) for each in ask.list_records(self.ws, kind)["records"]]

    def front(self, record: str) -> dict[str, Any]:
        """What stands in the record now."""
        found: dict[str, Any] = ask.show(self.ws, record)
        return found

    def log(self, path: str = ".") -> str:
        return self.it.git("log", "--format=%an <%ae>%n%B", "--", path)


@contextmanager
def met(workspace: Path, now: str, windows: Windows) -> Iterator[Team]:
    """The workspace served, with an account for everybody in it."""
    with served(workspace, now) as it:
        team = Team(it, windows)
        kept = opened(team.ws)
        for person, role in ROLES.items():
            kept.admit(person, role, f"{person}@example.com", it.now)
        yield team


@contextmanager
def copy_met(made: Path, to: Path, now: str, windows: Windows) -> Iterator[Team]:
    with met(copied(made, to), now, windows) as team:
        yield team


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
