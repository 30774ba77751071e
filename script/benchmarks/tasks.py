"""What is measured in a process of its own, for its memory or for a start from nothing. Each tells a line of JSON."""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def read_and_scan(repository: str) -> None:
    """Every blob through pygit2, its text scanned for sections: what no index can do without."""
    import pygit2

    from tacit.text.sections import find_sections

    repo = pygit2.Repository(repository)
    odb, trees = repo.odb, [repo.head.peel(pygit2.Tree)]
    while trees:
        for entry in trees.pop():
            if isinstance(entry, pygit2.Tree):
                trees.append(entry)
            else:
                find_sections(odb.read(entry.id)[1].decode(), 0, 1)


def build(repository: str, processes: str) -> dict[str, object]:
    """The index from nothing."""
    from tacit.work import feed, follow
    from tacit.work.wire import open_workspace

    feed.LARGE = 0 if processes == "2" else 1 << 60
    return follow.follow(open_workspace(Path(repository), now=NOW), rebuild=True)


def history(repository: str) -> dict[str, object]:
    """Every commit with the acts that it amounts to."""
    from tacit.work.history import History
    from tacit.work.versions import Versions
    from tacit.work.wire import open_workspace

    ws = open_workspace(Path(repository), now=NOW)
    reader = History(ws, Versions(ws.store))
    acts = irregular = 0
    for steps in reader.steps(ws.store.log(str(ws.store.head()))):
        for step in steps:
            for done in reader.transitions(step):
                acts += 1
                irregular += bool(done.irregular)
    return {"acts": acts, "irregular": irregular}


def main(task: str, *words: str) -> None:
    tasks: dict[str, Any] = {"read_and_scan": read_and_scan, "build": build, "history": history}
    began = time.perf_counter()
    told = tasks[task](*words) or {}
    seconds = time.perf_counter() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps({**told, "seconds": seconds, "own": resident(), "child": child}))


def resident() -> int:
    """The most memory that this process had. What getrusage says counts that of who started it, too."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
