"""A small workspace with accounts: people of each role, and what each of them comes with."""

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tacit.web.site import Site
from tacit.work import accounts, sign_in, tokens
from tacit.work.wire import Workspace, open_workspace

AT = datetime(2026, 3, 6, 12, tzinfo=UTC)
PASSWORD = "four purple otters dance"
PEOPLE = ("alice", "bob", "carol", "dan", "erin")


def shop(folder: Path) -> Path:
    """People and no account. Git's person is Alice."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Alice")
    git(folder, "config", "user.email", "alice@example.com")
    write(folder, "tacit.yaml", "name: Shop\n")
    for handle in PEOPLE:
        write_person(folder, handle)
    write_person(folder, "bot", "agent: true\nfor: alice\n")
    commit(folder, "Begin")
    return folder


def write_person(folder: Path, handle: str, more: str = "") -> None:
    told = f"handle: {handle}\nname: {handle.title()}\nemail: {handle}@example.com\n{more}"
    write(folder, f"people/{handle}.md", f"---\n{told}---\n")


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", message)


def git(folder: Path, *arguments: str) -> None:
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, env=env)


@dataclass
class Clock:
    now: datetime = AT

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Shop:
    """Served to whoever comes, at a time that tests move."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.site = Site(self.folder, self.clock)

    @property
    def ws(self) -> Workspace:
        return open_workspace(self.folder, now=self.clock.now)

    def invited(self, person: str, role: str | None = None) -> str:
        """The path of their invitation."""
        return str(accounts.invite(self.ws, person, role)["path"])

    def joined(self, person: str, role: str | None = None) -> str:
        """The secret of their session."""
        return sign_in.accept(self.ws, self.invited(person, role).rpartition("/")[2], PASSWORD, "Firefox")

    def token(self, person: str, scope: str, days: int = 90) -> str:
        return str(tokens.make(self.ws, person, scope, days=days)["token"])


def callers(here: Shop) -> dict[str, dict[str, str]]:
    """Everybody who may call, with what they come with: a session or a token, good ones and others."""
    roles = {"admin": "alice", "member": "bob", "guest": "carol", "closed": "dan", "left": "erin"}
    made: dict[str, dict[str, str]] = {"nobody": {}, "made-up token": bearer("tacit_x"), "made-up session": cookie("x")}
    for role, person in roles.items():
        made[f"{role} session"] = cookie(here.joined(person, role if role in ("admin", "guest") else "member"))
    for scope in ("read", "act", "admin"):
        made[f"admin {scope} token"] = bearer(here.token("alice", scope))
    for role in ("member", "closed", "left"):
        made[f"{role} act token"] = bearer(here.token(roles[role], "act"))
    accounts.set_role(here.ws, "carol", "member")
    made["guest act token"] = bearer(here.token("carol", "act"))
    accounts.set_role(here.ws, "carol", "guest")
    made["agent read token"] = bearer(here.token("bot", "read"))
    made["ended token"] = bearer(here.token("alice", "admin", days=1))
    made["member session, made-up token"] = made["member session"] | bearer("tacit_x")
    accounts.disable(here.ws, "dan")
    write_person(here.folder, "erin", "status: left\n")
    commit(here.folder, "Erin leaves")
    here.clock.now += timedelta(days=2)
    return made


def cookie(secret: str) -> dict[str, str]:
    return {"cookie": f"tacit-8765={secret}"}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
