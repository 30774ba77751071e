"""How long something takes, and how that is told."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, against what, and how far it may go."""

    what: str
    took: str
    against: str = ""
    ratio: str = ""
    target: str = ""
    reached: bool | None = None  # None: only written down


def within(what: str, seconds: float, limit: float, against: str, most: float) -> Figure:
    """A time that may be at most so many times another."""
    ratio = seconds / limit
    return Figure(what, told(seconds), f"{against}: {told(limit)}", f"{ratio:.2f} ×", f"≤ {most:g} ×", ratio <= most)


def at_most(what: str, seconds: float, most: float) -> Figure:
    """A time with a bound of its own."""
    return Figure(what, told(seconds), target=f"≤ {told(most)}", reached=seconds <= most)


def told(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"


def each(run: Callable[[], object], times: int) -> float:
    """The median of so many runs, after one that warms up."""
    run()
    return statistics.median(timed(run) for _ in range(times))


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def side_by_side(runs: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Medians of several things measured in turn, so that a busy machine is busy for all of them alike."""
    for run in runs:
        run()
    took = [[timed(run) for run in runs] for _ in range(times)]
    return [statistics.median(column) for column in zip(*took, strict=True)]


def command(*words: str | Path, cwd: Path | None = None) -> Callable[[], object]:
    """A command, from its start to its end; what it prints goes nowhere."""
    return lambda: subprocess.run(
        [str(word) for word in words], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )


def apart(task: str, *words: str | Path) -> dict[str, Any]:
    """A task of `tasks` in a process of its own: what it tells of itself, with the time and memory that it took."""
    environ = {**os.environ, "TACIT_NOW": "2026-11-21T09:00:00Z"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.tasks", task, *map(str, words)],
        env=environ, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def machine() -> str:
    """What it ran on."""
    model = "an unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    return f"{os.cpu_count()} cores of {model}, {memory:.0f} GB of memory, load {load} when it began"
