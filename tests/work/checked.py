"""A workspace in a real repository, written by hand, for the tests of `check`."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tacit.work.check import check
from tacit.work.wire import open_workspace

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)  # a Thursday

PEOPLE = {"alice": "frontend", "dan": "frontend", "bob": "backend", "carol": "backend"}

THREAD = """\
---
thread_id: {serial}
topic: {topic}
from: frontend
to: backend
type: question
status: {status}
priority: normal
created: {day}
updated: {day}
---

## Background

The gateway refreshes tokens.

## Frontend's Question / Proposal

How long does a token live?

## Backend's Reply

> Updated: YYYY-MM-DD

{reply}

## Frontend's Final Answer (if needed)

> Updated: YYYY-MM-DD

[If the reply generates further clarification, opener fills this.]

## Resolution

> Status: ⏳ Pending | ✅ Confirmed | ❌ Rejected

[One sentence: what was decided.]

## Confirmation

- [ ] Backend confirms the resolution above and will implement accordingly
"""


def thread(
    serial: str = "2026-03-03-001",
    *,
    status: str = "awaiting-reply",
    reply: str = "[Responder fills this section.]",
    topic: str = "How long tokens live",
) -> str:
    return THREAD.format(serial=serial, status=status, reply=reply, topic=topic, day=serial[:10])


class Place:
    """A folder with a repository; commits have the author and the time that the test gives them."""

    def __init__(self, root: Path, *, people: bool = True) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Alice")
        self.git("config", "user.email", "alice@example.com")
        self.write("tacit.yaml", "name: Shop\n")
        if people:
            for handle in PEOPLE:
                text = f"---\nhandle: {handle}\nname: {handle.title()}\nemail: {handle}@example.com\n---\n\n## About\n"
                self.write(f"people/{handle}.md", text)
            for team in ("frontend", "backend"):
                members = ", ".join(handle for handle, of in PEOPLE.items() if of == team)
                text = f"---\nhandle: {team}\nname: {team.title()}\nmembers: [{members}]\n---\n\n## About\n"
                self.write(f"teams/{team}.md", text)
        self.commit("Begin")

    def git(self, *command: str, **environ: str) -> str:
        done = subprocess.run(
            ["git", *command], cwd=self.root, capture_output=True, text=True, check=True,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1", **environ},
        )  # fmt: skip
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, newline="")

    def read(self, path: str) -> str:
        with (self.root / path).open(newline="") as file:
            return file.read()

    def replace(self, path: str, old: str, new: str) -> int:
        """Edits a file; gives the line of the change."""
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def commit(self, message: str, who: str = "alice", day: str = "2026-03-03", hour: str = "T10:00:00+00:00") -> str:
        self.git("add", "--all")
        names = {"GIT_AUTHOR_NAME": who.title(), "GIT_AUTHOR_EMAIL": f"{who}@example.com"}
        dates = {"GIT_AUTHOR_DATE": day + hour, "GIT_COMMITTER_DATE": day + hour}
        self.git("commit", "--quiet", "--message", message, **names, **dates)
        return self.git("rev-parse", "HEAD")

    def add_thread(self, name: str = "2026-03-03-001-token-expiry", **given: str) -> str:
        """One thread and its row, committed."""
        path = f"threads/{name}.md"
        self.write(path, thread(name[:14], **given))
        self.fix()
        self.commit(f"Open {name}")
        return path

    def check(self, *paths: str, now: datetime = NOW, **given: object) -> list[dict[str, object]]:
        return self.checked(*paths, now=now, **given)["findings"]  # type: ignore[return-value]

    def checked(self, *paths: str, now: datetime = NOW, **given: object) -> dict[str, object]:
        ws = open_workspace(self.root, now=now)
        try:
            return check(ws, paths, **given)  # type: ignore[arg-type]
        finally:
            ws.store.close()

    def fix(self) -> dict[str, object]:
        return self.checked(fix=True)

    def said(self, *paths: str, **given: object) -> set[tuple[object, ...]]:
        """Path, line and rule of each finding."""
        return {(one["path"], one["line"], one["rule"]) for one in self.check(*paths, **given)}  # type: ignore[arg-type]

    def rules(self, **given: object) -> set[object]:
        return {one["rule"] for one in self.check(**given)}  # type: ignore[arg-type]
