"""What is read: the inbox from a cold start, an index from nothing, history, lists, full text."""

import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.corpus import COMMON, RARE, Corpus, begin, history, importing, put
from benchmarks.measure import Figure, apart, at_most, command, each, side_by_side, timed, told, within
from benchmarks.scale import Scale

from tacit.work import ask, follow
from tacit.work.wire import Workspace, open_workspace

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def inbox(scale: Scale, folder: Path) -> Iterator[Figure]:
    """`tacit inbox --json`, from the start of Python to its end."""
    count = scale.of(10_000)
    bare = Corpus(count).write(folder / "inbox.git")
    clone = folder / "inbox"
    subprocess.run(["git", "clone", "-q", str(bare), str(clone)], check=True)
    subprocess.run(["git", "-C", str(clone), "config", "user.email", "alice@example.com"], check=True)
    tacit = Path(sys.executable).parent / "tacit"
    runs = [
        command(tacit, "inbox", "--json", cwd=clone),
        command(sys.executable, "-c", "pass"),
        command("rg", "--count", "awaiting-reply", cwd=clone),
    ]
    took, python, ripgrep = side_by_side(runs, scale.times(40))
    what = f"`tacit inbox --json`, {count:,} records, warm"
    yield within(what, took, python, "`python -c pass`", 4)
    yield within(what, took, ripgrep, "ripgrep over the same files", 1)


def building(scale: Scale, folder: Path) -> Iterator[Figure]:
    """The index from nothing, beside reading the same blobs and scanning them in one process."""
    repository = scale.large(folder)
    count = scale.of(100_000)
    turns = [
        (
            apart("read_and_scan", repository)["seconds"],
            apart("build", repository, "1"),
            apart("build", repository, "2"),
        )
        for _ in range(scale.times(2))
    ]
    limit = min(turn[0] for turn in turns)
    against = "blobs read with pygit2 and scanned"
    for processes, most in ((1, 3.5), (2, 2.0)):
        best = min((turn[processes] for turn in turns), key=lambda told_of: float(told_of["seconds"]))
        name = f"index of {count:,} records from nothing, {'one process' if processes == 1 else 'two processes'}"
        yield within(name, best["seconds"], limit, against, most)
        memory = best["own"] + (best["child"] if processes == 2 else 0)
        yield Figure(f"… its memory{', both together' if processes == 2 else ''}", f"{memory / 1e6:.0f} MB",
                     target="≤ 300 MB", reached=memory <= 300e6)  # fmt: skip


def acts(scale: Scale, folder: Path) -> Iterator[Figure]:
    """History with the act of every commit."""
    count = scale.of(10_000)
    repository = history(folder / "history.git", count)
    log = command("git", "-C", repository, "log", "--raw", "--no-renames", "-z")
    turns = [(timed(log), apart("history", repository)) for _ in range(scale.times(3))]
    best = min((turn[1] for turn in turns), key=lambda told_of: float(told_of["seconds"]))
    what = f"history of {count:,} commits with their transitions"
    yield within(what, best["seconds"], min(turn[0] for turn in turns), "`git log --raw`", 4)


def following(scale: Scale, folder: Path) -> Iterator[Figure]:
    """One more commit on top of many records."""
    repository = scale.large(folder)
    ws = open_workspace(repository, now=NOW)
    follow.current(ws)
    open_ones = [record["path"] for record in _records(ws, None, {}, 50)]
    texts = {path: (ws.store.read(path) or b"").decode() for path in open_ones}
    took = []
    for turn, path in enumerate(open_ones[: scale.times(30)]):
        with _on_top(repository) as stream:
            begin(stream, "One more", NOW)
            stream.write(b"from refs/heads/main^0\n")
            put(stream, path, texts[path].replace("## Background\n", f"## Background\n\nOnce more, {turn}.\n"))
        took.append(timed(lambda: follow.current(ws)))
    took.sort()
    yield at_most(f"one more commit on top of {scale.of(100_000):,} records, followed", took[len(took) // 2], 0.020)


class _on_top(importing):  # noqa: N801 - as its parent
    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["git", "-C", str(folder), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
        )


def _records(ws: Workspace, kind: str | None, where: dict[str, str], limit: int) -> list[dict[str, str]]:
    found = ask.list_records(ws, kind, where, False, limit=limit)["records"]
    assert isinstance(found, list)
    return found


FILTERS: tuple[tuple[str, str | None, dict[str, str], bool], ...] = (
    ("all that is open", None, {}, False),
    ("all", None, {}, True),
    ("a kind", "thread", {}, True),
    ("one team", "thread", {"to": "backend"}, True),
    ("two teams", "thread", {"from": "frontend", "to": "backend"}, True),
    ("two teams that never meet", "thread", {"from": "backend", "to": "backend"}, True),
    ("four fields", "thread", {"from": "data", "to": "search", "type": "question", "status": "closed"}, True),
    ("four fields, open", "thread", {"from": "data", "to": "search", "type": "question", "priority": "high"}, False),
    ("one day", None, {"created": "2025-05-05"}, True),
    ("nothing has it", None, {"topic": "no such topic"}, True),
)  # fmt: skip


def lists(scale: Scale, folder: Path) -> Iterator[Figure]:
    """A page of 50 under each filter, the first page and one from the middle: the slowest counts."""
    ws = open_workspace(scale.large(folder), now=NOW)
    follow.current(ws)
    middle = _middle(ws)
    slowest = ("", 0.0)
    for name, kind, where, everything in FILTERS:
        for cursor in (None, middle):
            took = each(
                lambda k=kind, w=where, a=everything, c=cursor: ask.list_records(ws, k, w, a, c), scale.times(20)
            )
            if took > slowest[1]:
                slowest = (name, took)
    yield at_most(
        f"a page of 50 of {scale.of(100_000):,}, the slowest of {2 * len(FILTERS)} ({slowest[0]})", slowest[1], 0.005
    )


def _middle(ws: Workspace) -> str:
    """A cursor somewhere among the records."""
    cursor: object = None
    for _ in range(random.Random(1).randrange(10, 20)):
        cursor = (
            ask.list_records(ws, None, {}, True, None if cursor is None else str(cursor), limit=1000)["next"] or cursor
        )
    return str(cursor)


def searches(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Full text with its snippets."""
    ws = open_workspace(scale.large(folder), now=NOW)
    follow.current(ws)
    for word, share, most in ((RARE, "2 % of the records", 0.010), (COMMON, "half of them", 0.080)):
        took = each(lambda w=word: follow.current(ws).search(w, None, ask.HITS), scale.times(20))
        yield at_most(f"full text over {scale.of(100_000):,}: a word in {share}", took, most)
        whole = each(lambda w=word: ask.search(ws, w), scale.times(10))
        yield Figure("… with the snippets of 50 hits", told(whole))
