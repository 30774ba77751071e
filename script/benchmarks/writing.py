"""What is written: one durable act beside git's own ways, in a clone, into a large archive, and many at once."""

import shutil
import statistics
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.measure import Figure, timed, told, within
from benchmarks.scale import Scale

from tacit.repo.git import GitStore, create
from tacit.repo.store import Author, Plan
from tacit.work import act, ask
from tacit.work.wire import Workspace, open_workspace

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
WRITERS = 32


def acts(scale: Scale, folder: Path) -> Iterator[Figure]:
    """One reply in a bare repository, nine tenths of which are archived, beside the same by pygit2 and by git."""
    bare = _copy(scale.large(folder), folder / "acts.git")
    clone = folder / "acts"
    subprocess.run(["git", "clone", "-q", str(bare), str(clone)], check=True)
    ws = open_workspace(bare, now=NOW)
    waiting = _waiting(ws)
    # All three change the same folder of the same repository, in turn.
    took: list[list[float]] = [[], [], []]
    for turn in range(scale.times(24)):
        record, path, who = waiting.pop()
        took[0].append(timed(lambda r=record, w=who: _reply(ws, r, w)))
        took[1].append(timed(lambda p=waiting[0][1], t=turn: _plain_commit(bare, p, t)))
        if turn < 4:
            took[2].append(timed(lambda p=path, t=turn: _git_commit(clone, p, t)))
    ours, library, git = (statistics.median(each) for each in took)
    what = f"one durable act among {scale.of(100_000):,} records, bare"
    yield within(what, ours, library, "pygit2's own durable commit", 4)
    faster = git / ours
    yield Figure("… beside `git commit` in a clone", told(ours), f"`git commit`: {told(git)}", f"{faster:.0f} × faster",
                 "≥ 20 × faster", faster >= 20)  # fmt: skip


def clone(scale: Scale, folder: Path) -> Iterator[Figure]:
    """The same in an ordinary clone, where the work tree and git's index come along."""
    path = folder / "clone"
    subprocess.run(["git", "clone", "-q", str(scale.large(folder)), str(path)], check=True)
    ws = open_workspace(path, now=NOW)
    waiting = _waiting(ws)
    took = []
    for _ in range(scale.times(16)):
        record, _, who = waiting.pop()
        took.append(timed(lambda r=record, w=who: _reply(ws, r, w)))
    yield Figure(
        f"one durable act in an ordinary clone of {scale.of(100_000):,} records", told(statistics.median(took))
    )


def archiving(scale: Scale, folder: Path) -> Iterator[Figure]:
    """A resolved thread moves into an archive that holds nine tenths of all."""
    ws = open_workspace(_copy(scale.large(folder), folder / "archiving.git"), now=NOW)
    resolved = _of_status(ws, "resolved")
    took = []
    for _ in range(scale.times(16)):
        record = str(resolved.pop()["id"])
        took.append(timed(lambda r=record: act.act(ws, r, "archive", sets={}, writes={}, who="alice")))
    yield Figure(f"archiving a thread into an archive of {scale.of(90_000):,}, bare", told(statistics.median(took)))


def writers(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Threads of one process that write at once: their commits share what makes them durable."""
    each = scale.times(24)
    for threads in (scale.of(100_000), scale.of(10_000)):
        source = scale.large(folder) if threads == scale.of(100_000) else Corpus(threads).write(folder / "fewer.git")
        ws = open_workspace(_copy(source, folder / f"writers-{threads}.git"), now=NOW)
        what = f"{WRITERS} writers at once, whole acts among {threads:,} records"
        yield _rate(what, _replies_at_once(ws, each))
    store = create(folder / "small.git", bare=True)
    store.transact(lambda _: _plan({f"notes/{number}.md": b"Nothing yet\n" for number in range(1000)}))
    numbers = iter(range(WRITERS * each * 4))
    rate = _at_once(lambda: _note(store, next(numbers)), 4 * each)
    yield _rate("… commits that change one small file of 1,000, no rules asked", rate)


def _replies_at_once(ws: Workspace, each: int) -> float:
    waiting = _waiting(ws)
    each = min(each, (len(waiting) - 1) // WRITERS)
    left = iter(waiting)

    def reply() -> None:
        record, _, who = next(left)
        _reply(ws, record, who)

    reply()  # what is read once for all acts is read now
    return _at_once(reply, each)


def _note(store: GitStore, number: int) -> None:
    store.transact(lambda _: _plan({f"notes/{number % 1000}.md": f"{number}\n".encode()}))


def _plan(writes: dict[str, bytes | None]) -> Plan:
    return Plan(writes, "Note", Author("Alice", "alice@example.com"), NOW)


def _at_once(write: Callable[[], None], each: int) -> float:
    """How many a second, when every writer writes so often."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(each):
                write()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(WRITERS)]

    def all_at_once() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    seconds = timed(all_at_once)
    if failed:
        raise failed[0]
    return WRITERS * each / seconds


def _rate(what: str, rate: float) -> Figure:
    return Figure(what, f"{rate:,.0f} a second", target="≥ 1,000 a second", reached=rate >= 1000)


def _copy(source: Path, path: Path) -> Path:
    shutil.copytree(source, path, ignore=shutil.ignore_patterns("tacit"))
    return path


def _waiting(ws: Workspace) -> list[tuple[str, str, str]]:
    """Threads that wait for a reply: id, path, and somebody who may give it."""
    return [
        (str(record["id"]), str(record["path"]), ws.here.teams[str(record["to"])].lead)
        for record in _of_status(ws, "awaiting-reply")
    ]


def _of_status(ws: Workspace, status: str) -> list[dict[str, object]]:
    found = ask.list_records(ws, "thread", {"status": status}, limit=4000)["records"]
    assert isinstance(found, list)
    return [{**record, "to": record["fields"]["to"]} for record in found]


def _reply(ws: Workspace, record: str, who: str) -> None:
    act.act(ws, record, "reply", sets={}, writes={"Reply": "Fifteen minutes, and no longer than that."}, who=who)


def _plain_commit(repository: Path, path: str, turn: int) -> None:
    """One file changed through pygit2 with its own fsync: blob, the trees above it, commit."""
    import pygit2

    pygit2.settings.enable_fsync_gitdir(True)
    repo = pygit2.Repository(str(repository))
    tip = repo.head.target
    root = repo[tip].peel(pygit2.Tree)
    who = pygit2.Signature("Alice", "alice@example.com", 1_790_000_000 + turn, 0)
    folder, name = path.split("/")
    entry = root[folder]
    assert isinstance(entry, pygit2.Tree)
    blob = repo.create_blob(bytes(repo[entry[name].id].data) + f"\n{turn}\n".encode())
    inner = repo.TreeBuilder(entry)
    inner.insert(name, blob, pygit2.enums.FileMode.BLOB)
    outer = repo.TreeBuilder(root)
    outer.insert(folder, inner.write(), pygit2.enums.FileMode.TREE)
    repo.create_commit("refs/heads/main", who, who, "Edit", outer.write(), [tip])
    pygit2.settings.enable_fsync_gitdir(False)


def _git_commit(repository: Path, path: str, turn: int) -> None:
    """The same by hand: the file, `git add`, `git commit`."""
    with (repository / path).open("a") as file:
        file.write(f"\n{turn}\n")
    git = ["git", "-C", str(repository), "-c", "user.name=Alice", "-c", "user.email=alice@example.com"]
    subprocess.run([*git, "add", path], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Edit"], check=True)
