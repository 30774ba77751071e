"""Repositories that the tests of this room make, and short ways to write to them."""

import subprocess
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tacit.repo.git import GitStore, create
from tacit.repo.store import Author, Done, Plan, Store

AT = datetime(2026, 3, 3, 9, 30, tzinfo=timezone(timedelta(hours=1)))
ANA = Author("Ana Ng", "ana@example.com")

Writes = Mapping[str, str | bytes | None]


def git(where: Path, *args: str, data: bytes = b"") -> str:
    """What git says in a folder; the test fails where git does."""
    done = subprocess.run(["git", *args], cwd=where, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape")


def plan(writes: Writes, message: str = "A change", author: Author = ANA) -> Plan:
    data = {path: text.encode() if isinstance(text, str) else text for path, text in writes.items()}
    return Plan(data, message, author, AT)


def write(store: Store, writes: Writes, message: str = "A change", command: str = "") -> Done:
    return store.transact(lambda _: plan(writes, message), command=command)


def made(path: Path, *, bare: bool = False) -> GitStore:
    store = create(path, bare=bare)
    git(path, "config", "user.name", ANA.name)
    git(path, "config", "user.email", ANA.email)
    return store


def cloned(source: Path, path: Path, *options: str) -> Path:
    git(source.parent, "clone", "-q", *options, source.as_uri(), str(path))
    git(path, "config", "user.name", ANA.name)
    git(path, "config", "user.email", ANA.email)
    return path


def sound(where: Path) -> None:
    """Nothing is missing or damaged; a clone's files and index stand as its tip has them."""
    git(where, "fsck", "--full", "--strict", "--no-dangling")
    if not (where / "objects").exists():
        assert git(where, "status", "--porcelain") == ""
        assert git(where, "diff-files") == ""
