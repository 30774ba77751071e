"""One Chromium for each process of the run; the sample workspace served to its people, a copy for each module."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "web"))  # where a workspace is served for tests

from playwright.sync_api import Browser, sync_playwright
from teams import Team, copy_met
from windows import Window, Windows, started

from harbours import ITS_TIME, harbour_of_this_run


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = started(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def harbour_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harbour_of_this_run(tmp_path_factory)


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Windows:
    return Windows(chromium)


@pytest.fixture(scope="module")
def served_team(harbour_made: Path, tmp_path_factory: pytest.TempPathFactory, windows: Windows) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("served") / "harbour"
    with copy_met(harbour_made, folder, ITS_TIME, windows) as team:
        yield team


@pytest.fixture
def team(served_team: Team, windows: Windows) -> Iterator[Team]:
    """The module's: tests of one module leave each other their records."""
    yield served_team
    windows.close()


@pytest.fixture
def team_of_its_own(harbour_made: Path, tmp_path: Path, windows: Windows) -> Iterator[Team]:
    """For what moves the clock far, or needs to be alone."""
    with copy_met(harbour_made, tmp_path / "harbour", ITS_TIME, windows) as team:
        yield team
        windows.close()


Comes = Callable[..., Window]


@pytest.fixture(params=("scripts", "no scripts", "dark phone"))
def how(request: pytest.FixtureRequest) -> dict[str, object]:
    """The three ways in which every journey is made."""
    if request.param == "dark phone":
        return {"scripts": True, "dark": True, "size": (390, 844)}
    return {"scripts": request.param == "scripts"}
