"""A company at work: its inbox, an update among all the others, and a tick with nothing due and with much."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.company import DUE, Company
from benchmarks.measure import Figure, at_most, command, each, side_by_side, timed, told, within
from benchmarks.scale import Scale

from tacit.work import act, follow
from tacit.work.wire import open_workspace

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def company(scale: Scale, folder: Path) -> Iterator[Figure]:
    """500 people, 40 goals, 250,000 updates."""
    team = Company(scale.of(250_000), waiting=scale.of(10_000))
    bare = team.write(folder / "company.git")
    subprocess.run(["git", "-C", str(bare), "config", "user.email", f"{team.handle(0)}@example.com"], check=True)
    built = timed(lambda: follow.current(open_workspace(bare, now=NOW)))
    name = f"{team.people} people, {team.goals} goals, {team.updates:,} updates"
    yield Figure(f"{name}: the index from nothing", told(built))
    tacit = [Path(sys.executable).parent / "tacit", "--repo", bare]
    first = timed(command(*tacit, "tick", "--at", f"{NOW:%Y-%m-%dT%H:%M:%SZ}"))
    yield Figure("… the first tick, which says what is near its time", told(first))
    now = ["--at", f"{NOW:%Y-%m-%dT%H:%M:%SZ}"]
    runs = [
        command(*tacit, *now, "inbox", "--json"),
        command(*tacit, *now, "tick"),
        command(sys.executable, "-c", "pass"),
    ]
    inbox, tick, python = side_by_side(runs, scale.times(40))
    yield within("… `tacit inbox --json`", inbox, python, "`python -c pass`", 5)
    yield within("… `tacit tick` with nothing due", tick, python, "`python -c pass`", 5)
    yield at_most("… `tacit tick` with nothing due", tick, 0.1)
    yield from _posts(scale, team, bare)
    yield from _burst(team, tacit)


def _posts(scale: Scale, team: Company, bare: Path) -> Iterator[Figure]:
    """Updates of the Monday after, one after the other in one process."""
    ws = open_workspace(bare, now=DUE.replace(hour=10))
    texts = {"✅ Completed": "The parser.", "🔄 Working on": "The planner."}
    people = iter(range(team.people))

    def post() -> None:
        act.create(ws, "standup", sets={}, writes=texts, who=team.handle(next(people)))

    yield Figure("… one update posted, durably", told(each(post, scale.times(24))))


def _burst(team: Company, tacit: list[str | Path]) -> Iterator[Figure]:
    """Everything that is open lapses in the same second."""
    git = ["git", "-C", str(tacit[-1])]
    tip = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    took = timed(command(*tacit, "tick", "--at", f"{DUE:%Y-%m-%dT%H:%M:%SZ}"))
    made = subprocess.run(
        [*git, "log", "--format=%(trailers:key=Tacit-Act,valueonly,separator=)", f"{tip}.."],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    escalated = made.count("escalate")
    if len(made) != team.waiting or made.count("clear") + escalated != team.waiting:
        raise SystemExit(f"the tick made {len(made)} acts and not {team.waiting}")
    yield at_most(f"… `tacit tick` with {team.waiting:,} due at once, {escalated:,} of which escalate", took, 30)
