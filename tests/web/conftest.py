"""The workspace that `script/demo` shows, made once for all processes of a run, and served as somebody."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import Served, copied, served

from harbours import ITS_TIME, harbour_of_this_run


@pytest.fixture(scope="session")
def harbour_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harbour_of_this_run(tmp_path_factory)


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
