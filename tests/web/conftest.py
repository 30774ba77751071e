"""The workspace that `script/demo` shows, made once for all processes of a run, and served as somebody."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import Served, copied, served

ROOT = Path(__file__).resolve().parents[2]
ITS_TIME = "2026-03-13T16:30:00+00:00"  # the end of its last day


@pytest.fixture(scope="session")
def harbour_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for each process of the run; tests change copies of it."""
    folder = tmp_path_factory.mktemp("made") / "harbour"
    subprocess.run([sys.executable, "-m", "sample", folder], check=True, cwd=ROOT / "script", capture_output=True)
    return folder


@pytest.fixture
def harbour(harbour_made: Path, tmp_path: Path) -> Iterator[Callable[[str | None], Served]]:
    """`harbour("carol")` serves a copy of it to Carol."""
    with ExitStack() as stack:
        count = 0

        def serve(person: str | None = None) -> Served:
            nonlocal count
            count += 1
            folder = copied(harbour_made, tmp_path / f"harbour-{count}")
            return stack.enter_context(served(folder, ITS_TIME, person))

        yield serve
