"""Measures, prints a table, and writes it to docs/benchmarks.md."""

import argparse
import platform
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import killing, reading, serving, ticking, writing
from benchmarks.measure import Figure, machine
from benchmarks.scale import Scale

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
MEASURES: dict[str, Callable[[Scale, Path], Iterator[Figure]]] = {
    "inbox": reading.inbox,
    "building": reading.building,
    "history": reading.acts,
    "lists": reading.lists,
    "search": reading.searches,
    "following": reading.following,
    "acts": writing.acts,
    "clone": writing.clone,
    "archiving": writing.archiving,
    "writers": writing.writers,
    "pages": serving.pages,
    "http": serving.acts_by_http,
    "fossil": serving.beside_fossil,
    "kills": killing.kills,
    "company": ticking.company,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these (see --list)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, for trying out a change")
    parser.add_argument("--list", action="store_true", help="the names that there are")
    asked = parser.parse_args()
    if asked.list:
        print(*MEASURES, sep="\n")
        return
    for name in asked.names:
        if name not in MEASURES:
            parser.error(f"there is no {name!r}; there are {', '.join(MEASURES)}")
    began = datetime.now(UTC)
    ran_on = machine()
    figures: list[Figure] = []
    scale = Scale(asked.quick)
    with tempfile.TemporaryDirectory(prefix="tacit-bench-") as folder:
        for name in asked.names or MEASURES:
            for figure in MEASURES[name](scale, Path(folder)):
                figures.append(figure)
                print(" · ".join(part for part in _row(figure) if part), flush=True)
    if not asked.names and not asked.quick:
        PAGE.write_text(page(figures, ran_on, began), encoding="utf-8")
        print(f"\nwritten to {PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE}")


def page(figures: Sequence[Figure], ran_on: str, began: datetime) -> str:
    header = ("measured", "took", "limit in the same run", "ratio", "target", "")
    rows = [header, tuple("---" for _ in header), *map(_row, figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    missed = sum(figure.reached is False for figure in figures)
    said = "All of the targets are reached." if not missed else f"{missed} of the targets are not reached: they say ✗."
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    return f"""# Benchmarks

Written by `script/bench` on {began:%-d %B %Y}: {ran_on}; Python {platform.python_version()}, SQLite
{sqlite3.sqlite_version}, git {git}, Linux {platform.release().partition("-")[0]}. {said}

Each figure stands beside a limit that was measured in the same run, in turn with it, so that the ratio tells more than
the times: another machine, or a busier one, has other times and about the same ratios. Times of single calls are
medians. The workspaces are made by the benchmark through `git fast-import`: threads of about 1.4 KB, one of ten of them
open, all others in the archive, nested by year; and a company of 500 people in eight zones with their holidays, on 40
goals, with two years of daily updates, a commit for each day, the last ones waiting for an answer or for their author.

{table}
"""


def _row(figure: Figure) -> tuple[str, ...]:
    mark = {True: "✓", False: "✗", None: ""}[figure.reached]
    return (figure.what, figure.took, figure.against, figure.ratio, figure.target, mark)


if __name__ == "__main__":
    main()
