"""A workspace kept by hand with nothing but git, and a look at every row of its index."""

import os
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tacit.work import follow
from tacit.work.wire import Workspace, open_workspace

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)  # a Friday
STATES = ("open", "awaiting-reply", "awaiting-confirm", "resolved", "closed")


def person(handle: str, **fields: str) -> str:
    said = {"handle": handle, "name": handle.capitalize(), "email": f"{handle}@example.com", **fields}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in said.items()) + "---\n"


def team(handle: str, *members: str) -> str:
    front = f"handle: {handle}\nname: {handle.capitalize()}\nlead: {members[0]}\nmembers: [{', '.join(members)}]\n"
    return f"---\n{front}---\n"


PEOPLE = {
    "tacit.yaml": "name: Shop\n",
    "people/alice.md": person("alice", zone="Europe/Berlin"),
    "people/bob.md": person("bob"),
    "people/carol.md": person("carol"),
    "teams/frontend.md": team("frontend", "alice"),
    "teams/backend.md": team("backend", "bob", "carol"),
}


def thread(
    topic: str = "How long may a token live?",
    status: str = "open",
    *,
    sender: str = "frontend",
    to: str = "backend",
    reply: str = "",
    resolution: str = "",
    updated: str = "2026-03-03",
    extra: str = "",
    background: str = "Tokens are refreshed at the gateway.",
    replied: str = "2026-03-05",
) -> str:
    confirmed = "x" if status in ("resolved", "closed") else " "
    mark = "✅ Confirmed" if confirmed == "x" else "⏳ Pending | ✅ Confirmed | ❌ Rejected"
    return f"""\
---
topic: {topic}
from: {sender}
to: {to}
type: question
status: {status}
priority: normal
created: 2026-03-03
updated: {updated}
{extra}---

## Background

{background}

## {sender.capitalize()}'s Question / Proposal

{topic}

## {to.capitalize()}'s Reply

> Updated: {replied if reply else "YYYY-MM-DD"}

{reply or "[Responder fills this section.]"}

## Resolution

> Status: {mark}

{resolution or "[One sentence: what was decided.]"}

## Confirmation

- [{confirmed}] {to.capitalize()} confirms the resolution above and will implement accordingly
"""


def course(topic: str, step: int) -> tuple[str, str]:
    """The folder and the text of a thread after so many steps of its course."""
    status = STATES[step]
    text = thread(
        topic,
        status,
        reply="Fifteen minutes." if step >= 2 else "",
        resolution="Fifteen minutes it is." if step >= 3 else "",
        updated=f"2026-03-{3 + step:02}",
    )
    return ("archive/threads" if status == "closed" else "threads"), text


class Handwritten:
    """One clone. Every commit is made by the command `git`, an hour after the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = datetime(2026, 3, 3, 8, tzinfo=UTC)

    @classmethod
    def made(cls, path: Path, files: dict[str, str] | None = None) -> "Handwritten":
        path.mkdir()
        here = cls(path)
        here.git("init", "-q", "-b", "main")
        here.git("config", "user.name", "Alice")
        here.git("config", "user.email", "alice@example.com")
        here.commit(PEOPLE if files is None else files, "Begin")
        return here

    def git(self, *args: str, who: str = "alice") -> str:
        self.at += timedelta(hours=1)
        when = self.at.isoformat()
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_AUTHOR_NAME": who.capitalize(),
            "GIT_AUTHOR_EMAIL": f"{who}@example.com",
            "GIT_COMMITTER_NAME": who.capitalize(),
            "GIT_COMMITTER_EMAIL": f"{who}@example.com",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
        }
        done = subprocess.run(["git", *args], cwd=self.path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout

    def write(self, files: dict[str, str | None]) -> None:
        for name, text in files.items():
            file = self.path / name
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())

    def commit(self, files: dict[str, str | None] | dict[str, str], message: str = "Edit", who: str = "alice") -> str:
        self.write(dict(files))
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", message, who=who)
        return self.git("rev-parse", "HEAD").strip()

    def open(self, now: datetime = NOW) -> Workspace:
        return open_workspace(self.path, now=now)

    @property
    def index_path(self) -> Path:
        return Path(follow.path_of(self.open()))


def rows(path: str | Path | None) -> dict[str, object]:
    """Everything that an index says, without the numbers that only order it."""
    assert path is not None
    db = sqlite3.connect(path)
    db.execute("CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, words, instance)")
    db.execute("CREATE VIRTUAL TABLE temp.listed USING fts5vocab(main, filters, instance)")
    ids = dict(db.execute("SELECT doc, path FROM records"))
    found: dict[str, object] = {
        "records": sorted(db.execute("SELECT * FROM records")),
        "promises": sorted((ids[row[0]], *map(str, row[1:])) for row in db.execute("SELECT * FROM promises")),
        "waiting": sorted((ids[row[0]], *row[1:]) for row in db.execute("SELECT * FROM waiting")),
        "moments": sorted((ids[row[0]], *row[1:]) for row in db.execute("SELECT * FROM moments")),
        "aliases": sorted((row[0], ids[row[1]]) for row in db.execute("SELECT * FROM aliases")),
        "links": sorted((ids[row[0]], *row[1:]) for row in db.execute("SELECT * FROM links")),
        "people": sorted(db.execute("SELECT * FROM people")),
        "members": sorted(db.execute("SELECT * FROM members")),
        "absences": sorted(db.execute("SELECT * FROM absences")),
        "words": sorted(
            (row[1], ids[row[0]], *row[2:]) for row in db.execute("SELECT doc, term, col, offset FROM said")
        ),
        "facts": sorted((row[1], ids[row[0]]) for row in db.execute("SELECT doc, term FROM listed")),
    }
    acts: dict[str, list[tuple[object, ...]]] = {}
    for row in db.execute("SELECT * FROM acts ORDER BY place"):
        acts.setdefault(row[1], []).append(row[2:])
    found["acts"] = acts
    db.close()
    return found
