"""The desks of the scenarios: an empty repository, a workspace with two teams, two clones of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import Clock, Desk, people_and_teams


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    """Alice, alone at an empty repository."""
    folder = tmp_path / "repo"
    folder.mkdir()
    home = tmp_path / "home"
    home.mkdir()
    found = Desk(folder, clock, "Alice", "alice@example.com", home)
    found.git("init", "-q", "-b", "main")
    return found


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Alice's clone of a workspace with two teams: frontend (alice) and backend (bob, carol)."""
    desk.write("tacit.yaml", "name: Shop\n")
    people_and_teams(desk)
    desk.commit("two teams")
    return desk


@pytest.fixture
def two(shop: Desk, tmp_path: Path, clock: Clock) -> Iterator[tuple[Desk, Desk]]:
    """Alice and Bob, each at a clone of one bare repository."""
    bare = tmp_path / "shared.git"
    shop.git("init", "-q", "--bare", "-b", "main", str(bare))
    shop.git("remote", "add", "origin", str(bare))
    shop.git("push", "-q", "-u", "origin", "main")
    home = tmp_path / "home-of-bob"
    home.mkdir()
    bob = Desk(tmp_path / "bob", clock, "Bob", "bob@example.com", home)
    shop.git("clone", "-q", str(bare), str(bob.folder))
    yield shop, bob
