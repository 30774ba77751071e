"""People at their own clones, who type commands: real processes, real git, time passed in."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import warm

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The time that every command is told."""

    now: datetime = TUESDAY

    def __call__(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Answer:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


@dataclass
class Desk:
    """Somebody at a clone. Git knows them by their e-mail."""

    folder: Path
    clock: Clock
    name: str = "Somebody"
    email: str = "somebody@example.com"
    home: Path = field(default=Path("/nonexistent"))

    @property
    def env(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "TACIT_"))}
        stamp = self.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return kept | {
            "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": self.name,
            "GIT_AUTHOR_EMAIL": self.email,
            "GIT_COMMITTER_NAME": self.name,
            "GIT_COMMITTER_EMAIL": self.email,
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_DATE": stamp,
            "TACIT_NOW": self.clock(),
            "NO_COLOR": "1",
        }

    def run(self, *args: str, stdin: str = "") -> Answer:
        """One command, as typed."""
        done = warm.run(args, self.folder, self.env, stdin.encode())
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def tacit(self, *args: str) -> Any:
        """A command that must be done; what it says in JSON."""
        answer = self.run("--json", *args)
        assert answer.status == 0, f"{args}: {answer.out}{answer.err}"
        return answer.json

    def refused(self, *args: str, status: int = 1) -> Any:
        """A command that must be refused; its error."""
        answer = self.run("--json", *args)
        assert answer.status == status, f"{args}: {answer.status} {answer.out}{answer.err}"
        assert answer.out == ""
        return answer.error

    def findings(self, *args: str, status: int | None = None) -> list[Any]:
        answer = self.run("--json", "check", *args)
        if status is not None:
            assert answer.status == status, answer.out + answer.err
        return list(answer.json["findings"])

    def rules(self, *args: str) -> set[str]:
        return {finding["rule"] for finding in self.findings(*args)}

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", *args], cwd=self.folder, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, f"git {args}: {done.stderr}"
        return done.stdout

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def read(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode()

    def commit(self, message: str = "by hand") -> None:
        """An edit by hand, as somebody with git and an editor makes it."""
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def fields(self, record: str) -> Any:
        return self.tacit("show", record)["fields"]

    def inbox(self, *args: str) -> list[tuple[str, str]]:
        return [(one["promise"], one["record"]) for one in self.tacit("inbox", *args)["promises"]]


PEOPLE = {
    "alice": ("Alice", "Europe/Berlin"),
    "bob": ("Bob", "UTC"),
    "carol": ("Carol", "UTC"),
}
TEAMS = {"frontend": ["alice"], "backend": ["bob", "carol"]}


def people_and_teams(desk: Desk) -> None:
    for handle, (name, zone) in PEOPLE.items():
        desk.write(
            f"people/{handle}.md",
            f"---\nhandle: {handle}\nname: {name}\nemail: {handle}@example.com\nzone: {zone}\nstatus: active\n---\n",
        )
    for handle, members in TEAMS.items():
        desk.write(
            f"teams/{handle}.md",
            f"---\nhandle: {handle}\nname: {handle.capitalize()}\nlead: {members[0]}\n"
            f"members: [{', '.join(members)}]\nstatus: active\n---\n",
        )
